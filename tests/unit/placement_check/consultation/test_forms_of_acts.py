"""The forms of acts: the examples are read whole, and each fault is refused with its rule and line."""

from datetime import date, datetime, timedelta

import pytest
from drawn import cases
from drawn.cases import MONDAY
from drawn.commands import ROOT

from geodata.calendar import LONDON, Holidays
from placement_check.chain import redact
from placement_check.consultation.acts import Context, read_act
from placement_check.consultation.acts.opening import read_opening
from placement_check.consultation.acts.reusing import read_reuse
from placement_check.consultation.case import state_of
from placement_check.consultation.directory import Purpose, doubts, read_directory
from placement_check.consultation.kinds import Kind
from placement_check.consultation.refusal import StepRefused
from placement_check.forms import FormRefused

EXAMPLES = ROOT / "docs/examples/consultation"
FAR = EXAMPLES / "rochdale"
TEXTS = {path.stem[3:]: path.read_text("utf-8") for path in sorted(FAR.glob("*.toml"))}
DATED = {"consult": "happened = 2024-07-01T09:30:00\n", "answer": "happened = 2024-07-02T15:00:00\n",
         "considered": "happened = 2024-07-03T10:00:00\nconversation_at = 2024-07-02T16:30:00\n"}  # fmt: skip
for name, times in DATED.items():  # the examples leave the times out, and these tests are about times
    TEXTS[name] = TEXTS[name].replace("organisation =", f"{times}organisation =", 1)
HOLIDAYS = Holidays.load()
WHO = 'organisation = "E06000032"\nrole = "Placements team"\nhappened = 2024-07-01T10:00:00\n'


def context(case=None, at=None, directory=None):
    case = case or cases.opened()
    return Context(at or MONDAY + timedelta(days=9), case.state, HOLIDAYS, directory)


def written(tmp_path, text, *changes):
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "act.toml"
    path.write_text(text, "utf-8")
    return path


def refused(path, given=None, only=None):
    with pytest.raises(FormRefused) as caught:
        read_act(path, given or context(), only)
    assert caught.value.advice
    return caught.value.rule


def test_the_examples_are_read(tmp_path):
    for name, text in TEXTS.items():
        if name == "open":
            continue
        change = [("0a1b2c3d4e5f60718293a4b5c6d7e8f9", cases.CASE)] if "case =" in text else []
        case = cases.Drawn().do(
            Kind.CASE_OPENED, 0, **{**cases.opening(), "placement": {"legal_status": "care_order"}}
        )
        given = context(case, directory=read_directory(EXAMPLES / "directory.toml", date(2024, 7, 10)))
        found = read_act(written(tmp_path, text, *change), given)
        assert found.looks_personal == ()
        assert found.warnings == () or name in ("considered",)


ANSWERS = {
    "nothing searched": (
        (
            '[[searched]]\nsystem = "childrens_social_care_records"\nto = 2024-07-01\n\n[[searched]]\nsystem = '
            '"missing_and_exploitation_records"\nto = 2024-06-30\n',
            "",
        ),
        "nothing_searched",
    ),
    "both searched and not": (("[home]", "not_searched = 'no time'\n[home]"), "unknown_key"),
    "a blank": (
        (
            'text = "The waiting time for mental health services is about eight weeks."',
            'text = "No concerns."',
        ),
        "blank_no_concerns",
    ),
    "a code that is none": (('"SPEAK" #', '"OK" #'), "word"),
    "no code": (('code = "SPEAK"', 'cod = "SPEAK"'), "unknown_key"),
    "a text beside the code": (('code = "SPEAK"', 'text = "It is about."\ncode = "SPEAK"'), "unknown_key"),
    "a question left out": (('gangs = "none_known"\n', ""), "missing_key"),
    "a block left out": (('[matching]\ncode = "none_known"\n', ""), "missing_key"),
    "conditions that are not given": (("conditions =", "text ="), "conditions"),
    "no office to speak with": (
        ('named_office = "Placements and commissioning team manager"\n', ""),
        "missing_key",
    ),
    "a person for an office": (
        ('named_office = "Placements and commissioning team manager"', 'named_office = "Mr X"'),
        "no_names",
    ),
    "a search of tomorrow": (("to = 2024-07-01", "to = 2024-07-03"), "future_date"),
    "a search of no system": (('"childrens_social_care_records"', '"all"'), "word"),
    "another system that is not named": (('"childrens_social_care_records"', '"other"'), "missing_key"),
    "another case": (("0a1b2c3d4e5f60718293a4b5c6d7e8f9", "f" * 32), "case"),
    "no case": (('case = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"\n', ""), "missing_key"),
    "another act": (('"consultation_answered"', '"approved"'), "act"),
    "not searched, and a search": (('code = "SPEAK"', 'code = "NOT_SEARCHED"'), "searched"),
    "disclosure to nobody known": (('["provider", "family"]', '["press"]'), "word"),
}


