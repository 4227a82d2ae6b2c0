"""The few words that a page itself needs, whatever it is about: where to find things, and which page this is."""

from __future__ import annotations

from pathlib import Path

from placement_check.records.blocks import Callout, Tone

LANGUAGE = "en-GB"
AUTHOR = "placement-check"
CONTENTS = "Contents"
SKIP = "Skip to the report"
MARKED = "How this document is marked"
PAGE = "Page"
OF = "of"
REFERENCE = "Reference"
FONT = "DejaVu Sans"
FONTS = Path(__file__).parent / "fonts"
TEMPLATES = Path(__file__).parent / "templates"

_SPOKEN = {Tone.MISSING: "Missing", Tone.WARNING: "Warning", Tone.NOTE: "Note", Tone.HEADLINE: ""}


def tone_word(callout: Callout) -> str:
    """Return the word that says a callout's tone, or nothing where its title says it already."""
    word = _SPOKEN[callout.tone]
    return "" if word.casefold() in callout.title.casefold() else word
