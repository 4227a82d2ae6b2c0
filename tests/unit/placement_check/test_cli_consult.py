"""What 'consult show' says of a case, and what a case keeps of an assessment."""

import json

import pytest
from drawn import cases
from drawn.cases import APPROVAL
from drawn.chains import THEIRS

from geodata.release import Release
from geodata.store import Store
from placement_check.chain import Head, redact, sign
from placement_check.cli import consult_profile, consult_render, run
from placement_check.cli.consult_show import as_text, document
from placement_check.consultation.case import state_of
from placement_check.consultation.enclosures import matches as is_paper
from placement_check.consultation.enclosures import sha256_of
from placement_check.consultation.kinds import Kind
from placement_check.consultation.needs import SERVICES, AgeBand, Need, band_of

REUSED = {
    **cases.answer(), "reuse_until": "2024-07-31", "earlier_case": "f" * 32, "earlier_head": "e" * 64,
    "answered": "2024-06-20T10:00:00+01:00",
}  # fmt: skip


def test_authorities_are_named_and_a_code_that_no_table_holds_stands_as_it_is():
    text = as_text(cases.asked().state)
    assert "Responsible authority: Luton (E06000032); area authority: Rochdale (E08000005)" in text
    strange = cases.Drawn().do(Kind.CASE_OPENED, 0, **{**cases.opening(), "area": "E99999999"})
    assert "area authority: E99999999" in as_text(strange.state)


def test_a_case_in_the_own_area_has_no_area_authority():
    text = as_text(cases.opened(step="none", approver="none").state)
    assert "area authority: none: the own area" in text
    assert "Approver: none under these regulations" in text


def test_an_emergency_shows_its_reason_and_the_earlier_clock():
    case = cases.approved(
        cases.satisfied(cases.opened(emergency="Broke down tonight."), "ab"), in_emergency=True
    )
    text = as_text(cases.started(case, hours=30).state)
    assert "Emergency: Broke down tonight." in text
    assert "First that is not met: 2024-07-08T23:59+01:00" in text
    found = document(cases.started(case, hours=30).state)
    assert found["first_clock"]["rule"].startswith("reg11_3")
    assert found["emergency_reason"] == "Broke down tonight."


def test_a_doubt_about_the_distance_is_shown_as_to_be_confirmed():
    assert "(to be confirmed: the stricter)" in as_text(
        cases.opened(step="confirm", approver="confirm").state
    )


def test_an_answer_without_a_search_says_that_nobody_looked():
    text = as_text(cases.answered(code="NCND", search="not_searched").state)
    assert "not searched: nobody looked" in text
    assert "a routine answer, from which nothing follows" in text


def test_a_reused_answer_says_where_it_comes_from_and_until_when():
    fields = {**REUSED, "same_child": True, "no_receipt": "None was kept."}
    state = cases.opened().do(Kind.CONSULTATION_REUSED, **fields).state
    assert f"reused from case {'f' * 32}, until 2024-07-31; head {'e' * 64}" in as_text(state)
    assert document(state)["answer"]["reused_from"] == {"case": "f" * 32, "head": "e" * 64}


@pytest.mark.parametrize("same_child", [True, False])
def test_a_reused_answer_in_a_redacted_copy_is_never_shown_as_the_word_of_whoever_reused_it(same_child):
    fields = {**REUSED, "same_child": same_child, "no_receipt": "None was kept."}
    chain = cases.opened().do(Kind.CONSULTATION_REUSED, **fields).chain
    state = state_of(redact(chain, lambda _event, name: name != "same_child"))
    text = as_text(state)
    assert "Earlier answer; when and by whom is not shown in this copy" in text
    assert "Placements team" not in text
    found = document(state)["answer"]
    assert (found["by"], found["organisation"], found["happened"]) == (None, None, None)
    assert found["reused_from"] == {"case": None, "head": None}


def test_a_reused_answer_says_whether_a_receipt_proves_it_and_if_not_why():
    fields = {**REUSED, "same_child": True, "answered_by": cases.AREA}
    bare = cases.opened().do(Kind.CONSULTATION_REUSED, no_receipt="None was kept.", **fields)
    assert "- not proven by a receipt: None was kept." in as_text(bare.state)
    assert document(bare.state)["answer"]["receipt"] == {"key": None, "none_because": "None was kept."}
    signed = sign(Head("f" * 32, 4, "e" * 64), THEIRS, cases.MONDAY, cases.AREA)
    proven = cases.opened().do(Kind.CONSULTATION_REUSED, earlier_receipt=signed.plain(), **fields)
    assert f"- proven by a receipt, key {signed.key}" in as_text(proven.state)
    assert document(proven.state)["answer"]["receipt"] == {"key": signed.key, "none_because": None}
    hidden = state_of(redact(proven.chain, lambda _event, name: name == "earlier_receipt"))
    assert "- whether a receipt proves it is not shown in this copy" in as_text(hidden)
    assert document(cases.answered().state)["answer"]["receipt"] is None