@pytest.mark.parametrize("fault", ANSWERS)
def test_an_answer_is_refused_with(tmp_path, fault):
    change, rule = ANSWERS[fault]
    own = [] if "case" in fault else [("0a1b2c3d4e5f60718293a4b5c6d7e8f9", cases.CASE)]
    path = written(tmp_path, TEXTS["answer"], *own, change)
    assert refused(path, context(cases.asked()), Kind.CONSULTATION_ANSWERED) == rule


def test_a_search_of_tomorrow_is_told_by_the_day_of_the_answer(tmp_path):
    own = (("0a1b2c3d4e5f60718293a4b5c6d7e8f9", cases.CASE), ("to = 2024-07-01", "to = 2024-07-03"))
    with pytest.raises(FormRefused, match="after the day of the answer") as caught:
        read_act(written(tmp_path, TEXTS["answer"], *own), context(cases.asked()), Kind.CONSULTATION_ANSWERED)
    assert "assessment" not in str(caught.value)


def test_an_answer_whose_reuse_is_over_is_taken_and_said_to_be_no_answer_to_reuse(tmp_path):
    own = (("0a1b2c3d4e5f60718293a4b5c6d7e8f9", cases.CASE), ("2024-09-30", "2024-06-30"))
    found = read_act(
        written(tmp_path, TEXTS["answer"], *own), context(cases.asked()), Kind.CONSULTATION_ANSWERED
    )
    assert "may not be reused" in found.warnings[0]


def test_several_missing_keys_are_told_at_once(tmp_path):
    text = 'act = "approved"\nrole = "Director"\n'
    with pytest.raises(FormRefused, match="'organisation', 'reasons', 'approver' are missing"):
        read_act(written(tmp_path, text), context())


def test_every_question_left_out_of_an_answer_is_told_at_once_with_its_block(tmp_path):
    own = (
        ("0a1b2c3d4e5f60718293a4b5c6d7e8f9", cases.CASE), ('gangs = "none_known"\n', ""),
        ('named_office = "', 'virtual_school = "'), ("to = 2024-06-30\n", ""),
    )  # fmt: skip
    with pytest.raises(FormRefused) as caught:
        read_act(written(tmp_path, TEXTS["answer"], *own), context(cases.asked()), Kind.CONSULTATION_ANSWERED)
    assert caught.value.text == "'area.gangs', 'contacts.named_office', 'searched.2.to' are missing."


def test_everything_left_out_of_an_opening_is_told_at_once(tmp_path):
    text = (
        'responsible = "E06000032"\nrole = "Placements team"\n[placement]\ntype = "childrens_home"\n[home]\n'
    )
    path = tmp_path / "open.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(FormRefused) as caught:
        read_opening(path)
    assert caught.value.text == "'reference', 'place', 'placement.age', 'home.kind', 'answer_to' are missing."
    assert caught.value.line == 1


