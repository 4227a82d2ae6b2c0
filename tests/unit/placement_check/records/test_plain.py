import struct
from dataclasses import replace

import pytest
from drawn.papers import SVG, every_block, figure, paper

from placement_check.records import furniture, glyphs
from placement_check.records.blocks import Bullets, Field, Heading, Paragraph, Table
from placement_check.records.columns import shares
from placement_check.records.drawing import embedded
from placement_check.records.glyphs import covered, printable
from placement_check.records.plain import legible, plain


def test_a_text_is_one_line_of_characters_that_show():
    assert legible(" a\n\tb\r\u2028c ") == " a b c "
    assert legible("10\u00a0m") == "10\u00a0m"
    assert legible("\x00a\x07\u202eb\u2066\ufeff") == "ab"
    assert legible("a\ufffe\ud800\U0001ffff") == "a" + "\ufffd" * 3


def test_a_tidied_document_keeps_everything_but_spaces():
    document = every_block()
    assert plain(document) == document
    assert plain(paper(Bullets((" a\n b ",)))).blocks == (Bullets(("a b",)),)


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        (Heading(3, "x", "x"), "has level 3 after level 1"),
        (Heading(1, "x", "x"), "has level 1 after level 1"),
        (Heading(2, "x", "_x"), "has the anchor '_x'"),
        (Table("t", ("a", "b"), (("1",),)), "one cell for each of its 2 columns"),
        (Table("t", (), ()), "one cell for each of its 0 columns"),
        (Table("t", ("a",), (), widths=(1, 2)), "a width above 0"),
        (Table("t", ("a",), (), widths=(0,)), "a width above 0"),
        (Table("t", ("a",), (), numeric=(1,)), "a numeric column is not one of"),
        (replace(figure(), alt=" "), "has no alternative text"),
        (replace(figure(), width_mm=171), "a page holds 170 mm"),
        (Field("f", "", 0), "give it one at least"),
    ],
)
def test_a_document_that_is_not_well_formed_is_refused(block, fault):
    with pytest.raises(ValueError, match=fault):
        plain(paper(block))


def test_an_anchor_used_twice_and_a_missing_title_are_refused():
    with pytest.raises(ValueError, match="an anchor is used once"):
        plain(paper(Heading(2, "x", "x"), Heading(2, "y", "x")))
    with pytest.raises(ValueError, match="no title"):
        plain(paper(Paragraph("x"), title="\n"))


def test_the_bundled_font_draws_what_a_report_needs():
    assert printable("£ – — ’ “ ” × ± ≤ ≥ ² • ● ■ ▲ ◆ ° … á ŵ Ł ő ș אב عر") == (
        "£ – — ’ “ ” × ± ≤ ≥ ² • ● ■ ▲ ◆ ° … á ŵ Ł ő ș אב عر"
    )
    assert printable("🦄中") == "[U+1F984][U+4E2D]"
    assert len(covered()) > 5_000


def test_the_fonts_stand_beside_their_licence():
    assert sorted(p.name for p in furniture.FONTS.iterdir()) == [
        "DejaVuSans-Bold.ttf", "DejaVuSans.ttf", "LICENSE_DEJAVU",
    ]  # fmt: skip


def test_a_font_is_read_as_its_format_says(tmp_path):
    groups = struct.pack(">III", 65, 67, 1) + struct.pack(">III", 0x1F600, 0x1F600, 9)
    full = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, 2) + groups
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + full
    head = b"\x00\x01\x00\x00" + struct.pack(">HHHH", 2, 0, 0, 0)
    entries = struct.pack(">4sIII", b"OS/2", 0, 44, 0) + struct.pack(">4sIII", b"cmap", 0, 44, len(cmap))
    (tmp_path / "x.ttf").write_bytes(head + entries + cmap)
    assert glyphs._code_points(tmp_path / "x.ttf") == {65, 66, 67, 0x1F600}


def test_columns_have_room_for_their_words_and_figures_before_sentences():
    table = Table(
        "t", ("Name", "Score", "Notes"), (("Neighbourhood", "12.5 (9.1 to 15.0)", "A long sentence. " * 20),)
    )
    name, score, notes = shares(table)
    assert name + score + notes == pytest.approx(1)
    assert name * 92 > len("Neighbourhood")
    assert score * 92 > len("12.5 (9.1 to 15.0)")
    assert notes > score > name
    assert shares(replace(table, widths=(1, 1, 2))) == (0.25, 0.25, 0.5)
    assert shares(Table("t", ("", ""), ())) == (0.5, 0.5)
    assert sum(shares(Table("t", ("w" * 99,) * 12, ()))) == pytest.approx(1)


def test_a_drawing_in_a_page_has_ids_of_its_own_and_no_size():
    made = embedded(SVG % "x", str.upper, prefix="p-", label="A <plan>")
    assert 'id="p-frame"' in made
    assert "url(#p-frame)" in made
    assert 'href="#p-dot"' in made
    assert 'aria-label="A &lt;plan&gt;"' in made
    assert "500 M" in made
    assert "Arial" not in made
    assert "metadata" not in made
    assert "<svg viewBox" in made


def test_a_drawing_for_print_takes_the_bundled_font():
    made = embedded(SVG % "x", str)
    assert 'font-family="DejaVu Sans"' in made
    assert 'xmlns="http://www.w3.org/2000/svg"' in made


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<script>1</script>", "holds 'script'"),
        ("<style>*{}</style>", "holds 'style'"),
        ("<foreignObject/>", "holds 'foreignObject'"),
        ('<image href="x.png"/>', "holds 'image'"),
        ('<a href="#x"/>', "holds 'a'"),
        ('<x xmlns="urn:y"/>', "holds '{urn:y}x'"),
        ('<rect onclick="x"/>', "onclick='x': nothing may run"),
        ('<use href="http://x/#y"/>', "nothing may run or come from outside"),
        ('<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="data:x"/>', "come from outside"),
        ('<rect fill="url(http://x)"/>', "come from outside"),
        ('<rect style="fill:url( http://x)"/>', "come from outside"),
        ('<rect xmlns:y="urn:y" y:z="1"/>', "come from outside"),
        ("<rect>", "not well-formed"),
    ],
)
def test_a_drawing_with_anything_but_shapes_and_words_is_refused(inside, fault):
    with pytest.raises(ValueError, match=fault):
        embedded(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{inside}</svg>', str)


@pytest.mark.parametrize(
    ("svg", "fault"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "document type"),
        ("<svg/>", "not an svg with a viewBox"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "not an svg with a viewBox"),
        ("words", "not well-formed"),
    ],
)
def test_what_is_not_a_drawing_is_refused(svg, fault):
    with pytest.raises(ValueError, match=fault):
        embedded(svg, str)
