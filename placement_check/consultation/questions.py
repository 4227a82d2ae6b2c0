"""What an area authority is asked: blocks of closed questions, the same for every case (law page, section 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from placement_check.consultation.codes import Capacity, Concern, Intelligence, Matching, View, YesNo


class Block(StrEnum):
    """A block of questions; an answer has one field for each."""

    HOME = "home"
    AREA = "area"
    INTELLIGENCE = "intelligence"
    MATCHING = "matching"
    CAPACITY = "capacity"
    CONTACTS = "contacts"
    VIEW = "view"


TITLES: Final = {
    Block.HOME: "The home",
    Block.AREA: "The area",
    Block.INTELLIGENCE: "Intelligence, by category only",
    Block.MATCHING: "Matching",
    Block.CAPACITY: "Capacity of local services",
    Block.CONTACTS: "Contacts, by office",
    Block.VIEW: "The view of the area authority, which is advisory",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its block and name there, its words, and the closed codes that answer it.

    ``codes`` is None for a contact, which is answered with an office and how to reach it.
    """

    block: Block
    name: str
    text: str
    codes: type[StrEnum] | None

    @property
    def id(self) -> str:
        """Return the question's name with its block, as ``home.known``."""
        return f"{self.block}.{self.name}"


_HOME = (
    ("known", "Is the home known to you?"),
    (
        "concern",
        "Is there a current safeguarding, designated officer, section 47 or commissioning concern about it?",
    ),
    ("stopped_placing", "Have you suspended or stopped placing there?"),
)
_AREA = (
    ("cse", "child sexual exploitation"),
    ("cce", "child criminal exploitation or county lines"),
    ("trafficking", "trafficking or modern slavery"),
    ("gangs", "gangs or serious violence"),
    ("drugs", "a drugs market"),
    ("radicalisation", "radicalisation"),
    ("missing", "places that children go missing to"),
)
_CAPACITY = (
    ("school", "a school place, or what an education, health and care plan asks for"),
    ("mental_health", "child and adolescent mental health services"),
    ("youth_justice", "the youth justice service"),
    ("missing", "arrangements for missing children and return interviews"),
)
_CONTACTS = (
    ("named_office", "the office to speak with about this answer"),
    ("police", "the police point of contact"),
    ("virtual_school", "the virtual school"),
    ("designated_nurse", "the designated nurse's office"),
    ("emergency_duty", "the emergency duty team"),
)

QUESTIONS: Final = (
    *(Question(Block.HOME, name, text, YesNo) for name, text in _HOME),
    *(Question(Block.AREA, name, f"Near the home, is there a known local concern: {text}?", Concern)
      for name, text in _AREA),
    Question(
        Block.INTELLIGENCE, "code",
        "Is there intelligence, police-held or your own, that you consider relevant? Answer by code; detail goes from "
        "person to person.",
        Intelligence,
    ),
    Question(
        Block.MATCHING, "code",
        "Are there other children at the address or nearby whose presence raises a risk, to them or to this child? "
        "Identify none.",
        Matching,
    ),
    *(Question(Block.CAPACITY, name, f"Is there, for this child: {text}?", Capacity) for name, text in _CAPACITY),
    *(Question(Block.CONTACTS, name, f"Which office is {text}?", None) for name, text in _CONTACTS),
    Question(Block.VIEW, "code", "What is your view? It is advisory: it must be considered, and is no veto.", View),
)  # fmt: skip


def names(block: Block) -> tuple[str, ...]:
    """Return the names of a block's questions, in order."""
    return tuple(q.name for q in QUESTIONS if q.block is block)
