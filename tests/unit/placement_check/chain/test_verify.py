"""The first event that does not fit is named, with the reason; and what a head proves is said."""

from dataclasses import replace
from datetime import timedelta

import pytest
from drawn.chains import (
    BEGUN,
    CASE,
    OURS,
    THEIRS,
    act,
    changed,
    grown,
    kept,
    numbered,
    recommitted,
    remade,
    salts,
)

from placement_check.chain import THEIR_HEAD, Chain, Field, append, begin, head, redact, sign, with_head
from placement_check.chain.event import commitment, digest_of
from placement_check.chain.faults import Why
from placement_check.chain.verify import ALONE, KEPT, SIGNED, verify

OTHER = "1" * 32


def fields(chain, place, **changes):
    return {**chain.events[place - 1].fields, **changes}


def value(chain, place, name, new):
    return {
        "fields": fields(chain, place, **{name: replace(chain.events[place - 1].fields[name], value=new)})
    }


def salted(chain, place, name, salt):
    made = commitment(chain.case, place, name, salt, chain.events[place - 1].fields[name].value)
    field = replace(chain.events[place - 1].fields[name], salt=salt, commitment=made)
    return remade(chain, place, fields=fields(chain, place, **{name: field}))


def exchanged(chain):
    """Return the chain with the values of two fields of one event, salts and all, put in each other's place."""
    both = chain.events[1].fields
    return changed(chain, 2, fields={"note": both["questions"], "questions": both["note"]})


def from_event(chain, place, name, source, other):
    """Return the chain with one field replaced by that of another event, commitment and all."""
    return changed(
        chain, place, fields=fields(chain, place, **{name: chain.events[source - 1].fields[other]})
    )


def inserted(chain):
    extra = replace(chain.events[1], kind="consultation_chased")
    extra = replace(extra, number=3, previous=chain.events[1].digest, fields={})
    extra = replace(extra, digest=digest_of(CASE, 3, extra))
    return extra


def put_in(chain, *, anew):
    later = [replace(e, number=e.number + 1) if anew else e for e in chain.events[2:]]
    return replace(chain, events=(*chain.events[:2], inserted(chain), *later), heads=())


def no_fields(chain, place, **changes):
    return changed(redact(chain, lambda *_: True), place, **changes)