def test_everything_left_out_of_a_directory_is_told_at_once(tmp_path):
    path = tmp_path / "directory.toml"
    path.write_text(
        '[[authority]]\n[[authority.contact]]\npurpose = "consult"\noffice = "Duty desk"\n', "utf-8"
    )
    with pytest.raises(FormRefused) as caught:
        read_directory(path, MONDAY.date())
    assert caught.value.text == (
        "'authority.1.code', 'authority.1.contact.1.address', 'authority.1.contact.1.source' are missing."
    )


def test_a_conversation_without_a_time_was_held_when_the_answer_was_considered(tmp_path):
    text = TEXTS["considered"].replace("conversation_at = 2024-07-02T16:30:00\n", "")
    fields = read_act(written(tmp_path, text), context(cases.answered(code="SPEAK"))).act.fields
    assert fields["conversation_at"] == fields["happened"] == "2024-07-03T10:00:00+01:00"


def test_what_is_entered_late_carries_its_reason(tmp_path):
    text = TEXTS["consult"] + 'entered_late = "The case was opened afterwards."\n'
    found = read_act(written(tmp_path, text), context())
    assert found.act.fields["entered_late"] == "The case was opened afterwards."


def test_a_breach_is_said_with_its_reason_or_not_at_all(tmp_path):
    text = f'act = "placement_started"\n{WHO}'
    for more in ("breach = true\n", 'breach_reason = "No bed."\n'):
        assert refused(written(tmp_path, text + more), context(), None) == "breach_reason"
    both = text + 'breach = true\nbreach_reason = "No bed."\n'
    assert read_act(written(tmp_path, both), context()).act.fields["breach"] is True


def test_a_matter_of_regulation_10_is_recorded_with_its_own_word(tmp_path):
    text = f'act = "satisfaction_recorded"\n{WHO}approver = "nominated_officer"\nnomination = "N-1"\nevidence = "E-1"\n'
    found = read_act(written(tmp_path, text + 'limb = "reg10_education"\n'), context(cases.ks4()))
    assert found.act.fields["limb"] == "reg10_education"
    assert refused(written(tmp_path, text + 'limb = "a"\n'), context(cases.ks4()), None) == "word"


NO_SEARCH = (
    (
        '[[searched]]\nsystem = "childrens_social_care_records"\nto = 2024-07-01\n\n[[searched]]\nsystem = '
        '"missing_and_exploitation_records"\nto = 2024-06-30\n',
        "",
    ),
    ("do_not", 'not_searched = "The records could not be reached."\ndo_not'),
    ("0a1b2c3d4e5f60718293a4b5c6d7e8f9", cases.CASE),
)


@pytest.mark.parametrize("code", ["NK", "CONCERN_GENERAL", "NOT_SEARCHED"])
def test_a_search_that_found_nothing_cannot_be_claimed_where_nothing_was_searched(tmp_path, code):
    text = TEXTS["answer"].replace("no_after_search", "cannot_say").replace("none_known", "unable_to_comment")
    path = written(tmp_path, text, *NO_SEARCH, ('"SPEAK" #', f'"{code}" #'))
    if code == "NK":
        assert refused(path, context(cases.asked())) == "nothing_searched"
    else:
        fields = read_act(path, context(cases.asked())).act.fields
        assert (fields["search"], fields["searched"]) == ("not_searched", [])


def test_none_known_is_a_claim_of_a_search_too(tmp_path):
    assert (
        refused(written(tmp_path, TEXTS["answer"], *NO_SEARCH), context(cases.asked())) == "nothing_searched"
    )


def test_searched_and_not_searched_contradict_each_other(tmp_path):
    path = written(tmp_path, TEXTS["answer"], *NO_SEARCH[1:])
    assert refused(path, context(cases.asked())) == "searched"


@pytest.mark.parametrize(
    "blank",
    [
        "no concerns",
        "None",
        "N/A",
        "nil",
        "Nothing known.",
        "There are no known concerns",
        "No information held",
    ],
)
def test_every_way_of_saying_nothing_is_refused(tmp_path, blank):
    path = written(
        tmp_path,
        TEXTS["answer"],
        ("The waiting time for mental health services is about eight weeks.", blank),
        ("0a1b2c3d4e5f60718293a4b5c6d7e8f9", cases.CASE),
    )
    assert refused(path, context(cases.asked())) == "blank_no_concerns"


