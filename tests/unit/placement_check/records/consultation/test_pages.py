"""A record and a letter as pages of a browser: nothing wider than a phone, every wide table within reach."""

from __future__ import annotations

from placement_check.consultation.case import state_of
from placement_check.records.consultation.letters import Letter, letter
from placement_check.records.consultation.paper import paper
from placement_check.records.consultation.record import consultation_record

pytest_plugins = ("chromium",)


def documents(cases):
    for name in ("sent", "silent", "completed"):
        yield consultation_record(cases[name], state_of(cases[name]))
    yield letter(cases["completed"], state_of(cases["completed"]), Letter.POLICE_NEW_HOME)


def test_no_page_is_wider_than_its_window_and_no_box_is_empty(cases, browser, tmp_path):
    for number, document in enumerate(documents(cases)):
        kept = tmp_path / f"{number}.html"
        kept.write_bytes(paper(document, "html"))
        for width in (320, 1280):
            page = browser.new_page(viewport={"width": width, "height": 800})
            page.goto(kept.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            empty = page.evaluate(
                "[...document.querySelectorAll('.callout')].filter(e => e.children.length < 2).length"
            )
            assert empty == 0
            blank = page.evaluate(
                "[...document.querySelectorAll('dd, thead th')].filter(e => !e.textContent.trim()).length"
            )
            assert blank == 0
            page.close()
