"""The area authority's answers as they are printed: each code with its fixed sentence, and what was searched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from placement_check.chain import Chain, Value
from placement_check.chain.parties import seal_of
from placement_check.consultation.codes import PAUSES, WORDS, Intelligence, System, Withheld
from placement_check.consultation.given import word_of
from placement_check.consultation.kinds import Kind
from placement_check.consultation.questions import QUESTIONS, TITLES, Block
from placement_check.consultation.questions import Question as Asked
from placement_check.records.consultation import wording
from placement_check.records.consultation.facts import WITHHELD, Answered, Line, Question, Reply, Search, Told
from placement_check.records.consultation.terms import day
from placement_check.records.consultation.told_events import ToldEvent, name_of, of_kinds, table
from placement_check.records.quoting import quoted

SYSTEMS: Mapping[str, str] = {
    System.SOCIAL_CARE.value: "Children's social care records",
    System.LADO.value: "Records of the designated officer",
    System.COMMISSIONING.value: "Commissioning records",
    System.MISSING_EXPLOITATION.value: "Missing and exploitation records",
    System.YOUTH_JUSTICE.value: "Youth justice records",
    System.EDUCATION.value: "Education records",
    System.HOSTED_CHILDREN.value: "Register of children placed by others",
    System.COMMUNITY_SAFETY.value: "Community partnership records",
    System.POLICE_ANSWER.value: "An answer of the police",
    System.OTHER.value: "Other records",
}
NOT_TO: Mapping[str, str] = {
    Withheld.PROVIDER.value: "the provider",
    Withheld.CHILD.value: "the child",
    Withheld.FAMILY.value: "the family",
    Withheld.CARERS.value: "the carers",
    Withheld.OTHER_AUTHORITIES.value: "other authorities",
}

NOT_SIGNED = (
    "Not signed in the name of the authority that answers: "
    "the case file does not show that it wrote the answer."
)
SIGNED_BY_ONE = "In its name, by a key that signs for {also} too: this does not show two parties."
SIGNED_APART = (
    "In its name, by a key that signs for no other authority in this case. Whether the key is its own, ask it by "
    "another way; verify with --key checks the signature. Fingerprint {key}."
)
PROVEN = (
    "Proven by a receipt: a head over the earlier answer, signed in the name of the authority that gave it, is "
    "recorded here. Whether the key is its own, ask it by another way. Fingerprint {key}."
)
NOT_PROVEN = (
    "Not proven by a receipt. It rests on the earlier case file's word. Reason that no receipt exists: {why}"
)
PROOF_WITHHELD = "Whether a receipt proves it is withheld from this edition."
NOT_CARRIED = "Not carried over: it was said of another child."


def questions() -> tuple[Question, ...]:
    """Return what is asked, with the closed answers in words; a contact has none."""
    return tuple(
        Question(
            TITLES[q.block],
            q.id,
            q.text,
            () if q.codes is None else tuple(in_words(code) for code in q.codes),
        )
        for q in QUESTIONS
    )


def in_words(code: StrEnum) -> str:
    """Return a closed code in words; a code on intelligence with its name."""
    said = WORDS[code]
    return f"{code.value}: {said}" if isinstance(code, Intelligence) else said


def answers(events: tuple[ToldEvent, ...], chain: Chain) -> tuple[Answered, ...]:
    """Return every answer that was recorded or reused, in order."""
    found = of_kinds(events, Kind.CONSULTATION_ANSWERED, Kind.CONSULTATION_REUSED)
    return tuple(_answered(e, chain) for e in found)


def _answered(e: ToldEvent, chain: Chain) -> Answered:
    given, reused = e.given, e.given.kind is Kind.CONSULTATION_REUSED
    code = word_of(given.table(Block.INTELLIGENCE.value).get("code"), Intelligence)
    organisation = given.text("answered_by") or e.event.organisation
    return Answered(
        at=given.moment("answered") or e.happened, recorded=e.event.at,
        organisation=name_of(organisation, e.event.at.date()), role=given.text("answered_role") or e.event.role,
        signed=_proof(e) if reused else _signed(e, chain),
        replies=tuple(_reply(e, q) for q in QUESTIONS), texts=tuple(_texts(e)), searched=_searched(e),
        searches=tuple(_search(row) for row in given.rows("searched")),
        pauses=None if e.withheld(Block.INTELLIGENCE.value) else code in PAUSES, reused=reused,
        informs=reused and not e.withheld("same_child") and given.fields.get("same_child") is not True,
        lines=tuple(_lines(e)),
    )  # fmt: skip


def _signed(e: ToldEvent, chain: Chain) -> str:
    """Return whether a head in the answering organisation's name covers the answer, and whose key signed it."""
    seal, on = seal_of(chain, e.event), e.event.at.date()
    if seal is None:
        return NOT_SIGNED
    if seal.also:
        return SIGNED_BY_ONE.format(also=" and ".join(name_of(name, on) for name in seal.also))
    return SIGNED_APART.format(key=seal.head.key)


