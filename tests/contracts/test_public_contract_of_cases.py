"""What others build on: the JSON of the law, of a case as it stands and of its check, valid against the schemas."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest
from drawn import cases, chains, told_cases
from drawn.commands import ROOT
from duties.scenarios import scenarios

from placement_check.chain import document, head, keys, redact, sign, to_json, with_head
from placement_check.chain.faults import Why
from placement_check.cli import run
from placement_check.consultation import codes, kinds
from placement_check.consultation.state import Standing
from placement_check.duties.document import to_document
from placement_check.duties.placement import PlacementRefused

SCHEMAS = {
    name: json.loads((ROOT / f"docs/schemas/{name}.v1.json").read_text("utf-8"))
    for name in ("case_state", "duties", "verify")
}
STATE, DUTIES, VERDICT = (
    jsonschema.Draft202012Validator(SCHEMAS[n]) for n in ("case_state", "duties", "verify")
)
REUSED = {
    **cases.answer(), "reuse_until": "2024-07-31", "same_child": False, "earlier_case": "f" * 32,
    "earlier_head": "e" * 64, "answered": "2024-06-20T10:00:00+01:00",
    "no_receipt": "None was kept.",
}  # fmt: skip
CASES = {
    "opened": cases.opened, "own area": lambda: cases.opened(step="none", approver="none"),
    "confirm": lambda: cases.opened(step="confirm", approver="confirm"), "sent": cases.asked,
    "silent": cases.silent, "answered": cases.answered, "SPEAK": lambda: cases.answered(code="SPEAK"),
    "not searched": lambda: cases.answered(code="NCND", search="not_searched"), "approved": cases.approved,
    "in breach": cases.in_breach, "started": cases.started, "key stage 4": cases.ks4, "parent": cases.with_parent,
    "reused": lambda: cases.opened().do(kinds.Kind.CONSULTATION_REUSED, **REUSED),
    "reused, then silent": lambda: cases.silent(
        cases.enclosed(cases.asked(cases.opened().do(kinds.Kind.CONSULTATION_REUSED, **REUSED)))
    ),
    "confirmed": lambda: cases.opened(step="confirm", approver="confirm").do(
        kinds.Kind.MATTER_CONFIRMED, what="at_a_distance", outcome="adjoining", evidence_reference="DMS-77",
        evidence_sha256=cases.SHA,
    ),
    "withdrawn": lambda: cases.opened().do(kinds.Kind.WITHDRAWN, reason="Another home was found."),
    "told, to the end": told_cases.completed,
}  # fmt: skip


def faults(validator, body):
    return [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(body)]


def objects(node):
    """Yield every description of an object in a schema."""
    if isinstance(node, dict):
        if node.get("type") == "object" and "properties" in node:
            yield node
        for value in node.values():
            yield from objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from objects(value)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_are_closed_all_through_and_every_key_is_always_there(name):
    found = [node for node in objects(SCHEMAS[name]) if "required" in node]
    assert len(found) > 1
    for node in found:
        assert node["additionalProperties"] is False
        assert set(node["properties"]) == set(node["required"])


def shown(tmp_path, capsys, chain) -> dict:
    """Return what 'consult show --json' prints of a case."""
    file = tmp_path / "case.json"
    file.write_text(to_json(chain), "utf-8")
    capsys.readouterr()
    assert run(["consult", "show", str(file), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", CASES)
def test_where_a_case_stands_is_valid_whatever_it_has_come_to_and_in_a_redacted_copy(tmp_path, capsys, name):
    chain = CASES[name]().chain
    assert faults(STATE, shown(tmp_path, capsys, chain)) == []
    for hide in (
        lambda _e, _n: True,
        lambda e, _n: e.kind != "case_opened",
        lambda _e, n: n in ("duties", "area"),
    ):
        assert faults(STATE, shown(tmp_path, capsys, redact(chain, hide))) == []


def test_the_words_of_the_schema_are_those_of_the_program():
    defs, body = SCHEMAS["case_state"]["$defs"], SCHEMAS["case_state"]["properties"]
    assert defs["act"]["enum"] == [k.value for k in kinds.Kind]
    assert defs["who"]["enum"] == [w.value for w in kinds.Who]
    assert defs["clock"]["properties"]["state"]["enum"] == [s.value for s in Standing]
    assert set(body["statuses"]["properties"]) == {t.value for t in kinds.Track}
    for track, words in kinds.STATUSES.items():
        assert body["statuses"]["properties"][track.value]["enum"] == [w.value for w in words]
    assert body["confirmed"]["items"]["properties"]["what"]["enum"] == [w.value for w in kinds.ToConfirm]
    told = defs["answer"]["properties"]
    for key, words in (
        ("intelligence", codes.Intelligence),
        ("search", codes.Searched),
        ("view", codes.View),
    ):
        assert told[key]["enum"] == [None, *(w.value for w in words)]
    assert told["searched"]["items"]["properties"]["system"]["enum"] == [s.value for s in codes.System]
    assert told["do_not_disclose_to"]["items"]["enum"] == [w.value for w in codes.Withheld]
    assert SCHEMAS["verify"]["properties"]["fault"]["anyOf"][1]["properties"]["why"]["enum"] == [
        w.value for w in Why
    ]


def spoiled(body, **changes):
    """Yield copies of a document, each with one fault that a reader must never see."""
    for name, change in changes.items():
        other = copy.deepcopy(body)
        change(other)
        yield name, other


def test_the_schema_of_a_case_refuses_each_fault_that_a_reader_must_never_see(tmp_path, capsys):
    answered = shown(tmp_path, capsys, CASES["SPEAK"]().chain)
    silent = shown(tmp_path, capsys, CASES["silent"]().chain)
    wrong = [
        *spoiled(
            answered,
            said=lambda b: b["answer"].update(text="what was spoken of"),
            safe=lambda b: b["answer"].update(intelligence="no concerns"),
            unsearched=lambda b: b["answer"].pop("search"),
            status=lambda b: b["statuses"].update(consultation="consulted"),
            clock=lambda b: b["clocks"][0].pop("basis"),
            opened=lambda b: b.pop("open"),
            verdict=lambda b: b.update(verdict="fine"),
        ),
        *spoiled(silent, answer=lambda b: b.update(answer={**answered["answer"]})),
    ]
    for name, body in wrong:
        assert not STATE.is_valid(body), name


def verdict(tmp_path, capsys, chain, *more) -> dict:
    """Return what 'verify --json' prints of a chain."""
    file = tmp_path / "case.json"
    file.write_text(to_json(chain), "utf-8")
    capsys.readouterr()
    code = run(["verify", str(file), "--json", *map(str, more)])
    body = json.loads(capsys.readouterr().out)
    assert body["exit_code"] == code
    return body


@pytest.fixture
def anchors(tmp_path):
    """Return what the other side kept: a head, a receipt, and the public keys of both sides."""
    chain = chains.grown()
    (tmp_path / "head.json").write_text(document.head_to_json(head(chain)), "utf-8")
    signed = sign(head(chain), chains.THEIRS, chains.BEGUN, "E08000005")
    (tmp_path / "receipt.json").write_text(document.receipt_to_json(signed), "utf-8")
    keys.write_public(tmp_path / "theirs.pem", chains.THEIRS.public_key())
    return tmp_path


def test_what_a_case_file_proves_is_valid_alone_and_against_every_kind_of_head(anchors, capsys):
    chain = chains.grown()
    one_key = sign(head(chain), chains.THEIRS, chains.BEGUN, "E06000032")
    for more in (
        (), ("--head", anchors / "head.json"), ("--receipt", anchors / "receipt.json"),
        ("--receipt", anchors / "receipt.json", "--key", anchors / "theirs.pem"),
    ):  # fmt: skip
        for one in (chain, redact(chain, lambda _e, n: n == "answer"), chains.kept(chain, 1, 2)):
            body = verdict(anchors, capsys, one, *more)
            assert faults(VERDICT, body) == []
            assert body["anchored"] is (body["exit_code"] == 0)
    shared = verdict(anchors, capsys, with_head(chain, one_key), "--head", anchors / "head.json")
    assert faults(VERDICT, shared) == []
    assert (shared["two_parties"], shared["exit_code"]) == (False, 3)


def test_every_fault_that_is_named_is_named_in_the_schema(anchors, capsys):
    chain = chains.grown()
    tampered = {
        "dropped event": chains.kept(chain, 1, 3, 4, 5), "reordered": chains.kept(chain, 1, 3, 2, 4, 5),
        "changed value": document.of_json(to_json(chain).replace("SPEAK", "NK")),
        "dropped last event": chains.kept(chain, 1, 2, 3, 4), "head of another case": chains.grown("ab" * 16),
    }  # fmt: skip
    for why, one in tampered.items():
        body = verdict(anchors, capsys, one, "--receipt", anchors / "receipt.json")
        assert faults(VERDICT, body) == []
        assert (body["fault"]["why"], body["exit_code"]) == (why, 7)


def test_the_schema_of_a_check_refuses_a_proof_that_none_gave(anchors, capsys):
    good = verdict(anchors, capsys, chains.grown(), "--receipt", anchors / "receipt.json")
    alone = verdict(anchors, capsys, chains.grown())
    broken = verdict(anchors, capsys, chains.kept(chains.grown(), 1, 3, 4, 5))
    for name, body in (
        *spoiled(alone, proven=lambda b: b.update(exit_code=0), faulty=lambda b: b.update(exit_code=7)),
        *spoiled(broken, unsaid=lambda b: b.update(fault=None), good=lambda b: b.update(exit_code=3)),
        *spoiled(
            good, one_party=lambda b: b.update(two_parties=False), more=lambda b: b.update(verdict="fine")
        ),
    ):
        assert not VERDICT.is_valid(body), name


def test_what_the_law_asks_is_valid_in_every_scenario_of_the_page():
    answers = {s.name: s.answer() for s in scenarios()}
    held = {name: found for name, found in answers.items() if not isinstance(found, PlacementRefused)}
    assert len(held) > 60
    for name, found in held.items():
        assert faults(DUTIES, json.loads(json.dumps(to_document(found)))) == [], name


def test_what_the_command_says_of_the_law_is_valid(capsys):
    where = [
        "--responsible",
        told_cases.LUTON,
        "--type",
        "childrens_home",
        "--age",
        "14",
        "--on",
        "2024-07-01",
    ]
    for area in (told_cases.ROCHDALE, told_cases.CENTRAL_BEDS, told_cases.LUTON, "scotland"):
        capsys.readouterr()
        assert run(["duties", *where, "--area", area, "--json"]) in (0, 3)
        assert faults(DUTIES, json.loads(capsys.readouterr().out)) == [], area