def test_speak_stores_the_code_and_nothing_of_its_content(tmp_path):
    path = written(tmp_path, TEXTS["answer"], ("0a1b2c3d4e5f60718293a4b5c6d7e8f9", cases.CASE))
    assert read_act(path, context(cases.asked())).act.fields["intelligence"] == {"code": "SPEAK"}


OTHER = {
    "an enclosure without its hash": ("care-plan", ("0fd1954e", "zzd1954e"), "sha256"),
    "an enclosure that is another paper, unnamed": ("care-plan", ('"care_plan"', '"other"'), "missing_key"),
    "a nominated officer without a nomination": (
        "approve",
        ('approver = "dcs"', 'approver = "nominated_officer"'),
        "nomination",
    ),
    "an emergency with no reason": (
        "approve",
        ("reasons =", "in_emergency = true\nreasons ="),
        "emergency_reason",
    ),
    "an approval without reasons": ("approve", ("reasons =", "# reasons ="), "missing_key"),
    "no such time": ("consult", ("2024-07-01T09:30:00", '"soon"'), "type"),
    "no such urgency": ("consult", ('"standard"', '"whenever"'), "word"),
    "a flag that is none": ("considered", ("departs = false", 'departs = "no"'), "type"),
    "a conversation after it was considered": (
        "considered",
        ("2024-07-02T16:30:00", "2024-07-03T16:30:00"),
        "order",
    ),
    "a notice withheld from the school": (
        "notices",
        ('who = "c_contact_in_care"', 'who = "h_education"'),
        "once",
    ),
    "an act that is none": ("consult", ('"consultation_sent"', '"consulted"'), "word"),
    "an opening as an act": ("consult", ('"consultation_sent"', '"case_opened"'), "act"),
    "a person for a role": (
        "consult",
        ('to = "Placements and commissioning team"', 'to = "Mr X"'),
        "no_names",
    ),
    "a name": ("consult", ("channel =", 'child_name = "x"\nchannel ='), "no_names"),
    "another case": ("consult", ("channel =", f'case = "{"f" * 32}"\nchannel ='), "case"),
}


@pytest.mark.parametrize("fault", OTHER)
def test_a_form_is_refused_for(tmp_path, fault):
    name, change, rule = OTHER[fault]
    assert refused(written(tmp_path, TEXTS[name], change), context(cases.answered())) == rule


RECIPIENTS = {
    "withheld from the child": (
        ('who = "a_child"\noutcome = "sent"', 'who = "a_child"\noutcome = "withheld"\nreason = "x"'),
        "withholding",
    ),
    "withheld from the reviewing officer": (
        (
            'who = "i_reviewing_officer"\noutcome = "sent"',
            'who = "i_reviewing_officer"\noutcome = "withheld"\nreason = "x"',
        ),
        "withholding",
    ),
    "withheld with no reason": (('reason = "Telling', '# reason = "Telling'), "reason"),
    "withheld from the area authority": (('who = "c_contact_in_care"', 'who = "area_authority"'), "word"),
    "inappropriate for a parent": (
        (
            'who = "b_parents"\noutcome = "sent"',
            'who = "b_parents"\noutcome = "inappropriate_for_age_or_understanding"\nreason = "x"',
        ),
        "inappropriate",
    ),
    "no reviewing officer": (
        (
            'who = "i_reviewing_officer"\noutcome = "sent"',
            'who = "i_reviewing_officer"\noutcome = "there_is_none"\nreason = "x"',
        ),
        "recipients",
    ),
    "a recipient missing": (
        ('\n[[recipient]]\nwho = "g_general_practitioners"\noutcome = "sent"\n', ""),
        "recipients",
    ),
}


