"""The places that are measured: postcodes, and places put so that a record lies at exactly the radius."""

from __future__ import annotations

import numpy as np

from benchmarks.question import RADII_M
from geodata.store import Store

TIED_SHARE = 0.2
REACH_M = 1600


def draw(store: Store, size: int, seed: int) -> list[tuple[int, int]]:
    """Return places in whole millimetres: postcodes of the forces whose records are held, and one in five on a tie.

    A tied place lies 400, 800, 1,200 or 1,600 m from some map point to the millimetre: due west of it, or along the
    hypotenuse of a 3-4-5 triangle.
    """
    rng = np.random.default_rng(seed)
    tied = round(size * TIED_SHARE)
    places = [*_ties(store, tied, rng), *_postcodes(store, size - tied, rng)]
    return [places[i] for i in rng.permutation(len(places))]


def _ties(store: Store, size: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    index = store.crime().index
    # A force's file also holds records far outside its own land; a tie there would be with a lone point.
    own = np.flatnonzero(np.isin(store.crime().land, np.flatnonzero(store.crime().covered.any(axis=1))))
    chosen = rng.choice(own, size, replace=False)
    places = []
    for number, point in enumerate(chosen):
        r = RADII_M[number % len(RADII_M)] * 1000
        dx, dy = (r, 0) if number // len(RADII_M) % 2 == 0 else (r * 3 // 5, r * 4 // 5)
        places.append((int(index.x[point]) - dx, int(index.y[point]) + dy))
    return places


def _postcodes(store: Store, size: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    people = store.people().index
    held = np.flatnonzero(np.isfinite(store.release.array("people.spacing")))
    return [(int(people.x[i]), int(people.y[i])) for i in rng.choice(held, size, replace=False)]


def ties(store: Store, places: list[tuple[int, int]]) -> int:
    """Return how many places have a map point at exactly one of the radii."""
    index = store.crime().index
    squared = np.array([(r * 1000) ** 2 for r in RADII_M])
    return sum(
        bool(np.isin(index.within(np.array([x]), np.array([y]), REACH_M).d2, squared).any())
        for x, y in places
    )
