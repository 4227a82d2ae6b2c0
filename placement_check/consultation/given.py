"""An act as it can be read: the fields that this copy shows, each asked for by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar

from placement_check.chain import Act, Event, Value
from placement_check.consultation.kinds import Kind
from placement_check.forms.form import YEARS

Word = TypeVar("Word", bound=StrEnum)

TIMES: Final = ("happened", "reply_by", "answered", "conversation_at")
OF_THE_CHILD: Final = frozenset({"matching", "view"})
"""What an answer says of one child: a reused answer carries it over only to a case of the same child."""


@dataclass(frozen=True, slots=True)
class Given:
    """One act, with the fields that this copy shows, and the names of those that it hides."""

    kind: Kind
    at: datetime
    organisation: str
    role: str
    fields: Mapping[str, Value]
    hidden: frozenset[str] = field(default_factory=frozenset)

    def text(self, name: str) -> str:
        """Return a text; "" where there is none, or this copy does not show it."""
        found = self.fields.get(name)
        return found if isinstance(found, str) else ""

    def truth(self, name: str) -> bool:
        """Return whether a field says yes."""
        return self.fields.get(name) is True

    def table(self, name: str) -> Mapping[str, Value]:
        """Return the table that a field holds; empty where there is none."""
        found = self.fields.get(name)
        return found if isinstance(found, Mapping) else {}

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a list; none where there is no list."""
        found = self.fields.get(name)
        return tuple(t for t in found if isinstance(t, str)) if isinstance(found, list | tuple) else ()

    def rows(self, name: str) -> tuple[Mapping[str, Value], ...]:
        """Return the tables of a list; none where there is no list."""
        found = self.fields.get(name)
        return tuple(r for r in found if isinstance(r, Mapping)) if isinstance(found, list | tuple) else ()

    def word(self, name: str, words: type[Word]) -> Word | None:
        """Return a word of a closed list; None where there is none, or it is another."""
        return word_of(self.fields.get(name), words)

    def moment(self, name: str) -> datetime | None:
        """Return a time; None where there is none, it is no time with its zone, or it is of no year that can be."""
        found = self._written(name)
        return found if found is not None and found.year in YEARS else None

    def beyond(self) -> str:
        """Return the name of a time that lies outside the years that can be; "" where there is none."""
        return next((n for n in TIMES if (t := self._written(n)) is not None and t.year not in YEARS), "")

    def _written(self, name: str) -> datetime | None:
        try:
            found = datetime.fromisoformat(self.text(name))
        except ValueError:
            return None
        return found if found.tzinfo is not None else None

    @property
    def same_child(self) -> bool:
        """Return whether a reused answer was about this child: what is said of one child is carried over only then."""
        return self.truth("same_child") or ("same_child" in self.hidden and bool(OF_THE_CHILD & self._names))

    @property
    def _names(self) -> frozenset[str]:
        return frozenset(self.fields) | self.hidden

    @property
    def happened(self) -> datetime:
        """Return when it happened; when it was recorded, where nothing else is said."""
        return self.moment("happened") or self.at


def word_of(value: Value, words: type[Word]) -> Word | None:
    """Return the word of a closed list that a value is; None where it is none."""
    return words(value) if isinstance(value, str) and value in [w.value for w in words] else None


def of_event(event: Event) -> Given | None:
    """Return an event as it can be read; None where its kind is not an act of a case."""
    kind = word_of(event.kind, Kind)
    if kind is None:
        return None
    shown = {name: field.value for name, field in event.fields.items() if not field.redacted}
    return Given(
        kind, event.at, event.organisation, event.role, shown, frozenset(event.fields) - frozenset(shown)
    )


def of_act(act: Act) -> Given | None:
    """Return an act that is to be recorded as it can be read; None where its kind is not an act of a case."""
    kind = word_of(act.kind, Kind)
    return None if kind is None else Given(kind, act.at, act.organisation, act.role, dict(act.fields))
