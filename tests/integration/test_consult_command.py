"""The command line on case files: from the form to the record, and every refusal with nothing half-written."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path

import pytest
from drawn.commands import ROOT
from drawn.example_times import happened

from placement_check.chain.files import read_case, read_head
from placement_check.chain.keys import read_public
from placement_check.chain.verify import verify
from placement_check.cli import run
from placement_check.cli.exits import Exit
from placement_check.consultation.case import state_of
from placement_check.consultation.kinds import ApprovalStatus, ConsultationStatus, PlacementStatus

EXAMPLES = ROOT / "docs/examples/consultation"
FAR, NEAR = EXAMPLES / "rochdale", EXAMPLES / "central-bedfordshire"
PLAN = b"The care plan is not held here.\n"


def consulted(*arguments: object) -> int:
    return run(["consult", *map(str, arguments)])


@pytest.fixture
def forms(tmp_path):
    """Return the forms of the distant example, with a place in Wales, so that no release of data is needed."""
    home = tmp_path / "forms"
    home.mkdir()
    for path in FAR.glob("*.toml"):
        text = path.read_text("utf-8").replace("E08000005", "W06000023")
        text = text.replace('place = "OL16 1AE"', 'place = "LD1 5LG"\narea = "W06000023"')
        (home / path.name).write_text(text, "utf-8")
    return home


@pytest.fixture
def case(forms, tmp_path):
    """Return a case file as opened."""
    out = tmp_path / "case-01.json"
    assert consulted("new", forms / "01-open.toml", "-o", out, "--at", "2024-07-01T09:00") == 0
    return out


def step(case: Path, form: Path, *more: object, name: str = "") -> Path:
    """Record a form and return the new case file."""
    out = case.parent / (name or f"case-{form.stem}.json")
    command = "answer" if "answer" in form.stem else "record"
    assert consulted(command, case, form, "-o", out, "--at", happened(form), *more) == 0
    return out


def through(case: Path, forms: Path, last: str) -> Path:
    """Return the case after the forms up to a number."""
    for form in sorted(forms.glob("*.toml"))[1:]:
        if form.stem[:2] > last:
            break
        case = step(case, form)
    return case


def refused(capsys, *arguments: object, code: int = 2) -> str:
    """Return what a refused command says; it has written nothing."""
    out = next((Path(str(arguments[i + 1])) for i, a in enumerate(arguments) if a == "-o"), None)
    kept = None if out is None or not out.exists() else out.read_bytes()
    capsys.readouterr()
    assert consulted(*arguments) == code
    if out is not None:
        assert (out.read_bytes() if out.exists() else None) == kept
        assert not list(out.parent.glob(f".{out.name}.*"))
    found = capsys.readouterr()
    assert found.out == ""
    return found.err


def test_a_distant_case_goes_from_question_to_considered_answer_and_approval(case, forms):
    last = through(case, forms, "15")
    state = state_of(read_case(last))
    assert state.consultation is ConsultationStatus.CONSIDERED
    assert state.approval is ApprovalStatus.APPROVED
    assert state.course is PlacementStatus.STARTED
    assert state.open == ()


def test_a_case_of_a_place_that_is_not_in_the_data_says_that_nothing_was_looked_for(case):
    fields = read_case(case).events[0].fields
    assert "nothing was looked for" in fields["profile"].value["said"]
    assert fields["services"].value == []
    assert fields["duties"].value["approver"] == "dcs"


def test_show_tells_the_acts_apart_what_is_open_the_clocks_and_what_is_next(case, forms, capsys):
    asked = through(case, forms, "03")
    capsys.readouterr()
    assert consulted("show", asked) == 0
    text = capsys.readouterr().out
    for words in (
        "Consultation  sent",
        "Approval      not approved",
        "Open:",
        "local policy, not law",
        "Can come next:",
        "that it was asked is not consultation",
        "First that is not met: 2024-07-02T23:59+01:00",
    ):
        assert words in text
    assert json.loads(last_json(capsys, asked))["statuses"]["consultation"] == "sent"


def last_json(capsys, case: Path) -> str:
    capsys.readouterr()
    assert consulted("show", case, "--json") == 0
    return capsys.readouterr().out


def test_show_as_json_has_the_answer_and_no_content_of_speak(case, forms, capsys):
    found = json.loads(last_json(capsys, through(case, forms, "04")))
    assert found["answer"]["intelligence"] == "SPEAK"
    assert found["statuses"]["consultation"] == "paused_for_conversation"
    assert {"rule": "conversation", "holds_up": "approval"}.items() <= found["open"][0].items()
    assert found["answer"]["reused_from"] is None
    assert json.loads(last_json(capsys, case))["answer"] is None


def test_silence_is_shown_as_silence(case, forms, tmp_path, capsys):
    who = 'organisation = "E06000032"\nrole = "Placements team"\n'
    texts = {
        "03-chase": 'act = "consultation_chased"\nto = "Placements and commissioning team"\nchannel = "telephone"\n'
        "happened = 2024-07-03T09:00:00\n",
        "04-escalate": 'act = "consultation_escalated"\nto = "Director of children\'s services"\nfrom_role = "DCS"\n'
        'channel = "letter"\nhappened = 2024-07-04T09:00:00\n',
        "05-silent": 'act = "no_reply_recorded"\nreason = "Asked, chased and escalated."\n'
        "happened = 2024-07-05T09:00:00\n",
    }
    last = through(case, forms, "02")
    for name, text in texts.items():
        form = tmp_path / f"{name}.toml"
        form.write_text(who + text, "utf-8")
        last = step(last, form)
    assert "No reply. Silence is recorded, and is not consultation." in capsys.readouterr().out
    err = refused(
        capsys, "record", last, forms / "11-approve.toml", "-o", tmp_path / "no.json", "--at", "2024-07-06"
    )
    assert "silence is recorded, and is not consultation" in err


def test_an_answer_writes_a_receipt_that_the_asking_side_can_check(case, forms, tmp_path, capsys):
    private, public = tmp_path / "area.pem", tmp_path / "area.pub.pem"
    assert consulted("keygen", "--private", private, "--public", public) == 0
    asked = through(case, forms, "03")
    answered = step(asked, forms / "04-answer.toml", "--key", private, name="answered.json")
    receipt = tmp_path / "answered.receipt.json"
    found = verify(read_case(answered), outside=read_head(receipt), keys=[read_public(public)])
    assert (found.exit_code, found.anchored) == (0, True)
    chain = read_case(answered)
    assert chain.heads[-1].organisation == "W06000023"
    assert chain.events[-1].fields["their_head"].value["digest"] == chain.events[-2].digest
    considered = step(answered, forms / "05-considered.toml", "--receipt", receipt, name="considered.json")
    assert read_case(considered).events[-1].fields["their_head"].value["key"] == chain.heads[-1].key
    assert verify(read_case(considered), outside=read_head(receipt), keys=[read_public(public)]).consistent


def test_without_a_key_the_receipt_is_a_bare_head_and_says_so(case, forms, capsys):
    through(case, forms, "04")
    assert "The receipt is not signed" in capsys.readouterr().err
    body = json.loads((case.parent / "case-04-answer.receipt.json").read_text("utf-8"))
    assert set(body["head"]) == {"case", "count", "digest"}


def test_the_case_holds_the_asking_sides_signed_head_when_it_answers(forms, tmp_path):
    private, public = tmp_path / "a.pem", tmp_path / "b.pem"
    assert consulted("keygen", "--private", private, "--public", public) == 0
    out = tmp_path / "case.json"
    assert (
        consulted("new", forms / "01-open.toml", "-o", out, "--at", "2024-07-01T09:00", "--key", private) == 0
    )
    asked = step(out, forms / "02-consult.toml", "--key", private)
    answered = step(asked, forms / "04-answer.toml")
    assert "signature" in read_case(answered).events[-1].fields["their_head"].value


def test_keygen_writes_a_private_file_and_never_over_another(tmp_path, capsys):
    private, public = tmp_path / "a.pem", tmp_path / "b.pem"
    assert consulted("keygen", "--private", private, "--public", public) == 0
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert len(capsys.readouterr().out.strip()) == 64
    assert "already" in refused(capsys, "keygen", "--private", private, "--public", tmp_path / "c.pem")
    assert "already" in refused(capsys, "keygen", "--private", tmp_path / "d.pem", "--public", public)
    assert not (tmp_path / "d.pem").exists()
    assert "two files" in refused(capsys, "keygen", "--private", tmp_path / "e", "--public", tmp_path / "e")


def test_where_it_must_be_confirmed_the_case_says_so_and_follows_the_stricter_duty(forms, tmp_path, capsys):
    form = changed(forms / "01-open.toml", 'area = "W06000023"', 'area = "W06000015"')
    changed(form, 'responsible = "E06000032"', 'responsible = "E06000023"')
    out = tmp_path / "case.json"
    assert consulted("new", form, "-o", out, "--at", "2024-07-01T09:00") == 0
    said = capsys.readouterr()
    assert "Warning: It must be confirmed whether this is at a distance" in said.err
    assert "(to be confirmed: the stricter)" in said.out
    state = state_of(read_case(out))
    assert (state.area_step, state.needed_approver, state.to_confirm) == ("consult", "dcs", True)


def test_a_case_whose_form_names_none_draws_one(forms, tmp_path):
    form = changed(forms / "01-open.toml", 'case = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"', "")
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    for out in (one, other):
        assert consulted("new", form, "-o", out, "--at", "2024-07-01T09:00") == 0
    assert read_case(one).case != read_case(other).case


def test_an_act_is_recorded_now_where_no_time_is_given(case, forms, tmp_path):
    out = tmp_path / "now.json"
    assert consulted("record", case, forms / "03-care-plan.toml", "-o", out) == 0
    assert read_case(out).events[-1].at > read_case(case).events[-1].at
    out = tmp_path / "then.json"
    form = forms / "03-care-plan.toml"
    assert consulted("record", case, form, "-o", out, "--at", "2024-07-01T09:00:00Z") == 0
    assert read_case(out).events[-1].at.isoformat() == "2024-07-01T10:00:00+01:00"


OPENINGS = {
    "an unknown authority": ('responsible = "E06000032"', 'responsible = "E99999999"', "E99999999"),
    "an unknown area": ('area = "W06000023"', 'area = "E99999999"', "E99999999"),
    "an emergency with no reason": (
        "age = 14",
        "age = 14\nemergency = true",
        "rule 'emergency_reason' failed",
    ),
    "a child's name": ("reference =", 'child_name = "x"\nreference =', "rule 'no_names' failed"),
    "an unregistered home": ('"childrens_home"', '"unregistered"', "Rule '"),
    "a place beyond the border": ('area = "W06000023"', 'area = "scotland"', "Rule '"),
    "a Welsh responsible authority": ('responsible = "E06000032"', 'responsible = "W06000015"', "Rule '"),
    "a case that is no case": ("0a1b2c3d4e5f60718293a4b5c6d7e8f9", "7", "32 small hexadecimal figures"),
}


@pytest.mark.parametrize("fault", OPENINGS)
def test_a_case_is_not_opened_for(forms, tmp_path, capsys, fault):
    old, new, words = OPENINGS[fault]
    form = forms / "01-open.toml"
    text = form.read_text("utf-8")
    assert old in text
    form.write_text(text.replace(old, new, 1), "utf-8")
    err = refused(capsys, "new", form, "-o", tmp_path / "case.json", "--at", "2024-07-01")
    assert words in err
    assert "Traceback" not in err


def changed(form: Path, old: str, new: str) -> Path:
    text = form.read_text("utf-8")
    assert old in text
    form.write_text(text.replace(old, new, 1), "utf-8")
    return form


def test_an_answer_with_nothing_searched_is_refused(case, forms, tmp_path, capsys):
    asked = through(case, forms, "03")
    form = forms / "04-answer.toml"
    text = form.read_text("utf-8")
    form.write_text(text[: text.index("[[searched]]")] + text[text.index("[home]") :], "utf-8")
    out = tmp_path / "answered.json"
    err = refused(capsys, "answer", asked, form, "-o", out, "--at", "2024-07-02T15:00")
    assert "rule 'nothing_searched' failed" in err
    assert not (tmp_path / "answered.receipt.json").exists()


def test_an_answer_to_another_case_is_refused(case, forms, tmp_path, capsys):
    asked = through(case, forms, "03")
    form = changed(forms / "04-answer.toml", "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "f" * 32)
    err = refused(capsys, "answer", asked, form, "-o", tmp_path / "x.json", "--at", "2024-07-02T15:00")
    assert f"is for case {'f' * 32}, and the file is of 0a1b" in err


def test_a_receipt_of_another_case_is_refused(case, forms, tmp_path, capsys):
    answered = through(case, forms, "04")
    receipt = case.parent / "case-04-answer.receipt.json"
    body = json.loads(receipt.read_text("utf-8"))
    for key, value in (("case", "e" * 32), ("digest", "e" * 64), ("count", 99)):
        receipt.write_text(json.dumps({**body, "head": {**body["head"], key: value}}), "utf-8")
        err = refused(
            capsys,
            "record",
            answered,
            forms / "05-considered.toml",
            "-o",
            tmp_path / "x.json",
            "--at",
            "2024-07-03T10:00",
            "--receipt",
            receipt,
        )
        assert "which this file does not hold" in err


def test_a_file_that_does_not_verify_takes_nothing_more(case, forms, tmp_path, capsys):
    body = json.loads(case.read_text("utf-8"))
    body["events"][0]["role"] = "Another office"
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(body), "utf-8")
    err = refused(
        capsys,
        "record",
        broken,
        forms / "02-consult.toml",
        "-o",
        tmp_path / "x.json",
        "--at",
        "2024-07-01T10:00",
    )
    assert "does not verify" in err
    assert "Traceback" not in refused(capsys, "show", forms / "01-open.toml")


def test_an_act_out_of_turn_and_dates_out_of_order_are_refused(case, forms, tmp_path, capsys):
    out = tmp_path / "x.json"
    err = refused(capsys, "record", case, forms / "05-considered.toml", "-o", out, "--at", "2024-07-03T10:00")
    assert "Rule 'out_of_turn' failed" in err
    asked = through(case, forms, "03")
    act = 'act = "consultation_answered"'
    early = changed(forms / "04-answer.toml", act, f"{act}\nhappened = 2024-07-01T09:00:00")
    text = early.read_text("utf-8").replace("to = 2024-07-01", "to = 2024-06-30")
    early.write_text(text, "utf-8")
    assert "Rule 'order' failed" in refused(
        capsys, "answer", asked, early, "-o", out, "--at", "2024-07-02T15:00"
    )
    act = 'act = "satisfaction_recorded"'
    ahead = changed(forms / "06-satisfied-a.toml", act, f"{act}\nhappened = 2024-07-03T14:00:00")
    err = refused(capsys, "record", asked, ahead, "-o", out, "--at", "2024-07-01T10:00")
    assert "Rule 'future' failed" in err


def test_an_approval_with_the_consultation_open_is_refused_and_says_all_that_is_open(
    case, forms, tmp_path, capsys
):
    err = refused(
        capsys,
        "record",
        case,
        forms / "11-approve.toml",
        "-o",
        tmp_path / "x.json",
        "--at",
        "2024-07-03T14:30",
    )
    assert "Rule 'consulted' failed" in err
    assert err.count("the approver has not recorded") == 5


def test_an_enclosure_whose_hash_does_not_match_is_refused_and_the_paper_is_never_kept(
    case, forms, tmp_path, capsys
):
    paper = tmp_path / "plan.txt"
    paper.write_bytes(PLAN + b"changed")
    asked, form, out = through(case, forms, "02"), forms / "03-care-plan.toml", tmp_path / "x.json"
    at = ("--at", "2024-07-01T09:30", "--enclosure", paper)
    err = refused(capsys, "record", asked, form, "-o", out, *at)
    assert (
        f"Rule 'enclosure' failed: The SHA-256 of 'plan.txt' is {hashlib.sha256(paper.read_bytes()).hexdigest()}"
        in err
    )
    paper.write_bytes(PLAN)
    assert consulted("record", asked, form, "-o", out, *at) == 0
    assert "not held here" not in out.read_text("utf-8")
    assert "could not be" in refused(
        capsys,
        "record",
        asked,
        form,
        "-o",
        tmp_path / "y.json",
        *at[:2],
        "--enclosure",
        tmp_path / "no.txt",
        code=6,
    )
    other = refused(
        capsys,
        "record",
        asked,
        forms / "11-approve.toml",
        "-o",
        tmp_path / "z.json",
        *at[:2],
        "--enclosure",
        paper,
    )
    assert "unknown_key" in other


@pytest.mark.parametrize("over", ["case", "form", "receipt"])
def test_inputs_are_not_written_over(case, forms, capsys, over):
    asked = through(case, forms, "03")
    form = forms / "04-answer.json"
    form.write_text(json.dumps({"case": "x"}), "utf-8")
    more = {
        "case": ["-o", asked],
        "form": ["-o", form],
        "receipt": ["-o", case.parent / "n.json", "--receipt", asked],
    }[over]
    kept = asked.read_bytes()
    assert "Give another name" in refused(capsys, "answer", asked, form, *more)
    assert asked.read_bytes() == kept
    same = ["-o", case.parent / "n.json", "--receipt", case.parent / "n.json"]
    assert "Give another name" in refused(capsys, "answer", asked, form, *same)


def test_an_output_that_cannot_be_written_leaves_no_receipt_either(case, forms, tmp_path, capsys):
    asked = through(case, forms, "03")
    kept = tmp_path / "kept.receipt.json"
    err = refused(
        capsys,
        "answer",
        asked,
        forms / "04-answer.toml",
        "-o",
        tmp_path / "none" / "x.json",
        "--receipt",
        kept,
        "--at",
        "2024-07-02T15:00",
        code=6,
    )
    assert "could not be written" in err
    assert not kept.exists()


@pytest.mark.parametrize("at", ["tomorrow", "2024-13-01", "2024-07-01T25:00", "24-07-01"])
def test_a_time_that_is_none_is_refused(case, forms, tmp_path, capsys, at):
    out = tmp_path / "x.json"
    assert "is no time" in refused(capsys, "record", case, forms / "02-consult.toml", "-o", out, "--at", at)


def test_the_output_is_a_json_file(case, forms, tmp_path, capsys):
    assert "must end in .json" in refused(
        capsys, "record", case, forms / "02-consult.toml", "-o", tmp_path / "x.txt"
    )


def test_sending_to_an_address_that_nobody_verified_warns(case, forms, tmp_path, capsys):
    form = forms / "02-consult.toml"
    step(case, form, name="a.json")
    assert "Warning: No directory is given" in capsys.readouterr().err
    step(case, form, "--directory", EXAMPLES / "directory.toml", name="b.json")
    assert "has no 'consult' address of W06000023" in capsys.readouterr().err
    known = tmp_path / "directory.toml"
    known.write_text(
        (EXAMPLES / "directory.toml").read_text("utf-8").replace("E08000005", "W06000023"), "utf-8"
    )
    step(case, form, "--directory", known, name="c.json")
    assert "Warning" not in capsys.readouterr().err


def test_a_text_that_looks_like_a_person_warns_and_with_strict_is_refused(case, forms, tmp_path, capsys):
    form = changed(forms / "02-consult.toml", "urgency =", 'note = "Ask Mr X on 07700 900123."\nurgency =')
    step(case, form, name="a.json")
    err = capsys.readouterr().err
    assert "'note' may hold a name" in err
    assert "'note' may hold a telephone number" in err
    out = tmp_path / "b.json"
    err = refused(capsys, "record", case, form, "-o", out, "--at", "2024-07-01T09:30", "--strict")
    assert "Rule 'no_names' failed" in err


def test_a_recent_answer_is_reused_until_it_expires_and_says_so(case, forms, tmp_path, capsys):
    earlier = through(case, forms, "04")
    form = tmp_path / "reuse.toml"
    form.write_text(
        'act = "consultation_reused"\norganisation = "E06000032"\nrole = "Placements team"\n'
        'reason = "The same child and home, asked again."\nno_receipt = "The copy was not signed."\n',
        "utf-8",
    )
    again = changed(forms / "01-open.toml", "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "b" * 32)
    second = tmp_path / "second.json"
    assert consulted("new", again, "-o", second, "--at", "2024-08-01T09:00") == 0
    out = tmp_path / "reused.json"
    assert consulted("record", second, form, "-o", out, "--at", "2024-08-01T10:00", "--earlier", earlier) == 0
    assert (
        "reused from case 0a1b2c3d4e5f60718293a4b5c6d7e8f9, until 2024-09-30; head" in capsys.readouterr().out
    )
    proof = ("--earlier-receipt", earlier.with_suffix(".receipt.json"))
    assert "none is given" in refused(capsys, "record", second, form, "-o", tmp_path / "no.json", *proof)
    late = ("--at", "2024-10-01T10:00", "--earlier", earlier)
    assert "answer_expired" in refused(capsys, "record", second, form, "-o", tmp_path / "late.json", *late)
    assert "has a form of its own" in refused(capsys, "record", second, form, "-o", tmp_path / "n.json")


def test_the_record_and_a_letter_are_printed_and_odd_ones_refused(case, forms, tmp_path, capsys):
    asked = through(case, forms, "03")
    for name, more in (
        ("record.html", []),
        ("record.json", ["--redacted"]),
        ("letter.html", ["--letter", "escalation"]),
    ):
        assert consulted("render", asked, "-o", tmp_path / name, *more) == 0
        assert (tmp_path / name).stat().st_size > 1_000
    assert "OFFICIAL-SENSITIVE" in (tmp_path / "record.html").read_text("utf-8")
    for name, more, words in (
        ("x.txt", [], "must end in"),
        ("x.json", ["--letter", "escalation"], "must end in"),
        ("x.html", ["--letter", "love"], "is no letter"),
        ("x.html", ["--letter", "escalation", "--redacted"], "no redacted"),
    ):
        assert words in refused(capsys, "render", asked, "-o", tmp_path / name, *more)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("folder", "approver", "authority"), [(FAR, "dcs", "E08000005"), (NEAR, "nominated_officer", "E06000056")]
)
def test_the_examples_run_on_real_data_from_the_opening_to_the_start(
    real_release, tmp_path, folder, approver, authority
):
    forms = sorted(folder.glob("*.toml"))
    last = tmp_path / "case-01.json"
    assert consulted("new", forms[0], "-o", last, "--at", "2024-07-01T09:00", "--data", real_release) == 0
    opened = read_case(last).events[0].fields
    profile = opened["profile"].value
    crime = [g for g in profile["gaps"] if g["indicator"].startswith("crime.")]
    assert bool(crime) is (authority == "E08000005")
    assert len(opened["assessment"].value["digest"]) == 64
    listed = {row["need"]: row["listed"] for row in opened["services"].value}
    assert listed["health_gp"] is True
    assert listed["leisure_and_play"] is True
    for form in forms[1:]:
        last = step(
            last, form, *(() if "answer" in form.stem else ("--directory", EXAMPLES / "directory.toml"))
        )
    state = state_of(read_case(last))
    assert (state.needed_approver, state.area, state.open) == (approver, authority, ())
    assert state.course is PlacementStatus.STARTED


@pytest.mark.real_data
def test_a_form_whose_area_is_not_that_of_its_place_is_refused(real_release, tmp_path, capsys):
    form = tmp_path / "open.toml"
    text = (FAR / "01-open.toml").read_text("utf-8")
    form.write_text(text.replace("place =", 'area = "E08000003"\nplace ='), "utf-8")
    err = refused(
        capsys, "new", form, "-o", tmp_path / "x.json", "--at", "2024-07-01", "--data", real_release
    )
    assert "The place lies in E08000005, and the form says E08000003" in err
    assert Exit.BAD_INPUT == 2


def test_no_case_file_receipt_or_record_is_written_over(case, forms, tmp_path, capsys):
    asked, plan, reply = through(case, forms, "02"), forms / "03-care-plan.toml", forms / "04-answer.toml"
    kept = tmp_path / "kept.json"
    kept.write_text("the only copy", "utf-8")
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "nowhere.json")
    asked_of = step(asked, plan)
    for arguments in (
        ["new", forms / "01-open.toml", "-o", kept, "--at", "2024-07-01"],
        ["record", asked, plan, "-o", kept],
        ["record", asked, plan, "-o", link],
        ["answer", asked_of, reply, "-o", kept],
        ["answer", asked_of, reply, "-o", tmp_path / "n.json", "--receipt", kept],
        ["render", asked, "-o", kept],
        ["redact", asked, "-o", kept],
    ):
        assert "is there already" in refused(capsys, *arguments)
        assert kept.read_text("utf-8") == "the only copy"
    assert link.is_symlink()
    assert not (tmp_path / "nowhere.json").exists()


def test_the_asking_side_cannot_record_the_other_sides_answer(case, forms, tmp_path, capsys):
    key = tmp_path / "luton.pem"
    assert consulted("keygen", "--private", key, "--public", tmp_path / "luton.pub.pem") == 0
    asked = through(case, forms, "03")
    err = refused(
        capsys,
        "record",
        asked,
        forms / "04-answer.toml",
        "-o",
        tmp_path / "x.json",
        "--key",
        key,
        "--at",
        "2024-07-03",
    )
    assert "the area authority's own act" in err
    assert "consult answer" in err


def test_a_key_that_signs_for_both_sides_is_warned_of_and_found(forms, tmp_path, capsys):
    key, public, out = tmp_path / "luton.pem", tmp_path / "luton.pub.pem", tmp_path / "case.json"
    assert consulted("keygen", "--private", key, "--public", public) == 0
    assert consulted("new", forms / "01-open.toml", "-o", out, "--at", "2024-07-01T09:00", "--key", key) == 0
    asked = step(out, forms / "02-consult.toml")
    capsys.readouterr()
    answered = step(asked, forms / "04-answer.toml", "--key", key, name="answered.json")
    assert "this does not show two parties" in capsys.readouterr().err
    receipt = tmp_path / "answered.receipt.json"
    assert run(["verify", str(answered), "--receipt", str(receipt), "--key", str(public)]) == Exit.INCOMPLETE
    assert "is also E06000032's: this does not show two parties." in capsys.readouterr().out


def test_a_redacted_copy_is_a_case_file_that_verifies_against_the_same_receipt(case, forms, tmp_path, capsys):
    private, public = tmp_path / "area.pem", tmp_path / "area.pub.pem"
    assert consulted("keygen", "--private", private, "--public", public) == 0
    asked = through(case, forms, "03")
    answered = step(asked, forms / "04-answer.toml", "--key", private, name="answered.json")
    check = ["--receipt", str(tmp_path / "answered.receipt.json"), "--key", str(public)]
    for reader in ("", "provider", "family", "other_authorities"):
        red = tmp_path / f"red-{reader}.json"
        assert consulted("redact", answered, "-o", red, *(["--for", reader] if reader else [])) == 0
        text = red.read_text("utf-8")
        assert "LD1 5LG" not in text
        assert ('"SPEAK"' in text) == (reader == "other_authorities"), (
            "the answer is not for provider and family"
        )
        capsys.readouterr()
        assert run(["verify", str(red), *check]) == Exit.DONE
        assert "were taken out of this copy" in capsys.readouterr().out
        body = tmp_path / f"record-{reader}.json"
        assert consulted("render", answered, "-o", body, "--redacted", "--reader", reader) == 0
        assert json.loads(body.read_text("utf-8"))["redacted"] is True
        assert run(["verify", str(body)]) == Exit.BAD_INPUT
    assert "no reader" in refused(capsys, "redact", answered, "-o", tmp_path / "x.json", "--for", "anyone")
    assert "no redacted edition" in refused(
        capsys, "render", answered, "-o", tmp_path / "x.pdf", "--reader", "child", "--letter", "area_notice"
    )


def test_help_and_reference_name_every_letter_and_reader(capsys):
    from placement_check.consultation.codes import Withheld
    from placement_check.records.consultation.letters import Letter

    assert consulted("render", "--help") == 0
    told = " ".join(capsys.readouterr().out.split())
    page = (ROOT / "docs/reference/command-line.md").read_text("utf-8").split("## consult render")[1]
    for name in (*Letter, *Withheld):
        assert name in told.replace("- ", "-"), name
        assert f"`{name}`" in page, name
    assert "still verifies" not in told
