"""What can go wrong with a case file, a head or a key."""

from __future__ import annotations

import json

from geodata.errors import GeodataError

_SHOWN = 60


class ChainError(GeodataError):
    """A case file, a head or a key cannot be read, or an event cannot be recorded.

    Parameters
    ----------
    where
        The file, event or field to blame.
    text
        What is wrong, in words.
    advice
        What to do next.
    """

    def __init__(self, where: str, text: str, advice: str) -> None:
        self.where = where
        self.text = text
        self.advice = advice
        super().__init__(f"{where}: {text} {advice}")


def shown(text: str) -> str:
    """Return a text as it may be printed: quoted, cut short, nothing in it but plain characters."""
    return json.dumps(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")
