import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from drawn.papers import HOSTILE, LONG, every_block, figure, hostile, paper
from playwright.sync_api import Browser

from placement_check.records.blocks import Callout, Figure, Heading, PageBreak, Paragraph, Table, Tone
from placement_check.records.html import to_html
from placement_check.records.plain import legible

pytest_plugins = ("chromium",)
VOID = {"meta", "link", "br", "wbr", "img", "col", "hr", "input"}
WCAG = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


class Page(HTMLParser):
    """A page as a list of its elements, each with its attributes and the text directly or deeper in it."""

    def __init__(self, text):
        super().__init__()
        self.open, self.all = [], []
        self.feed(text)
        assert not self.open, f"not closed: {[e['tag'] for e in self.open]}"

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "attributes": dict(attrs), "text": "", "above": [e["tag"] for e in self.open]}
        assert len(attrs) == len(element["attributes"]), "an attribute is written twice"
        self.all.append(element)
        if tag not in VOID and not self.get_starttag_text().endswith("/>"):
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def named(self, tag):
        return [e for e in self.all if e["tag"] == tag]


@pytest.fixture(params=[every_block, hostile], ids=["every_block", "hostile"])
def document(request):
    return request.param()


def test_a_page_has_one_title_its_landmarks_and_a_way_past_the_contents(document):
    page = Page(to_html(document))
    assert page.named("html")[0]["attributes"]["lang"] == "en-GB"
    assert [e["text"] for e in page.named("h1")] == [page.named("title")[0]["text"]]
    assert all(len(page.named(tag)) == 1 for tag in ("header", "nav", "main", "footer"))
    skip = page.named("a")[0]["attributes"]["href"]
    assert skip == "#" + page.named("main")[0]["attributes"]["id"]


def test_headings_leave_no_level_out_and_ids_are_used_once(document):
    page = Page(to_html(document))
    levels = [int(e["tag"][1]) for e in page.all if re.fullmatch("h[1-6]", e["tag"])]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [e["attributes"]["id"] for e in page.all if "id" in e["attributes"]]
    assert len(ids) == len(set(ids))
    for element in page.all:
        for name in ("aria-labelledby", "href", "clip-path"):
            if name in element["attributes"]:
                assert element["attributes"][name].removeprefix("url(").strip("#)") in ids


def test_the_contents_lead_to_the_sections():
    page = Page(to_html(every_block()))
    links = [e for e in page.named("a") if "nav" in e["above"]]
    assert [e["text"] for e in links] == [
        "Summary",
        "The profile",
        "Matters for people",
        "Sources and versions",
    ]
    assert links[0]["attributes"]["href"] == "#summary"
    assert "<nav" not in to_html(paper(Paragraph("short")))


def test_tables_have_captions_header_rows_and_row_headers():
    page = Page(to_html(every_block()))
    assert len(page.named("caption")) == len(page.named("table")) == 2
    headers = page.named("th")
    assert {e["attributes"]["scope"] for e in headers if "thead" in e["above"]} == {"col"}
    assert {e["attributes"]["scope"] for e in headers if "tbody" in e["above"]} == {"row"}
    assert sum("tbody" in e["above"] for e in headers) == 62
    regions = [e["attributes"] for e in page.all if e["attributes"].get("role") == "region"]
    assert all(r["tabindex"] == "0" and r["aria-labelledby"] for r in regions)


def test_a_first_cell_with_nothing_in_it_heads_no_row():
    page = Page(to_html(paper(Table("Two rows", ("a", "b"), (("", "1"), ("x", "2"))))))
    assert [e["text"] for e in page.named("th")] == ["a", "b", "x"]


def test_a_drawing_is_one_image_with_its_alternative_text():
    page = Page(to_html(paper(figure(), figure())))
    for drawing in page.named("svg"):
        assert drawing["attributes"]["role"] == "img"
        assert drawing["attributes"]["aria-label"] == figure().alt
    assert [e["text"] for e in page.named("figcaption")] == [figure().caption] * 2


