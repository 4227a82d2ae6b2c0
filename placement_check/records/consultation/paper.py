"""A record or letter as the bytes of a file."""

from __future__ import annotations

from typing import Literal, TypeAlias

from placement_check.records.blocks import Document

Form: TypeAlias = Literal["html", "pdf", "docx"]


def paper(document: Document, form: Form) -> bytes:
    """Return a document as ``html``, ``pdf`` or ``docx``; the same document gives the same bytes.

    Raises
    ------
    WordMissing
        If Word is asked for and the package that writes it is not installed.
    ModuleNotFoundError
        If the package that writes the form is not installed.
    """
    # Loaded where it is used: a record shown on a screen must not pay for a typesetter.
    if form == "html":
        from placement_check.records.html import to_html

        return to_html(document).encode("utf-8")
    if form == "pdf":
        from placement_check.records.pdf import to_pdf

        return to_pdf(document)
    from placement_check.records.word import to_word

    return to_word(document)
