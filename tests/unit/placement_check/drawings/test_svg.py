from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from placement_check.records.drawings.lettering import MORE, advance, shortened, wrapped
from placement_check.records.drawings.svg import (
    INK,
    PAPER,
    Box,
    Sheet,
    bound,
    escaped,
    number,
    plain,
    text_box,
)

HOSTILE = "</text><script>alert('1')</script> & \"<\x00\x1b[2J\ud800\u202egnp\u200b\n\ttwo"


def test_a_hostile_name_is_written_as_text_and_nothing_else():
    sheet = Sheet()
    sheet.text((10, 20), HOSTILE)
    drawing = sheet.finished(40, HOSTILE, [HOSTILE])
    root = ET.fromstring(drawing.svg)
    assert [e.tag.split("}")[1] for e in root] == ["rect", "text"]
    assert (
        root[1].text
        == "</text><script>alert('1')</script> & \"<[2Jgnp two"
        == drawing.alt
        == drawing.listed[0]
    )
    drawing.svg.encode("utf-8")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (-0.001, "0"),
        (1, "1"),
        (1.5, "1.5"),
        (100, "100"),
        (2 / 3, "0.67"),
        (-12.345678, "-12.35"),
        (1e7, "10000000"),
    ],
)
def test_a_number_has_one_form(value, shown):
    assert number(value) == shown


def test_words_that_belong_together_stay_on_one_line_and_print_with_a_space():
    assert wrapped(f"The Engine: {bound('154', 'm,', 'east')}", 10, 70) == (
        "The Engine:",
        "154\u00a0m,\u00a0east",
    )
    assert plain(bound("154", "m")) == escaped(bound("154", "m")) == "154 m"
    assert advance("a\u00a0b", 10) == advance("a b", 10)


def test_text_is_broken_into_lines_that_fit_and_loses_no_letter():
    text = "Distance to the nearest secondary school or " + "x" * 100
    rows = wrapped(text, 12, 100)
    assert all(advance(row, 12) <= 100 for row in rows)
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert wrapped("  ", 12, 100) == ()
    assert len(wrapped("W", 12, 1)) == 1


def test_a_long_name_is_cut_and_marked():
    assert shortened("short", 12, 100) == "short"
    cut = shortened("a very long name indeed", 12, 60)
    assert cut.endswith(MORE)
    assert advance(cut, 12) <= 60
    assert shortened("wide", 12, 1) == MORE


def test_letters_of_every_script_take_room():
    assert advance("漢", 100) > advance("é", 100) > advance("e", 100)
    assert advance("e\u0301", 100) == advance("e", 100)
    assert advance("Band", 100, bold=True) > advance("Band", 100)


def test_text_takes_room_on_the_side_it_is_anchored_to():
    start, middle, end = (text_box((50, 50), "word", size=12, anchor=a) for a in ("start", "middle", "end"))
    assert start.left == 50
    assert end.right == 50
    assert (middle.left + middle.right) / 2 == pytest.approx(50)


def test_hatching_stays_inside_its_rectangle(looks_right):
    for box in (Box(10, 10, 60, 20), Box(10, 10, 14, 90), Box(0, 0, 640, 100)):
        sheet = Sheet()
        sheet.hatch(box, step=5)
        sheet.rect(box, fill="none", stroke=INK)
        sheet.circle((50, 50), 5, fill=PAPER)
        drawing = sheet.finished(100, "A ruled rectangle.", ["One."])
        looks_right(drawing)
        path = next(e for e in ET.fromstring(drawing.svg) if e.tag.endswith("path"))
        ends = [tuple(map(float, p.split())) for p in path.get("d").replace("M", "L").split("L") if p.strip()]
        assert len(ends) >= 2
        assert all(
            box.left - 0.01 <= x <= box.right + 0.01 and box.top - 0.01 <= y <= box.bottom + 0.01
            for x, y in ends
        )


def test_boxes_meet_by_more_than_an_edge():
    assert not Box(0, 0, 1, 1).meets(Box(1, 0, 2, 1))
    assert Box(0, 0, 2, 2).meets(Box(1, 1, 3, 3))
    assert not Box(0, 0, 1, 1).holds(Box(0, 0, 2, 1))


def test_no_lines_draw_nothing():
    sheet = Sheet()
    sheet.lines([])
    assert "path" not in sheet.finished(1, "Nothing.", []).svg
