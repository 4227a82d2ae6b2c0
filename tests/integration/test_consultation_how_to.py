"""The pages on consulting an area authority, the README's too, are run word for word on the real release."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from html import unescape

import pytest
from drawn.commands import ROOT, environment

from placement_check.cli import run
from placement_check.cli.exits import Exit

PAGE = (ROOT / "docs/how-to/consult-an-area-authority.md").read_text("utf-8")
EXAMPLES = ROOT / "docs/examples/consultation"


def commands() -> list[list[str]]:
    """Return the commands of the page in their order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("placement-check ")]


@pytest.fixture
def desk(tmp_path, monkeypatch, real_release):
    """Return a directory with the forms of the distant case, and a release called DATA."""
    for form in (EXAMPLES / "rochdale").glob("*.toml"):
        shutil.copy(form, tmp_path)
    shutil.copy(EXAMPLES / "directory.toml", tmp_path)
    (tmp_path / "DATA").symlink_to(real_release)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.real_data
def test_the_page_is_run_word_for_word_and_the_record_says_what_it_should(desk, capsys):
    codes = {" ".join(words): run(words) for words in commands()}
    assert set(codes.values()) == {Exit.DONE, Exit.INCOMPLETE}
    unsure = [words for words, code in codes.items() if code == Exit.INCOMPLETE]
    keys = "--receipt case-4.receipt.json --key rochdale.pub.pem --key luton.pub.pem"
    assert unsure == [
        "verify case-15.json", f"verify case-15.json {keys}", f"verify case-15-provider.json {keys}",
    ]  # fmt: skip
    printed = capsys.readouterr()
    assert "consistent within itself; this does not prove that nothing was removed" in printed.out
    assert "two parties" not in printed.out + printed.err
    _, *checked = printed.out.split("The file agrees with the head given up to event 4")
    assert len(checked) == 2
    assert all("signature good" in text and "not checked" not in text for text in checked)
    assert "not verified" not in printed.err, "every form with an address is given the directory"
    for paper in ("consultation.pdf", "record.pdf", "record-redacted.pdf"):
        assert (desk / paper).read_bytes().startswith(b"%PDF-")
    assert run(["consult", "render", "case-15.json", "-o", "record.html"]) == Exit.DONE
    said = (desk / "record.html").read_text("utf-8")
    for words in (
        "OFFICIAL-SENSITIVE",
        "Rochdale",
        "This is not evidence of low risk",
        "director of children",
    ):
        assert words in said, words


@pytest.mark.real_data
def test_an_event_changed_after_the_answer_is_named_against_the_receipt(desk):
    for words in commands()[
        : 1 + next(n for n, w in enumerate(commands()) if w[:2] == ["consult", "answer"])
    ]:
        run(words)
    text = (desk / "case-4.json").read_text("utf-8")
    spoilt = text.replace("secure portal of the area authority", "secure portal of the area authoritY")
    assert spoilt != text
    (desk / "spoilt.json").write_text(spoilt, "utf-8")
    assert run(["verify", "spoilt.json", "--receipt", "case-4.receipt.json"]) == Exit.DIFFERS
    assert run(["verify", "case-4.json", "--receipt", "case-4.receipt.json"]) == Exit.DONE


README = re.search(
    r"^## Consult the area authority\n(.*?)^## ",
    (ROOT / "README.md").read_text("utf-8"),
    re.DOTALL | re.MULTILINE,
)
BLOCKS = re.findall(
    r"(?:<!-- in (\S+) -->\n)?^```(sh|text)\n(.*?)^```", README[1] if README else "", re.DOTALL | re.MULTILINE
)


