"""Pairs of authorities of which nobody can say yet whether they adjoin: a dated table, never a guess."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from geodata.tables import SHIPPED, Row, period, read_tables, rows_of, word

GROUNDS: Final = ("water", "corner", "lists_disagree", "scotland")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why it is doubtful that two authorities adjoin, from the first to the last day on which it is."""

    pair: frozenset[str]
    ground: str
    why: str
    first: date
    last: date
    source: str


class Doubts:
    """The doubtful pairs, by pair and day."""

    def __init__(self, doubts: Iterable[Doubt]) -> None:
        self.all = tuple(doubts)

    def of(self, one: str, other: str, on: date) -> Doubt | None:
        """Return the doubt about two authorities on a day, or None where there is none."""
        pair = frozenset((one, other))
        return next((d for d in self.all if d.pair == pair and d.first <= on <= d.last), None)


@cache
def shipped() -> Doubts:
    """Return the doubts of the shipped table."""
    return Doubts(_doubt(row) for row in rows_of(read_tables(SHIPPED), "adjacency_doubts"))


def _doubt(row: Row) -> Doubt:
    where = f"Table 'adjacency_doubts', {row['code_a']} and {row['code_b']}"
    first, last = period(row, where)
    ground = word(row["ground"], GROUNDS, where)
    return Doubt(frozenset((row["code_a"], row["code_b"])), ground, row["why"], first, last, row["source"])
