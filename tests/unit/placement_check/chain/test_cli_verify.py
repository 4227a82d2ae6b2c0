"""`placement-check verify` on files."""

import json
import os

import click
import pytest
from click.testing import CliRunner
from drawn.chains import OURS, THEIRS, grown, kept

from placement_check.chain import ChainError, document, files, head, keys, redact, sign, to_json
from placement_check.cli.exits import Exit, of_error
from placement_check.cli.verify import verify


@pytest.fixture
def home(tmp_path, chain, signed):
    (tmp_path / "case.json").write_text(to_json(chain), encoding="utf-8")
    (tmp_path / "head.json").write_text(document.head_to_json(head(chain)), encoding="utf-8")
    (tmp_path / "receipt.json").write_text(document.receipt_to_json(signed), encoding="utf-8")
    keys.write_public(tmp_path / "theirs.pem", THEIRS.public_key())
    keys.write_public(tmp_path / "ours.pem", OURS.public_key())
    return tmp_path


def asked(home, *arguments):
    """Return the exit code and what was printed; a named fault is told as the command line tells it."""
    given = [str(home / a) if a.endswith((".json", ".pem")) else a for a in arguments]
    done = CliRunner().invoke(verify, given, standalone_mode=False)
    if done.exception is not None:
        code = 2 if isinstance(done.exception, click.UsageError) else of_error(done.exception)
        return code, str(done.exception)
    return done.return_value, done.stdout


def test_a_file_alone_is_consistent_within_itself_and_exits_3(home):
    code, said = asked(home, "case.json")
    assert code == Exit.INCOMPLETE
    assert said.splitlines()[0] == (
        "consistent within itself; this does not prove that nothing was removed or rewritten"
    )


@pytest.mark.parametrize(
    "anchor", [(o, f) for o in ("--head", "--receipt") for f in ("head.json", "receipt.json")]
)
def test_an_anchored_file_exits_0(home, anchor):
    code, said = asked(home, "case.json", *anchor)
    assert code == Exit.DONE
    assert "covers all its events: 1 to 5" in said


def test_a_fault_exits_7_and_names_the_event(home, chain):
    (home / "case.json").write_text(to_json(chain).replace("SPEAK", "NK"), encoding="utf-8")
    for anchor in ((), ("--receipt", "receipt.json")):
        code, said = asked(home, "case.json", *anchor)
        assert code == Exit.DIFFERS
        assert 'event 3: changed value: the value or salt of "answer"' in said


def test_the_last_event_dropped_exits_7_against_the_receipt(home, chain):
    (home / "case.json").write_text(to_json(kept(chain, 1, 2, 3, 4)), encoding="utf-8")
    assert asked(home, "case.json")[0] == Exit.INCOMPLETE
    code, said = asked(home, "case.json", "--receipt", "receipt.json")
    assert code == Exit.DIFFERS
    assert "event 5: dropped last event" in said


def test_a_redacted_file_exits_0_against_the_same_receipt(home, chain):
    (home / "case.json").write_text(to_json(redact(chain, lambda *_: True)), encoding="utf-8")
    assert asked(home, "case.json", "--receipt", "receipt.json", "--key", "theirs.pem")[0] == Exit.DONE


def test_values_may_be_taken_out_with_any_editor(home):
    body = json.loads((home / "case.json").read_text("utf-8"))
    for event in body["events"]:
        for field in event["fields"].values():
            del field["salt"], field["value"]
    (home / "case.json").write_text(json.dumps(body), encoding="utf-8")
    assert asked(home, "case.json", "--receipt", "receipt.json")[0] == Exit.DONE


def test_keys_are_checked(home):
    code, said = asked(
        home, "case.json", "--receipt", "receipt.json", "--key", "ours.pem", "--key", "theirs.pem"
    )
    assert code == Exit.DONE
    assert "signature good" in said
    code, said = asked(home, "case.json", "--receipt", "receipt.json", "--key", "ours.pem")
    assert code == Exit.DIFFERS
    assert "unknown key" in said


def test_a_receipt_older_than_the_file_exits_3(home, chain):
    early = sign(head(kept(chain, 1, 2)), THEIRS, chain.events[1].at, "Rochdale")
    (home / "receipt.json").write_text(document.receipt_to_json(early), encoding="utf-8")
    code, said = asked(home, "case.json", "--receipt", "receipt.json")
    assert code == Exit.INCOMPLETE
    assert "up to event 2; events 3 to 5 (3 events) are not covered" in said


def test_json_says_the_same(home, chain):
    code, said = asked(home, "case.json", "--receipt", "receipt.json", "--json")
    body = json.loads(said)
    assert (code, body["exit_code"], body["anchored"], body["fault"]) == (0, 0, True, None)
    (home / "case.json").write_text(to_json(grown("1" * 32)), encoding="utf-8")
    body = json.loads(asked(home, "case.json", "--receipt", "receipt.json", "--json")[1])
    assert body["fault"]["why"] == "head of another case"


def test_what_cannot_be_read_exits_2_and_names_the_file(home):
    (home / "pipe.json").unlink(missing_ok=True)
    os.mkfifo(home / "pipe.json")
    (home / "dir.json").mkdir()
    (home / "bytes.json").write_bytes(b'{"format": "\xff"}')
    (home / "cut.json").write_text((home / "case.json").read_text("utf-8")[:900], encoding="utf-8")
    (home / "twice.json").write_text('{"a": 1, "a": 2}', encoding="utf-8")
    (home / "loop.json").symlink_to(home / "loop.json")
    for name in ("absent", "pipe", "dir", "bytes", "cut", "twice", "loop", "head", "receipt"):
        code, said = asked(home, f"{name}.json")
        assert code == Exit.BAD_INPUT, name
        assert f"{name}.json: " in said
    for option in ("--head", "--receipt"):
        code, said = asked(home, "case.json", option, "case.json")
        assert code == Exit.BAD_INPUT
        assert "case.json: the " in said
    assert asked(home, "case.json", "--key", "case.json")[0] == Exit.BAD_INPUT
    assert asked(home, "case.json", "--head", "head.json", "--receipt", "receipt.json")[0] == Exit.BAD_INPUT


def test_a_link_to_a_case_file_is_followed(home):
    (home / "link.json").symlink_to(home / "case.json")
    assert asked(home, "link.json", "--head", "head.json")[0] == Exit.DONE


def test_a_file_of_100_megabytes_is_refused_without_being_read_whole(home):
    with (home / "large.json").open("wb") as stream:
        stream.truncate(100_000_000)
    with pytest.raises(ChainError, match="larger than 32768 KiB"):
        files.read_case(home / "large.json")


def test_a_file_as_large_as_may_be_is_answered(home):
    for hostile in ("[" * (files.LARGEST - 1), '{"a":' * (files.LARGEST // 5), "9" * files.LARGEST):
        (home / "large.json").write_text(hostile, encoding="utf-8")
        assert asked(home, "large.json")[0] == Exit.BAD_INPUT


def test_nothing_of_a_file_moves_the_terminal(home, chain):
    body = json.loads(to_json(chain))
    body["events"][0]["fields"]["\x1b[2J\u202e"] = {"commitment": "0" * 64}
    body["events"][0]["\x1b]0;x\x07"] = 1
    (home / "case.json").write_text(json.dumps(body), encoding="utf-8")
    assert "\x1b" not in asked(home, "case.json")[1]
