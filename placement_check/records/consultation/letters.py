"""The letters of a case, each a document: two to the police, and three from one authority to another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from placement_check.chain import Chain
from placement_check.consultation.state import CaseState
from placement_check.records.blocks import Document
from placement_check.records.consultation import authority_letters, police_letters
from placement_check.records.consultation.edition import FULL, told_in
from placement_check.records.consultation.facts import Facts


class Letter(StrEnum):
    """The kinds of letter, as the command line names them."""

    POLICE_NEW_HOME = "police_new_home"
    POLICE_ESTABLISHED_HOME = "police_established_home"
    AREA_NOTICE = "area_notice"
    ENDING_NOTICE = "ending_notice"
    ESCALATION = "escalation"


WRITTEN: Mapping[Letter, Callable[[Facts], Document]] = {
    Letter.POLICE_NEW_HOME: police_letters.new_home,
    Letter.POLICE_ESTABLISHED_HOME: police_letters.established_home,
    Letter.AREA_NOTICE: authority_letters.area_notice,
    Letter.ENDING_NOTICE: authority_letters.ending_notice,
    Letter.ESCALATION: authority_letters.escalation,
}


def letter(chain: Chain, state: CaseState, kind: Letter) -> Document:
    """Return a letter of the case as a document; the same case gives the same document.

    Of a redacted chain the letter says what the chain shows, and that the rest is withheld.

    Raises
    ------
    ChainError
        If the chain has no events, or is not the chain of a case.
    """
    return WRITTEN[kind](told_in(chain, state, FULL))
