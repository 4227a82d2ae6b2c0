"""A redacted edition shows that something is withheld, and nothing of what it is."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from drawn.told_cases import REASONS, SECRET, answered, completed
from drawn.told_words import NAMED, OUTDATED, forms, unsaid

from placement_check.chain import of_json, to_json
from placement_check.chain.verify import verify
from placement_check.consultation.case import state_of
from placement_check.consultation.codes import Intelligence, Withheld
from placement_check.consultation.kinds import Kind
from placement_check.records.blocks import Callout
from placement_check.records.consultation import wording
from placement_check.records.consultation.edition import FULL, REDACTED, SHOWN, Edition, redacted_for
from placement_check.records.consultation.json import document as as_json
from placement_check.records.consultation.record import consultation_record
from placement_check.records.plain import plain
from placement_check.records.view.words import texts

HIDDEN = (
    SECRET, REASONS, "LUT-2024-0417", "OL16 1AE", "SC000000", "DMS-2024-88", "duty desk", "sealed route",
    "5e" * 32, "exploitation; goes missing", "14-15", "Safe Harbour", "412.5", "Significant harm",
)  # fmt: skip
READERS = (None, *Withheld)


def shown(chain, edition=REDACTED):
    return consultation_record(chain, state_of(chain), edition)


def bare(document):
    """Return every text with the digests taken out, which differ as the sealed values do."""
    return [re.sub(r"[0-9a-f]{12,64}", "#", text) for text in texts(document)]


@pytest.fixture(scope="module")
def whole():
    return {code: completed(code).chain for code in Intelligence if code is not Intelligence.NOT_SEARCHED}


def test_nothing_that_a_person_wrote_and_no_fact_of_child_or_place_comes_through(whole):
    chain = whole[Intelligence.SPEAK]
    document = shown(chain)
    plain(document)
    told = [
        *forms(document).values(),
        json.dumps(as_json(chain, state_of(chain), REDACTED), ensure_ascii=False),
    ]
    for text in told:
        for hidden in HIDDEN:
            assert hidden.lower() not in text.lower(), hidden
        assert wording.WITHHELD in text or '"withheld": true' in text
    for form, text in forms(document).items():
        assert not NAMED.search(unsaid(text)), form
        assert not OUTDATED.search(text), form
    assert all(
        hidden in " ".join(texts(consultation_record(chain, state_of(chain)))) for hidden in HIDDEN[:6]
    )


def test_what_is_hidden_reads_the_same_whatever_code_was_answered(whole):
    read = {tuple(bare(shown(chain))) for chain in whole.values()}
    assert len(read) == 1
    lengths = {len(forms(shown(chain))["html"]) for chain in whole.values()}
    assert len(lengths) == 1


def test_what_is_hidden_reads_the_same_whatever_was_written_searched_or_restricted():
    chains = [answered("NK", texts=False, not_to=()).chain, answered("SPEAK", not_to=tuple(Withheld)).chain,
              answered("NOT_SEARCHED", not_to=()).chain]  # fmt: skip
    assert len({tuple(bare(shown(chain))) for chain in chains}) == 1
    bodies = [as_json(c, state_of(c), REDACTED) for c in chains]
    for body in bodies:
        del body["history"], body["head"]
    assert bodies[0] == bodies[1] == bodies[2]


def test_a_redacted_chain_gives_the_same_record_as_the_full_chain_redacted(whole):
    chain = whole[Intelligence.POLICE]
    sent_on = of_json(to_json(redacted_for(chain)))
    assert texts(shown(sent_on)) is not None
    assert bare(shown(sent_on)) == bare(shown(chain))
    assert bare(consultation_record(sent_on, state_of(sent_on), FULL)) == bare(shown(chain))
    assert shown(sent_on).marks == ("OFFICIAL-SENSITIVE", "REDACTED EDITION")


def test_a_state_that_knows_more_than_the_chain_tells_nothing(whole):
    chain = whole[Intelligence.SPEAK]
    hidden, knows = redacted_for(chain), state_of(chain)
    knows = replace(knows, emergency_reason="It is known here.")
    for edition in (FULL, REDACTED):
        assert bare(consultation_record(hidden, knows, edition)) == bare(shown(chain))


def test_a_redacted_edition_still_verifies(whole):
    for reader in READERS:
        verdict = verify(redacted_for(whole[Intelligence.SPEAK], reader))
        assert verdict.consistent
        assert verdict.redacted > 0


def test_only_fields_of_the_allow_list_are_shown_to_anyone(whole):
    for event in redacted_for(whole[Intelligence.NCND]).events:
        open_fields = {name for name, field in event.fields.items() if not field.redacted}
        assert open_fields <= SHOWN[Kind(event.kind)]
    assert set(SHOWN) == set(Kind)


def test_no_allowed_field_is_one_that_a_person_writes_in():
    from placement_check.records.consultation.terms import TERMS

    for kind, names in SHOWN.items():
        written = {t.name for t in TERMS.get(kind, ()) if t.written}
        assert not names & written, kind


def test_a_field_that_nobody_listed_is_hidden():
    going = answered("NK")
    going.add(Kind.ANSWER_CONSIDERED, 1, how="Read.", departs=False, why_departs="", conversation_happened=False,
              conversation_at="", effect="no_effect", something_new="New words")  # fmt: skip
    assert redacted_for(going.chain).events[-1].fields["something_new"].redacted
    odd = replace(going.chain.events[-1], kind="of_another_kind")
    strange = redacted_for(replace(going.chain, events=(*going.chain.events[:-1], odd)))
    assert all(field.redacted for field in strange.events[-1].fields.values())


def test_whether_it_was_an_emergency_is_not_said_either_way(whole):
    text = " ".join(texts(shown(whole[Intelligence.NK])))
    assert "Yes. Reason" not in text
    body = as_json(whole[Intelligence.NK], state_of(whole[Intelligence.NK]), REDACTED)
    assert body["emergency"] == {"withheld": True}


def codes_shown(chain, reader):
    body = as_json(chain, state_of(chain), Edition(redacted=True, reader=reader))
    return {r["id"]: r["answer"] for r in body["answers"][0]["replies"]}


def test_a_reader_whom_the_answer_may_not_reach_sees_no_code():
    chain = answered("SPEAK", texts=False, not_to=("provider",)).chain
    assert codes_shown(chain, Withheld.PROVIDER)["intelligence.code"] == {"withheld": True}
    assert codes_shown(chain, None)["intelligence.code"] == {"withheld": True}
    assert codes_shown(chain, Withheld.FAMILY)["intelligence.code"].startswith("SPEAK: ")
    boxes = [b.title for b in shown(chain, Edition(True, Withheld.PROVIDER)).blocks if isinstance(b, Callout)]
    assert "A conversation was asked for before deciding" not in boxes


def test_a_block_with_words_and_every_contact_is_hidden_from_each_reader():
    chain = answered("NK", not_to=()).chain
    for reader in Withheld:
        found = codes_shown(chain, reader)
        assert found["area.cse"] == {"withheld": True}
        assert found["view.code"] == {"withheld": True}, "the view has conditions, which a person wrote"
        assert found["contacts.police"] == {"withheld": True}
        assert found["home.known"] == "cannot say"


def test_only_a_reader_who_knows_the_home_sees_the_profile_of_the_place(whole):
    chain = whole[Intelligence.NK]
    for reader in READERS:
        body = as_json(chain, state_of(chain), Edition(True, reader))
        knows = reader in (Withheld.PROVIDER, Withheld.CHILD, Withheld.FAMILY, Withheld.CARERS)
        assert (body["place"] != {"withheld": True}) == knows
        assert "OL16 1AE" not in json.dumps(body)


def test_of_a_copy_that_hides_whom_it_may_not_reach_no_code_is_shown():
    from placement_check.chain import redact

    chain = answered("SPEAK", texts=False, not_to=()).chain
    hidden = redact(chain, lambda event, name: name == "do_not_disclose_to")
    assert codes_shown(hidden, Withheld.FAMILY)["intelligence.code"] == {"withheld": True}
