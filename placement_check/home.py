"""An existing home under review: its setting, its further buildings, and what is recorded at its own map points."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from geodata.types import Location


class Setting(StrEnum):
    """What kind of home is reviewed; the law of each differs, the method does not."""

    CHILDRENS_HOME = "childrens_home"
    SUPPORTED_ACCOMMODATION = "supported_accommodation"


class ExistingHome(NamedTuple):
    """The home that a review is of. Its address is confidential: a review is never a public edition (method 5.2)."""

    setting: Setting
    buildings: tuple[Location, ...] = ()


class Review(NamedTuple):
    """What a review adds: the calendar year it stands for, and the records at the home's own map points by group.

    ``further`` are the home's buildings besides the one asked for. ``own_records`` is None where recorded crime cannot
    be measured.
    """

    setting: Setting
    year: int
    further: tuple[Location, ...]
    own_records: Mapping[str, int] | None

    @property
    def buildings(self) -> int:
        """Return how many buildings the home has."""
        return 1 + len(self.further)
