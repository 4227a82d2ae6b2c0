"""What holds of every chain, whatever was recorded and however it is tampered with."""

import hashlib
import json
import string
import unicodedata
from dataclasses import replace
from datetime import timedelta

from drawn.chains import BEGUN, CASE, THEIRS, salts
from hypothesis import given, settings
from hypothesis import strategies as st

from placement_check.chain import Act, Chain, Field, append, begin, head, of_json, redact, sign, to_json
from placement_check.chain.canonical import LARGEST, canonical
from placement_check.chain.event import commitment, digest_of
from placement_check.chain.faults import Why
from placement_check.chain.verify import verify

KEY = THEIRS.public_key()
EXAMPLES = 150

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12).map(
    lambda t: unicodedata.normalize("NFC", t)
)
scalars = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts
values = st.recursive(
    scalars, lambda part: st.lists(part, max_size=3) | st.dictionaries(texts, part, max_size=3), max_leaves=6
)
names = st.text(string.ascii_lowercase, min_size=1, max_size=6)
acts = st.builds(
    lambda kind, minutes, fields: (kind, minutes, fields),
    names,
    st.integers(0, 90),
    st.dictionaries(names, values, max_size=3),
)


def recorded(chain: Chain, what, draw) -> Chain:
    kind, minutes, fields = what
    at = (chain.events[-1].at if chain.events else BEGUN) + timedelta(minutes=minutes)
    return append(chain, Act(kind, at, "E06000032", "nominated officer", fields), draw)


@st.composite
def chains(draw, least=1, most=5):
    chain, drawn = begin(CASE), salts(draw(st.integers(0, 99)))
    for what in draw(st.lists(acts, min_size=least, max_size=most)):
        chain = recorded(chain, what, drawn)
    return chain


def receipt(chain):
    return sign(head(chain), THEIRS, chain.events[-1].at, "E08000005")


def against(chain, signed):
    """Return the verdict on the file that would be handed over."""
    return verify(of_json(to_json(chain)), outside=signed, keys=[KEY])


def other_than(value):
    return values.filter(lambda v: canonical(v) != canonical(value))


