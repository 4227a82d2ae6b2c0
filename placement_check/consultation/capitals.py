"""Two capitalised words that are no post, place or organisation: a first name and a surname are written so."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Final

from geodata.tables import SHIPPED, read_tables

_WORD = re.compile(r"(?<![\w'’-])[^\W\d_][\w'’-]*")
_BETWEEN = re.compile(r"[ \t\n\r\xa0]+")
_ENDS = re.compile(r"(?:^|[.!?:;\n(]\s*)$")

_OFFICES: Final = """
    a academy access accommodation act address advice adviser advisor advocate agency agreed agreement alternative
    an analysis and annual answer appendix approval area assessment assessor assistant at authority avenue board
    borough bus by callout camhs care carer case cathedral central centre chair chief child children children's
    children’s city clerk clinic clinical college combined commission commissioner commissioning committee community
    company condition conditions conference constabulary consultant consultation contact contextual corporate
    council councillor county crescent crime criminal cross customer data decision delivery department deputy
    designated director directorate district division divisional doctor document duty early eastern education
    emergency engagement england enquiry estate event exec executive exploitation family finance fire for force
    foster fostering foundation framework front general governor gp greater green group guardian guidance harm head
    health help high home homes hospital house hub icb impact in inclusion independent information inspector
    inspectorate integrated intelligence internet interview iro item junior key law lead leader legal leisure level
    licensing limited local location lords ltd manager map matters meeting member mental metropolitan minister
    ministry missing multi-agency nature need needs neighbourhood network nhs nomination note notice notification
    number nurse occupational of off office officer ofsted on online open operational operations order outcome panel
    paper parade parliament part partner partnership pathway pathways performance personal pilot place placement
    placements plan planning plc point police policy pool portal practice practitioner primary principal private
    probation procedure profile programme project protection protocol provider psychology public pupil quality rail
    railway record records referral region regional register registered registration regulation regulations report
    representative resident residential resource response responsible return review reviewing risk road room row
    royal safeguarding schedule scheme school scotland search secondary secretary section secure senior
    sergeant service services sex shop single site social solicitor southern specialist square stage standards state
    statement station statutory strategic strategy street sufficiency superintendent support supported surgery
    system tables team terrace the therapeutic therapy threshold time to town tracker trading training transition
    transport treatment tribunal trust under unit unitary university update upon urgent vale version victim view
    village violence virtual visit vulnerable wales ward way welfare welsh western with worker workforce working
    yard youth
"""
OFFICES: Final = frozenset(_OFFICES.split())
"""Words of which one is enough: what stands in capitals beside it is a post, an office, a place or a title."""

_BOTH: Final = """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december easter christmas good boxing british english
    north south east west northern southern eastern western upper lower new old great little greater saint st upon under
"""
_DAYS: Final = frozenset(_BOTH.split())
"""Words that are known and that are names too: all of the words must be known."""


def full_name(text: str) -> str:
    """Return the first two capitalised words that are written like a name and a surname; "" where there are none.

    Two words of which one is a word of an office, or both are of a place, are none; nor is the first word of a sentence
    before a place. Words all in capitals or all in small letters are not looked at.
    """
    for one, two in pairwise(_WORD.finditer(text)):
        if not _BETWEEN.fullmatch(text[one.end() : two.start()]) or not (
            _capital(one[0]) and _capital(two[0])
        ):
            continue
        first, second = (_plain(word) for word in (one[0], two[0]))
        if {first, second} & OFFICES:
            continue
        opens = _ENDS.search(text[: one.start()]) is not None
        if second not in known() or not (opens or first in known()):
            return f"{one[0]} {two[0]}"
    return ""


def _capital(word: str) -> bool:
    return word[0].isupper() and not word.isupper()


def _plain(word: str) -> str:
    return re.sub(r"['’]s?$", "", word).casefold()


@cache
def known() -> frozenset[str]:
    """Return the words of authorities' names as they ever were, with days and months."""
    tables = read_tables(SHIPPED)
    names = (row["name"] for table in ("authorities", "districts", "forces") for row in tables[table])
    return frozenset(_plain(word) for name in names for word in _WORD.findall(name)) | _DAYS
