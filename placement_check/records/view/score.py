"""The score with its interval, reference set and completeness, and the band set: drawn and said, or "Not rated"."""

from __future__ import annotations

from collections.abc import Iterator

from placement_check.rating.rating import Rating, Spread
from placement_check.records import numbers, wording
from placement_check.records.blocks import Block, Callout, Figure, Heading, Paragraph, Tone
from placement_check.records.document import reference_sentence
from placement_check.records.drawings.scale import NotRated, Scored, scale
from placement_check.records.rating import band_text
from placement_check.records.view.edition import Edition

FULL_MM = 160.0
PROVISIONAL = "PROVISIONAL until a named person records a decision."


def score_and_band(e: Edition, rating: Rating) -> Iterator[Block]:
    """Yield the score and band set, or that there is none, with all that must be said beside them (S-26..S-33)."""
    yield Heading(3, "Score and band", "score")
    if rating.score is not None and rating.spread is not None:
        yield from _rated(e, rating, rating.score, rating.spread)
    else:
        reasons = tuple(wording.NOT_RATED_REASONS[code] for code in rating.not_rated)
        drawn = scale(NotRated(reasons=(), completeness=rating.completeness))
        yield Figure(drawn.svg, drawn.alt, "There is no score and no band", FULL_MM)
        yield Callout(Tone.HEADLINE, "Not rated", (
            Paragraph(band_text(rating), strong=True), *(Paragraph(r) for r in reasons), Paragraph(_held(rating)),
            *over_squares(e),
        ))  # fmt: skip
    yield Paragraph(reference_sentence(e.assessment))
    open_yet = rating.provisional and e.human.decision is None
    yield Paragraph(f"{PROVISIONAL} " * open_yet + wording.NOT_BACK_TESTED, strong=True)


def _rated(e: Edition, rating: Rating, score: float, spread: Spread) -> Iterator[Block]:
    low, high = spread.interval
    m = e.assessment.method.rating
    area = wording.reference_area(rating.reference.name)
    compared = f"{numbers.count(rating.reference.n)} neighbourhoods of {area}"
    drawn = scale(Scored(
        score=score, interval=spread.interval, cuts=(m.band_cuts[0], m.band_cuts[1], m.band_cuts[2]),
        bands=spread.band_set, probabilities=spread.probabilities, draws=spread.draws, compared_with=compared,
        completeness=rating.completeness,
    ))  # fmt: skip
    yield Figure(drawn.svg, drawn.alt, "The score with its interval, and the band set", FULL_MM)
    yield Callout(Tone.HEADLINE, "What the score and band say", (
        Paragraph(band_text(rating), strong=True),
        Paragraph(
            f"Score {numbers.score(score)} of 100, interval {numbers.score(low)} to {numbers.score(high)} "
            f"({wording.SCORE_INTERVAL}), compared with {compared}. {_held(rating)}"
        ),
        *caps(rating), *over_squares(e), *moved(e),
    ))  # fmt: skip


def _held(rating: Rating) -> str:
    return f"Completeness: {100 * rating.completeness:.1f} % of the weighed evidence is held here."


def caps(rating: Rating) -> Iterator[Paragraph]:
    """Yield why band 1 is not given, where it is not."""
    if rating.caps:
        said = "; ".join(wording.CAPS[cap.value] for cap in rating.caps)
        yield Paragraph(f"Band 1 is not given here ({said}).")


def moved(e: Edition) -> Iterator[Paragraph]:
    """Yield the band that a person set, beside the one by the method (S-30)."""
    if e.human.band_moved:
        yield Paragraph(e.human.band_moved, strong=True)


def over_squares(e: Edition) -> Iterator[Paragraph]:
    """Yield the range of score and band over the squares of a red line."""
    span = e.assessment.span
    if span is None or span.score is None or span.bands is None:
        return
    (low, high), (first, last) = span.score, span.bands
    bands = f"band {first}" if first == last else f"bands {first} to {last}"
    yield Paragraph(
        f"Over the {wording.all_squares(span.squares)} of the site: score {numbers.score(low)} to "
        f"{numbers.score(high)}, {bands}; {span.not_rated} squares are not rated."
    )
