"""Laws of the workflow and of the wary reader: tried on drawn sequences of acts and drawn identifiers."""

from __future__ import annotations

import string
from datetime import date, datetime, timedelta

from drawn import cases
from drawn.cases import APPROVAL, PLACING, Drawn, answer, opening
from hypothesis import given
from hypothesis import strategies as st

from geodata.calendar import LONDON
from placement_check.consultation import conditions
from placement_check.consultation.capitals import OFFICES, known
from placement_check.consultation.case import CaseState
from placement_check.consultation.kinds import ApprovalStatus, ConsultationStatus, Kind, Limb, PlacementStatus
from placement_check.consultation.wary import warnings, warnings_of
from placement_check.consultation.workflow import Step

REPLIES = {
    ConsultationStatus.ANSWERED,
    ConsultationStatus.ANSWERED_NOT_SEARCHED,
    ConsultationStatus.PAUSED,
    ConsultationStatus.CONSIDERED,
    ConsultationStatus.REUSED,
}
PLACES = known()
APPROVERS = st.sampled_from(["dcs", "dcs", "dcs", "delegate_of_dcs", "nominated_officer"])
HOURS = st.sampled_from([0, 1, 5, 30, 200])


CONFIRMED = st.fixed_dictionaries(
    {
        "what": st.sampled_from(["at_a_distance", "at_a_distance", "area_authority"]),
        "outcome": st.sampled_from(["adjoining", "at_a_distance", "X-WEST-SURREY"]),
        "evidence_reference": st.just("P-1"),
        "evidence_sha256": st.sampled_from([cases.SHA, cases.SHA, ""]),
    }
)
SENT = st.fixed_dictionaries(
    {
        "to": st.just("Team"),
        "reply_by": st.sampled_from(["2024-12-01T00:00:00+00:00", "2024-07-01T12:00:00+01:00"]),
    }
)
TOLD = {Kind.MATTER_CONFIRMED: CONFIRMED, Kind.CONSULTATION_SENT: SENT}


@st.composite
def fields(draw: st.DrawFn, kind: Kind) -> dict:
    who = {"approver": draw(APPROVERS), "nomination": "N-1", "delegation": "D-1", "role": "Director"}
    if kind in TOLD:
        return draw(TOLD[kind])
    if kind is Kind.CONSULTATION_ANSWERED:
        code = draw(st.sampled_from(["NK", "SPEAK", "POLICE", "NCND", "NOT_SEARCHED"]))
        by = draw(st.sampled_from(["", "", "", PLACING]))  # "" is whose answer it is
        return {**answer(code, draw(st.sampled_from(["searched", "not_searched"]))), "by": by}
    if kind is Kind.CONSULTATION_REUSED:
        until = draw(st.sampled_from(["2024-06-01", "2024-07-03", "2030-01-01", ""]))
        return {
            **answer(),
            "reuse_until": until,
            "same_child": draw(st.booleans()),
            "earlier_case": "f" * 32,
            "earlier_head": "e" * 64,
            "answered": "2024-06-01T10:00:00+01:00",
            "no_receipt": draw(st.sampled_from(["None was kept then.", "None was kept then.", ""])),
        }
    if kind is Kind.ANSWER_CONSIDERED:
        return {
            "how": "Read.",
            "departs": draw(st.booleans()),
            "why_departs": draw(st.sampled_from(["", "It is met."])),
            "conversation_happened": draw(st.booleans()),
        }
    if kind is Kind.ENCLOSURE_RECORDED:
        return {
            "paper": draw(st.sampled_from(["care_plan", "needs_and_reasons"])),
            "sha256": cases.SHA,
            "sent_with": draw(st.sampled_from(["consultation", "notification"])),
            "reference": "P-1",
        }
    if kind is Kind.SATISFACTION_RECORDED:
        return {"limb": draw(st.sampled_from(list(Limb))).value, "evidence": "Record.", **who}
    if kind is Kind.APPROVED:
        emergency = draw(st.booleans())
        reason = draw(st.sampled_from(["", "The last placement broke down tonight."])) if emergency else ""
        return {"reasons": "x", "in_emergency": emergency, "emergency_reason": reason, **who}
    if kind is Kind.NOT_PRACTICABLE_RECORDED:
        return {
            "what": draw(st.sampled_from(["notification", "notices", "ending"])),
            "reason": "No secure route.",
        }
    if kind is Kind.PLACEMENT_STARTED and draw(st.booleans()):
        return {"breach": True, "breach_reason": "No other bed that night."}
    return {"reason": draw(st.sampled_from(["x", ""])), "to": "Team", "recipients": []}