def test_a_confirmed_matter_is_shown_with_its_outcome_its_office_and_its_evidence():
    given = {
        "what": "at_a_distance",
        "outcome": "adjoining",
        "evidence_reference": "DMS-77",
        "evidence_sha256": cases.SHA,
    }
    case = cases.opened(step="confirm", approver="confirm").do(Kind.MATTER_CONFIRMED, **given)
    text = as_text(case.state)
    assert "Confirmed:\n- at a distance: adjoining (2024-07-01T10:00+01:00, Placements team of " in text
    assert "evidence DMS-77)" in text
    assert "(to be confirmed" not in text
    (found,) = document(case.state)["confirmed"]
    assert (found["outcome"], found["evidence_sha256"]) == ("adjoining", cases.SHA)
    (shown,) = document(state_of(redact(case.chain, lambda _e, name: name.startswith("evidence"))))[
        "confirmed"
    ]
    assert (shown["evidence_reference"], shown["evidence_sha256"]) == (None, None)


def test_a_redacted_copy_is_shown_as_far_as_it_shows():
    shown = redact(cases.approved().chain, lambda event, name: True)
    text = as_text(state_of(shown))
    assert "area authority: not shown in this copy" in text
    assert "intelligence" not in text
    assert document(state_of(shown))["answer"]["intelligence"] is None


def test_a_closed_case_has_nothing_open_and_nothing_next():
    text = as_text(cases.opened().do(Kind.WITHDRAWN, reason="x").state)
    assert "Open: nothing" in text
    assert "Can come next" not in text


def test_everything_that_is_open_says_what_it_holds_up():
    found = document(cases.opened().state)
    assert {o["holds_up"] for o in found["open"]} == {"approval", "the start of the placement", ""}
    assert cases.opened().refusal(Kind.APPROVED, **APPROVAL) == "consulted"


@pytest.fixture(scope="module")
def assessed(sample, tmp_path_factory):
    """Return the JSON of a rated place and of one that is not rated, in the fictional district."""
    store, home = Store.of(Release.open(sample)), tmp_path_factory.mktemp("assessed")
    keys, quality = store.release.array("postcodes.key"), store.release.array("postcodes.quality")
    names = [bytes(k).decode("ascii") for k in keys[quality == 10]]
    found = {}
    for name in (next(n for n in names if n.startswith("ZZ1")), next(n for n in names if n.startswith("X"))):
        out = home / f"{name[:2]}.json"
        assert run(["check", name, "--data", str(sample), "--at", "2024-06-30", "-o", str(out)]) in (0, 3)
        found[name[:1]] = json.loads(out.read_text("utf-8"))
    return found


def texts(value):
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)
    else:
        yield value


def test_a_profile_is_texts_only_and_a_score_has_its_interval(assessed):
    rated = consult_profile.profile(assessed["Z"])
    assert all(isinstance(text, str) for text in texts(rated))
    assert " of 100, " in rated["score"]
    assert "the draws give" in rated["band"]
    assert rated["reference"]
    assert rated["completeness"].endswith("%")
    assert any("percentile" in f["compared"] for f in rated["figures"])


def test_a_place_that_is_not_rated_says_so_and_lists_every_gap(assessed):
    bare = consult_profile.profile(assessed["X"])
    assert (bare["score"], bare["band"]) == ("not rated", "not rated")
    missing = [f for f in assessed["X"]["findings"] if f["outcome"] != "measured"]
    assert [g["indicator"] for g in bare["gaps"]] == [f["indicator"] for f in missing]
    assert len(bare["figures"]) + len(missing) == len(assessed["X"]["findings"])
    assert all(g["reason"] for g in bare["gaps"])
    without = consult_profile.profile({**assessed["X"], "rating": None})
    assert (without["score"], without["completeness"]) == ("not rated", "")


def test_needs_are_matched_by_category_and_no_list_is_not_no_service(assessed):
    rows = {row["need"]: row for row in consult_profile.services(assessed["Z"], list(Need))}
    assert set(rows) == {n.value for n in Need}
    for need in Need:
        assert rows[need.value]["listed"] is False or SERVICES[need]
    assert rows["disability"] == {"need": "disability", "services": [], "listed": False}
    found = [s for row in rows.values() for s in row["services"]]
    assert found
    assert all("about" in s and "give or take" in s for s in found)


def test_every_age_of_a_child_has_one_band():
    assert [band_of(age) for age in (0, 4, 5, 10, 11, 13, 14, 15, 16, 17)] == [
        band for band in AgeBand for _ in range(2)
    ]
    with pytest.raises(ValueError, match="no age of a child"):
        band_of(18)


def test_a_paper_is_known_by_its_hash(tmp_path):
    paper = tmp_path / "paper"
    paper.write_bytes(b"x" * 3_000_000)
    assert is_paper(sha256_of(paper), paper)
    assert not is_paper("0" * 64, paper)


@pytest.mark.parametrize("fault", ["word", "package"])
def test_a_form_whose_package_is_not_installed_says_which(monkeypatch, tmp_path, capsys, fault):
    from placement_check.records.word import WordMissing

    def missing(*_, **__):
        raise (
            WordMissing("python-docx is not installed")
            if fault == "word"
            else ModuleNotFoundError(name="typst")
        )

    monkeypatch.setattr(consult_render, "_made", missing)
    from placement_check.chain import to_json

    (tmp_path / "case.json").write_text(to_json(cases.opened().chain), "utf-8")
    assert run(["consult", "render", str(tmp_path / "case.json"), "-o", str(tmp_path / "x.docx")]) == 2
    assert ("python-docx" if fault == "word" else "typst") in capsys.readouterr().err
    assert not (tmp_path / "x.docx").exists()
