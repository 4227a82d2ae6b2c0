"""The tables of docs/method.md, with their fixed wording, and how a parameter is written in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

from placement_check.records import wording

Value: TypeAlias = "str | float | Sequence[Value] | Mapping[str, Value]"

Rating: TypeAlias = Mapping[str, Any]
Rated: TypeAlias = Mapping[str, Mapping[str, float]]


def shown(value: Value, style: str = "") -> str:
    """Return a parameter in words: thousands apart, a list with its "and"; ``%`` makes a share a percentage."""
    if isinstance(value, Mapping):
        return joined([f"{name} {shown(v, style)}" for name, v in value.items()])
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return joined([shown(v, style) for v in value])
    if math.isinf(value):
        return "none"
    if style == "%":
        return f"{100 * value:.4g} %"
    if style:
        return format(value, style)
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.4g}"


def joined(words: Sequence[str]) -> str:
    """Return words in a row, with "and" before the last."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def table(head: str, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield a table in Markdown."""
    columns = head.split("; ")
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def weights(rating: Rating, rated: Rated) -> Iterator[str]:
    """Yield the weight of each domain, and of each indicator inside it."""
    rows = [
        (f"{domain} {wording.DOMAINS[domain]}", f"{rating['weights'][domain]:.2f}",
         ", ".join(f"`{name}` {weight:.3g}" for name, weight in some.items()))
        for domain, some in rated.items()
    ]  # fmt: skip
    return table("domain; weight; indicators, with their weight inside the domain", rows)


def bands(rating: Rating, rated: Rated) -> Iterator[str]:
    """Yield the bands by the cuts on the score, with their fixed wording."""
    cuts = [shown(cut) for cut in rating["band_cuts"]]
    where = [f"below {cuts[0]}", *(f"{a} to below {b}" for a, b in pairwise(cuts)),
             f"{cuts[-1]} or more"]  # fmt: skip
    rows = [
        (str(band), score, f'"{wording.BANDS[band].format(area=wording.reference_area("england"))}"')
        for band, score in enumerate(where, start=1)
    ]
    return table("band; score; wording", [*rows, ("none", "not rated", f'"{wording.NOT_RATED}"')])


def floors(rating: Rating, rated: Rated) -> Iterator[str]:
    """Yield the floors of open data: when each applies, what it raises to, and its wording."""
    several = f"{rating['f1_band']}; {rating['f1_groups_for_band_4']} groups or more: {len(rating['band_cuts']) + 1}"
    when = {
        "F1": (
            f"for an offence group, the true density is at or above the {rating['f1_percentile']}th percentile of the "
            f"reference with a probability of at least {shown(rating['f1_probability'], '%')}, and its percentile by "
            f"residents is at least {rating['f1_rate_percentile']}", several,
        ),
        "F2": (f"the percentile Q1 of recorded crime is at least {rating['f2_percentile']}", str(rating["f2_band"])),
        "F3": (
            f"the hazard index H at the near end of the distances is at least {rating['f3_hazard']}, and no dated site "
            "visit records mitigation", f"{rating['f3_band']}, provisional",
        ),
        "LOST": (
            "a layer that an earlier release held is lost from this one, a person having accepted that",
            f"the band with its figures at percentile {rating['adverse_percentile']} or left out, whichever is higher",
        ),
    }  # fmt: skip
    return table(
        "floor; applies where; at least band; wording",
        [(f, *when[f], f'"{text}"') for f, text in wording.FLOORS.items()],
    )


def triggers(rating: Rating, rated: Rated) -> Iterator[str]:
    """Yield the review triggers of open data."""
    when = {
        "RT3": f"more than {shown(rating['rt3_share'], '%')} of the weighted records lies on one map point",
        "RT4": f"the percentiles by area and by residents lie more than {rating['rt4_points']} points apart",
        "RT5": f"the percentile of {' or '.join(rating['rt5_domains'])} is at least {rating['rt5_percentile']}",
    }
    return table(
        "trigger; fires where; wording", [(t, when[t], f'"{s}"') for t, s in wording.TRIGGERS.items()]
    )


def draws(rating: Rating, rated: Rated) -> Iterator[str]:
    """Yield what a draw varies, and how."""
    spread = rating["weight_spread"]
    names = {"density": "by area", "resident": "by residents", "mean": "the mean of both"}
    decay = " or ".join(
        "no decay" if t == float("inf") else f"{t} months" for t in rating["half_lives_months"]
    )
    means = [f"{name} {shown(share, '%')}" for name, share in rating["aggregators"].items()]
    rows = [
        ("true rate of each offence group", "from its posterior; one relative error for area and residents"),
        ("weights", f"of domains and of offence groups, each times U({1 - spread:g}, {1 + spread:g}), to sum to one"),
        ("denominator", ", ".join(names[d] for d in rating["denominators"]) + "; equally likely"),
        ("bandwidth", f"{shown(rating['bandwidths_m'])} m, raised to the smallest honest one; equally likely"),
        ("half-life", f"{decay}; equally likely"),
        ("kind of mean", ", ".join(means)),
        ("police-generated groups", f"left out in {shown(rating['without_police_probability'], '%')} of the draws"),
        ("the point", "moved within its uncertainty, for each figure but crime on its own (decision 0008, reading 27)"),
        ("what is missing", "a percentile from U(0, 100); a class of hazard from its stored distribution"),
    ]  # fmt: skip
    return table("what; how", rows)