@pytest.fixture(scope="module")
def shell(tmp_path_factory, real_release):
    """Run the README's commands in one shell, as a reader would, and return where, and what each block printed."""
    home = tmp_path_factory.mktemp("readme")
    (home / ".venv/bin").mkdir(parents=True)
    command = home / ".venv/bin/placement-check"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m placement_check "$@"\n', "utf-8")
    command.chmod(0o755)
    (home / "docs").symlink_to(ROOT / "docs")
    (home / "DATA").symlink_to(real_release)
    typed = [text for _, kind, text in BLOCKS if kind == "sh"]
    script = "\n".join(f"{{\n{text}\n}} > printed-{i} 2>&1" for i, text in enumerate(typed))
    subprocess.run(
        ["/bin/sh", "-c", script], cwd=home, env=environment(PYTHONPATH=str(ROOT)), timeout=300, check=False
    )
    return home, [(home / f"printed-{i}").read_text("utf-8") for i in range(len(typed))]


def in_order(wanted: list[str], printed: list[str]) -> str:
    """Return the first line that is not printed after those before it; "" where all are. A long line may be cut."""
    rest = iter(printed)
    return next((line for line in wanted if not any(one.startswith(line) for one in rest)), "")


@pytest.mark.real_data
def test_the_commands_of_the_readme_print_what_it_says(shell):
    _, printed = shell
    assert len(printed) == 5
    told = 0
    for number, ((paper, kind, text), (_, before, _)) in enumerate(zip(BLOCKS[1:], BLOCKS, strict=False), 1):
        if kind == "text" and not paper:
            assert before == "sh"
            block = sum(k == "sh" for _, k, _ in BLOCKS[:number]) - 1
            lines = [line for line in text.splitlines() if line != "..."]
            assert in_order(lines, printed[block].splitlines()) == "", printed[block]
            told += len(lines)
    assert told > 25
    assert "failed" not in "".join(printed)
    assert "Traceback" not in "".join(printed)


@pytest.mark.real_data
def test_the_papers_of_the_readme_hold_what_it_says(shell, monkeypatch):
    home, _ = shell
    monkeypatch.chdir(home)
    typed = "".join(text for _, kind, text in BLOCKS if kind == "sh")
    papers = {paper: text for paper, _, text in BLOCKS if paper}
    assert set(papers) == {"consultation.pdf", "record.pdf"}
    for paper, text in papers.items():
        (case,) = re.findall(rf"render (\S+) -o {paper}$", typed, re.MULTILINE)
        assert run(["consult", "render", case, "-o", f"{paper}.html"]) == Exit.DONE
        page = unescape(re.sub(r"<[^>]*>", " ", (home / f"{paper}.html").read_text("utf-8")))
        said = " ".join(page.replace("\u200b", "").split())
        for line in text.splitlines():
            assert line in said, f"{paper}: {line}"
    for paper in ("consultation", "record", "record-redacted", "near", "near-notice"):
        assert (home / f"{paper}.pdf").read_bytes().startswith(b"%PDF-")
    assert "SPEAK" not in "".join(papers["consultation.pdf"])


@pytest.mark.real_data
def test_the_readme_carries_both_cases_through_every_form_of_the_examples(shell):
    home, _ = shell
    typed = "".join(text for _, kind, text in BLOCKS if kind == "sh")
    for folder, last in (("rochdale", "case-16"), ("central-bedfordshire", "near-13")):
        for form in (EXAMPLES / folder).glob("*.toml"):
            assert re.search(rf"(^|/){form.stem}\b", typed, re.MULTILINE), form.name
        state = json.loads(
            subprocess.run(
                [home / ".venv/bin/placement-check", "consult", "show", home / f"{last}.json", "--json"],
                env=environment(PYTHONPATH=str(ROOT)), capture_output=True, text=True, timeout=60, check=True,
            ).stdout
        )  # fmt: skip
        assert (state["statuses"]["placement"], state["open"]) == ("started", [])


def test_the_readme_shows_one_sh_block_before_each_of_what_it_prints_and_the_how_to_is_named():
    assert README is not None
    assert [kind for _, kind, _ in BLOCKS] == [
        "sh",
        "text",
        "sh",
        "text",
        "text",
        "sh",
        "text",
        "sh",
        "text",
        "text",
        "sh",
        "text",
    ]
    assert "docs/how-to/consult-an-area-authority.md" in README[1]
