"""Events appended to a chain, and the copies with values taken out."""

import hashlib
import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from drawn.chains import BEGUN, CASE, act, grown, salts

from placement_check.chain import Act, ChainError, append, begin, head, of_json, redact, to_json, with_head
from placement_check.chain.verify import verify


def record(chain, /, **changes):
    what = {
        "kind": "k",
        "at": BEGUN + timedelta(hours=1),
        "organisation": "Luton",
        "role": "officer",
        "fields": {},
    }
    return append(chain, Act(**{**what, **changes}), salts(9))


def test_the_first_event_follows_from_the_case_and_each_other_from_the_one_before(chain):
    first = hashlib.sha256(f"placement-check case 1\n{CASE}".encode()).hexdigest()
    assert [event.previous for event in chain.events] == [
        first,
        *(event.digest for event in chain.events[:-1]),
    ]
    assert [event.number for event in chain.events] == [1, 2, 3, 4, 5]


def test_a_value_is_kept_as_a_copy_in_its_canonical_form():
    given = {"b": [1], "a": ("e\u0301",)}
    chain = record(begin(CASE), fields={"one": given})
    given["b"].append(2)
    assert chain.events[0].value("one") == {"a": ["é"], "b": [1]}
    assert list(chain.events[0].value("one")) == ["a", "b"]


def test_a_field_that_is_not_there_or_was_taken_out_is_said_to_be_so(chain):
    with pytest.raises(ChainError, match='event 1: it has no field "x"'):
        chain.events[0].value("x")
    copy = redact(chain, lambda event, name: name == "placement")
    with pytest.raises(ChainError, match=r'event 1, field "placement": the value was taken out'):
        copy.events[0].value("placement")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": ""}, "kind"), ({"kind": "Approved"}, "kind"), ({"kind": "аpproved"}, "kind"),
        ({"kind": "approved\n"}, "kind"), ({"kind": "a" * 65}, "kind"),
        ({"fields": {"": 1}}, "a field"), ({"fields": {"\u0430": 1}}, "a field"), ({"fields": {"a b": 1}}, "a field"),
        ({"fields": {"a": 1.5}}, 'field "a": a float'), ({"fields": {"a": 2**60}}, "beyond 2"),
        ({"fields": {f"f{i}": 1 for i in range(257)}}, "257 fields"),
        ({"organisation": ""}, "organisation"), ({"organisation": " Luton"}, "organisation"),
        ({"organisation": "Lut\u043en"}, r"U\+043E may look"), ({"organisation": "Lut\u200bon"}, r"U\+200B"),
        ({"organisation": "Luton\x00"}, r"U\+0000"), ({"organisation": "\uff2cuton"}, r"U\+FF2C"),
        ({"organisation": "L\u0251ton"}, r"U\+0251"), ({"organisation": "o\u0301"}, r"U\+0301"),
        ({"organisation": "\u212aent"}, "composed"), ({"role": "x" * 201}, "role"), ({"role": "\u202eDCS"}, "role"),
        ({"at": datetime(2026, 11, 22, 12, 0)}, "no offset"),  # noqa: DTZ001 - the fault that is tested
        ({"at": datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(seconds=-75)))}, "no offset"),
    ],
)  # fmt: skip
def test_what_would_not_be_clear_later_is_not_recorded(chain, changes, said):
    with pytest.raises(ChainError, match=said):
        record(chain, **changes)


def test_names_with_accents_and_plain_marks_are_recorded():
    chain = record(
        begin(CASE), organisation="Cyngor Sir Ynys Môn – Ŵyr", role="Director of Children’s Services (DCS)"
    )
    assert chain.events[0].organisation.endswith("Ŵyr")


def test_time_never_goes_backwards_and_may_stand_still(chain):
    last = chain.events[-1].at
    assert len(record(chain, at=last).events) == 6
    with pytest.raises(ChainError, match=r"2026-11-22T10:19:59\+00:00 lies before that of event 5"):
        record(chain, at=last - timedelta(seconds=1))


def test_times_are_compared_as_instants_over_the_end_of_summer_time():
    london = ZoneInfo("Europe/London")
    chain = record(begin(CASE), at=datetime(2026, 10, 25, 1, 59, 59, 999999, tzinfo=london))
    chain = record(chain, at=datetime(2026, 10, 25, 1, 0, tzinfo=london, fold=1))
    assert [e.at.isoformat() for e in chain.events] == [
        "2026-10-25T01:59:59+01:00",
        "2026-10-25T01:00:00+00:00",
    ]
    assert of_json(to_json(chain)) == chain
    with pytest.raises(ChainError, match="lies before"):
        record(chain, at=datetime(2026, 10, 25, 1, 30, tzinfo=london))


