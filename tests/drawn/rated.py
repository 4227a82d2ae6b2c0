"""A drawn reference set, by the code that makes a release's, and drawn places to rate against it.

120 points of one force. Nobody holds water or CAMHS; youth services lack at a fifth of the points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from placement_check import method
from placement_check.findings import Grade
from placement_check.rating.crime_evidence import CrimeEvidence, combinations
from placement_check.rating.evidence import Evidence, Figure, Hazard
from placement_check.rating.indicators import Panel, names_of
from placement_check.rating.rate import rate
from placement_check.rating.rating import Rating, Reference
from placement_check.rating.reference import SCENARIO_ARRAYS, TABLES, ReferenceSet, held
from placement_check.rating.reference_build import _set_arrays, own_ranks
from placement_check.rating.scenarios import Scenarios, draw, fixed, groups_of

METHOD = method.load()
# The laws hold for any number of draws, and with fewer of them many more places can be tried.
FEWER = replace(METHOD, rating=replace(METHOD.rating, scenarios=40, draws=160))
GROUPS = groups_of(METHOD)
FORCE, VERSION, POINTS = "E23000026", "drawn", 120
MEANS = np.array([40.0, 4.0, 1.0, 20.0, 1.5, 8.0])  # events per km² and year
NOBODY_HOLDS = ("hazards.water", "services.camhs")
REACH = {"hazards.rail": 400.0, "hazards.water": 400.0, "hazards.road": 200.0}
YEARS = {12.0: 1.75, 24.0: 2.2071, float("inf"): 3.0}


def exposures() -> np.ndarray:
    """Return e in km² years for each bandwidth and half-life."""
    return np.array([np.pi * h * h / 3e6 * YEARS[t] for h, t in combinations(METHOD)])


def index(metres: np.ndarray | float, reach: float) -> np.ndarray:
    """Return 100 K(d; h)."""
    return 100.0 * (1.0 - np.fmin(np.asarray(metres) / reach, 1.0) ** 2) ** 2


def bandwidths(places: int) -> np.ndarray:
    """Return the bandwidth of each combination, for so many places."""
    return np.array([[h] * places for h, _ in combinations(METHOD)])


@cache
def crime_of_points() -> CrimeEvidence:
    """Return drawn crime round the points, (combinations, points, groups)."""
    rng = np.random.default_rng(1)
    level = rng.lognormal(0, 0.7, (POINTS, 1)) * rng.lognormal(0, 0.4, (POINTS, len(GROUPS))) * MEANS
    e = np.broadcast_to(exposures()[:, None, None], (len(exposures()), POINTS, len(GROUPS))).copy()
    events = rng.poisson(e * level).astype(float)
    people = np.where(rng.random(POINTS) < 0.1, np.nan, rng.lognormal(1.0, 0.6, POINTS))
    n_star = events * rng.uniform(0.3, 1.0, e.shape)
    return CrimeEvidence(events, e, e * people[:, None], n_star, np.zeros(e.shape), bandwidths(POINTS))


@cache
def panel() -> Panel:
    rng = np.random.default_rng(2)
    rows = []
    for name in names_of(METHOD):
        row = rng.gamma(1.5, 2.0, POINTS) * (rng.random(POINTS) < 0.8)  # a fifth are tied at nought
        if name.startswith("hazards."):
            row = index(rng.exponential(400.0, POINTS), REACH[name])
        if name in NOBODY_HOLDS:
            row = np.full(POINTS, np.nan)
        if name == "services.youth":
            row = np.where(rng.random(POINTS) < 0.2, np.nan, row)
        rows.append(-row if name == "services.transport" else row)
    figures, names = np.array(rows), names_of(METHOD)
    hazards = [names.index(n) for n in METHOD.rated["D4"]]
    return Panel(
        names, figures, np.array([own_ranks(row) for row in figures]), np.fmax.reduce(figures[hazards])
    )


@cache
def scenarios(fewer: bool = False) -> Scenarios:
    chosen = FEWER if fewer else METHOD
    return draw(chosen, VERSION).joined(fixed(chosen))


@cache
def arrays(fewer: bool = False) -> Mapping[str, np.ndarray]:
    """Return the arrays that a release would hold of the set."""
    everyone, chosen = np.ones(POINTS, dtype=bool), FEWER if fewer else METHOD
    own = np.zeros(POINTS, dtype=int)
    return _set_arrays(crime_of_points(), everyone, own, panel(), scenarios(fewer), chosen, VERSION, forces=1)


def reference_from(
    arrays: Mapping[str, np.ndarray], chosen: Scenarios, *, national: bool = True
) -> ReferenceSet:
    names = (*TABLES, "D1 without")
    return ReferenceSet(
        name="england" if national else "force:Drawn", n=POINTS, points="drawn", national=national, forces=(FORCE,),
        thetas=arrays["thetas"], theta_tables=arrays["theta_tables"], priors=arrays["priors"],
        scores={n: held(row) for n, row in zip(names, arrays["scores"], strict=True)},
        values={n: held(row) for n, row in zip(names_of(METHOD), arrays["values"], strict=True)},
        hazards=held(arrays["hazards"]),
        scenarios=Scenarios(*(getattr(chosen, n) for n in SCENARIO_ARRAYS)), tables=arrays["tables"],
    )  # fmt: skip


@cache
def reference(national: bool = True, fewer: bool = False) -> ReferenceSet:
    """Return the drawn reference set, as national or as a force's own."""
    if not national:
        return replace(reference(True, fewer), name="force:Drawn", national=False)
    return reference_from(arrays(fewer), scenarios(fewer))