TAMPERED = [
    ("a value", lambda c: changed(c, 3, **value(c, 3, "answer", "NK")), Why.CHANGED_VALUE, 3, '"answer"'),
    ("the type of a value", lambda c: changed(c, 4, **value(c, 4, "conversation", 1)), Why.CHANGED_VALUE, 4, ""),
    ("a value for none", lambda c: changed(c, 3, **value(c, 3, "answer", None)), Why.CHANGED_VALUE, 3, '"answer"'),
    ("a value inside", lambda c: changed(c, 1, **value(c, 1, "placement", {"age": 15})), Why.CHANGED_VALUE, 1, ""),
    ("values exchanged", exchanged, Why.FOREIGN_EVENT, 2, "its fields were exchanged"),
    ("a field of another event", lambda c: from_event(c, 4, "reason", 3, "answer"), Why.CHANGED_VALUE, 4, '"reason"'),
    ("a value and its commitment", lambda c: changed(c, 3, fields=recommitted(c, 3, "answer", "NK")),
     Why.CHANGED_FIELD, 3, "a commitment"),
    ("a value and all of its event", lambda c: remade(c, 3, fields=recommitted(c, 3, "answer", "NK")),
     Why.REWRITTEN, 3, "event 4 was recorded after another event 3"),
    ("the kind", lambda c: changed(c, 2, kind="withdrawn"), Why.CHANGED_FIELD, 2, "its kind"),
    ("the time", lambda c: changed(c, 2, at=BEGUN), Why.CHANGED_FIELD, 2, "time"),
    ("the organisation", lambda c: changed(c, 2, organisation="E06000033"), Why.CHANGED_FIELD, 2, "organisation"),
    ("the role", lambda c: changed(c, 5, role="DCS"), Why.CHANGED_FIELD, 5, "role"),
    ("the digest", lambda c: changed(c, 5, digest="0" * 64), Why.CHANGED_FIELD, 5, "the digest itself"),
    ("the link", lambda c: changed(c, 4, previous="0" * 64), Why.CHANGED_FIELD, 4, "the link"),
    ("the first link", lambda c: remade(c, 1, previous="0" * 64), Why.REWRITTEN, 1, "does not begin"),
    ("a field taken out", lambda c: changed(c, 4, fields={}), Why.CHANGED_FIELD, 4, "taken out"),
    ("a field added", lambda c: changed(c, 5, fields={"x": Field("0" * 64)}), Why.CHANGED_FIELD, 5, "added"),
    ("a field renamed", lambda c: changed(
        redact(c, lambda *_: True), 4, fields={"cause": Field("0" * 64)}), Why.CHANGED_FIELD, 4, ""),
    ("dropped", lambda c: kept(c, 1, 2, 4, 5), Why.DROPPED, 3, "after event 2 stands event 4"),
    ("dropped first", lambda c: kept(c, 2, 3, 4, 5), Why.DROPPED, 1, "at the beginning stands event 2"),
    ("dropped two", lambda c: kept(c, 1, 4, 5), Why.DROPPED, 2, "stands event 4"),
    ("dropped, numbered anew", lambda c: numbered(c, 1, 2, 4, 5), Why.DROPPED, 3, "recorded as event 4"),
    ("dropped first, numbered anew", lambda c: numbered(c, 2, 3), Why.DROPPED, 1, "recorded as event 2"),
    ("reordered", lambda c: kept(c, 1, 3, 2, 4, 5), Why.REORDERED, 2, "event 3 stands in its place"),
    ("reordered, numbered anew", lambda c: numbered(c, 1, 3, 2, 4, 5), Why.REORDERED, 2, "recorded as event 3"),
    ("turned round", lambda c: kept(c, 5, 4, 3, 2, 1), Why.REORDERED, 1, "event 5"),
    ("twice", lambda c: kept(c, 1, 2, 2, 3, 4, 5), Why.INSERTED, 2, "two events carry the number 2"),
    ("put in", lambda c: put_in(c, anew=False), Why.INSERTED, 3, "two events carry the number 3"),
    ("put in, numbered anew", lambda c: put_in(c, anew=True), Why.INSERTED, 4, "recorded as event 3"),
    ("of another case", lambda c: replace(
        c, events=(c.events[0], grown(OTHER).events[1], *c.events[2:])), Why.FOREIGN_EVENT, 2, "another case"),
    ("of another case, redacted", lambda c: replace(
        c, events=(c.events[0], redact(grown(OTHER), lambda *_: True).events[1])),
     Why.CHANGED_FIELD, 2, "another case"),
    ("the case", lambda c: replace(c, case=OTHER), Why.FOREIGN_EVENT, 1, "another case"),
    ("time backwards", lambda c: remade(c, 5, at=BEGUN), Why.BACKWARDS, 5, "before that of event 4"),
    ("a salt used twice", lambda c: salted(c, 4, "reason", c.events[3].fields["conversation"].salt), Why.SALT, 4, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "why", "event", "said"), [row[1:] for row in TAMPERED], ids=[r[0] for r in TAMPERED]
)
def test_the_first_event_that_fails_is_named_with_the_reason(chain, signed, change, why, event, said):
    verdict = verify(change(replace(chain, heads=())), outside=signed, keys=[THEIRS.public_key()])
    assert (verdict.fault.why, verdict.fault.event) == (why, event)
    assert said in verdict.fault.text
    assert verdict.first_fault.startswith(f"event {event}: {why.value}: ")
    assert (verdict.consistent, verdict.anchored, verdict.exit_code) == (False, False, 7)
    assert verdict.says == f"This file does not verify. {verdict.first_fault}"
    alone = verify(change(replace(chain, heads=())))
    assert alone.first_fault == verdict.first_fault


def test_events_far_out_of_place_are_still_refused_and_soon(chain):
    verdict = verify(remade(replace(chain, events=chain.events[-1:]), 1, number=100_000))
    assert verdict.first_fault.startswith("event 1: dropped event")


def test_a_chain_alone_proves_nothing_and_says_so_in_these_words(chain):
    verdict = verify(chain)
    assert verdict.says.splitlines()[0] == (
        "consistent within itself; this does not prove that nothing was removed or rewritten"
    )
    assert (verdict.consistent, verdict.anchored, verdict.covered, verdict.exit_code) == (True, False, 0, 3)
    assert verify(begin(CASE)).exit_code == 3
    assert verify(chain, keys=[OURS.public_key(), THEIRS.public_key()]).says.startswith(ALONE)


