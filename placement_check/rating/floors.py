"""Floors, which nothing lowers, and the review triggers of open data (method 1.5, S-23, S-29, S-30).

Each rule is asked of arrays (reference points, draws) by a function named ``..._fires``; of one place, by the function
that returns the ``Floor`` or ``Trigger``. A missing figure (NaN) fires nothing by itself: what is missing is said by
completeness, grade and the adverse bound.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from placement_check.rating.rating import Floor, GroupRating, Trigger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from placement_check.method import RatingMethod
    from placement_check.rating.rating import Rating
    from placement_check.rating.shrinkage import Posterior

__all__ = [
    "Floor", "GroupDensity", "Trigger", "denominator_gap", "denominator_sensitive", "f1", "f1_bands", "f1_fires",
    "f1_of_posterior", "f2", "f2_fires", "f3", "f3_fires", "highest", "highest_open", "left_open", "lost", "rt3",
    "rt3_fires", "rt4", "rt4_fires", "rt5", "rt5_fires",
]  # fmt: skip


class GroupDensity(NamedTuple):
    """What F1 asks of one offence group.

    ``cut`` is the reference's 95th percentile of density (events per km² and year); ``rate_percentile`` is P_R, NaN
    where no rate per resident is given.
    """

    group: str
    posterior: Posterior
    cut: float
    rate_percentile: float


def f1_of_posterior(group: GroupDensity, method: RatingMethod) -> bool:
    """Return whether F1 fires for a group: Pr(theta >= cut) >= 0.90 and P_R >= 75 (1.5).

    A group in which no place could be told from any other (A = 0) says nothing of this one, and fires nothing.
    """
    if math.isinf(group.posterior.shape):
        return False
    probable = group.posterior.exceeds(group.cut) >= method.f1_probability
    return probable and bool(_crowded(group.rate_percentile, method))


def f1(groups: Sequence[GroupDensity], method: RatingMethod) -> Floor | None:
    """Return floor F1: band 3 for one offence group, 4 for two or more; None where it does not fire."""
    firing = [group for group in groups if f1_of_posterior(group, method)]
    if not firing:
        return None
    band = int(f1_bands(np.ones(len(firing), dtype=bool), method))
    chances = {group.group: group.posterior.exceeds(group.cut) for group in firing}
    return Floor("F1", band, False, {"groups": ", ".join(chances), **chances})


def f1_fires(
    density: ArrayLike, cut: ArrayLike, rate_percentile: ArrayLike, method: RatingMethod
) -> NDArray[np.bool_]:
    """Return where F1 fires with the densities known, as in a draw: theta >= cut and P_R >= 75 (1.6)."""
    return np.asarray((np.asarray(density) >= np.asarray(cut)) & _crowded(rate_percentile, method))


def f1_bands(fires: NDArray[np.bool_], method: RatingMethod) -> NDArray[np.int64]:
    """Return the band that F1 gives for (..., groups) firing: 0 for none, 3 for one, 4 for two or more."""
    count = fires.sum(axis=-1)
    highest_band = len(method.band_cuts) + 1
    several = np.where(count >= method.f1_groups_for_band_4, highest_band, method.f1_band)
    return np.asarray(np.where(count > 0, several, 0), dtype=np.int64)


def _crowded(rate_percentile: ArrayLike, method: RatingMethod) -> NDArray[np.bool_]:
    """Return where P_R does not speak against F1.

    The condition spares ordinary dense housing. No P_R is given where fewer residents than a rate needs live within
    reach, and there is then no dense housing to spare; nor where over a tenth of the postcodes there have no count of
    residents, and dense housing may then be there. In both cases density decides alone, which is the adverse reading:
    a missing count never lifts a floor (decision 0008).
    """
    p = np.asarray(rate_percentile, dtype=np.float64)
    return np.asarray(np.isnan(p) | (p >= method.f1_rate_percentile))


def f2_fires(q1: ArrayLike, method: RatingMethod) -> NDArray[np.bool_]:
    """Return where the crime domain's percentile Q1 is at least 90 (1.5)."""
    return np.asarray(np.asarray(q1, dtype=np.float64) >= method.f2_percentile)


def f2(q1: float, method: RatingMethod) -> Floor | None:
    """Return floor F2, band 3; None where it does not fire."""
    return Floor("F2", method.f2_band, False, {"q1": q1}) if f2_fires(q1, method) else None


def f3_fires(hazard: ArrayLike, visited: bool, method: RatingMethod) -> NDArray[np.bool_]:
    """Return where H is at least 90 and no dated site visit records mitigation (1.5, S-1a)."""
    return np.asarray((np.asarray(hazard, dtype=np.float64) >= method.f3_hazard) & (not visited))