ACTS = st.sampled_from([k for k in Kind if k not in (Kind.CASE_OPENED, Kind.WITHDRAWN)])
ON_THE_WAY = st.sampled_from(
    [
        Kind.CONSULTATION_SENT,
        Kind.CONSULTATION_ANSWERED,
        Kind.ANSWER_CONSIDERED,
        Kind.ENCLOSURE_RECORDED,
        Kind.SATISFACTION_RECORDED,
        Kind.MATTER_CONFIRMED,
        Kind.NOTIFICATION_SENT,
        Kind.APPROVED,
        Kind.APPROVED,
        Kind.APPROVED,
    ]
)
STEPS = st.one_of(ACTS, ON_THE_WAY).flatmap(lambda kind: st.tuples(st.just(kind), HOURS, fields(kind)))
OPENINGS = st.sampled_from(
    [
        ("consult", "dcs"),
        ("consult", "dcs"),
        ("notify", "nominated_officer"),
        ("notify", "none"),
        ("confirm", "confirm"),
        ("confirm", "confirm"),
    ]
)


def begun(how: tuple[str, str], emergency: bool, start: int) -> Drawn:
    """Return a case opened, and drawn on as far as ``start``: random acts alone seldom come to an approval."""
    case = Drawn().do(Kind.CASE_OPENED, 0, **opening(*how, emergency="Tonight." if emergency else ""))
    if start > 0:
        case = cases.enclosed(cases.asked(case))
    if start > 1:
        case = cases.answered(case, "SPEAK" if start % 2 else "NK")
    if start > 2:
        case = cases.considered(case, conversation=True)
    if start > 3 and how[1] != "none":
        case = cases.satisfied(case, "abce")
    return case


def tried(case: Drawn, kind: Kind, hours: int, given_fields: dict) -> Drawn:
    return (
        case.do(kind, hours, **given_fields)
        if isinstance(case.tried(kind, hours, **given_fields), Step)
        else case
    )


def done(case: Drawn, step: str) -> bool:
    """Return whether regulation 11(2) was met, read from the events alone: no rule of the program is asked."""
    events = [(event.kind, event) for event in case.chain.events]
    if step == "confirm":
        found = [event.value("outcome") for kind, event in events if kind == "matter_confirmed"]
        return bool(found) and done(case, {"adjoining": "notify", "at_a_distance": "consult"}[found[-1]])
    limbs = {event.value("limb") for kind, event in events if kind == "satisfaction_recorded"}
    if step == "notify":
        return limbs >= set("abcde") and any(kind == "notification_sent" for kind, _ in events)
    plan = any(
        kind == "enclosure_recorded"
        and (e.value("paper"), e.value("sent_with")) == ("care_plan", "consultation")
        for kind, e in events
    )
    replies = [
        n for n, (kind, e) in enumerate(events)
        if kind == "consultation_answered" or (kind == "consultation_reused" and e.value("same_child"))
    ]  # fmt: skip
    weighed = [
        e for n, (kind, e) in enumerate(events) if kind == "answer_considered" and replies and n > replies[-1]
    ]
    if not (weighed and plan and limbs >= set("abcde")):
        return False
    code = events[replies[-1]][1].value("intelligence")["code"]
    spoken = any(
        kind == "answer_considered" and n > replies[-1] and e.value("conversation_happened")
        for n, (kind, e) in enumerate(events)
    )
    return spoken or code not in ("SPEAK", "POLICE")


def lawful(before: CaseState, after: CaseState) -> None:
    """Hold one step against the law: nothing open before an approval, or an emergency with a reason."""
    if after.approval is not ApprovalStatus.NOT_APPROVED and before.approval is ApprovalStatus.NOT_APPROVED:
        assert conditions.may_approve(after, after.approved.approver)
        if after.approval is ApprovalStatus.APPROVED:
            assert conditions.before_approval(before, after.approved.happened) == ()
        elif after.approval is ApprovalStatus.APPROVED_IN_EMERGENCY:
            assert after.emergency_reason
            assert {Limb.A, Limb.B} <= set(after.satisfied)
    if after.course is not PlacementStatus.NOT_STARTED and after.needed_approver != "none":
        in_time = after.approval in (ApprovalStatus.APPROVED, ApprovalStatus.APPROVED_IN_EMERGENCY)
        breach = "breach_approved" in [o.rule for o in after.open]
        assert in_time is not breach  # said for good, or approved before the start: never both


