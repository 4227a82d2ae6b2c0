"""Which rows of the table an act goes by in a state of the case."""

from __future__ import annotations

from placement_check.consultation.given import Given
from placement_check.consultation.kinds import CaseStatus, Kind, ToConfirm, Track, Who
from placement_check.consultation.needs_of_rows import check, holds, practicable
from placement_check.consultation.refusal import StepRefused
from placement_check.consultation.state import CaseState
from placement_check.consultation.table import TRANSITIONS, Row, When, rows_for, tracks_of
from placement_check.consultation.times import out_of_order

_THERE = frozenset({Kind.NOT_PRACTICABLE_RECORDED})  # moves the one track that it names, not all of its own


def chosen(state: CaseState, given: Given) -> tuple[Row, ...] | StepRefused:
    """Return the rows that an act goes by, one for each track that it moves, or why it is refused."""
    refused = _closed(state, given) or out_of_order(state, given) or practicable(state, given)
    if refused is not None:
        return refused
    found: list[Row] = []
    for track in _tracks(state, given):
        row = _row(state, given, track)
        if isinstance(row, StepRefused):
            return row
        found.append(row)
    if not found:
        return _out_of_turn(given, "it names no notice that may be put off", "Write 'what' it is about.")
    for row in found:
        refused = _stranger(row.who, state, given) or check(row.needs, state, given)
        if refused is not None:
            return refused
    return tuple(found)


def shown_only(state: CaseState, given: Given) -> tuple[Row, ...] | StepRefused:
    """Return the rows that an act goes by where something before it is hidden, or why even what shows refuses it.

    Whose act it is, its turn and the order of the times are held to; what a row needs may lie in what is hidden, and is
    not: the state says so by ``redacted``.
    """
    refused = _closed(state, given) or out_of_order(state, given)
    if refused is not None:
        return refused
    found: list[Row] = []
    for track in _tracks(state, given):
        row = _row(state, given, track)
        if isinstance(row, StepRefused):
            return row
        stranger = _stranger(row.who, state, given)
        if stranger is not None:
            return stranger
        found.append(row)
    return tuple(found)


def _tracks(state: CaseState, given: Given) -> tuple[Track, ...]:
    if given.kind in _THERE:
        return tuple(t for t in tracks_of(given.kind) if holds(When.THIS_NOTICE, t, given, state))
    return tracks_of(given.kind)


def _row(state: CaseState, given: Given, track: Track) -> Row | StepRefused:
    status = state.status(track)
    for row in rows_for(track, status, given.kind):
        if holds(row.when, track, given, state):
            return row
    return _out_of_turn(given, f"the {track} is '{status}'", lacking(track, status, given.kind))


def _out_of_turn(given: Given, why: str, lacks: str) -> StepRefused:
    return StepRefused("out_of_turn", f"'{given.kind}' is out of turn: {why}.", lacks)


def lacking(track: Track, status: str, act: Kind) -> str:
    """Return what comes before an act that is out of turn: the next act on the way to it, and whose it is."""
    wanted = {str(row.status) for row in TRANSITIONS if row.track is track and row.act is act}
    ways: list[tuple[str, Row | None]] = [(status, None)]
    seen = {status}
    for here, first in ways:  # grows while it is walked: the shortest way from status to status
        if here in wanted and first is not None:
            after = "" if str(first.next) in wanted else ", and what follows it in docs/consultation.md"
            return f"First comes '{first.act}', by {first.who}{after}; then '{act}'."
        for row in TRANSITIONS:
            if row.act is Kind.CONSULTATION_REUSED:  # a way round for few, and never the one to be told first
                continue
            if row.track is track and str(row.status) == here and str(row.next) not in seen:
                seen.add(str(row.next))
                ways.append((str(row.next), first or row))
    return (
        f"It comes only while the {track} is {' or '.join(repr(s) for s in sorted(wanted))}, which is over: nothing "
        "more of the sort is recorded here."
    )


def _closed(state: CaseState, given: Given) -> StepRefused | None:
    """Refuse every act on a case that is not open, but the opening of it."""
    if given.kind is Kind.CASE_OPENED or state.case_status is CaseStatus.OPEN:
        return None
    word = "was withdrawn" if state.case_status is CaseStatus.WITHDRAWN else "has not been opened"
    return StepRefused("case_open", f"The case {word}.", "Open a case with 'consult new'.")


def _stranger(who: Who, state: CaseState, given: Given) -> StepRefused | None:
    """Refuse an act by another organisation than the one whose act it is."""
    wanted = state.area if who is Who.AREA else state.responsible or given.text("responsible")
    codes = state.area_codes if who is Who.AREA else state.responsible_codes
    if given.kind is Kind.MATTER_CONFIRMED and given.word("what", ToConfirm) is ToConfirm.RESPONSIBLE:
        codes = codes | {given.text("outcome")}  # the authority that took the child over says so itself
    if given.organisation in codes | {wanted} or (state.redacted and not wanted):
        return None
    return StepRefused(
        "who", f"'{given.kind}' is for {who} ({wanted}) to record, not for {given.organisation}.",
        "Correct the organisation, or send the case file to the authority whose act it is.",
    )  # fmt: skip
