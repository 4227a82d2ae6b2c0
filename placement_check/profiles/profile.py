"""The profiles of many places: every indicator's figure or why there is none, and where each place lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.authorities import Authority, Force
from geodata.store import Store
from geodata.types import Location
from placement_check.comparators import Bench
from placement_check.findings import ReasonCode
from placement_check.measures.answer import Value
from placement_check.measures.presence import kernel_presence
from placement_check.method import Method
from placement_check.neighbours import neighbours_within
from placement_check.profiles import crime_answers, open_answers
from placement_check.profiles.answers import Answers, state_of
from placement_check.profiles.comparing import Comparing
from placement_check.profiles.crime_answers import CrimeAnswers
from placement_check.profiles.land import Land
from placement_check.profiles.measures import Asking
from placement_check.profiles.places import Places, placed
from placement_check.questions import rated_outside_crime
from placement_check.scene import ground_of
from placement_check.site import HALF_DIAGONAL_M

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Profiles:
    """By place. ``authority`` is None where no English district holds the place: it then has no answers that count.

    ``reference`` is the reference set's name and size; ``near_boundary`` names authorities that the site may lie in.
    """

    places: Places
    authority: Sequence[Authority | None]
    force: Sequence[Force | None]
    near_boundary: Sequence[str]
    reference: Sequence[tuple[str, int]]
    answers: Mapping[str, Answers]
    crime: CrimeAnswers


@dataclass(slots=True)
class Profiler:
    """Asks many places of one release on one day; what one batch made serves the next."""

    store: Store
    method: Method
    at: date
    land: Land = field(init=False)
    comparing: Comparing = field(init=False)

    def __post_init__(self) -> None:
        self.land = Land(ground_of(self.store))
        self.comparing = Comparing(self.store, self.method)

    def profile(self, locations: Sequence[Location]) -> Profiles:
        """Return the profiles of locations without a red line, in the order given."""
        places = placed(self.store, self.land, locations)
        authority, force = self._areas(places)
        codes = ["" if f is None else f.code for f in force]
        names = {f.code: f.name for f in force if f is not None}
        crime = crime_answers.answer(self.store, places, codes, names, self.method, self.comparing, self.at)
        answers = dict(crime.answers)
        for layer, indicator in open_answers.asked(self.store.release.layers):
            ask = Asking(self.store, self.method, layer, indicator, places)
            answers[indicator["id"]] = open_answers.answer(ask, self.at)
        for name in rated_outside_crime(self.method):
            if name not in answers:
                answers[name] = Answers.blank(places.size, state_of("not_covered", ReasonCode.NO_DATA))
        reference = self._compare(answers, codes, names, places)
        near = self._near_boundary(places, locations, authority)
        return Profiles(places, authority, force, near, reference, answers, crime)

    def _areas(self, places: Places) -> tuple[list[Authority | None], list[Force | None]]:
        ground, table = self.land.ground, self.store.authorities
        known: dict[int, tuple[Authority | None, Force | None]] = {-1: (None, None)}
        for district in np.unique(places.district[places.district >= 0]).tolist():
            authority = table.authority_of_district(ground.districts.code(district), self.at)
            known[district] = authority, table.force_of(authority.code, self.at)
        found = [known[d] for d in places.district.tolist()]
        return [a for a, _ in found], [f for _, f in found]

    def _compare(
        self, answers: Mapping[str, Answers], codes: Sequence[str], names: Mapping[str, str], places: Places
    ) -> list[tuple[str, int]]:
        """Write the percentiles, and return each place's reference set."""
        held: NDArray[Any] = np.array(codes, dtype=object)
        references: dict[str, tuple[str, int]] = {"": ("none", 0)}
        for code, name in names.items():
            bench, mine = self.comparing.bench(code, name), held == code
            references[code] = bench.reference()
            for indicator, some in answers.items():
                some.percentile[mine] = self.comparing.percentiles(bench, indicator, some.value[mine])
                self._settle(bench, indicator, some, np.flatnonzero(mine), places)
        return [references[code] for code in codes]

    def _settle(
        self, bench: Bench, indicator: str, some: Answers, mine: NDArray[np.int64], places: Places
    ) -> None:
        """Ask a single check's own sum where its last digits decide a percentile: the order of adding differs here."""
        asked = {i["id"]: (layer, i) for layer, i in open_answers.asked(self.store.release.layers)}
        if indicator not in asked or asked[indicator][1]["measure"] != "kernel_presence":
            return
        layer, about = asked[indicator]
        ask = Asking(self.store, self.method, layer, about, places)
        for p in mine[self.comparing.doubtful(bench, indicator, some.value[mine])].tolist():
            exact = kernel_presence(ask.one(p))
            if isinstance(exact, Value):
                some.value[p] = exact.value
                some.percentile[p] = self.comparing.percentiles(bench, indicator, some.value[[p]], 0.0)[0]

    def _near_boundary(
        self, places: Places, locations: Sequence[Location], authority: Sequence[Authority | None]
    ) -> list[str]:
        """Return the other authorities that each site may lie in; most places are far from any boundary."""
        alone = (places.around.near(places.uncertainty + HALF_DIAGONAL_M).sum(axis=1) == 1) & (
            places.around.inside >= 0
        )
        alone &= ~places.around.beyond & (places.around.inside == places.district)
        out = [""] * places.size
        for p in np.flatnonzero(~alone).tolist():
            own = authority[p]
            if own is not None:
                district = int(places.district[p])
                areas = neighbours_within(locations[p], self.store, self.land.ground, district, own, self.at)
                out[p] = "; ".join(f"{a.name} ({a.code})" for a in areas)
        return out
