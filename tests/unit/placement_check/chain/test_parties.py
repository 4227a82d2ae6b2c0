"""Two parties are shown by two keys: one key in two names, two keys in one, and what nobody signed is said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from drawn.chains import BEGUN, CASE, OURS, THEIRS, act, salts

from placement_check.chain import Act, append, begin, head, redact, sign, with_head
from placement_check.chain.keys import make
from placement_check.chain.parties import seal_of
from placement_check.chain.verify import verify

LUTON, ROCHDALE = "E06000032", "E08000005"
LATER = BEGUN + timedelta(hours=1)


@pytest.fixture
def asked():
    """Return a case of two events that Luton signed."""
    draw = salts()
    chain = append(begin(CASE), act("case_opened", 0, placement=1), draw)
    chain = append(chain, act("consultation_sent", 1, note="x"), draw)
    return with_head(chain, sign(head(chain), OURS, BEGUN + timedelta(minutes=2), LUTON))


@pytest.fixture
def answered(asked):
    """Return it with an answer in the name of Rochdale that nobody signed."""
    answer = Act("consultation_answered", BEGUN + timedelta(minutes=3), ROCHDALE, "officer", {"answer": "NK"})
    return append(asked, answer, salts(7))


def headed(chain, key, organisation):
    return with_head(chain, sign(head(chain), key, LATER, organisation))


def test_an_answer_signed_with_the_asking_sides_key_does_not_show_two_parties(answered):
    forged = headed(answered, OURS, ROCHDALE)
    said = (
        f"The key of {ROCHDALE}'s head over events 1 to 3 is also {LUTON}'s: this does not show two parties."
    )
    receipt = forged.heads[-1]
    for keys in ((), (OURS.public_key(),)):
        verdict = verify(forged, outside=receipt, keys=keys)
        assert said in verdict.says
        assert (verdict.consistent, verdict.anchored, verdict.two_parties, verdict.exit_code) == (
            True, True, False, 3,
        )  # fmt: skip
    assert verdict.plain()["two_parties"] is False
    assert verdict.plain()["parties"] == [said]
    assert said in verify(redact(forged, lambda *_: True)).says
    assert seal_of(forged, forged.events[2]).also == (LUTON,)


def test_a_forged_receipt_from_outside_is_held_against_the_heads_in_the_file_too(answered):
    outside = sign(head(answered), OURS, LATER, ROCHDALE)
    assert verify(answered, outside=outside).exit_code == 3
    assert "does not show two parties" in verify(answered, outside=outside).says


def test_an_answer_that_nobody_signed_in_its_own_name_is_named(answered):
    said = (
        f"No head signed in the name of {ROCHDALE} covers event 3 (consultation_answered): the file does not show that "
        f"{ROCHDALE} recorded it."
    )
    assert said in verify(answered).says
    ours = headed(answered, OURS, LUTON)
    assert said in verify(ours, outside=ours.heads[-1], keys=[OURS.public_key()]).says
    assert seal_of(ours, ours.events[2]) is None


def test_an_answer_signed_with_a_key_of_its_own_is_not_remarked_on(answered):
    both = headed(answered, THEIRS, ROCHDALE)
    verdict = verify(both, outside=both.heads[-1], keys=[OURS.public_key(), THEIRS.public_key()])
    assert (verdict.two_parties, verdict.parties, verdict.exit_code) == (True, (), 0)
    seal = seal_of(both, both.events[2])
    assert (seal.also, seal.head.organisation) == ((), ROCHDALE)


def test_two_keys_in_one_name_are_said(answered):
    both = headed(headed(answered, THEIRS, ROCHDALE), make(b"n" * 32), LUTON)
    verdict = verify(both, outside=both.heads[1])
    assert f"The heads in the name of {LUTON} are signed by 2 keys" in verdict.says
    assert (verdict.two_parties, verdict.exit_code) == (True, 0)


def test_events_that_were_left_unsigned_are_counted_in_runs(answered):
    draw = salts(9)
    longer = append(headed(answered, THEIRS, ROCHDALE), act("answer_considered", 9, how="x"), draw)
    longer = append(longer, act("approved", 10), draw)
    assert (
        f"No head signed in the name of {LUTON} covers events 4 to 5: the file does not"
        in verify(longer).says
    )
    bare = verify(append(append(begin(CASE), act("a", 0), draw), act("b", 1), draw))
    assert "covers events 1 to 2" in bare.says