def test_a_chain_that_lost_its_last_events_looks_whole_by_itself_and_fails_against_the_head(chain, signed):
    for held in range(5):
        short = replace(chain, events=chain.events[:held])
        assert verify(short).exit_code == 3
        verdict = verify(short, outside=signed)
        assert (verdict.fault.why, verdict.fault.event, verdict.exit_code) == (Why.DROPPED_LAST, held + 1, 7)
        assert ("it is missing" if held == 4 else f"events {held + 1} to 5 are missing") in verdict.says


def again(chain, place, name, new):
    """Return the whole chain made again from one changed value on, as whoever holds the file can."""
    made = Chain(chain.case, chain.events[: place - 1])
    for event in chain.events[place - 1 :]:
        values = {n: f.value for n, f in event.fields.items()}
        if event.number == place:
            values[name] = new
        what = replace(act(event.kind, 0, **values), at=event.at)
        made = append(made, what, iter([f.salt for f in event.fields.values()]))
    return made


def test_a_chain_made_again_throughout_looks_whole_by_itself_and_fails_against_the_head(chain, signed):
    made = again(chain, 4, "reason", "another")
    assert verify(made).exit_code == 3
    verdict = verify(made, outside=signed)
    assert (verdict.fault.why, verdict.fault.event, verdict.exit_code) == (Why.REWRITTEN, 5, 7)
    assert "one of events 1 to 5 was changed, dropped or put in" in verdict.says
    assert verify(again(chain, 4, "reason", None), outside=signed).exit_code == 0  # made again the same


def test_a_chain_rewritten_before_the_other_sides_head_fails_against_the_head_that_it_holds(chain):
    made = again(chain, 1, "placement", {"age": 15})
    verdict = verify(made)
    assert verdict.first_fault.startswith(
        "event 2: rewritten chain: it is not the event that the head that event 3 holds"
    )


def test_a_file_that_lost_events_but_kept_its_head_is_caught_by_it(headed):
    verdict = verify(replace(headed, events=headed.events[:4]))
    assert (verdict.fault.why, verdict.fault.event) == (Why.DROPPED_LAST, 5)
    assert "head 1 in the file" in verdict.says


def test_a_head_and_its_key_prove_what_they_prove_and_it_is_said(chain, signed):
    verdict = verify(chain, outside=signed, keys=[OURS.public_key(), THEIRS.public_key()])
    assert (verdict.consistent, verdict.anchored, verdict.covered, verdict.exit_code) == (True, True, 5, 0)
    assert "covers all its events: 1 to 5" in verdict.says
    assert (
        f"key {signed.key}, signature good; by its own word of E08000005, 2026-11-22T10:21:00+00:00."
        in verdict.says
    )
    assert SIGNED in verdict.says
    for doubt in ("whose key it is", "when it was signed", "is true"):
        assert doubt in SIGNED


def test_a_head_without_its_key_anchors_and_the_signature_is_said_to_be_unchecked(chain, signed):
    verdict = verify(chain, outside=signed)
    assert verdict.exit_code == 0
    assert "signature not checked, no key with that fingerprint given" in verdict.says
    assert KEPT in verdict.says
    assert SIGNED not in verdict.says


def test_a_head_with_no_signature_anchors_as_far_as_it_was_kept(chain):
    verdict = verify(chain, outside=head(chain))
    assert verdict.exit_code == 0
    assert f"The head given: events 1 to 5, not signed.\n{KEPT}" in verdict.says


def test_a_head_stripped_of_its_signature_does_not_pass_where_a_key_was_given(chain):
    verdict = verify(chain, outside=head(chain), keys=[OURS.public_key()])
    assert verdict.first_fault.startswith("unsigned head: the head given carries no signature")
    assert verdict.exit_code == 7


def test_a_bare_head_within_an_event_is_held_against_the_chain_too(chain):
    longer = append(chain, act("k", 9, **{THEIR_HEAD: head(chain).plain()}), salts(5))
    assert "The head that event 6 holds: events 1 to 5, not signed." in verify(longer).says
    wrong = {**head(chain).plain(), "digest": "0" * 64}
    longer = append(chain, act("k", 9, **{THEIR_HEAD: wrong}), salts(5))
    assert verify(longer).first_fault.startswith(
        "event 5: rewritten chain: it is not the event that the head"
    )


def test_events_after_a_receipt_are_not_covered_and_it_is_said(chain):
    for count, said in ((2, "events 3 to 5 (3 events) are not covered"), (4, "event 5 is not covered")):
        early = sign(
            head(replace(chain, events=chain.events[:count])), THEIRS, BEGUN + timedelta(hours=1), "Rochdale"
        )
        verdict = verify(chain, outside=early, keys=[THEIRS.public_key()])
        assert (verdict.consistent, verdict.anchored, verdict.covered, verdict.exit_code) == (
            True,
            False,
            count,
            3,
        )
        assert f"up to event {count}; {said}" in verdict.says


