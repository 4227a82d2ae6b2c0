import io
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pdf_gate
import pikepdf
import pytest
import typst
from drawn.papers import HOSTILE, LONG, every_block, figure, hostile, long_table, paper
from PIL import Image

from placement_check.records import furniture, pdf
from placement_check.records.blocks import Callout, Field, Heading, PageBreak, Paragraph, Table, Tone
from placement_check.records.pdf import TypesettingError, picture, to_pdf, typeset


@pytest.fixture(scope="module")
def whole():
    return to_pdf(every_block())


@pytest.fixture(scope="module")
def rough():
    return to_pdf(hostile())


def sheets(document):
    """Return every page as an array of grey, 2 pixels to the millimetre."""
    made = typst.compile(
        furniture.TEMPLATES / "report.typ", root=furniture.TEMPLATES, font_paths=[furniture.FONTS],
        ignore_system_fonts=True, sys_inputs={"data": pdf.content(document)}, format="png", ppi=50.8,
    )  # fmt: skip
    made = made if isinstance(made, list) else [made]
    return [np.asarray(Image.open(io.BytesIO(m)).convert("L")) for m in made]


def test_a_report_passes_the_gate(whole, rough):
    assert pdf_gate.faults(whole) == []
    assert pdf_gate.faults(rough) == []


def test_every_kind_of_block_is_tagged_in_reading_order(whole):
    found = pdf_gate.tags(whole)
    assert found.count("/Table") == 2
    assert found.count("/TH") == 8
    assert found.count("/TR") == 62 + 2
    assert found.count("/L") == 2
    assert found.index("/Title") < found.index("/H1") < found.index("/Table") < found.index("/Figure")
    assert pdf_gate.alternatives(whole) == [figure().alt]


def test_every_page_bears_the_marks_the_reference_and_its_number(whole):
    texts = pdf_gate.page_texts(whole)
    assert len(texts) >= 5
    for number, text in enumerate(texts, start=1):
        assert "DRAFT" in text
        assert "FICTIONAL SAMPLE" in text
        assert f"PC-2024-06-30-0b1cPage {number} of {len(texts)}" in text


def test_the_marks_on_the_first_page_are_text_and_not_decoration(whole):
    with pikepdf.open(io.BytesIO(whole)) as opened:
        marked = {}
        inside = None
        for operands, operator in pikepdf.parse_content_stream(opened.pages[0]):
            if str(operator) in {"BDC", "BMC"}:
                inside = str(operands[0])
            elif str(operator) == "TJ" and inside:
                marked.setdefault(inside, 0)
                marked[inside] += 1
        assert next(iter(marked)) != "/Artifact"


def test_a_long_table_repeats_its_header_row_and_breaks_no_row():
    texts = pdf_gate.page_texts(to_pdf(paper(Heading(2, "Profile", "p"), long_table(60))))
    assert len(texts) >= 3
    assert all("What was asked" in t for t in texts)
    seen = "".join(texts)
    assert all(f"measure {n}{n * 1.7:.1f}" in seen for n in range(60)), "a row is split between two pages"


def test_a_cell_longer_than_a_page_runs_on_and_loses_nothing():
    made = to_pdf(paper(Table("Long", ("What", "Text"), (("x", "word " * 3_000),))))
    counts = [t.count("word") for t in pdf_gate.page_texts(made)]
    assert sum(counts) == 3_000
    assert max(counts) < 1_300, "a page holds more than it has room for"


@pytest.mark.parametrize("make", [every_block, hostile])
def test_nothing_is_printed_beyond_the_margins(make):
    for number, sheet in enumerate(sheets(make()), start=1):
        edge = 2 * 16
        for side in (sheet[:, :edge], sheet[:, -edge:], sheet[:12], sheet[-12:]):
            assert side.min() > 200, f"page {number} prints into its margin"


def test_texts_of_people_are_never_code(rough):
    text = "".join(pdf_gate.page_texts(rough))
    for said in (
        "*bold*",
        "#import",
        "#read",
        "$x$",
        "// gone",
        "= Not a heading",
        "<script>",
        "\\u{41}",
        "{{ 7*7 }}",
    ):
        assert said in text
    assert "root:" not in text


def test_a_character_that_the_font_cannot_draw_is_printed_as_its_number(rough):
    text = "".join(pdf_gate.page_texts(rough))
    assert "unicorn [U+1F984] [U+4E2D][U+6587]" in text
    assert "no\ufffdcharacter \ufffd" in text


def test_a_long_word_breaks_and_is_copied_whole():
    assert LONG in "".join(pdf_gate.page_texts(to_pdf(paper(Paragraph(LONG)))))


def test_a_heading_stands_in_the_bookmarks_and_a_callout_does_not(whole):
    with pikepdf.open(io.BytesIO(whole)) as opened, opened.open_outline() as outline:
        assert [e.title for e in outline.root] == [
            "Summary",
            "The profile",
            "Matters for people",
            "Sources and versions",
        ]
        assert [e.title for e in outline.root[2].children] == ["Decision"]


