"""One place and the records round it, drawn for the worked examples: distances, months and covered land as a test says.

Postcodes with 5,000 residents stand at the place, with map points 50 m from each of them, so that the bandwidth is
1,600 m. Numbers are compared as they are printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from geodata import grid
from geodata.build.crime import month_range
from geodata.coverage import Ground
from geodata.kernel import lattice
from geodata.rings import RingTable
from geodata.store import CrimeLayer, People
from placement_check import method
from placement_check.crime import Scene
from placement_check.exposure import Exposure, expose

METHOD = method.load()
GROUPS = ("vso", "drg", "rob", "asb", "wpn", "po")
X, Y = 500_050_000, 250_050_000  # the centre of a square, in millimetres
MONTHS = month_range("2021-05", "2024-04")
HELD, UNHELD = 0, 1  # forces of the drawn scene

Ring = list[tuple[int, int]]


def printed(value: float, digits: int) -> str:
    """Return a number as it is printed."""
    return f"{value:.{digits}f}"


def each(values: Iterable[float], digits: int) -> list[str]:
    """Return numbers as they are printed."""
    return [printed(value, digits) for value in values]


def square(x0: int, y0: int, x1: int, y1: int) -> Ring:
    """Return a rectangle as a ring, in millimetres."""
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]


def areas(*districts: Sequence[Ring]) -> RingTable:
    """Return districts, each a list of rings in millimetres, the lowest code first."""
    rings = [ring for district in districts for ring in district]
    vertices = np.array([vertex for ring in rings for vertex in ring], dtype=np.int32)
    bounds = [[*np.min(np.concatenate(d), axis=0), *np.max(np.concatenate(d), axis=0)] for d in districts]
    return RingTable(
        codes=np.array([f"E0600000{n}" for n in range(len(districts))], dtype="S"),
        x=vertices[:, 0],
        y=vertices[:, 1],
        ring_start=np.cumsum([0, *map(len, rings)]).astype(np.int32),
        area_start=np.cumsum([0, *map(len, districts)]).astype(np.int32),
        bounds=np.array(bounds, dtype=np.int32),
    )


WHOLE = [square(X - 9_000_000, Y - 9_000_000, X + 9_000_000, Y + 9_000_000)]


def scene(
    events: Iterable[tuple[float, int, int]], *, covered: np.ndarray | None = None,
    located: np.ndarray | None = None, districts: Sequence[Sequence[Ring]] = (WHOLE,),
    forces: Sequence[int] = (HELD,),
) -> Scene:  # fmt: skip
    """Return a scene: ``events`` are (metres east of the place, column of the month, number of records of violence)."""
    events = sorted(events)
    places = sorted({metres for metres, _, _ in events}) or [0]
    index, order = grid.build(
        np.array([X + round(m * 1000) for m in places], dtype=np.int32),
        np.full(len(places), Y, dtype=np.int32),
    )
    rows = [[event for event in events if event[0] == places[at]] for at in order]
    flat = [event for some in rows for event in some]
    full = np.zeros((2, len(MONTHS)), dtype=bool)
    full[HELD] = True if covered is None else covered
    tally = np.zeros((2, len(GROUPS), len(MONTHS)), dtype=np.int32)
    if located is not None:
        tally[HELD, 0] = located
    layer = CrimeLayer(
        index=index,
        land=np.zeros(len(places), dtype=np.int16),
        land_near=np.full(len(places), -1, dtype=np.int16),
        active=np.ones(len(places), dtype=bool),
        row_start=np.cumsum([0, *map(len, rows)]).astype(np.int32),
        row_month=np.array([column for _, column, _ in flat], dtype=np.uint16),
        row_category=np.zeros(len(flat), dtype=np.uint8),
        row_n=np.array([n for _, _, n in flat], dtype=np.uint16),
        covered=full,
        located=tally,
        unlocated=np.zeros_like(tally),
        months=MONTHS,
        forces=("E23000001", "E23000002"),
        groups=GROUPS,
        categories=("Violence and sexual offences",),
        category_group=np.zeros(1, dtype=np.int64),
        window_end=np.array([len(MONTHS) - 1, -1]),
        window_rule="force",
        status_by_month=[["covered"] * len(MONTHS)] * 2,
    )
    homes, _ = grid.build(np.full(20, X, dtype=np.int32), np.full(20, Y, dtype=np.int32))
    people = People(homes, np.full(20, 250.0), np.zeros(20, dtype=np.int16), ("E06000000",))
    ground = Ground(areas(*districts), None)
    return Scene(layer, people, np.full(20, 50.0), ground, np.array(forces), np.array([HELD]))


def exposed(drawn: Scene) -> Exposure:
    """Return what the place is exposed to."""
    found = expose(drawn, np.array([X]), np.array([Y]), np.array([HELD]), METHOD)
    assert found.h.tolist() == [1600]
    return found


def uncovered_part(share: float) -> list[Ring]:
    """Return a district that holds ``share`` of the disc: whole columns of cells from the east, then single cells."""
    offsets, weight = lattice(1600)
    total, half, left = weight.sum(), 12_500, share * weight.sum()
    taken = np.zeros(weight.shape, dtype=bool)
    for column in reversed(range(offsets.size)):
        if weight[:, column].sum() > left:
            break
        left -= weight[:, column].sum()
        taken[:, column] = True
    east = X + int(offsets[column]) + half
    rings = [square(east, Y - 2_000_000, X + 2_000_000, Y + 2_000_000)]
    for cell in np.argsort(-weight, axis=None, kind="stable"):
        at = np.unravel_index(cell, weight.shape)
        if not taken[at] and 0 < weight[at] <= left:
            left -= weight[at]
            x, y = X + int(offsets[at[1]]), Y + int(offsets[at[0]])
            rings.append(square(x - half, y - half, x + half, y + half))
    assert left < 1e-6 * total
    return rings