def test_a_head_of_another_case_is_named(chain, signed):
    verdict = verify(grown(OTHER), outside=signed)
    assert (verdict.fault.why, verdict.fault.event) == (Why.FOREIGN_HEAD, None)
    assert verdict.first_fault.startswith("head of another case: the head given is of case c0ffee")
    assert CASE in verdict.says
    assert OTHER in verdict.says
    inside = replace(chain, heads=(sign(head(grown(OTHER)), OURS, BEGUN, "Luton"),))
    assert verify(inside).first_fault.startswith("head of another case: head 1 in the file")


def test_a_key_that_was_not_given_and_a_wrong_signature_are_named(chain, signed):
    verdict = verify(chain, outside=signed, keys=[OURS.public_key()])
    assert verdict.first_fault.startswith(f"unknown key: the head given names the key {signed.key}")
    forged = replace(signed, organisation="Luton")
    verdict = verify(chain, outside=forged, keys=[THEIRS.public_key()])
    assert verdict.first_fault.startswith("wrong signature: the head given was not signed by the key")
    assert verdict.exit_code == 7
    renamed = replace(sign(head(chain), OURS, BEGUN, "Luton"), key=signed.key)
    assert verify(chain, outside=renamed, keys=[THEIRS.public_key()]).fault.why is Why.SIGNATURE


def test_heads_in_the_file_are_checked_with_the_keys_given_and_said(headed):
    both = [OURS.public_key(), THEIRS.public_key()]
    says = verify(headed, keys=both).says
    assert says.count("signature good") == 2
    assert "Head 1 in the file: events 1 to 5" in says
    assert "The head that event 3 holds: events 1 to 2" in says
    assert verify(headed, keys=both[:1]).says.count("signature not checked") == 1
    forged = replace(headed, heads=(replace(headed.heads[0], organisation="Rochdale"),))
    assert verify(forged).exit_code == 3
    assert verify(forged, keys=both).first_fault.startswith("wrong signature: head 1 in the file")


def test_a_forged_head_of_the_other_side_within_an_event_is_named(chain):
    forged = replace(sign(head(chain), OURS, BEGUN, "Rochdale"), signature="0" * 128)
    longer = append(chain, act("answer_considered", 9, **{THEIR_HEAD: forged.plain()}), salts(5))
    assert verify(longer).exit_code == 3
    verdict = verify(longer, keys=[OURS.public_key()])
    assert verdict.first_fault.startswith("wrong signature: the head that event 6 holds")


def test_what_is_no_head_of_this_case_may_stand_in_the_field_for_one(chain):
    abroad = sign(head(grown(OTHER)), THEIRS, BEGUN, "Rochdale").plain()
    for other in (None, "on paper", {"count": 1}, abroad):
        longer = append(chain, act("k", 9, **{THEIR_HEAD: other}), salts(5))
        assert verify(longer, keys=[THEIRS.public_key()]).exit_code == 3
    assert verify(redact(longer, lambda *_: True)).exit_code == 3


def test_a_head_that_says_an_earlier_time_than_what_it_covers_is_remarked_on(chain):
    early = sign(head(chain), THEIRS, BEGUN, "Rochdale")
    assert "says an earlier time than event 5" in verify(chain, outside=early).says


def test_what_was_taken_out_is_counted(chain, signed):
    verdict = verify(redact(chain, lambda e, n: n == "answer"), outside=signed)
    assert verdict.redacted == 1
    assert (
        "Events: 5. Fields: 7; the values of 1 were taken out of this copy, their commitments stand."
        in verdict.says
    )
    assert "Events: 5. Fields: 7.\n" in verify(chain, outside=signed).says


def test_a_chain_headed_by_us_and_anchored_by_them(headed, signed):
    both = with_head(headed, signed)
    assert verify(both, outside=signed, keys=[OURS.public_key(), THEIRS.public_key()]).exit_code == 0


def test_the_verdict_as_json_holds_the_fault_apart_from_the_words(chain, signed):
    good, bad = verify(chain, outside=signed).plain(), verify(kept(chain, 1, 3), outside=signed).plain()
    assert (good["fault"], good["covered"], good["exit_code"]) == (None, 5, 0)
    assert bad["fault"]["event"] == 2
    assert bad["fault"]["why"] == "dropped event"
