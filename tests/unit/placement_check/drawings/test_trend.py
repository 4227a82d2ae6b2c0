from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from placement_check.records.drawings.svg import BLUE, INK, RED
from placement_check.records.drawings.trend import Series, Trend, month_words, round_top, runs, trend

MONTHS = tuple(f"{2021 + (5 + k) // 12}-{(5 + k) % 12 + 1:02d}" for k in range(36))
TITLES = (
    "Violence and sexual offences",
    "Drugs",
    "Robbery",
    "Anti-social behaviour",
    "Possession of weapons",
    "Public order",
)


def of(*values, months=MONTHS):
    return Trend(
        about="Recorded events within 1,600 m of the site", months=months,
        groups=tuple(Series(t, tuple(v)) for t, v in zip(TITLES, values, strict=False)),
    )  # fmt: skip


def painted(drawing, colour):
    return [
        e for e in ET.fromstring(drawing.svg).iter() if e.tag.endswith("rect") and e.get("fill") == colour
    ]


FULL = [range(100, 136), [3] * 36, [0] * 36, [12_345] * 36, [1] * 36, [None] * 36]
CASES = {
    "six groups": of(*FULL),
    "one month": of([7], months=("2024-01",)),
    "gaps everywhere": of(*([None if (k + g) % 3 else k for k in range(36)] for g in range(6))),
    "all missing": of(*([None] * 36 for _ in range(6))),
    "sixty months": of([5] * 60, months=tuple(f"{2019 + k // 12}-{k % 12 + 1:02d}" for k in range(60))),
    "nothing": of([0] * 36),
}


@pytest.mark.parametrize("case", CASES, ids=list(CASES))
def test_nothing_collides_and_the_counts_are_said(case, looks_right):
    drawing = trend(CASES[case])
    looks_right(drawing)
    for group, line in zip(CASES[case].groups, drawing.listed[1:], strict=True):
        known = [v for v in group.values if v is not None]
        assert f"n = {sum(known):,} in {len(known)} of" in line or not known
        assert line.count("not covered") == len(group.values) - len(known)
        assert group.title in drawing.alt


def test_a_gap_is_a_gap_and_a_count_of_nothing_is_a_count(texts):
    drawing = trend(of([5, 0, None, None, 5, None, *[5] * 30]))
    assert len(painted(drawing, BLUE)) == 32
    assert len(painted(drawing, INK)) == 1
    assert drawing.svg.count(f'stroke="{RED}"') == 3
    assert "Not covered: Aug 2021 to Sep 2021; Nov 2021." in texts(drawing)
    assert "Jul 2021 0, Aug 2021 not covered, Sep 2021 not covered" in drawing.listed[1]
    assert "n = 160 in 33 of 36 months covered" in drawing.alt


def test_gaps_that_differ_are_named_for_each_group(texts):
    said = texts(trend(of([None, *[1] * 35], [1] * 36, [1, None, *[1] * 34])))
    assert "Not covered, Violence and sexual offences: Jun 2021." in said
    assert "Not covered, Robbery: Jul 2021." in said
    assert not any("Drugs:" in t for t in said)


def test_a_group_without_any_month_says_so_and_draws_no_axis(texts):
    drawing = trend(of([None] * 36))
    assert "No month covered" in texts(drawing)
    assert "no count: no month covered" in texts(drawing)
    assert not painted(drawing, BLUE)
    assert "0" not in texts(drawing)


def test_bars_stand_on_nought_and_keep_their_proportion():
    drawing = trend(of([10, 5], months=("2024-01", "2024-02")))
    tall, short = (float(e.get("height")) for e in painted(drawing, BLUE))
    assert tall == pytest.approx(2 * short)


@pytest.mark.parametrize(
    ("highest", "top"),
    [
        (0, 2),
        (1, 2),
        (3, 4),
        (8, 8),
        (9, 10),
        (11, 12),
        (101, 120),
        (240, 240),
        (801, 1000),
        (12_345, 16_000),
    ],
)
def test_an_axis_ends_at_an_even_round_number(highest, top):
    assert round_top(highest) == top


def test_months_are_named():
    assert month_words("2024-01") == "Jan 2024"
    assert runs(("2024-01", "2024-02"), (1, 2)) == ""


@pytest.mark.parametrize(
    "bad", [of(months=MONTHS), of([], months=()), of([1, 2])], ids=["no group", "no month", "too few values"]
)
def test_counts_that_do_not_match_the_months_are_refused(bad):
    with pytest.raises(ValueError, match="one value for each month"):
        trend(bad)