@pytest.mark.parametrize("salt", ["", "0" * 31, "0" * 33, "A" * 32, "g" * 32, "0" * 32 + "\n", "٠" * 32])
def test_a_salt_of_another_form_is_refused(salt):
    with pytest.raises(ChainError, match="128 bits"):
        append(begin(CASE), act("k", 0, one=1), iter([salt]))


def test_a_salt_used_before_is_refused_in_one_event_and_over_events(chain):
    with pytest.raises(ChainError, match="used before"):
        append(begin(CASE), act("k", 0, one=1, two=2), itertools.repeat("1" * 32))
    used = chain.events[0].fields["placement"].salt
    with pytest.raises(ChainError, match='event 6, field "one": its salt was used before'):
        append(chain, act("k", 9, one=1), iter([used]))


def test_too_few_salts_are_refused_and_a_callable_may_give_them():
    with pytest.raises(ChainError, match="no salt left"):
        append(begin(CASE), act("k", 0, one=1, two=2), iter(["1" * 32]))
    draw = salts()
    assert append(begin(CASE), act("k", 0, one=1), lambda: next(draw)).events[0].fields["one"].salt


def test_nothing_is_added_to_a_chain_whose_last_event_does_not_fit(chain):
    for broken in (
        replace(chain, events=(*chain.events[:-1], replace(chain.events[-1], role="DCS"))),
        replace(chain, events=chain.events[1:]),
    ):
        with pytest.raises(ChainError, match="nothing may be added"):
            record(broken)


@pytest.mark.parametrize("case", ["", "0" * 31, "C0FFEE" + "0" * 26, "0" * 32 + "\n"])
def test_a_case_of_another_form_is_refused(case):
    with pytest.raises(ChainError, match="32 small"):
        begin(case)


def test_a_head_travels_with_the_chain_only_where_it_fits(chain, signed):
    headed = with_head(chain, signed)
    assert headed.heads == (signed,)
    assert with_head(headed, signed) == headed
    other = grown("1" * 32)
    for strange in (
        other,
        replace(chain, events=chain.events[:-1]),
        record(replace(chain, events=chain.events[:-1])),
    ):
        with pytest.raises(ChainError, match="does not fit"):
            with_head(strange, signed)


def test_a_redacted_copy_still_verifies_against_the_same_receipt(chain, signed):
    copy = redact(chain, lambda event, name: event.number > 1)
    verdict = verify(of_json(to_json(copy)), outside=signed)
    assert (verdict.exit_code, verdict.redacted) == (0, 6)
    assert verify(redact(chain, lambda *_: True), outside=signed).exit_code == 0


def test_a_value_of_few_choices_cannot_be_guessed_from_a_redacted_copy(chain):
    """Whoever knows the code list and everything in the copy still lacks 128 bits."""
    copy = to_json(redact(chain, lambda event, name: name == "answer"))
    field = chain.events[2].fields["answer"]
    assert "SPEAK" not in copy
    assert field.salt not in copy
    shown = json.loads(copy)["events"][2]["fields"]["answer"]
    assert shown == {"commitment": field.commitment}
    # Each remaining salt of the copy, and none at all, tried with each code: nothing betrays the answer.
    left = {f.get("salt", "") for e in json.loads(copy)["events"] for f in e["fields"].values()} | {
        "",
        "0" * 32,
    }
    for salt, code in itertools.product(left, ["NK", "SPEAK", "POLICE", "NCND"]):
        guess = json.dumps([CASE, 3, "answer", salt, code], separators=(",", ":"))
        assert hashlib.sha256(guess.encode()).hexdigest() != field.commitment


def test_the_same_value_twice_has_two_commitments():
    chain = append(begin(CASE), act("k", 0, one="NK", two="NK"), salts())
    chain = append(chain, act("k", 0, one="NK"), salts(1))
    assert len({f.commitment for e in chain.events for f in e.fields.values()}) == 3


def test_the_head_of_a_chain_with_no_events_is_refused():
    with pytest.raises(ChainError, match="one event at least"):
        head(begin(CASE))


def test_a_year_before_the_chain_is_no_fault_of_its_own():
    assert record(begin(CASE), at=datetime(1970, 1, 1, tzinfo=UTC)).events[0].at.year == 1970


def test_a_value_as_deep_as_may_be_is_recorded_and_verifies():
    value = 1
    for _ in range(32):
        value = [value]
    chain = record(begin(CASE), fields={"deep": value})
    assert verify(of_json(to_json(chain))).consistent
    with pytest.raises(ChainError, match="more than 32 deep"):
        record(begin(CASE), fields={"deep": [value]})
