"""The terms that a report uses, each in a sentence or two; terms that it does not use are left out."""

from __future__ import annotations

import re

from placement_check.records.blocks import Block, Pairs
from placement_check.records.view.words import texts_of

TERMS = {
    "band set": "The bands that together hold at least 80 % of the draws, and the band of the score itself.",
    "by area": "Records per km² and year, those nearer weighing more and those longer ago less.",
    "by residents": "Records per 1,000 residents and year, weighed in the same way.",
    "completeness": "The share of the evidence, by the method's weights, that is held for this place.",
    "data grade": "A to C, or N for none: how far the data behind a figure can be trusted.",
    "denominator-sensitive": "Counted by area and by residents, the place stands very differently.",
    "draws": "The score worked out again many times with chance, the method's choices and what is missing varied.",
    "floor": "A band below which the result cannot fall, whatever the other figures are.",
    "interval": "The range in which the true figure lies with the probability stated.",
    "kernel count": "A count in which a place nearby weighs up to 1, and one at the edge of the reach nothing.",
    "MAPPA area": "The area for which numbers of registered sex offenders are published.",
    "neighbourhood": "A small area of about 1,600 residents (ONS Lower layer Super Output Area, 2021).",
    "percentile": "How many of 100 compared places have a lower figure; half of those that are equal count.",
    "police-generated": "Offences found mostly where the police look for them, such as drugs and weapons.",
    "provisional": "Not to be relied on until a named person has looked and recorded a decision.",
    "review trigger": "A sign that a person must look before the result is relied on; the band stays as it is.",
    "score": "The place's percentile of documented location risk factors in its reference set, 0 to 100.",
    "seed": "The number from which the draws start. It follows from place, purpose, data and method; nobody sets it.",
    "shrinkage": "Drawing a figure that rests on few records towards the mean of the police area.",
}


def _sign(term: str) -> str:
    """Return the words that show that a term is used; a licence too may speak of scores."""
    return "score and band" if term == "score" else term.lower()


def glossary(blocks: tuple[Block, ...]) -> Pairs:
    """Return the terms that the blocks use."""
    text = " ".join(texts_of(blocks)).lower()
    used = {t: words for t, words in TERMS.items() if re.search(rf"\b{re.escape(_sign(t))}s?\b", text)}
    return Pairs(tuple(used.items()))
