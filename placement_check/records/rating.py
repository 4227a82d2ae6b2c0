"""The rating in the JSON document: never a score without its interval, reference set and completeness."""

from __future__ import annotations

from typing import Any

from placement_check.method import Method
from placement_check.rating.floors import denominator_sensitive, left_open
from placement_check.rating.rating import GroupRating, Rating
from placement_check.records import wording

# What each floor and trigger rests on, in words.
RESTS_ON = {
    "F1": "recorded crime", "F2": "recorded crime", "F3": "physical hazards", "RT3": "recorded crime",
    "RT4": "recorded crime", "RT5": "venues and services",
}  # fmt: skip


def rating(found: Rating | None, method: Method) -> dict[str, Any] | None:
    """Return the rating, or None where only a profile was asked for."""
    if found is None:
        return None
    score = None
    if found.score is not None and found.spread is not None:
        low, high = found.spread.interval
        score = {
            "value": found.score, "interval": {"lower": low, "upper": high, "kind": wording.SCORE_INTERVAL},
            "plain_mean": found.plain_mean,
        }  # fmt: skip
    return {
        "status": "rated" if found.score is not None else "not_rated",
        "reasons": [{"code": code, "text": wording.NOT_RATED_REASONS[code]} for code in found.not_rated],
        "text": band_text(found),
        "reference": found.reference._asdict(), "completeness": found.completeness,
        "missing": list(found.would_change), "score": score, "band": _band(found), "provisional": found.provisional,
        "floors": [f._asdict() for f in found.floors], "triggers": [t._asdict() for t in found.triggers],
        "domains": [d._asdict() for d in found.domains], "hazard_index": found.hazard,
        "crime_groups": [_group(g, method) for g in found.groups],
        "indicators": [i._asdict() for i in found.indicators],
        "crime_percentile_without_police_generated": found.without_police_generated,
        "alternatives": [a._asdict() for a in found.alternatives],
        "would_change_the_band": [f._asdict() for f in found.facts],
    }  # fmt: skip


def _band(found: Rating) -> dict[str, Any] | None:
    if found.final is None or found.spread is None:
        return None
    return {
        "by_score": found.band, "final": found.final, "set": list(found.spread.band_set),
        "probabilities": list(found.spread.probabilities), "caps": [cap.value for cap in found.caps],
        "applicable_caps": [cap.value for cap in found.applicable_caps], "raised_by": list(found.spread.raised_by),
        "draws": found.spread.draws, "scenarios": found.spread.scenarios, "seed": str(found.spread.seed),
    }  # fmt: skip


def _group(group: GroupRating, method: Method) -> dict[str, Any]:
    return {**group._asdict(), "denominator_sensitive": denominator_sensitive(group, method.rating)}


def not_ruled_out(found: Rating) -> dict[str, str]:
    """Return, for each floor and trigger that does not fire though figures it rests on are missing, how many are.

    That one of them does not fire on what is held is no finding that it would not fire.
    """
    return {code: f"{RESTS_ON[code]}: {n} without a figure" for code, n in left_open(found).items()}


def floors_told(found: Rating) -> str:
    """Return the codes of the floors that apply; where none does, whether missing figures leave one open."""
    return _told(found, [f.code for f in found.floors], "F")


def triggers_told(found: Rating) -> str:
    """Return the codes of the review triggers that fire; where none does, whether missing figures leave one open."""
    return _told(found, [t.code for t in found.triggers], "RT")


def _told(found: Rating, codes: list[str], kind: str) -> str:
    if codes:
        return ", ".join(codes)
    return "not ruled out" if any(code.startswith(kind) for code in left_open(found)) else "none fires"


def band_text(found: Rating) -> str:
    """Return the fixed wording of the band (method 1.5), of every band of a printed set, or of no rating."""
    if found.final is None or found.spread is None:
        floor = max((f.band for f in found.floors), default=0)
        return wording.NOT_RATED + (f" Flag: band {floor}." if floor else "")
    area = wording.reference_area(found.reference.name)
    several = found.spread.band_set[1:]
    lead = f"Any of bands {found.spread.band_set[0]} to {several[-1]}. " if several else ""
    return lead + " ".join(
        f"Band {band}: {wording.BANDS[band].format(area=area)}." for band in found.spread.band_set
    )
