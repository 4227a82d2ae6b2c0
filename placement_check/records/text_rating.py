"""The rating in words for a terminal: floors and triggers, then the score with its interval, then the band set."""

from __future__ import annotations

from collections.abc import Iterator

from placement_check.home import Review
from placement_check.rating.rating import Rating
from placement_check.records import wording
from placement_check.records.rating import band_text, not_ruled_out
from placement_check.span import Span


def rating_lines(found: Rating | None, span: Span | None = None, *, decided: bool = False) -> Iterator[str]:
    """Return the section's lines, unwrapped; nothing where only a profile was asked for."""
    if found is None:
        return
    yield "FLOORS AND REVIEW TRIGGERS"
    yield from _floors(found)
    yield ""
    yield "SCORE AND BAND"
    if found.score is None or found.spread is None:
        yield band_text(found)
        yield from (f"- {wording.NOT_RATED_REASONS[code]}" for code in found.not_rated)
    else:
        yield from _score(found)
        if found.provisional and not decided:
            yield "PROVISIONAL until a named person records a decision."
    if span is not None and span.score is not None and span.bands is not None:
        (low, high), (first, last) = span.score, span.bands
        over = wording.all_squares(span.squares)
        yield f"Over the {over} of the site: score {low:.0f} to {high:.0f}, band {first} to {last}."
    yield f"Completeness: {100 * found.completeness:.1f} % of the weighed evidence is held here."
    if found.would_change:
        yield f"Missing, and drawn at random in the interval: {', '.join(found.would_change)}."
    yield wording.NOT_BACK_TESTED
    if not decided:
        yield wording.HUMAN


def own_point_lines(review: Review | None, found: Rating | None) -> Iterator[str]:
    """Return the lines on the home's own map point; nothing where no home is reviewed."""
    if review is None:
        return
    yield ""
    yield "THE HOME'S OWN MAP POINT"
    yield wording.OWN_POINT
    if review.own_records is None:
        yield "Recorded crime cannot be measured here."
    else:
        yield f"Records there in the window: {', '.join(f'{name} {n}' for name, n in review.own_records.items())}."
    line = next((a for a in found.alternatives if a.name == "own_point"), None) if found is not None else None
    if line is not None and line.score is not None:
        yield f"Without them: score {line.score:.0f}, band {line.band} before floors."
    elif line is not None:
        yield f"Without them: no score can be given. {line.skipped}"


def _floors(found: Rating) -> Iterator[str]:
    if not (found.floors or found.triggers):
        yield "None applies on what is held."
    for floor in found.floors:
        tail = "; provisional" if floor.provisional else ""
        yield f"- {floor.code}, no band below {floor.band}{tail}: {wording.FLOORS[floor.code]}."
    for trigger in found.triggers:
        yield f"- {trigger.code}, a named person must decide: {wording.TRIGGERS[trigger.code]}."
    open_yet = not_ruled_out(found)
    if open_yet:
        yield f"- {wording.NOT_RULED_OUT} {'; '.join(f'{code} ({why})' for code, why in open_yet.items())}."


def _score(found: Rating) -> Iterator[str]:
    assert found.spread is not None  # noqa: S101 - the caller has looked
    low, high = found.spread.interval
    area = wording.reference_area(found.reference.name)
    yield (
        f"Score {found.score:.0f} of 100, between {low:.0f} and {high:.0f} (5 % to 95 % of "
        f"{found.spread.draws:,} draws), among {found.reference.n:,} neighbourhoods of {area}. {wording.SCORE_MEANS}"
    )
    yield band_text(found)
    shares = ", ".join(f"band {n}: {100 * p:.0f} %" for n, p in enumerate(found.spread.probabilities, 1))
    yield f"Share of the draws in each band: {shares}."
    if found.spread.raised_by:
        yield wording.RAISED.format(what=" and ".join(wording.RAISED_BY[w] for w in found.spread.raised_by))
    if found.caps:
        yield f"Band 1 is not given here ({'; '.join(wording.CAPS[cap.value] for cap in found.caps)})."