@pytest.mark.parametrize("fault", RECIPIENTS)
def test_notices_are_refused(tmp_path, fault):
    change, rule = RECIPIENTS[fault]
    opened = cases.Drawn().do(
        Kind.CASE_OPENED,
        0,
        **{**cases.opening(), "placement": {"legal_status": "care_order", "emergency_reason": ""}},
    )
    assert refused(written(tmp_path, TEXTS["notices"], change), context(opened)) == rule


def test_where_the_legal_status_is_not_known_both_kinds_of_contact_are_listed(tmp_path):
    assert refused(written(tmp_path, TEXTS["notices"]), context(cases.opened())) == "recipients"


def read(tmp_path, text, given=None):
    return read_act(written(tmp_path, text), given or context())


def test_time_to_reply_is_local_policy_and_says_so(tmp_path):
    found = read(tmp_path, TEXTS["consult"]).act.fields
    assert found["reply_by"] == "2024-07-02T23:59:59+01:00"
    assert found["reply_policy"] == "1 working day (local policy, not law)"
    urgent = read(tmp_path, TEXTS["consult"].replace('"standard"', '"urgent"')).act.fields
    assert urgent["reply_by"] == "2024-07-01T13:30:00+01:00"
    assert urgent["reply_policy"] == "4 hours (local policy, not law)"
    own = read(
        tmp_path, TEXTS["consult"].replace('urgency = "standard"', "reply_by = 2024-07-05T12:00:00")
    ).act.fields
    assert (own["reply_by"], own["reply_policy"]) == (
        "2024-07-05T12:00:00+01:00",
        "set in the consultation (local policy, not law)",
    )


def test_the_time_to_reply_counts_no_weekend(tmp_path):
    text = TEXTS["consult"].replace("2024-07-01T09:30:00", "2024-07-05T09:30:00")
    assert read(tmp_path, text).act.fields["reply_by"] == "2024-07-08T23:59:59+01:00"


def test_asking_without_the_papers_of_the_home_is_warned_of(tmp_path):
    found = read(tmp_path, TEXTS["consult"].replace(', "location_assessment"', ""))
    assert "location_assessment" in " ".join(found.warnings)


def test_a_time_without_an_offset_is_of_london_and_without_any_is_now(tmp_path):
    found = read(tmp_path, TEXTS["consult"].replace("happened = 2024-07-01T09:30:00\n", ""))
    assert found.act.fields["happened"] == (MONDAY + timedelta(days=9)).isoformat(timespec="seconds")
    given = read(tmp_path, TEXTS["consult"].replace("2024-07-01T09:30:00", '"2024-07-01T08:30:00Z"'))
    assert given.act.fields["happened"] == "2024-07-01T09:30:00+01:00"


ESCALATION = f'act = "consultation_escalated"\n{WHO}channel = "telephone, then letter"\n'
DIRECTORS = 'to = "Director of children\'s services"\nfrom_role = "DCS"\n'


def test_an_escalation_goes_from_director_to_director(tmp_path):
    found = read(tmp_path, ESCALATION + DIRECTORS + "reply_by = 2024-07-02T12:00:00\n").act.fields
    assert found["reply_by"] == "2024-07-02T12:00:00+01:00"
    assert "reply_by" not in read(tmp_path, ESCALATION + DIRECTORS).act.fields
    assert (
        refused(written(tmp_path, ESCALATION + 'to = "Team manager"\nfrom_role = "DCS"\n'))
        == "director_to_director"
    )


def test_time_to_reply_is_not_shortened(tmp_path):
    case = cases.asked()
    text = f'act = "consultation_extended"\n{WHO}reason = "They asked for it."\n'
    assert refused(written(tmp_path, text + "reply_by = 2024-07-01T12:00:00\n"), context(case)) == "order"
    assert read(tmp_path, text + "reply_by = 2024-07-04T12:00:00\n", context(case)).act.fields["reply_by"]


