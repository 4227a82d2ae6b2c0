"""The public edition of a report. It is an allow-list by construction: only fields that a section names go in."""

from __future__ import annotations

from collections.abc import Iterator

from geodata.store import Store
from placement_check.assess import Assessment
from placement_check.purpose import Purpose
from placement_check.records import numbers, wording
from placement_check.records.blocks import Block, Document, Heading, PageBreak, Pairs, Paragraph
from placement_check.records.document import squares_sentence
from placement_check.records.marks import marks_of
from placement_check.records.view import people, pictures
from placement_check.records.view.edition import Additions, Edition, edition
from placement_check.records.view.floors import floors_explained
from placement_check.records.view.gaps import missing_in_full
from placement_check.records.view.glossary import glossary
from placement_check.records.view.helps import helps_here, near_table
from placement_check.records.view.plain_page import plain_page
from placement_check.records.view.profile import profile
from placement_check.records.view.sources import sources, steps, versions
from placement_check.records.view.summary import decision_sheet, summary, validity_in_short
from placement_check.records.view.words import asked_for, quoted
from placement_check.records.view.workings import workings

NOTHING_ADDED = Additions()


def open_view(assessment: Assessment, store: Store, options: Additions = NOTHING_ADDED) -> Document:
    """Return the report of an assessment as a document; the same inputs give the same document.

    Parameters
    ----------
    store
        The release that the assessment was made from; the map is drawn from it.
    options
        What people recorded, and ready blocks that answer a planning application.

    Raises
    ------
    ValueError
        If the release is not the one that the assessment was made from.
    """
    e = edition(assessment, store, options)
    day = numbers.day(assessment.at)
    name = assessment.where.district.name
    place = "" if assessment.purpose is Purpose.REVIEW else f"{asked_for(assessment)}, "
    reference = f"PC-{assessment.at:%Y%m%d}-{e.digest[:12]}"
    body = tuple(_blocks(e, options.planning))
    return Document(
        title=f"A place in {name}", subtitle=f"{place}what is known about it, for {day}",
        reference=reference, day=assessment.at, digest=e.digest, marks=marks(e),
        footer=f"Assessed {day}, valid until {_until(e)}",
        blocks=(*body, Heading(3, "Terms used", "glossary"), glossary(body)),
    )  # fmt: skip


def marks(e: Edition) -> tuple[str, ...]:
    """Return what stands on every page."""
    return marks_of(e.assessment, decided=e.human.decision is not None, expired=e.human.expired)


def _until(e: Edition) -> str:
    day = min(e.validity.until, e.human.until or e.validity.until)
    said = numbers.day(day)
    return f"{said} (EXPIRED)" if e.validity.expired or e.human.expired else said


def _blocks(e: Edition, planning: tuple[Block, ...]) -> Iterator[Block]:
    yield from pictures.fictional(e)
    yield from plain_page(e)
    yield from summary(e)
    yield from decision_sheet(e)
    yield from planning
    yield from _annex(e)


def _annex(e: Edition) -> Iterator[Block]:
    """Yield the annex in the order of S-53: profile, missing, floors, score, people, and how to recompute it."""
    rating = e.assessment.rating
    yield PageBreak()
    yield Heading(2, "Annex: the evidence in full", "annex")
    yield from _place(e)
    yield from profile(e)
    yield from missing_in_full(e)
    yield from helps_here(e, "helps-in-full")
    yield Heading(3, "What else is nearest", "nearest")
    yield from near_table(
        [n for n in e.assessment.near if not n.helps], "Venues and hazards nearest to the place"
    )
    if rating is not None:
        yield from floors_explained(e, rating)
        yield from workings(e, rating)
    yield from pictures.months(e)
    yield from pictures.area(e)
    yield from people.views(e)
    yield from people.checks(e)
    yield from people.visits_and_corrections(e)
    yield Paragraph(wording.PLANNING)
    yield from sources(e)
    yield from versions(e)
    yield from steps(e)


def _place(e: Edition) -> Iterator[Block]:
    a = e.assessment
    where, found = a.where, a.location
    yield Heading(3, "The place", "place")
    rows: list[tuple[str, str]] = []
    if a.purpose is not Purpose.REVIEW:
        rows += [
            ("Asked for", asked_for(a)), ("Matched", quoted(found.matched)),
            ("Easting, northing", f"{found.point.easting:.0f} m, {found.point.northing:.0f} m (EPSG:27700)"),
            ("Latitude, longitude", f"{found.position.latitude:.5f}, {found.position.longitude:.5f}"),
            *(("Note", note) for note in found.notes),
        ]  # fmt: skip
    rows += [
        ("May be out by", f"{found.uncertainty_m:.0f} m; all but hazards is asked of the 100 m square"),
        ("Authority", f"{where.authority.name} ({where.authority.code})"),
        *(("Near a boundary", f"The site may lie in {n.name} ({n.code}): the boundary is within its uncertainty.")
          for n in where.near_boundary_of),
        ("Police force", f"{where.force.name} ({where.force.code}); MAPPA area {where.force.mappa_area}"),
        ("Adjoining authorities", _adjoining(e)),
        ("Small area (LSOA 2021)", where.lsoa or "not known: the small-area boundaries here are not held"),
        ("Assessed for", numbers.day(a.at)), ("Valid until", validity_in_short(e)),
    ]  # fmt: skip
    yield Pairs(tuple(rows))
    if a.span is not None:
        yield Paragraph(squares_sentence(a))


def _adjoining(e: Edition) -> str:
    near = e.assessment.where.adjoining
    names = [f"{n.name}{' (by water)' if n.basis == 'water' else ''}" for n in near]
    if not names:
        return "no authority by land"
    tail = (
        ""
        if any(n.confirmed_by for n in near)
        else ". From published boundaries; no authority has confirmed them"
    )
    return f"{'; '.join(names)}{tail}."
