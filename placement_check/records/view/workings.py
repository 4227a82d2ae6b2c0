"""How the score came about: the domains, the groups, the draws, each other choice, and what would change the band."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from placement_check.rating.floors import denominator_sensitive
from placement_check.rating.rating import Alternative, Cap, Fact, GroupRating, Rating, Spread
from placement_check.records import numbers, wording
from placement_check.records.blocks import Block, Bullets, Heading, Paragraph, Table
from placement_check.records.view.edition import Edition
from placement_check.records.view.score import caps
from placement_check.records.view.words import domain_name, titles

CENTRAL = "The method's own choices"


def workings(e: Edition, rating: Rating) -> Iterator[Block]:
    """Yield everything behind the score, also where only part of it could be reached."""
    yield Heading(3, "How the score is made up", "workings")
    if rating.domains:
        yield _domains(rating)
    if rating.groups:
        yield _groups(e, rating)
        yield from _sensitive(e, rating)
        yield from _police(e, rating)
    yield from _incomplete(e, rating)
    if rating.score is None or rating.spread is None:
        yield Paragraph(wording.NOT_RATED, strong=True)
        return
    yield from _draws(rating, rating.score, rating.spread)
    yield from caps(rating)
    yield from _alternatives(rating, rating.score, titles(e.assessment))
    yield from _facts(e, rating)


def _domains(rating: Rating) -> Table:
    rows = tuple(
        (domain_name(d.domain), f"{d.weight:.2f}", numbers.percent(d.held),
         numbers.score_or_not(d.score), numbers.score_or_not(d.percentile))
        for d in rating.domains
    )  # fmt: skip
    columns = ("Domain", "Weight", "Evidence held", "Domain score", "Percentile")
    return Table("Domains and their weights (physical hazards: score is the hazard index)", columns, rows,
                 numeric=(1, 2, 3, 4), widths=(36, 14, 16, 17, 17))  # fmt: skip


def _groups(e: Edition, rating: Rating) -> Table:
    names = titles(e.assessment)
    rows = tuple(
        (names.get(f"crime.{g.group}", g.group), f"{g.weight:.2f}", numbers.figure(_three(g.theta_density)),
         numbers.NOT_GIVEN if g.theta_rate is None else numbers.figure(_three(g.theta_rate)),
         numbers.score(g.percentile_density), numbers.score_or_not(g.percentile_rate),
         "yes" if _is_sensitive(e, g) else "no")
        for g in rating.groups
    )  # fmt: skip
    columns = ("Offence group", "Weight", "Per km² a year", "Per 1,000 residents a year", "Percentile by area",
               "Percentile by residents", "Denominator-sensitive")  # fmt: skip
    return Table("Recorded crime after shrinkage to the police area", columns, rows, numeric=(1, 2, 3, 4, 5),
                 widths=(22, 10, 11, 14, 15, 15, 17))  # fmt: skip


def _three(value: float) -> float:
    """Return an estimate with three digits, so that a whole number by chance is not shown as a count."""
    return float(f"{value:.3g}")


def _is_sensitive(e: Edition, group: GroupRating) -> bool:
    return denominator_sensitive(group, e.assessment.method.rating)


def _sensitive(e: Edition, rating: Rating) -> Iterator[Block]:
    names = titles(e.assessment)
    found = [names.get(f"crime.{g.group}", g.group) for g in rating.groups if _is_sensitive(e, g)]
    points = f"{e.assessment.method.rating.sensitive_points:.0f}"
    if found:
        yield Paragraph(
            f"Denominator-sensitive (over {points} points apart by area and by residents): {'; '.join(found)}."
        )
    else:
        yield Paragraph(f"No offence group stands over {points} points apart by area and by residents.")
    flat = [names.get(f"crime.{g.group}", g.group) for g in rating.groups if not g.variation]
    if flat:
        yield Paragraph(f"No variation between neighbourhoods could be told from chance: {'; '.join(flat)}.")


def _police(e: Edition, rating: Rating) -> Iterator[Block]:
    """Yield the crime percentile without the groups that police activity makes, and whether the result leans on it."""
    q1 = next((d.percentile for d in rating.domains if d.domain == "D1"), None)
    without = rating.without_police_generated
    if q1 is None or without is None:
        return
    names, m = titles(e.assessment), e.assessment.method.rating
    groups = " and ".join(names.get(f"crime.{g}", g).lower() for g in m.police_groups)
    gap = abs(q1 - without)
    depends = gap > m.police_sensitivity_points
    yield Paragraph(
        f"Without police-generated groups ({groups}), which depend on how much the police look: percentile of "
        f"recorded crime {numbers.score(without)} instead of {numbers.score(q1)}, {numbers.score(gap)} points apart. "
        f"The result {'depends' if depends else 'does not depend'} on police activity (limit: "
        f"{m.police_sensitivity_points:.0f} points).",
        strong=depends,
    )


def _incomplete(e: Edition, rating: Rating) -> Iterator[Block]:
    names = titles(e.assessment)
    yield Paragraph(f"Completeness: {100 * rating.completeness:.1f} % of the weighed evidence is held here.")
    if rating.would_change:
        lost = "; ".join(names.get(n, n) for n in rating.would_change)
        tail = ", and drawn at random in the interval" if rating.spread is not None else ""
        yield Paragraph(f"Missing{tail}: {lost}.")


def _draws(rating: Rating, score: float, spread: Spread) -> Iterator[Block]:
    low, high = spread.interval
    mean = "" if rating.plain_mean is None else (
        f" The plain weighted mean of the domains' percentiles is {numbers.score(rating.plain_mean)}."
    )  # fmt: skip
    yield Paragraph(wording.SCORE_MEANS)
    yield Paragraph(
        f"Score {numbers.score(score)}, interval {numbers.score(low)} to {numbers.score(high)}, over "
        f"{numbers.count(spread.draws)} seeded draws in {numbers.count(spread.scenarios)} scenarios.{mean}"
    )
    rows = tuple(
        (f"Band {n}", numbers.percent(p), "yes" if n in spread.band_set else "no")
        for n, p in enumerate(spread.probabilities, 1)
    )
    yield Table("Share of the draws in each band", ("Band", "Share of draws", "In the band set"), rows, numeric=(1,),
                widths=(34, 33, 33))  # fmt: skip
    if spread.raised_by:
        what = " and ".join(wording.RAISED_BY[w] for w in spread.raised_by)
        yield Paragraph(wording.RAISED.format(what=what))


def _alternatives(rating: Rating, score: float, names: Mapping[str, str]) -> Iterator[Block]:
    rows = [
        (CENTRAL, numbers.score(score), _by_cuts(rating)),
        *(_alternative(a, names) for a in rating.alternatives),
    ]
    yield Table("One choice at a time: score and band under each other choice, before floors",
                ("Choice", "Score", "Band"), tuple(rows), numeric=(1, 2), widths=(62, 19, 19))  # fmt: skip


def _by_cuts(rating: Rating) -> str:
    return numbers.NOT_GIVEN if rating.band is None else str(rating.band)


def _alternative(found: Alternative, names: Mapping[str, str]) -> tuple[str, str, str]:
    text = re.sub(r"^Domain (D\d)\b", lambda m: domain_name(m[1]), found.text)
    text = re.sub(r"^Offence group (\w+)\b", lambda m: names.get(f"crime.{m[1]}", m[0]), text)
    if found.score is None or found.band is None:
        return f"{text}. {found.skipped}", "Not available", numbers.NOT_GIVEN
    return text, numbers.score(found.score), str(found.band)


def _facts(e: Edition, rating: Rating) -> Iterator[Block]:
    yield Paragraph("Single facts that would change the band:", strong=True)
    said = tuple(_fact(e, f) for f in rating.facts)
    yield Bullets(said or (f"No single fact that is looked at would change band {rating.final}.",))


def _fact(e: Edition, fact: Fact) -> str:
    names, m = titles(e.assessment), e.assessment.method.rating
    kind, _, rest = fact.code.partition(".")
    if kind == "missing":
        low = rest.endswith(".low")
        at = 100 - m.adverse_percentile if low else m.adverse_percentile
        return f"{names.get(fact.text, fact.text)}, were it measured and at percentile {at:.0f}: band {fact.band}."
    if kind == "floor":
        how = " (a recorded site visit lifts it)" if rest == "F3" else ""
        return f"Floor {rest}, did it not apply{how}: band {fact.band}."
    if kind == "held":
        return f"{names.get(fact.text, fact.text)}, were it in the middle of the reference set: band {fact.band}."
    said = "; ".join(wording.CAPS[Cap(name).value] for name in fact.text.split(", "))
    return f"The cap on band 1, were its reason gone ({said}): band {fact.band}."