@pytest.mark.parametrize(
    "text",
    [
        'act = "consultation_chased"\nto = "Placements team"\nchannel = "telephone"\n',
        'act = "no_reply_recorded"\nreason = "Chased and escalated."\n',
        'act = "not_practicable_recorded"\nwhat = "notification"\nreason = "No secure route."\n',
        'act = "placement_ended"\nimmediate_risk = true\nreason = "Immediate risk of harm to others."\n',
        'act = "withdrawn"\nreason = "Another home was found."\n',
        'act = "ending_notice_sent"\nto = "Notifications team"\nchannel = "letter"\n'
        "regulation_13_recipients_told = true\ncarer_told = true\n",
    ],
)
def test_every_other_act_has_its_form(tmp_path, text):
    found = read(tmp_path, text + WHO)
    assert found.act.kind == text.split('"')[1]
    assert found.looks_personal == ()


def test_an_ending_notice_says_who_was_not_told_and_why(tmp_path):
    text = (
        f'act = "ending_notice_sent"\n{WHO}to = "Notifications team"\nchannel = "letter"\ncarer_told = true\n'
    )
    assert refused(written(tmp_path, text)) == "reason"
    assert read(tmp_path, text + 'not_told = "The school, closed that day."\n').act.fields["not_told"]
    own = context(cases.opened(step="none", approver="none"))
    assert (
        "to"
        not in read(
            tmp_path, text.replace('to = "Notifications team"\n', "") + 'not_told = "x"\n', own
        ).act.fields
    )


def test_a_delegate_without_a_delegation_reference_is_warned_of(tmp_path):
    text = TEXTS["approve"].replace('approver = "dcs"', 'approver = "delegate_of_dcs"')
    assert "delegation reference" in " ".join(read(tmp_path, text).warnings)
    assert read(tmp_path, text + 'delegation = "EX-DELEGATION-1"\n').warnings == ()


def test_an_emergency_of_the_opening_needs_no_second_reason(tmp_path):
    text = TEXTS["approve"].replace("reasons =", "in_emergency = true\nreasons =")
    assert (
        read(tmp_path, text, context(cases.opened(emergency="Tonight."))).act.fields["in_emergency"] is True
    )


def test_texts_that_look_like_a_person_are_warned_of(tmp_path):
    found = read(tmp_path, TEXTS["approve"].replace("The home meets", "Mr X says that the home meets"))
    assert "'reasons' may hold a name" in " ".join(found.looks_personal)


def test_after_an_answer_that_asks_to_speak_no_content_is_asked_for(tmp_path):
    found = read(
        tmp_path,
        TEXTS["considered"],
        context(cases.answered(code="SPEAK"), datetime(2024, 7, 4, tzinfo=LONDON)),
    )
    assert "Nothing of what was said" in " ".join(found.warnings)
    quiet = TEXTS["considered"].replace("conversation_happened = true", "conversation_happened = false")
    assert read(tmp_path, quiet, context(cases.answered())).act.fields["conversation_at"] == ""


# The directory.
def directory(tmp_path, text, at=date(2024, 7, 10)):
    path = tmp_path / "directory.toml"
    path.write_text(text, "utf-8")
    return read_directory(path, at)


def test_a_verified_address_passes_and_every_doubt_is_said():
    found = read_directory(EXAMPLES / "directory.toml", date(2024, 7, 10))
    team = "Placements and commissioning team"
    assert doubts(found, "E08000005", Purpose.CONSULT, team, date(2024, 7, 10)) == ()
    assert (
        "last verified on 2024-05-20"
        in doubts(found, "E08000005", Purpose.CONSULT, team, date(2025, 7, 10))[0]
    )
    assert (
        "not the 'consult' office"
        in doubts(found, "E08000005", Purpose.CONSULT, "Other team", date(2024, 7, 10))[0]
    )
    assert (
        "Nobody has verified"
        in doubts(found, "E08000005", Purpose.OUT_OF_HOURS, "Emergency duty team", date(2024, 7, 10))[0]
    )
    assert "no 'police' address" in doubts(found, "E08000005", Purpose.POLICE, team, date(2024, 7, 10))[0]
    assert "No directory is given" in doubts(None, "E08000005", Purpose.CONSULT, team, date(2024, 7, 10))[0]


