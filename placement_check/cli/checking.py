"""What a check prints or writes: the assessment in the form asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geodata.store import Store
from placement_check.assess import Assessment

if TYPE_CHECKING:
    from placement_check.records.view.edition import Additions

PAPERS = ("html", "pdf", "docx")


def render(assessment: Assessment, form: str) -> str:
    """Return the assessment as ``json``, ``geojson``, ``csv`` or ``txt``."""
    if form == "json":
        from placement_check.records.document import to_json

        return to_json(assessment)
    if form == "geojson":
        from placement_check.records.tables import to_geojson

        return to_geojson(assessment)
    if form == "csv":
        from placement_check.records.tables import to_csv

        return to_csv(assessment)
    from placement_check.records.text import to_text

    return to_text(assessment)


def paper(assessment: Assessment, store: Store, form: str, additions: Additions | None = None) -> bytes:
    """Return the report of an assessment, with what its case adds, as ``html``, ``pdf`` or ``docx``.

    Raises
    ------
    click.ClickException
        If what writes the form is not installed.
    """
    from placement_check.records.view.open_view import NOTHING_ADDED, open_view

    document = open_view(assessment, store, additions or NOTHING_ADDED)
    try:
        if form == "html":
            from placement_check.records.html import to_html

            return to_html(document).encode("utf-8")
        if form == "pdf":
            from placement_check.records.pdf import to_pdf

            return to_pdf(document)
        from placement_check.records.word import WordMissing, to_word

        try:
            return to_word(document)
        except WordMissing as fault:
            raise click.ClickException(str(fault)) from fault
    except ModuleNotFoundError as fault:
        raise click.ClickException(
            f"A .{form} report needs the package {fault.name}, which is not installed. Install placement-check again "
            "with all that it requires, or ask for .json or .txt."
        ) from fault