def same(one, other) -> bool:
    """Return whether two values are the same to JSON, where true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool) or type(one) is not type(other):
        return one is other
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    return one == other


@settings(max_examples=EXAMPLES)
@given(values, values)
def test_different_values_have_different_texts_and_the_same_value_one(one, other):
    assert (canonical(one) == canonical(other)) == same(one, other)
    assert same(json.loads(canonical(one)), one)


@settings(max_examples=EXAMPLES)
@given(st.dictionaries(texts, values, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_change_the_text(value, random):
    pairs = list(value.items())
    random.shuffle(pairs)
    assert canonical(dict(pairs)) == canonical(value)


@settings(max_examples=EXAMPLES)
@given(chains(), acts)
def test_adding_an_event_never_changes_an_earlier_one(chain, what):
    longer = recorded(chain, what, salts(100))
    assert longer.events[:-1] == chain.events
    assert len(longer.events) == len(chain.events) + 1
    assert [e.digest for e in of_json(to_json(longer)).events[:-1]] == [e.digest for e in chain.events]


@settings(max_examples=EXAMPLES)
@given(chains(), st.data())
def test_a_case_file_comes_back_byte_for_byte_redacted_or_not(chain, data):
    copy = redact(chain, lambda *_: data.draw(st.booleans()))
    for each in (chain, copy):
        assert of_json(to_json(each)) == each
        assert to_json(of_json(to_json(each))) == to_json(each)


@settings(max_examples=EXAMPLES)
@given(chains(), st.data())
def test_a_redacted_copy_verifies_and_betrays_no_salt_and_no_value(chain, data):
    hidden = set()

    def hide(event, name):
        if data.draw(st.booleans()):
            hidden.add((event.number, name))
            return True
        return False

    copy = redact(chain, hide)
    verdict = against(copy, receipt(chain))
    assert (verdict.exit_code, verdict.redacted) == (0, len(hidden))
    text = to_json(copy)
    for number, name in hidden:
        field = chain.events[number - 1].fields[name]
        assert field.salt not in text
        assert json.loads(text)["events"][number - 1]["fields"][name] == {"commitment": field.commitment}


def a_field(data, chain):
    """Return an event and the name of one of its fields, None where no event has any."""
    held = [(event.number, name) for event in chain.events for name in event.fields]
    return data.draw(st.sampled_from(held)) if held else None


def with_event(chain, event):
    return replace(chain, events=(*chain.events[: event.number - 1], event, *chain.events[event.number :]))


def with_value(data, chain, number, name):
    event = chain.events[number - 1]
    field = replace(event.fields[name], value=data.draw(other_than(event.fields[name].value)))
    return replace(event, fields={**event.fields, name: field})


def remade(chain, event):
    """Return an event with its commitments and digest made anew."""
    fields = {
        n: Field(commitment(chain.case, event.number, n, f.salt, f.value), f.salt, f.value)
        for n, f in event.fields.items()
    }
    event = replace(event, fields=fields)
    return replace(event, digest=digest_of(chain.case, event.number, event))


@settings(max_examples=EXAMPLES)
@given(chains(), st.data())
def test_changing_any_value_is_named_alone_and_against_the_receipt(chain, data):
    at = a_field(data, chain)
    if at is None:
        return
    changed = with_event(chain, with_value(data, chain, *at))
    for verdict in (verify(changed), against(changed, receipt(chain))):
        assert (verdict.fault.why, verdict.fault.event, verdict.exit_code) == (Why.CHANGED_VALUE, at[0], 7)
        assert f'"{at[1]}"' in verdict.says


@settings(max_examples=EXAMPLES)
@given(chains(), st.data())
def test_changing_a_value_and_all_its_event_is_named_against_the_receipt(chain, data):
    at = a_field(data, chain)
    if at is None:
        return
    changed = with_event(chain, remade(chain, with_value(data, chain, *at)))
    verdict = against(changed, receipt(chain))
    assert (verdict.fault.why, verdict.fault.event, verdict.exit_code) == (Why.REWRITTEN, at[0], 7)


@settings(max_examples=EXAMPLES)
@given(chains(), st.data())
def test_dropping_any_event_the_last_included_is_named_against_the_receipt(chain, data):
    gone = data.draw(st.integers(1, len(chain.events)))
    left = [e for e in chain.events if e.number != gone]
    verdict = against(replace(chain, events=tuple(left)), receipt(chain))
    last = gone == len(chain.events)
    assert (verdict.fault.why, verdict.fault.event) == (Why.DROPPED_LAST if last else Why.DROPPED, gone)
    anew = tuple(replace(e, number=i) for i, e in enumerate(left, 1))
    verdict = against(replace(chain, events=anew), receipt(chain))
    assert (verdict.fault.why, verdict.fault.event) == (Why.DROPPED_LAST if last else Why.DROPPED, gone)


@settings(max_examples=EXAMPLES)
@given(chains(least=2), st.data())
def test_reordering_is_named_at_the_first_place_that_is_wrong(chain, data):
    order = data.draw(st.permutations(chain.events).filter(lambda p: tuple(p) != chain.events))
    first = next(i for i, event in enumerate(order, 1) if event.number != i)
    anew = [replace(e, number=i) for i, e in enumerate(order, 1)]
    for events in (order, anew):
        verdict = against(replace(chain, events=tuple(events)), receipt(chain))
        assert (verdict.fault.why, verdict.fault.event, verdict.exit_code) == (Why.REORDERED, first, 7)


@settings(max_examples=EXAMPLES)
@given(chains(), chains())
def test_a_whole_chain_rewritten_fails_against_the_receipt_and_looks_whole_alone(chain, other):
    signed = receipt(chain)
    verdict = against(other, signed)
    same_up_to = len(other.events) >= len(chain.events) and (
        other.events[len(chain.events) - 1].digest == chain.events[-1].digest
    )
    assert verify(other).exit_code == 3
    if same_up_to:
        assert verdict.exit_code in (0, 3)
        assert other.events[: len(chain.events)] == chain.events
        return
    short = len(other.events) < len(chain.events)
    assert (verdict.fault.why, verdict.exit_code) == (Why.DROPPED_LAST if short else Why.REWRITTEN, 7)


@settings(max_examples=EXAMPLES)
@given(chains(), st.data())
def test_no_byte_of_an_event_can_be_changed_unseen(chain, data):
    """A changed file is no case file, or does not verify, or says the very same (another way to write a text)."""
    text = to_json(chain).encode()
    place = data.draw(st.integers(0, len(text) - 1))
    byte = data.draw(st.integers(0, 255))
    try:
        found = of_json((text[:place] + bytes([byte]) + text[place + 1 :]).decode())
    except ValueError:  # not UTF-8
        return
    except Exception as fault:
        assert type(fault).__name__ == "ChainError"  # noqa: PT017 - any other is a fault of ours
        return
    assert found == chain or verify(found, outside=receipt(chain)).exit_code == 7


@settings(max_examples=30)
@given(chains())
def test_hashlib_and_json_alone_agree(chain):
    """A second reading of the format, from its page: no key here lies beyond the first plane, so json may sort."""

    def text(value):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def sha(data):
        return hashlib.sha256(data).hexdigest()

    before = sha(f"placement-check case 1\n{CASE}".encode())
    for event in json.loads(to_json(chain))["events"]:
        for name, field in event["fields"].items():
            if max(map(ord, json.dumps(field["value"], ensure_ascii=False))) < 0xD800:
                assert field["commitment"] == sha(
                    text([CASE, event["number"], name, field["salt"], field["value"]])
                )
        body = {key: event[key] for key in ("number", "kind", "at", "organisation", "role", "previous")}
        body |= {"case": CASE, "commitments": {n: f["commitment"] for n, f in event["fields"].items()}}
        assert event["previous"] == before
        assert event["digest"] == sha(text(body))
        before = event["digest"]