@given(OPENINGS, st.booleans(), st.integers(0, 4), st.lists(STEPS, max_size=10), APPROVERS)
def test_approved_is_never_reached_with_a_pre_condition_open_unless_an_emergency_with_a_reason_is_recorded(
    how, emergency, start, steps, approver
):
    case = begun(how, emergency, start)
    for kind, hours, given_fields in steps:
        before, case = case, tried(case, kind, hours, given_fields)
        lawful(before.state, case.state)
        approved = case.state.approval is ApprovalStatus.APPROVED
        if approved and before.state.approval is ApprovalStatus.NOT_APPROVED and how[1] != "none":
            assert done(before, how[0])
    who = {"approver": approver, "nomination": "N-1", "delegation": "D-1", "role": "Director", "reasons": "x"}
    for way in ({}, {"in_emergency": True}, {"in_emergency": True, "emergency_reason": "Tonight."}):
        found = case.tried(Kind.APPROVED, **who, **way)
        if isinstance(found, Step):
            lawful(case.state, found.state)
            assert (
                found.state.approval is not ApprovalStatus.APPROVED or how[1] == "none" or done(case, how[0])
            )
        else:
            assert found.advice


@given(OPENINGS, st.booleans(), st.lists(STEPS, max_size=14))
def test_no_sequence_of_acts_turns_silence_into_a_reply(how, emergency, steps):
    case = begun(how, emergency, 1)
    for kind, hours, given_fields in steps:
        if (
            kind in (Kind.CONSULTATION_ANSWERED, Kind.CONSULTATION_REUSED)
            and given_fields.get("by") != PLACING
        ):
            continue  # the area authority says nothing
        case = tried(case, kind, hours, given_fields)
        state = case.state
        assert state.answer is None
        assert state.considered is None
        assert state.consultation not in REPLIES
        assert Limb.D not in state.satisfied or state.area_step == "notify"
        assert state.area_step == "notify" or state.approval is not ApprovalStatus.APPROVED


@given(st.lists(STEPS, max_size=10))
def test_a_refusal_leaves_the_case_as_it_was_and_an_act_adds_exactly_one_event(steps):
    case = begun(("consult", "dcs"), False, 2)
    for kind, hours, given_fields in steps:
        after = tried(case, kind, hours, given_fields)
        assert after.chain.events[: len(case.chain.events)] == case.chain.events
        assert len(after.chain.events) - len(case.chain.events) in (0, 1)
        case = after


@given(st.lists(STEPS, max_size=12), st.booleans())
def test_what_must_be_confirmed_is_open_until_an_act_with_evidence_settles_it_and_then_for_good(
    steps, emergency
):
    case = begun(("confirm", "confirm"), emergency, 4)
    for kind, hours, given_fields in steps:
        case = tried(case, kind, hours, given_fields)
        told = [event for event in case.chain.events if event.kind == "matter_confirmed"]
        state = case.state
        assert state.to_confirm is not bool(told)
        assert len(told) < 2
        assert all(event.value("evidence_sha256") == cases.SHA for event in told)
        if not told:
            assert state.approval is not ApprovalStatus.APPROVED
            assert (state.needed_approver, state.area_step) == ("dcs", "consult")
        else:
            notify = told[0].value("outcome") == "adjoining"
            assert state.area_step == ("notify" if notify else "consult")
            assert state.needed_approver == ("nominated_officer" if notify else "dcs")


@given(st.lists(STEPS, max_size=8), st.sampled_from([1, 30, 90, 200]))
def test_an_officer_approves_on_no_day_on_which_the_place_is_at_a_distance(steps, wait):
    case = cases.between(
        "E09000021", "E07000209", datetime(2027, 3, 29, 9, tzinfo=LONDON)
    )  # Kingston, Guildford
    who = {"role": "Director", "nomination": "N-1", "delegation": "D-1"}
    case = cases.satisfied(cases.notified(case), "abcde", "nominated_officer", **who)
    steps = [*steps, (Kind.APPROVED, wait, {"approver": "nominated_officer", "reasons": "x", **who})]
    for kind, hours, given_fields in steps:
        case = tried(case, kind, hours, given_fields)
    by = [e for e in case.chain.events if e.kind == "approved" and e.value("approver") == "nominated_officer"]
    assert all(e.value("happened") < "2027-04-01" for e in by)
    assert by or steps[:-1] or wait >= 90
    assert case.state.duties_doubt == ""


def test_an_approval_after_speak_needs_the_conversation():
    case = begun(("consult", "dcs"), False, 0)
    case = cases.answered(cases.enclosed(cases.asked(case)), "SPEAK")
    assert case.refusal(Kind.ANSWER_CONSIDERED, how="x", conversation_happened=False) == "conversation"
    assert case.refusal(Kind.APPROVED, **APPROVAL) == "conversation"


