import io
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml.ns import qn
from drawn.papers import HOSTILE, every_block, figure, hostile, paper

from placement_check.records.blocks import Bullets, Callout, Field, Heading, PageBreak, Pairs, Paragraph, Tone
from placement_check.records.plain import legible
from placement_check.records.word import WordMissing, to_word


def opened(document):
    return docx.Document(io.BytesIO(to_word(document)))


@pytest.fixture(scope="module")
def whole():
    return opened(every_block())


def test_headings_are_headings(whole):
    found = [(p.style.name, p.text) for p in whole.paragraphs if p.style.name.startswith("Heading")]
    assert found[0] == ("Heading 1", "What is known about 12 Example Row")
    assert ("Heading 2", "The profile") in found
    assert ("Heading 4", "By whom") in found


def test_the_file_names_itself_its_language_and_its_day(whole):
    core = whole.core_properties
    assert (core.title, core.language) == ("What is known about 12 Example Row", "en-GB")
    assert core.created == core.modified == datetime(2024, 6, 30, tzinfo=UTC)
    assert core.keywords == "ab" * 32
    assert {e.get(qn("w:val")) for e in whole.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_a_table_repeats_its_header_row_and_breaks_no_row(whole):
    tables = [t for t in whole.tables if len(t.rows) > 1]
    assert [len(t.rows) for t in tables] == [61, 3]
    for table in tables:
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert heads == [True] + [False] * (len(heads) - 1)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    assert [c.text for c in tables[0].rows[1].cells][:2] == ["Recorded violence, measure 0", "0.0"]


def test_the_properties_of_a_table_stand_in_the_order_of_the_standard(whole):
    order = ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblLook", "tblCaption"]
    for table in whole.tables:
        found = [e.tag.split("}")[1] for e in table._tbl.tblPr]
        assert found == sorted(found, key=order.index)


def test_a_picture_has_its_alternative_text(whole):
    assert [s._inline.docPr.get("descr") for s in whole.inline_shapes] == [figure().alt]


def test_marks_and_page_numbers_stand_on_every_page(whole):
    section = whole.sections[0]
    assert section.header.paragraphs[0].text == "DRAFT  ·  FICTIONAL SAMPLE"
    assert not section.different_first_page_header_footer
    assert not whole.settings.odd_and_even_pages_header_footer
    fields = [e.text.strip() for e in section.footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "PC-2024-06-30-0b1c" in section.footer.paragraphs[1].text


def test_a_place_to_write_is_an_empty_cell_with_a_border(whole):
    empty = [t for t in whole.tables if len(t.rows) == 1 and not t.rows[0].cells[0].text]
    assert len(empty) == 2
    for table in empty:
        sides = table.rows[0].cells[0]._tc.tcPr.find(qn("w:tcBorders"))
        assert {e.get(qn("w:val")) for e in sides} == {"single"}
        assert table.rows[0].height


def test_a_callout_says_its_tone():
    made = opened(paper(Callout(Tone.WARNING, "Read this", (Paragraph("Now."), Bullets(("a", "b"))))))
    assert [p.text for p in made.tables[0].rows[0].cells[0].paragraphs] == [
        "Warning: Read this",
        "Now.",
        "a",
        "b",
    ]


def test_each_numbered_list_begins_at_one():
    made = opened(
        paper(Bullets(("a", "b"), numbered=True), Bullets(("c",), numbered=True), Bullets((), numbered=True))
    )
    numbers = [p._p.pPr.numPr.numId.val for p in made.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]


def test_a_page_break_leaves_no_empty_paragraph():
    made = opened(paper(Paragraph("x"), PageBreak(), Heading(2, "Two", "two"), PageBreak()))
    assert [(p.text, p.paragraph_format.page_break_before) for p in made.paragraphs[-2:]] == [
        ("x", False),
        ("Two", True),
    ]


def test_texts_of_people_are_plain_texts():
    made = opened(hostile())
    items = [p.text for p in made.paragraphs if p.style.name == "List Bullet"]
    assert items[: len(HOSTILE)] == [legible(t).strip(" ") for t in HOSTILE]
    assert len(made.core_properties.subject) == 255


def test_the_same_document_gives_the_same_bytes_in_another_process():
    code = (
        "import sys; sys.path.insert(0, 'tests'); from drawn.papers import every_block; "
        "from placement_check.records.word import to_word; sys.stdout.buffer.write(to_word(every_block()))"
    )
    made = to_word(every_block())
    env = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland"}
    assert (
        subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True).stdout == made
    )
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {p.date_time for p in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert parts.testzip() is None
        assert not [n for n in parts.namelist() if "thumbnail" in n]


def test_without_the_library_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(WordMissing, match=r"pip install 'placement-check\[word\]'"):
        to_word(every_block())


def test_asking_for_the_renderers_loads_no_library_that_they_need():
    code = (
        "import sys; from placement_check.records import html, pdf, word; "
        "print([m for m in ('jinja2', 'markupsafe', 'typst', 'docx', 'lxml') if m in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        == "[]\n"
    )


def test_a_field_without_a_hint_and_pairs_with_long_terms_are_printed():
    long = "A term much longer than its column is wide"
    made = opened(paper(Field("Name", "", 1), Pairs(((long, "x"), ("Term", "y"))), Pairs(())))
    assert [p.text for p in made.paragraphs if p.style.name in ("Hint", "Pair")] == [f"{long}\nx", "Term\ty"]
    assert [p.text for p in opened(paper(subtitle="")).paragraphs] == ["What is known about 12 Example Row"]
