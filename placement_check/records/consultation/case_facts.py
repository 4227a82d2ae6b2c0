"""A case as facts to be printed: read from its chain, as far as this copy shows it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar

from geodata.calendar import LONDON
from placement_check.chain import Chain, ChainError, head
from placement_check.consultation.kinds import Kind
from placement_check.consultation.local_policy import LABEL
from placement_check.consultation.state import CaseState
from placement_check.records.consultation.facts import (
    WITHHELD,
    Attempt,
    Due,
    Enclosed,
    Facts,
    Happened,
    Line,
    Step,
    Told,
    Withheld,
)
from placement_check.records.consultation.terms import PAPERS, TITLES, WITH, when
from placement_check.records.consultation.told_answers import answers, questions
from placement_check.records.consultation.told_case import duties, emergency, open_items, placement, status
from placement_check.records.consultation.told_events import (
    ToldEvent,
    acts,
    authority_of,
    force_of,
    name_of,
    of_kinds,
    told_events,
)
from placement_check.records.consultation.told_place import needs, place

Kept = TypeVar("Kept")


def facts_of(chain: Chain, state: CaseState) -> Facts:
    """Return what may be printed of a case; of a redacted chain, what it shows.

    Raises
    ------
    ChainError
        If the chain has no events.
    """
    events = told_events(chain.events)
    if not events:
        raise ChainError(f"case {chain.case}", "it has no events.", "Open it first: consult new.")
    first, on = (
        events[0],
        (_london(events[0]), _london(events[-1])),
    )  # an authority may be newer than the case
    area = state.area or _code(first, "area")
    step: Step = "unknown" if first.withheld("duties") else state.area_step
    return Facts(
        case=chain.case, reference=first.told("reference"),
        responsible=authority_of(state.responsible or first.event.organisation, *on), area=authority_of(area, *on),
        force=force_of(area, *on), step=step,
        to_confirm=state.to_confirm, placement=placement(first),
        emergency=emergency(events, state), duties=duties(first, state),
        law_changed=state.duties != first.given.table("duties"),
        clocks=_clocks(first, state, chain.events[-1].at), place=place(first),
        needs=needs(first), questions=questions(), enclosures=_enclosures(events), where=_where(events),
        attempts=_attempts(events), answers=answers(events, chain), silence=acts(events, Kind.NO_REPLY_RECORDED),
        considered=acts(events, Kind.ANSWER_CONSIDERED), confirmed=acts(events, Kind.MATTER_CONFIRMED),
        satisfactions=acts(events, Kind.SATISFACTION_RECORDED),
        decisions=acts(events, Kind.APPROVED, Kind.PLACEMENT_STARTED, Kind.WITHDRAWN),
        notices=acts(events, Kind.NOTIFICATION_SENT, Kind.NOTICES_SENT, Kind.NOT_PRACTICABLE_RECORDED),
        endings=acts(events, Kind.ENDING_NOTICE_SENT, Kind.PLACEMENT_ENDED),
        status=status(state, own_area=step == "none"),
        open=WITHHELD if first.withheld("duties") else open_items(state),
        history=_history(events), head=head(chain).digest,
        redacted=any(f.redacted for e in chain.events for f in e.fields.values()),
    )  # fmt: skip


def _london(event: ToldEvent) -> date:
    return event.event.at.astimezone(LONDON).date()


def _code(first: ToldEvent, name: str) -> str:
    told = first.told(name)
    return told if isinstance(told, str) and told else "the area authority"


def _clocks(first: ToldEvent, state: CaseState, now: datetime) -> tuple[Due, ...] | Withheld:
    """Return every clock as it stood at a moment; WITHHELD where what they are worked out from is not shown."""
    if first.withheld("duties"):
        return WITHHELD
    return tuple(
        Due(c.what, c.by, c.counted_from, c.basis, c.met, c.done, c.late, c.overdue(now), c.words(now))
        for c in state.clocks
    )


def _enclosures(events: tuple[ToldEvent, ...]) -> tuple[Enclosed, ...]:
    return tuple(
        Enclosed(
            what=_put(e, "paper", PAPERS), described=e.told("what"), reference=e.told("reference"),
            sha256=e.told("sha256"), sent=e.happened, sent_with=_put(e, "sent_with", WITH),
        )
        for e in of_kinds(events, Kind.ENCLOSURE_RECORDED)
    )  # fmt: skip


def _put(e: ToldEvent, name: str, words: dict[str, str]) -> Told:
    found = e.told(name)
    return words.get(found, found) if isinstance(found, str) else found


def _where(events: tuple[ToldEvent, ...]) -> tuple[Line, ...]:
    """Return where the answer goes and by when; no day before the consultation was sent."""
    first = events[0]
    if first.withheld("answer_to"):
        found = [Line("office", "Answer to the office of", WITHHELD)]
    else:
        to = first.given.table("answer_to")
        terms = (("office", "Answer to the office of", False), ("channel", "By", True))
        found = [Line(name, term, str(to[name]), written) for name, term, written in terms if to.get(name)]
    dated = [e for e in of_kinds(events, *_ASKING) if e.event.fields.get("reply_by") is not None]
    if dated:
        found.append(Line("reply_by", "Answer by", when(dated[-1].given.text("reply_by")) or WITHHELD))
        policy = next((e for e in reversed(dated) if "reply_policy" in e.event.fields), dated[-1])
        found.append(Line("reply_policy", "The day rests on", policy.told("reply_policy") or LABEL))
    return tuple(found)


_ASKING = (
    Kind.CONSULTATION_SENT, Kind.CONSULTATION_CHASED, Kind.CONSULTATION_ESCALATED, Kind.CONSULTATION_EXTENDED,
)  # fmt: skip


def _attempts(events: tuple[ToldEvent, ...]) -> tuple[Attempt, ...]:
    return tuple(
        Attempt(e.happened, TITLES[e.given.kind], e.event.role, e.told("to"), e.lines())
        for e in of_kinds(events, *_ASKING)
    )


def _history(events: tuple[ToldEvent, ...]) -> tuple[Happened, ...]:
    return tuple(
        Happened(
            number=e.event.number, at=e.event.at, kind=TITLES[e.given.kind],
            organisation=name_of(e.event.organisation, e.event.at.date()), role=e.event.role, digest=e.event.digest,
            withheld=sum(f.redacted for f in e.event.fields.values()),
        )
        for e in events
    )  # fmt: skip