def test_texts_of_people_are_never_markup():
    text = to_html(hostile())
    page = Page(text)
    assert {e["tag"] for e in page.all} & {"script", "img", "b", "link", "iframe"} == set()
    assert not any(name.startswith("on") for e in page.all for name in e["attributes"])
    # Every text still stands there, and reads as it was written.
    items = [e["text"] for e in page.named("li") if "main" in e["above"]]
    assert items[: len(HOSTILE)] == [legible(t).strip(" ") for t in HOSTILE]
    assert "{{ 7*7 }}" in text
    assert "\u202e" not in text
    assert "\x07" not in text


def test_nothing_runs_and_nothing_is_fetched():
    text = to_html(every_block())
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    assert f'content="{policy}"' in text
    assert not re.findall(r"<script|<link|<img|<iframe|@import|url\((?!#)", text)
    assert re.findall(r"https?://", text) == []


def test_a_tone_is_said_in_a_word_where_the_title_does_not_say_it():
    def title(tone, words):
        return Page(to_html(paper(Callout(tone, words, ())))).named("h2")[0]["text"]

    assert title(Tone.WARNING, "Not back-tested") == "Warning: Not back-tested"
    assert title(Tone.MISSING, "What is missing here") == "What is missing here"
    assert title(Tone.HEADLINE, "Band 2") == "Band 2"


def test_a_page_break_and_a_document_without_marks_print_no_empty_thing():
    text = to_html(
        paper(Heading(2, "One", "one"), PageBreak(), Heading(2, "Two", "two"), marks=(), subtitle="")
    )
    assert '<div class="page-break"></div>' in text
    assert 'class="marks"' not in text
    assert 'class="running"' not in text
    assert 'class="subtitle"' not in text


def test_the_same_document_gives_the_same_page_in_another_process():
    code = (
        "import sys; sys.path.insert(0, 'tests'); from drawn.papers import hostile; "
        "from placement_check.records.html import to_html; import hashlib; "
        "print(hashlib.sha256(to_html(hostile()).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("0", "1")
    }
    assert len(seen) == 1


@pytest.fixture
def opened(browser: Browser):
    """Open a document in a page of a width and hand it over with what the browser complained of."""
    pages = []

    def open_(document, width):
        page = browser.new_page(viewport={"width": width, "height": 800})
        pages.append(page)
        page.on("request", lambda r: pytest.fail(f"the page asked for {r.url}"))
        said = []
        page.on("console", lambda m: said.append(m.text))
        page.on("dialog", lambda d: (said.append(d.message), d.dismiss()))
        page.set_content(to_html(document))
        return page, said

    yield open_
    for page in pages:
        page.close()


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_a_browser_finds_no_fault_and_no_sideways_scroll(document, opened, width):
    from axe_playwright_python.sync_playwright import Axe

    page, said = opened(document, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate(
        "w => [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, svg, .skip')"
        " && !e.closest('.running') && e.getBoundingClientRect().right > w + 0.5).map(e => e.outerHTML.slice(0, 99))",
        width,
    )
    assert outside == []
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
    assert said == []


def test_the_skip_link_and_a_wide_table_can_be_reached_and_seen_by_keyboard(opened):
    page, _ = opened(every_block(), 320)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("e => e === document.activeElement")
    assert skip.bounding_box()["x"] >= 0
    stops = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.add(page.evaluate("document.activeElement.className"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert page.evaluate("document.activeElement === document.body") or outline == "solid"
    assert "scroll" in stops


def test_in_print_every_sheet_bears_the_marks_and_the_table_its_header_row(opened):
    import pdf_gate

    page, _ = opened(every_block(), 1280)
    sheets = pdf_gate.page_texts(page.pdf(prefer_css_page_size=True))
    assert len(sheets) > 4
    assert all("FICTIONALSAMPLE" in s.replace(" ", "") for s in sheets)
    rows = [
        s.replace(" ", "") for s in sheets if "measure" in s.replace("measured", "").replace("byMeasure", "")
    ]
    assert len([s for s in rows if "Whatwasasked" in s]) >= 3
    assert all("Whatwasasked" in s for s in rows if "premises,measure" in s)


def test_a_long_word_may_break_and_is_copied_whole():
    page = Page(to_html(paper(Paragraph(LONG))))
    assert LONG in page.named("main")[0]["text"]


def test_a_drawing_that_is_not_fit_for_a_page_is_refused():
    bad = Figure('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script/></svg>', "x", "x", 10)
    with pytest.raises(ValueError, match="holds 'script'"):
        to_html(paper(bad))