@dataclass(frozen=True)
class Place:
    """A drawn place: crime as multiples of the mean density, figures by their rank, hazards in metres.

    What is not named in ``figures`` and ``hazards``, or is None in ``crime``, is missing.
    """

    crime: Mapping[str, float | None] = field(default_factory=lambda: dict.fromkeys(GROUPS, 1.0))
    figures: Mapping[str, float] = field(default_factory=dict)
    hazards: Mapping[str, float] = field(default_factory=dict)
    people: float | None = 2.7
    precision: float = 0.7
    grade: Grade = Grade.A
    uncertainty_m: float = 0.0
    uncovered: float = 0.0
    noise: int = 0
    top_share: float = 0.1
    visited: bool = False
    national: bool = True
    fewer: bool = False

    def evidence(self) -> Evidence:
        e = np.broadcast_to(exposures()[:, None], (len(exposures()), len(GROUPS)))
        levels = np.array([np.nan if self.crime[g] is None else self.crime[g] for g in GROUPS], dtype=float)
        wobble = np.random.default_rng(self.noise).lognormal(0, 0.2, e.shape)
        events = e * levels * MEANS * wobble
        given = np.where(np.isnan(events), np.nan, e)
        rate = given * (np.nan if self.people is None else self.people)
        columns = (events, given, rate, events * self.precision, np.full(e.shape, self.uncovered))
        crime = CrimeEvidence(*(c[:, None, :].copy() for c in columns), bandwidths(1))
        return Evidence(
            force=FORCE, crime=crime, grade=self.grade,
            unlocated=np.full(len(GROUPS), 0.02), top_share=self.top_share,
            figures={n: figure(n, r) for n, r in self.figures.items()},
            hazards={n: self.hazard(n, d) for n, d in self.hazards.items()},
        )  # fmt: skip

    def hazard(self, name: str, metres: float) -> Hazard:
        near = max(0.0, metres - self.uncertainty_m)
        return Hazard(float(index(near, REACH[name])), metres, self.uncertainty_m, REACH[name])

    def rated(self, *, draw: bool = True, seed: int = 7, lost: tuple[str, ...] = ()) -> Rating:
        about = Reference("england" if self.national else "force:Drawn", POINTS, "drawn")
        held, chosen = reference(self.national, self.fewer), FEWER if self.fewer else METHOD
        return rate(self.evidence(), held, about, chosen, seed, visited=self.visited, draw=draw, lost=lost)


def figure(name: str, rank: float) -> Figure:
    """Return a figure so far up the reference's, 0 to 1; above 1 beyond them all."""
    values = reference().values[name]
    if rank > 1:
        return Figure(*[float(values[-1]) + rank] * 3)
    at = rank * (values.size - 1)
    value = float(np.interp(at, np.arange(values.size), values))
    return Figure(value, value, value)


FULL = Place(
    figures={n: 0.5 for d in ("D3", "D6") for n in METHOD.rated[d] if n not in NOBODY_HOLDS},
    hazards={"hazards.rail": 900.0, "hazards.road": 150.0},
)