def test_the_day_of_verification_goes_with_the_act(tmp_path):
    known = read_directory(EXAMPLES / "directory.toml", date(2024, 7, 10))
    found = read(tmp_path, TEXTS["consult"], context(directory=known))
    assert found.act.fields["address_verified"] == "2024-05-20"
    assert read(tmp_path, TEXTS["consult"]).act.fields["address_verified"] == ""


def test_a_directory_names_each_authority_and_purpose_once_and_no_future_day(tmp_path):
    text = (EXAMPLES / "directory.toml").read_text("utf-8")
    for broken, rule in (
        (text.replace('code = "E06000056"', 'code = "E08000005"'), "once"),
        (text.replace('purpose = "notify"', 'purpose = "consult"', 1), "once"),
        (text.replace("2024-06-03", "2024-08-03"), "future_date"),
    ):
        with pytest.raises(FormRefused) as caught:
            directory(tmp_path, broken)
        assert caught.value.rule == rule


# The opening.
OPENINGS = {
    "a child's name": (("reference =", 'child_name = "x"\nreference ='), "no_names"),
    "a birth date": (("reference =", "dob = 2010-01-01\nreference ="), "no_names"),
    "a name in the reference": (('"EX-PLACEMENT-1"', '"Mr X"'), "no_names"),
    "a person for a role": (('role = "Head of placements and commissioning"', 'role = "Mrs X"'), "no_names"),
    "a name in the reason": (("age = 14", 'age = 14\nemergency_reason = "Mr X is gone."'), "no_names"),
    "an emergency with no reason": (("age = 14", "age = 14\nemergency = true"), "emergency_reason"),
    "a reason without its emergency": (
        ("age = 14", 'age = 14\nemergency = false\nemergency_reason = "x"'),
        "emergency_reason",
    ),
    "an age that is no child's": (("age = 14", "age = 18"), "limits"),
    "a need that is none": (('"health_gp"', '"love"'), "word"),
    "a time to reply of years": (("standard_working_days = 1", "standard_working_days = 400"), "limits"),
    "no place": (('place = "OL16 1AE"\n', ""), "missing_key"),
}


@pytest.mark.parametrize("fault", OPENINGS)
def test_a_case_is_not_opened_with(tmp_path, fault):
    change, rule = OPENINGS[fault]
    with pytest.raises(FormRefused) as caught:
        read_opening(written(tmp_path, TEXTS["open"], change))
    assert caught.value.rule == rule


def test_what_may_be_left_out_of_an_opening_may_be(tmp_path):
    text = TEXTS["open"]
    text = text[: text.index("[home]")] + text[text.index("[answer_to]") : text.index("[policy]")]
    found = read_opening(written(tmp_path, text, ('legal_status = "care_order"\n', "")))
    assert (found.home, found.legal_status) == ({}, None)
    assert (found.policy.standard_working_days, found.policy.urgent_hours) == (1, 4)
    part = read_opening(
        written(tmp_path, TEXTS["open"], ("urgent_hours = 4", ""), ("standard_working_days = 1", ""))
    )
    assert part.policy == found.policy
    told = read_opening(
        written(
            tmp_path, TEXTS["open"], ("age = 14", 'age = 14\nemergency = true\nemergency_reason = "Tonight."')
        )
    )
    assert told.placement("E08000005").emergency


# Reuse.
REUSE = f'act = "consultation_reused"\n{WHO}reason = "The same home was asked about in June."\nno_receipt = "None."\n'


def reusable(case_id="f" * 32, code="NK", reference="EX-1", place="ol161ae", **more):
    from placement_check.chain import begin

    case = cases.Drawn(chain=begin(case_id)).do(
        Kind.CASE_OPENED, 0, **{**cases.opening(), "reference": reference, "place": place}
    )
    return cases.answered(cases.asked(case), code, reuse_until="2024-08-01", **more)