def test_the_file_is_dated_by_the_report_and_holds_its_digest(whole):
    with pikepdf.open(io.BytesIO(whole)) as opened:
        assert str(opened.docinfo["/CreationDate"]) == "D:20240630000000Z"
        assert "ab" * 32 in str(opened.docinfo["/Keywords"])


def test_the_same_document_gives_the_same_bytes_in_another_process(whole):
    code = (
        "import sys; sys.path.insert(0, 'tests'); from drawn.papers import every_block; "
        "from placement_check.records.pdf import to_pdf; sys.stdout.buffer.write(to_pdf(every_block()))"
    )
    for seed in ("0", "1"):
        env = {"PYTHONHASHSEED": seed, "TZ": "Pacific/Auckland"}
        again = subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True).stdout
        assert again == whole


def test_another_day_gives_another_file(whole):
    later = every_block()
    assert to_pdf(replace(later, day=later.day.replace(day=29))) != whole


def test_a_short_document_without_marks_or_headings_still_passes():
    made = to_pdf(
        paper(Paragraph("Little."), Field("Name", "", 1), Heading(2, "End", "end"), marks=(), subtitle="")
    )
    assert pdf_gate.faults(made) == []
    assert pdf_gate.page_texts(made)[0].startswith("What is known")


def test_page_breaks_leave_no_page_empty():
    blocks = (
        PageBreak(),
        Heading(2, "One", "one"),
        PageBreak(),
        PageBreak(),
        Heading(2, "Two", "two"),
        PageBreak(),
    )
    assert [t.count("One") + t.count("Two") for t in pdf_gate.page_texts(to_pdf(paper(*blocks)))] == [0, 1, 1]


def test_a_callout_says_its_tone_and_a_long_one_runs_over_pages():
    long = Callout(Tone.WARNING, "Read this", (Paragraph("word " * 2_000),))
    texts = pdf_gate.page_texts(to_pdf(paper(long)))
    assert "Warning: Read this" in texts[0]
    counts = [t.count("word") for t in texts]
    assert sum(counts) == 2_000
    assert max(counts) < 1_000, "a page holds more than it has room for"


def test_a_picture_for_word_shows_its_words_and_is_the_same_each_time():
    shown, silent = picture(figure("Some words here"), 200), picture(figure(" "), 200)
    assert shown != silent
    assert picture(figure("Some words here"), 200) == shown
    assert Image.open(io.BytesIO(shown)).size == (1181, 591)
    assert picture(figure(HOSTILE[13]), 72)


def test_a_complaint_of_the_typesetter_is_an_error():
    with pytest.raises(TypesettingError, match=r"picture\.typ could not be set"):
        typeset("picture.typ", "{}", format="png", ppi=72)


def test_a_warning_of_the_typesetter_is_an_error_too(tmp_path, monkeypatch):
    (tmp_path / "x.typ").write_text('#set text(font: "No such font")\nx')
    monkeypatch.setattr(furniture, "TEMPLATES", tmp_path)
    with pytest.raises(TypesettingError, match="set with faults: unknown font family"):
        typeset("x.typ", "{}", format="pdf")


def test_the_gate_sees_a_report_without_tags():
    empty = pikepdf.new()
    empty.add_blank_page()
    saved = io.BytesIO()
    empty.save(saved)
    found = pdf_gate.faults(saved.getvalue())
    assert "There is no structure tree." in found
    assert len(found) >= 7


def test_the_gate_sees_what_was_taken_away(whole):
    def spoilt(change):
        with pikepdf.open(io.BytesIO(whole)) as opened:
            change(opened)
            saved = io.BytesIO()
            opened.save(saved)
        return pdf_gate.faults(saved.getvalue())

    def first(opened, kind):
        return next(e for e in pdf_gate.elements(opened.Root.StructTreeRoot.K) if str(e.S) == kind)

    def unmark(opened):
        page = opened.pages[0]
        page.Contents = opened.make_stream(b"BT ET 0 0 9 9 re f " + page.Contents.read_bytes())

    def strip_font(opened):
        for font in opened.pages[0].obj.Resources.Font.values():
            del font["/ToUnicode"]

    assert "A figure has no alternative text." in spoilt(lambda o: first(o, "/Figure").__delitem__("/Alt"))
    assert "A header cell does not say what it heads." in spoilt(lambda o: first(o, "/TH").__delitem__("/A"))
    assert "A heading of level 3 follows one of level 0." in spoilt(
        lambda o: setattr(first(o, "/H1"), "S", pikepdf.Name.H3)
    )
    assert "Page 1 has 1 unmarked operators." in spoilt(unmark)
    assert any("does not say which characters" in f for f in spoilt(strip_font))
    assert any("language" in f for f in spoilt(lambda o: o.Root.__delitem__("/Lang")))
