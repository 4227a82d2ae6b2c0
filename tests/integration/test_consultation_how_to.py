"""The page on consulting an area authority is run word for word, on the real release."""

from __future__ import annotations

import re
import shlex
import shutil

import pytest
from drawn.commands import ROOT

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