def _proof(e: ToldEvent) -> str:
    """Return whether a receipt proves a reused answer, and whose key signed it; else why there is none."""
    if e.withheld("earlier_receipt") or e.withheld("no_receipt"):
        return PROOF_WITHHELD
    if key := e.given.table("earlier_receipt").get("key"):
        return PROVEN.format(key=key)
    return NOT_PROVEN.format(
        why=quoted(e.given.text("no_receipt")) if e.given.text("no_receipt") else wording.NOT_STATED
    )


def _reply(e: ToldEvent, asked: Asked) -> Reply:
    block = TITLES[asked.block]
    if e.withheld(asked.block.value):
        return Reply(block, asked.id, asked.text, WITHHELD, contact=asked.codes is None)
    if asked.block.value not in e.given.fields:
        return Reply(block, asked.id, asked.text, NOT_CARRIED, contact=asked.codes is None)
    value = e.given.table(asked.block.value).get(asked.name)
    return Reply(block, asked.id, asked.text, _said(asked, value), contact=asked.codes is None)


def _said(asked: Asked, value: Value) -> str:
    """Return what was answered; a code on intelligence with the sentence that says what it does not mean."""
    if asked.codes is None or not isinstance(value, str):
        return value if isinstance(value, str) else ""
    code = word_of(value, asked.codes)
    if code is None:
        return quoted(value)
    return f"{code.value}: {wording.CODES[code.value]}" if isinstance(code, Intelligence) else WORDS[code]


def _texts(e: ToldEvent) -> Iterator[Line]:
    for block in Block:
        if e.withheld(block.value):
            continue  # its replies say that it is withheld, once for each question
        found = e.given.table(block.value)
        for name in ("conditions", "text"):
            if isinstance(text := found.get(name), str) and text:
                term = "Conditions" if name == "conditions" else "More"
                yield Line(f"{block.value}.{name}", f"{term}: {TITLES[block]}", text, written=True)


def _searched(e: ToldEvent) -> Told:
    """Return "yes", why nothing was searched, or that this edition may not say."""
    if e.withheld("searched") or e.withheld("not_searched"):
        return WITHHELD
    return "" if e.given.rows("searched") else e.given.text("not_searched")


def _search(row: Mapping[str, Value]) -> Search:
    system = str(row.get("system", ""))
    what = row.get("what")
    return Search(SYSTEMS.get(system, system), str(what or ""), day(row.get("to_date", row.get("to", ""))))


def _lines(e: ToldEvent) -> Iterator[Line]:
    name, term = "do_not_disclose_to", "Not to be disclosed to"
    if e.withheld(name):
        yield Line(name, term, WITHHELD)
    else:
        named = "; ".join(NOT_TO.get(t, t) for t in e.given.texts(name))
        yield Line(name, term, named or "No one is named.")
    until = e.told("reuse_until")
    put = until if until is WITHHELD else day(until) or "It may not be reused."
    yield Line("reuse_until", "May be reused until", put)
    yield from e.other_side()
    if e.given.kind is Kind.CONSULTATION_REUSED:
        yield Line("reason", "Why it is reused", e.told("reason"), written=True)
        yield Line("earlier_case", "First given in case", e.told("earlier_case"))
        yield Line("earlier_head", "Head of that case", e.told("earlier_head"))
        same = (
            WITHHELD if e.withheld("same_child") else _same(table(e.given.fields).get("same_child") is True)
        )
        yield Line("same_child", "First given for", same)


def _same(same: bool) -> str:
    if same:
        return "This child and this place."
    return "Another child: it informs, and is not the consultation of this case."