@pytest.mark.parametrize("reference", ["EX-1", "EX-2"])
def test_a_reused_answer_carries_where_it_came_from_and_of_another_child_only_what_is_of_the_place(
    tmp_path, reference
):
    earlier = reusable(reference=reference)
    act = read_reuse(written(tmp_path, REUSE), context(), earlier.chain, earlier.state)
    assert act.fields["earlier_head"] == earlier.chain.events[-1].digest
    assert act.fields["same_child"] is (reference == "EX-1")
    assert ("view" in act.fields) is (reference == "EX-1")
    assert act.fields["searched"] == [
        {"system": "commissioning_records", "to_date": "2024-06-30", "what": ""}
    ]


def test_an_answer_is_not_reused_from_elsewhere_from_itself_or_from_silence(tmp_path):
    path = written(tmp_path, REUSE)
    for earlier in (
        reusable(place="LU1 1AA"),
        reusable(case_id=cases.CASE),
        cases.Drawn(chain=reusable().chain.__class__("e" * 32)).do(Kind.CASE_OPENED, 0, **cases.opening()),
    ):
        with pytest.raises(StepRefused) as caught:
            read_reuse(path, context(), earlier.chain, state_of(earlier.chain))
        assert caught.value.rule == "earlier"


def test_an_answer_is_reused_for_a_year_at_most_and_an_old_search_is_said(tmp_path):
    given = context(cases.asked())
    named = ("0a1b2c3d4e5f60718293a4b5c6d7e8f9", cases.CASE)
    far = written(tmp_path, TEXTS["answer"], named, ("2024-09-30", "2025-07-03"))
    assert refused(far, given, Kind.CONSULTATION_ANSWERED) == "limits"
    old = written(tmp_path, TEXTS["answer"], named, ("to = 2024-07-01", "to = 1990-01-01"))
    assert "1990-01-01" in read_act(old, given, Kind.CONSULTATION_ANSWERED).warnings[0]


@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00", "2013-12-31T10:00:00"]
)
def test_a_time_outside_the_years_that_can_be_is_refused(tmp_path, time):
    path = written(tmp_path, TEXTS["consult"], ("2024-07-01T09:30:00", time))
    assert refused(path) == "limits"


def test_the_reason_of_an_emergency_is_refused_where_the_approval_is_not_one(tmp_path):
    path = written(tmp_path, TEXTS["approve"] + 'emergency_reason = "Tonight."\n')
    assert refused(path) == "emergency_reason"


def test_roles_that_contradict_the_act_are_refused_with_strict(tmp_path):
    path = written(tmp_path, TEXTS["approve"], ("Director of children's services", "Placements officer"))
    found = read_act(path, context())
    assert found.looks_personal == ()
    assert "Correct one of them" in found.contradictory[0]
    assert found.contradictory[0] in found.said
    assert found.refused_strictly().rule == "contradiction"
    named = written(tmp_path, TEXTS["approve"] + 'entered_late = "Mr John Smith was away."\n')
    assert read_act(named, context()).refused_strictly().rule == "no_names"
    assert read_act(written(tmp_path, TEXTS["approve"]), context()).refused_strictly() is None


def test_an_answer_is_not_reused_from_a_redacted_copy(tmp_path):
    case = cases.answered(reuse_until="2024-08-01")
    shown = redact(case.chain, lambda event, name: name == "matching")
    path = written(tmp_path, 'act = "consultation_reused"\nreason = "Same home."\n' + WHO)
    with pytest.raises(StepRefused) as caught:
        read_reuse(path, context(), shown, state_of(shown))
    assert caught.value.rule == "redacted"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('why_proposed = "Three', 'why_proposed = "Mr John Smith lives near. Three', "placement"),
        ('kind = "new"', 'kind = "new"\nurn = "Mr John Smith, 07700 900123"', "home"),
    ],
)
def test_what_opens_a_case_holds_no_person_in_its_reasons_or_its_home(tmp_path, old, new, field):
    text = (ROOT / "docs/examples/consultation/rochdale/01-open.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "open.toml"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(FormRefused, match="no_names") as caught:
        read_opening(path)
    assert field in str(caught.value)