# What looks like a person. Names are drawn letter by letter: no person is meant.
NAMES = st.text(string.ascii_lowercase, min_size=2, max_size=9).map(str.capitalize)
TITLES = st.sampled_from(
    ["Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "PC", "Cllr", "mr", "MRS", "Mr.", "Dr."]
)
FULL_NAMES = st.tuples(NAMES, NAMES).filter(lambda two: not {n.lower() for n in two} & (OFFICES | PLACES))
PEOPLE = st.one_of(
    FULL_NAMES.map(" ".join),
    FULL_NAMES.map("spoke to {0[0]} {0[1]}".format),
    st.builds("{} {}".format, TITLES, NAMES),
    st.builds("{}. {}".format, st.sampled_from(string.ascii_uppercase), NAMES),
    st.builds("known as {}".format, NAMES),
    st.builds("named {}".format, NAMES),
    st.builds("called {}".format, NAMES),
    st.builds("aka {}".format, NAMES),
)
DATES = st.dates(date(1990, 1, 1), date(2026, 1, 1))
WRITTEN = st.sampled_from(
    [
        "%d/%m/%Y",
        "%d.%m.%Y",
        "%d-%m-%Y",
        "%d/%m/%y",
        "%d %B %Y",
        "%d %b %Y",
        "%Y-%m-%d",
        "%dth %B %Y",
        "%B %d, %Y",
        "%d %b %y",
        "%d%m%Y",
    ]
)
BIRTHS = st.one_of(
    st.builds(lambda d, f: d.strftime(f), DATES, WRITTEN.filter(lambda f: f != "%d%m%Y")),
    st.builds(lambda d: f"DOB {d:%d%m%y}", DATES),
    st.builds(lambda d: f"JB dob {d:%d/%m/%y}", DATES),
    st.builds(lambda d: f"born in {d:%Y}", DATES),
)
GAPS = st.sampled_from(["", " ", "-", ".", "  "])


@st.composite
def phones(draw: st.DrawFn) -> str:
    digits = draw(st.text(string.digits, min_size=9, max_size=9))
    start = draw(
        st.sampled_from(["07", "01", "02", "08", "+447", "+44 7", "0044 1", "+44 (0)7", "(01", "03"])
    )
    cut, gap = draw(st.integers(2, 6)), draw(GAPS)
    closed = ")" if start.startswith("(") else ""
    return f"{start}{digits[:2]}{closed}{gap}{digits[2:cut]}{gap}{digits[cut:]}"


LETTERS, FIGURES = st.sampled_from(string.ascii_uppercase), st.sampled_from("123456789")
PLATES = ["LL00 LLL", "LL 00 LLL", "L000 LLL", "L00 LLL", "L0 LLL", "LLL 000L", "LLL 0L"]


@st.composite
def vehicles(draw: st.DrawFn) -> str:
    plate, gap = draw(st.sampled_from(PLATES)), draw(st.sampled_from(["", " ", "-"]))
    kinds = {"L": LETTERS, "0": FIGURES, " ": st.just(gap)}
    made = "".join(draw(kinds[sign]) for sign in plate)
    return made if plate == PLATES[1] or draw(st.booleans()) else made.lower()


REFERENCES = r"[A-Z]{3}-20[0-9]{2}-[0-9]{2,4}|[A-Z]{2,4}/[0-9]{4}/[A-Z]{3}|EX-[A-Z]{2}[0-9]{2}-[A-Z]{3}"


@given(st.from_regex(REFERENCES, fullmatch=True))
def test_the_reference_of_a_council_is_no_vehicle(reference):
    assert "a vehicle number" not in [w.what for w in warnings(reference)]


AROUND = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n", categories=["L", "Zs", "Po"]), max_size=20
)
PLANTED = st.one_of(PEOPLE, BIRTHS, phones(), vehicles())


@given(AROUND, PLANTED, AROUND)
def test_no_planted_identifier_passes_unwarned(before, planted, after):
    assert warnings(f"{before} {planted} {after}"), planted


@given(PLANTED, st.sampled_from(["how", "note", "evidence", "reasons", "reason"]))
def test_a_planted_identifier_is_found_in_every_text_field_and_block(planted, name):
    assert warnings_of({name: f"It says {planted} here."})
    assert warnings_of({"capacity": {"text": f"It says {planted} here."}})
    assert warnings_of({"recipients": [{"who": "b_parents", "reason": f"It says {planted} here."}]})


@given(st.integers(1, 400))
def test_days_that_the_program_writes_are_not_taken_for_births(days):
    day = (date(2024, 1, 1) + timedelta(days=days)).isoformat()
    assert (
        warnings_of({"happened": f"{day}T10:00:00+00:00", "searched": [{"system": "other", "to_date": day}]})
        == ()
    )
