"""The share of a release's neighbourhoods in each band, and how often floors and triggers fire (method S-57, 1.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from placement_check.method import RatingMethod
from placement_check.rating.rating import Rating

BANDS = (1, 2, 3, 4)
FLOORS = ("F1", "F2", "F3")
TRIGGERS = ("RT3", "RT4", "RT5")


@dataclass(frozen=True, slots=True)
class Shares:
    """Counts over the reference points of a release.

    ``cuts``, ``final``, ``fires``, ``raises``, ``triggers``, ``sets`` and ``provisional`` are of the rated points:
    the band by the cuts on Q alone, the final band, the floors that fire and those that raise the band, the triggers,
    and the printed band sets. ``reasons`` says why the others are not rated. ``review_percent`` is the method's limit.
    """

    reference: tuple[str, ...]
    points: int
    rated: int
    cuts: dict[int, int]
    final: dict[int, int]
    fires: dict[str, int]
    raises: dict[str, int]
    triggers: dict[str, int]
    provisional: int
    sets: dict[str, int]
    reasons: dict[str, int]
    review_percent: float

    @property
    def above_the_usual(self) -> float:
        """Return the share of the rated points in final bands 3 and 4, in per cent."""
        return 100.0 * (self.final[3] + self.final[4]) / self.rated if self.rated else 0.0

    @property
    def to_review(self) -> bool:
        """Return whether bands 3 and 4 together pass the share above which thresholds must be reviewed (1.5)."""
        return self.above_the_usual > self.review_percent

    def document(self) -> dict[str, Any]:
        """Return the counts as JSON would have them."""
        return {
            "reference": list(self.reference), "points": self.points, "rated": self.rated,
            "not_rated": self.points - self.rated, "not_rated_because": self.reasons,
            "by_cuts": self.cuts, "final": self.final, "floor_fires": self.fires, "floor_raises": self.raises,
            "trigger_fires": self.triggers, "provisional": self.provisional, "band_sets": self.sets,
            "percent_in_bands_3_and_4": round(self.above_the_usual, 1), "to_review": self.to_review,
        }  # fmt: skip


def shares_of(ratings: Sequence[Rating], method: RatingMethod) -> Shares:
    """Return the shares of some ratings, by the cuts of the method on Q."""
    rated = [r for r in ratings if r.score is not None]
    return Shares(
        reference=tuple(sorted({r.reference.name for r in ratings})),
        points=len(ratings), rated=len(rated),
        cuts=_numbers(1 + sum(r.score >= cut for cut in method.band_cuts) for r in rated if r.score is not None),
        final=_numbers(r.final for r in rated if r.final is not None),
        fires=_codes(FLOORS, ((f.code for f in r.floors) for r in rated)),
        raises=_codes(
            FLOORS, ((f.code for f in r.floors if r.band is not None and f.band > r.band) for r in rated)
        ),
        triggers=_codes(TRIGGERS, ((t.code for t in r.triggers) for r in rated)),
        provisional=sum(r.provisional for r in rated),
        sets=dict(sorted(Counter(_words(r.spread.band_set) for r in rated if r.spread is not None).items())),
        reasons=dict(sorted(Counter(reason for r in ratings for reason in r.not_rated).items())),
        review_percent=method.review_percent,
    )  # fmt: skip


def _numbers(bands: Iterable[int]) -> dict[int, int]:
    found = Counter(bands)
    return {band: found[band] for band in BANDS}


def _codes(codes: Sequence[str], each: Iterable[Iterable[str]]) -> dict[str, int]:
    found = Counter(code for some in each for code in some)
    return {code: found[code] for code in codes}


def _words(bands: Sequence[int]) -> str:
    return str(bands[0]) if len(bands) == 1 else f"{bands[0]}-{bands[-1]}"