def f3(hazard: float, visited: bool, method: RatingMethod) -> Floor | None:
    """Return floor F3, band 3 and provisional: the recorded visit lifts it. H is at the near end (S-1a)."""
    return (
        Floor("F3", method.f3_band, True, {"hazard": hazard}) if f3_fires(hazard, visited, method) else None
    )


def lost(names: Sequence[str], band: int) -> tuple[Floor, ...]:
    """Return the floor of layers that were held and are lost: the band with what they answered at its worst.

    What is lost may have been the very thing that set the band, so the band does not fall with it (RT-15 c).
    """
    return (Floor("LOST", band, False, {"indicators": ", ".join(names)}),)


# What each floor and trigger rests on, by the stems of the indicators.
RESTS_ON: dict[str, tuple[str, ...]] = {
    "F1": ("crime.",), "F2": ("crime.",), "F3": ("hazards.",), "RT3": ("crime.",), "RT4": ("crime.",),
    "RT5": ("venues.", "services."),
}  # fmt: skip


def left_open(found: Rating) -> dict[str, int]:
    """Return, for each floor and trigger that does not fire, how many figures it rests on are missing, none left out.

    That one of them does not fire on what is held is no finding that it would not fire.
    """
    fired = {f.code for f in found.floors} | {t.code for t in found.triggers}
    missing = {
        code: sum(name.startswith(stems) for name in found.would_change)
        for code, stems in RESTS_ON.items()
        if code not in fired
    }
    return {code: n for code, n in missing.items() if n}


def highest_open(found: Rating, method: RatingMethod) -> int:
    """Return the highest band of the floors that missing figures leave open; 1 where they leave none."""
    bands = {"F1": method.f1_band, "F2": method.f2_band, "F3": method.f3_band}
    return max((band for code, band in bands.items() if code in left_open(found)), default=1)


def highest(band: int, floors: Sequence[Floor]) -> int:
    """Return the final band: the highest of the band and of every floor (S-29)."""
    return max([band, *(floor.band for floor in floors)])


def rt3_fires(share: ArrayLike, method: RatingMethod) -> NDArray[np.bool_]:
    """Return where one map point holds more than 0.30 of the weighted recorded crime (S-23)."""
    return np.asarray(np.asarray(share, dtype=np.float64) > method.rt3_share)


def rt3(share: float, method: RatingMethod) -> Trigger | None:
    """Return review trigger RT3, one map point dominates; None where it does not fire."""
    return Trigger("RT3", {"share": share}) if rt3_fires(share, method) else None


def denominator_gap(
    density: NDArray[np.float64], rate: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return sum of omega P_D less sum of omega P_R, in points, over the groups with both; NaN where none has."""
    held = ~(np.isnan(density) | np.isnan(rate))
    share = np.where(held, weights, 0.0)
    total = share.sum(axis=-1)
    gap = (share * np.where(held, density - rate, 0.0)).sum(axis=-1)
    return np.asarray(np.divide(gap, total, out=np.full(np.shape(total), np.nan), where=total > 0))


def denominator_sensitive(group: GroupRating, method: RatingMethod) -> bool:
    """Return whether a group's percentiles by area and by residents tell different stories (1.3)."""
    if group.percentile_rate is None:
        return False
    return abs(group.percentile_density - group.percentile_rate) > method.sensitive_points


def rt4_fires(gap: ArrayLike, method: RatingMethod) -> NDArray[np.bool_]:
    """Return where the two denominators lie more than 25 points apart (S-23 in 9.11)."""
    return np.asarray(np.abs(np.asarray(gap, dtype=np.float64)) > method.rt4_points)


def rt4(gap: float, method: RatingMethod) -> Trigger | None:
    """Return review trigger RT4, denominator-sensitive; None where it does not fire."""
    return Trigger("RT4", {"gap": gap}) if rt4_fires(gap, method) else None


def rt5_fires(q: ArrayLike, method: RatingMethod) -> NDArray[np.bool_]:
    """Return where the percentile Q_d of a domain that RT5 watches is at least 95 (S-23 in 9.11)."""
    return np.asarray(np.asarray(q, dtype=np.float64) >= method.rt5_percentile)


def rt5(q: Mapping[str, float], method: RatingMethod) -> Trigger | None:
    """Return review trigger RT5 with the domains that fire it, of those it watches; None where none does."""
    firing = {d: q[d] for d in method.rt5_domains if rt5_fires(q.get(d, math.nan), method)}
    return Trigger("RT5", {"domains": ", ".join(firing), **firing}) if firing else None
