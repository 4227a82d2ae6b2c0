"""Floors, which nothing lowers, and review triggers: which apply, and what every one of them asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from placement_check.method import RatingMethod
from placement_check.rating.rating import Floor, Rating, Trigger
from placement_check.records import numbers, wording
from placement_check.records.blocks import Block, Bullets, Heading, Paragraph, Table
from placement_check.records.rating import not_ruled_out
from placement_check.records.view.edition import Edition
from placement_check.records.view.words import domain_name, titles

NONE = "No floor and no review trigger applies on what is held."


def floors_in_short(rating: Rating) -> Iterator[Block]:
    """Yield the floors and triggers that apply."""
    yield Heading(3, "Floors and review triggers", "floors")
    yield Bullets((*(tuple(applying(rating)) or (NONE,)), *still_open(rating)))


def applying(rating: Rating) -> Iterator[str]:
    """Yield one sentence for each floor and trigger that applies."""
    for floor in rating.floors:
        tail = ", provisional" if floor.provisional else ""
        yield f"Floor {floor.code} (no band below {floor.band}{tail}): {wording.FLOORS[floor.code]}."
    for trigger in rating.triggers:
        yield f"Trigger {trigger.code} (a named person must decide): {wording.TRIGGERS[trigger.code]}."


def still_open(rating: Rating) -> Iterator[str]:
    """Yield the sentence on floors and triggers that missing figures leave open."""
    found = not_ruled_out(rating)
    if found:
        yield f"{wording.NOT_RULED_OUT} {'; '.join(f'{code} ({why})' for code, why in found.items())}."


def floors_explained(e: Edition, rating: Rating) -> Iterator[Block]:
    """Yield every floor and trigger of the method with its rule, and whether it applies here."""
    yield Heading(3, "Floors and review triggers explained", "floors-explained")
    yield Paragraph(
        "A floor is a band below which the result cannot fall, whatever the mean of the other figures. A review "
        "trigger leaves the band as it is, and asks a named person to look before the result is relied on."
    )
    method = e.assessment.method.rating
    found: dict[str, Floor | Trigger] = {f.code: f for f in rating.floors}
    found |= {t.code: t for t in rating.triggers}
    open_yet = not_ruled_out(rating)
    rows = tuple(
        (code, words, asked, _here(e, found.get(code), open_yet.get(code))) for code, words, asked in _rules(method)
    )  # fmt: skip
    yield Table("Floors (F) and review triggers (RT)", ("Code", "What it means", "Rule", "Here"), rows,
                widths=(9, 33, 36, 26))  # fmt: skip


def _rules(m: RatingMethod) -> list[tuple[str, str, str]]:
    f, t = wording.FLOORS, wording.TRIGGERS
    watched = " or ".join(domain_name(d).lower() for d in m.rt5_domains)
    return [
        ("F1", f["F1"], f"Probability of at least {m.f1_probability:.2f} that the density is at or above the "
         f"reference set's {m.f1_percentile:.0f}th percentile, and the percentile by residents at least "
         f"{m.f1_rate_percentile:.0f}: band {m.f1_band}; for {m.f1_groups_for_band_4} groups or more, band 4"),
        ("F2", f["F2"], f"Percentile of recorded crime at least {m.f2_percentile:.0f}: band {m.f2_band}"),
        ("F3", f["F3"], f"Hazard index at least {m.f3_hazard:.0f} and no dated site visit: band {m.f3_band}"),
        ("LOST", f["LOST"], "A layer of data held before is not held now: the band with its figures at percentile "
         f"{m.adverse_percentile:.0f} or left out, whichever is higher"),
        ("RT3", t["RT3"], f"Share on one map point above {100 * m.rt3_share:.0f} %"),
        ("RT4", t["RT4"], f"Weighted percentiles more than {m.rt4_points:.0f} points apart"),
        ("RT5", t["RT5"], f"Percentile of {watched} at least {m.rt5_percentile:.0f}"),
    ]  # fmt: skip


def _here(e: Edition, found: Floor | Trigger | None, open_yet: str | None) -> str:
    if found is None:
        return "Does not apply" if open_yet is None else f"Not ruled out ({open_yet})"
    return f"Applies: {_detail(e, found.code, found.detail)}"


def _detail(e: Edition, code: str, detail: Mapping[str, float | str]) -> str:
    """Return what made a floor or trigger apply, from its named figures alone."""
    names = titles(e.assessment)
    if code == "F1":
        groups = str(detail["groups"]).split(", ")
        return "; ".join(names.get(f"crime.{g}", g) for g in groups)
    if code == "F2":
        return f"percentile {numbers.score(float(detail['q1']))}"
    if code == "F3":
        return f"hazard index {numbers.score(float(detail['hazard']))}, provisional until a site visit is recorded"
    if code == "LOST":
        return "; ".join(names.get(n, n) for n in str(detail["indicators"]).split(", "))
    if code == "RT3":
        return f"{numbers.percent(float(detail['share']))} on one map point"
    if code == "RT4":
        return f"{numbers.score(abs(float(detail['gap'])))} points apart"
    domains = str(detail["domains"]).split(", ")
    return "; ".join(f"{domain_name(d)}, percentile {numbers.score(float(detail[d]))}" for d in domains)
