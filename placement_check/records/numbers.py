"""How figures are printed: three digits at most that mean something, a unit always, an interval as "a to b"."""

from __future__ import annotations

import math
from datetime import date

from placement_check.findings import Comparison, Percentile

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
METRES = ("m", "metres")
NOT_GIVEN = "Not given"  # in the cell of a missing figure, where "None" would read as "none found"
COARSE_M = 10.0  # a place that may lie this far out has no distance to the metre


def figure(value: float) -> str:
    """Return a figure with three digits that mean something; a whole number as it is, thousands set off."""
    if value == 0:
        return "0"
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def interval(low: float, high: float, unit: str = "", uncertainty_m: float = 0.0) -> str:
    """Return an interval as "a to b", with its unit where one is given."""
    if unit in METRES:
        return f"{metres(low, uncertainty_m)} to {metres(high, uncertainty_m)} m"
    text = f"{figure(low)} to {figure(high)}"
    return f"{text} {unit}" if unit else text


def metres(value: float, uncertainty_m: float) -> str:
    """Return a distance without its unit, to 10 m where the place may lie 10 m out or more, else to the metre."""
    return f"{rounded_m(value, uncertainty_m):,.0f}"


def rounded_m(value: float, uncertainty_m: float) -> float:
    """Return a distance in metres, rounded to what the position of the place bears."""
    step = 10.0 if uncertainty_m >= COARSE_M else 1.0
    return step * math.floor(value / step + 0.5)


def distance(value: float, uncertainty_m: float) -> str:
    """Return a distance with its unit and, where the place may lie elsewhere, with the range that follows."""
    text = f"{metres(value, uncertainty_m)} m"
    if uncertainty_m < 1:
        return text
    near, far = max(0.0, value - uncertainty_m), value + uncertainty_m
    return f"{text} ({metres(near, uncertainty_m)} to {metres(far, uncertainty_m)} m)"


def with_unit(value: float, unit: str, uncertainty_m: float = 0.0) -> str:
    """Return a figure with its unit, in the words of a sentence."""
    if unit in METRES:
        return f"{metres(value, uncertainty_m)} m"
    if unit.startswith("decile"):
        return f"decile {figure(value)}{unit.removeprefix('decile')}"
    if unit.startswith(("index", "kernel")):
        return f"{figure(value)} ({unit.replace('0-100', '0 to 100')})"
    return f"{figure(value)} {unit}".rstrip()


def count(value: int) -> str:
    """Return a whole number with its thousands set off."""
    return f"{value:,}"


def percent(share: float) -> str:
    """Return a share of 1 as whole per cent; a little is never nought and nearly all is never all."""
    if 0 < share < 0.01:
        return "less than 1 %"
    if 0.99 < share < 1:
        return "more than 99 %"
    return f"{100 * share:.0f} %"


def score(value: float) -> str:
    """Return a score or percentile of 0 to 100 with one decimal."""
    return f"{value:.1f}"


def score_or_not(value: float | None) -> str:
    """Return a score or percentile with one decimal, or that none is given."""
    return NOT_GIVEN if value is None else score(value)


def percentile(compared: Comparison) -> str:
    """Return a percentile with the number of places compared, a rank, or that there is none."""
    if not isinstance(compared, Percentile):
        return "Not available"
    if compared.value is None:
        return compared.rank
    return f"{compared.value:.0f} ({count(compared.n)})"


def day(value: date) -> str:
    """Return a day as "30 June 2024"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def period(text: str) -> str:
    """Return a year, month or day written YYYY, YYYY-MM or YYYY-MM-DD in words; any other text as it is."""
    parts = text.split("-")
    if not all(p.isdigit() for p in parts) or not 1 <= len(parts) <= 3 or len(parts[0]) != 4:
        return text
    if len(parts) == 1:
        return text
    month = f"{MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return month if len(parts) == 2 else f"{int(parts[2])} {month}"


def window(start: str, end: str) -> str:
    """Return a first and last month or day in words."""
    return period(start) if start == end else f"{period(start)} to {period(end)}"
