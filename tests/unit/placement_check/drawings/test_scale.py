from __future__ import annotations

import pytest

from placement_check.records.drawings.scale import NOT_RATED, NotRated, Scored, band_words, scale, share_words


def scored(score, low, high, bands, shares, notes=()):
    return Scored(
        score=score, interval=(low, high), cuts=(25, 75, 90), bands=bands, probabilities=shares, draws=2000,
        compared_with="395 neighbourhoods in the Bedfordshire police area", completeness=0.855, notes=notes,
    )  # fmt: skip


CASES = {
    "usual": scored(68.4, 51.0, 83.2, (2, 3), (0, 0.71, 0.288, 0.002)),
    "lowest": scored(0, 0, 0, (1,), (1, 0, 0, 0)),
    "highest": scored(100, 100, 100, (4,), (0, 0, 0, 1)),
    "almost highest": scored(
        99.9, 99.6, 100, (4,), (0, 0, 0.0005, 0.9995), ("Floor F1 applies: no band below 4.",)
    ),
    "anything": scored(50, 0, 100, (1, 2, 3, 4), (0.25, 0.25, 0.25, 0.25)),
    "third": scored(80, 78, 82, (3,), (0, 0, 1, 0)),
}
MISSING = NotRated(
    reasons=("Recorded crime: no file of Kent Police is held.",),
    completeness=0.45,
    notes=("Floor F3 applies.",),
)


@pytest.mark.parametrize("case", CASES, ids=list(CASES))
def test_nothing_collides_and_the_figures_are_said(case, looks_right, texts):
    drawing = scale(CASES[case])
    looks_right(drawing)
    rating = CASES[case]
    for words in (
        f"{rating.score:.1f}",
        f"{rating.interval[0]:.1f}",
        f"{rating.interval[1]:.1f}",
        band_words(rating.bands),
    ):
        assert words in drawing.alt
        assert words in drawing.listed[0]
        assert any(words in t for t in texts(drawing))
    assert any("395 neighbourhoods" in line for line in drawing.listed)
    assert any("86 %" in line for line in drawing.listed)


def test_the_band_set_is_told_by_hatching_and_by_words(texts):
    one, two = scale(CASES["third"]), scale(CASES["usual"])
    assert one.svg.count("<path") < two.svg.count("<path")
    assert "The band set: Band 2 to 3" in texts(two)
    assert [t for t in texts(two) if t.endswith("in the band set")] == [
        "71 %, in the band set",
        "29 %, in the band set",
    ]
    assert [line for line in two.listed if "in the band set" in line] == list(two.listed[2:4])


def test_a_place_not_rated_has_the_same_box_and_no_scale(looks_right, texts):
    drawing = scale(MISSING)
    looks_right(drawing)
    rated = scale(CASES["usual"])
    box = next(line for line in rated.svg.splitlines() if 'stroke-width="3"' in line)
    assert box in drawing.svg
    assert "Not rated" in texts(drawing)
    assert f"{NOT_RATED}." in texts(drawing)
    assert drawing.listed == (
        f"{NOT_RATED}.", MISSING.reasons[0], "Completeness of the evidence: 45 %.", "Floor F3 applies.",
    )  # fmt: skip
    assert "Band" not in drawing.svg
    assert NOT_RATED in drawing.alt
    assert "45 %" in drawing.alt


def test_a_few_draws_are_never_nought_and_all_but_a_few_never_all():
    assert [share_words(s) for s in (0, 0.0005, 0.01, 0.5, 0.985, 0.9995, 1)] == [
        "0 %", "less than 1 %", "1 %", "50 %", "98 %", "more than 99 %", "100 %",
    ]  # fmt: skip
