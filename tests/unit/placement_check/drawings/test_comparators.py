from __future__ import annotations

import pytest

from geodata.types import Provenance
from placement_check.findings import (
    Grade,
    Measured,
    NoComparator,
    NotCovered,
    Percentile,
    Question,
    Reason,
    ReasonCode,
)
from placement_check.records.drawings.comparators import Row, comparators, row_of
from placement_check.records.drawings.svg import PURPLE

NAMES = ("England", "Bedfordshire police area", "Bournemouth, Christchurch and Poole")
KIND = "95 % interval"
ABSENT = NoComparator("Data are held for 395 of 33755 small areas of England; at least 90 % are needed.")


USUAL = (ABSENT, Percentile(99.7, 395), Percentile(None, 14, "3 of 15, highest first"))


def row(value=10.0, interval=(5.0, 20.0), compared=USUAL, **more):
    return Row(
        title="Pubs, bars and clubs",
        unit="kernel count",
        value=value,
        interval=interval,
        compared=compared,
        **more,
    )


def test_words_stand_where_there_is_no_percentile(looks_right, texts):
    drawing = comparators([row()], NAMES, KIND)
    looks_right(drawing)
    said = " ".join(texts(drawing))
    assert "not available" in said
    assert "3 of 15, highest first" in said
    assert "99.7 of 395" in said
    assert drawing.svg.count(f'fill="{PURPLE}"') == 1
    assert drawing.listed == (
        "Pubs, bars and clubs: 10 kernel count (5 to 20, 95 % interval); England: not available (Data are held for "
        "395 of 33755 small areas of England; at least 90 % are needed); Bedfordshire police area: percentile 99.7 "
        "of 395 places; Bournemouth, Christchurch and Poole: 3 of 15, highest first.",
    )
    assert drawing.listed[0] in drawing.alt


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (0.01, "0.1"), (50, "50"), (99.97, "99.9"), (100, "100")]
)
def test_only_the_very_end_is_called_0_or_100(value, shown, looks_right, texts):
    drawing = comparators([row(compared=(Percentile(value, 33_755),) * 3)], NAMES, KIND)
    looks_right(drawing)
    assert texts(drawing).count(f"{shown} of 33,755") == 3


@pytest.mark.parametrize(
    ("value", "interval"),
    [
        (0, None),
        (0, (0, 3.7)),
        (5, None),
        (1e6, (0, 2e6)),
        (0.00001, (0, 0.00002)),
        (-1, None),
        (100, (0, 100)),
        (7, (7, 7)),
    ],
)
def test_a_figure_and_its_interval_stay_in_their_plot(value, interval, looks_right):
    looks_right(comparators([row(value=value, interval=interval)], NAMES, KIND))


def test_a_bound_is_said(texts):
    assert "at least 10 kernel count" in texts(comparators([row(bound="at_least")], NAMES, KIND))


def test_a_figure_that_is_missing_takes_the_whole_row(looks_right, texts):
    missing = Row(
        title="Open water", missing="No usable data: " + "no file that covers this place is held " * 8 + "."
    )
    drawing = comparators([row(), missing, row()], NAMES, KIND)
    looks_right(drawing)
    assert 'stroke-dasharray="5 3"' in drawing.svg
    assert "1 of them missing" in drawing.alt
    assert "".join(missing.missing.split()) in "".join(" ".join(texts(drawing)).split())
    looks_right(
        comparators([Row(title="A very long title " * 12, missing="No usable data: none.")], NAMES, KIND)
    )


def test_thirty_figures_with_long_titles_do_not_collide(looks_right):
    rows = [
        Row(
            title=f"Distance to the nearest secondary school, college or alternative provision {k}",
            unit="metres",
            value=k,
            interval=(k / 2, k * 2),
            compared=(ABSENT, ABSENT, Percentile(None, 3)),
        )
        for k in range(30)
    ]
    looks_right(comparators(rows, NAMES, KIND))


@pytest.mark.parametrize("rows", [[], [row(compared=())]], ids=["no figure", "no comparator"])
def test_too_little_is_refused(rows):
    with pytest.raises(ValueError, match="at least one figure"):
        comparators(rows, NAMES, KIND)


def question(indicator, domain):
    return Question(
        indicator=indicator,
        domain=domain,
        title="Drugs",
        unit="per km² per year",
        worse="higher",
        rated=True,
        evidence="A",
    )


def test_a_finding_becomes_its_row():
    measured = Measured(
        question=question("crime.drg.density", "D1"), value=3.0, interval=(1.0, 6.0), interval_kind=KIND, grade=Grade.A,
        window=None, provenance=tuple[Provenance](), percentiles={"force": Percentile(40.0, 395)},
    )  # fmt: skip
    made = row_of(measured)
    assert (made.title, made.value, made.interval, made.missing) == ("Drugs, by area", 3.0, (1.0, 6.0), "")
    assert made.compared[1] == Percentile(40.0, 395)
    assert made.compared[0] == NoComparator("no comparison was made")
    gap = NotCovered(
        question=question("venues.x", "D3"),
        reason=Reason(ReasonCode.NO_DATA, "No file is held."),
        provenance=(),
    )
    assert row_of(gap) == Row(
        title="Drugs", missing="No usable data: No file is held. This is not evidence of low risk."
    )
