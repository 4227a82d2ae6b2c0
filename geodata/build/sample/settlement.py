"""Where the imaginary people live: unit postcodes in towns, villages and between, and their neighbourhoods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.build.sample.chance import stream
from geodata.build.sample.country import COUNCILS, ISLET_SIDE_M, ISLETS, ORIGIN, Council, Islet
from geodata.build.sample.land import CELL_M, Block, Land, block_of, drawn

if TYPE_CHECKING:
    from numpy.typing import NDArray

POSTCODES_EACH: Final = 35
MARGIN_M: Final = 150
TOWN_M: Final = 700.0
LETTERS: Final = "ABDEFGHJLNPQRSTUWXYZ"
# No postcode area begins with X, so these can be nobody's.
FAR_AREAS: Final = tuple(f"X{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUV")
FAR_DISTRICTS_EACH: Final = 7


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A drawn LSOA: its code, its name, its council's number and its cells."""

    code: str
    name: str
    council: int
    block: Block


@dataclass(frozen=True, slots=True)
class Settlement:
    """The drawn district: its land, neighbourhoods and postcodes (metres of EPSG:27700).

    ``council`` and ``area`` number each postcode's council and neighbourhood; ``town`` is how central it is, from
    0 to 1.
    """

    land: Land
    areas: tuple[Neighbourhood, ...]
    postcode: tuple[str, ...]
    x: NDArray[np.int64]
    y: NDArray[np.int64]
    council: NDArray[np.int64]
    area: NDArray[np.int64]
    town: NDArray[np.float64]

    def pick(self, purpose: str, council: int, size: int) -> NDArray[np.int64]:
        """Return postcodes of a council, the central ones more often and none twice."""
        mine = np.flatnonzero(self.council == council)
        weight = 0.1 + self.town[mine]
        chosen = stream(f"{purpose} {council}").choice(mine, size, replace=False, p=weight / weight.sum())
        return np.sort(chosen)

    def area_at(self, x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the neighbourhood whose cells hold each position, -1 at sea."""
        return _area_at(self.areas, x, y)


@dataclass(frozen=True, slots=True)
class FarPostcode:
    """A postcode of the rest of the country, the only one of its postcode district."""

    district: str
    text: str
    islet: Islet
    x: int
    y: int


def settle() -> Settlement:
    """Return the drawn district: the same every time."""
    homes = [_homes(council) for council in COUNCILS]
    council = np.repeat(np.arange(len(COUNCILS)), [len(h) for h in homes])
    areas: list[Neighbourhood] = []
    for number, (about, held) in enumerate(zip(COUNCILS, homes, strict=True)):
        blocks = _divided(block_of(about.box), held // CELL_M, about.neighbourhoods)
        areas += [
            Neighbourhood(
                f"E01999{len(areas) + i:03d}", f"{about.name} {i // 5 + 1:03d}{'ABCDE'[i % 5]}", number, block
            )
            for i, block in enumerate(blocks)
        ]
    xy = np.concatenate(homes)
    names = [name for about, held in zip(COUNCILS, homes, strict=True) for name in _units(about, len(held))]
    town = np.concatenate([_centrality(about, held) for about, held in zip(COUNCILS, homes, strict=True)])
    x, y = xy[:, 0] + ORIGIN[0], xy[:, 1] + ORIGIN[1]
    return Settlement(drawn(), tuple(areas), tuple(names), x, y, council, _area_at(areas, x, y), town)


def _area_at(areas: Sequence[Neighbourhood], x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
    column, row = (x - ORIGIN[0]) // CELL_M, (y - ORIGIN[1]) // CELL_M
    found = np.full(x.size, -1, dtype=np.int64)
    for number, area in enumerate(areas):
        west, south, east, north = area.block
        found[(column >= west) & (column < east) & (row >= south) & (row < north)] = number
    return found


def far_postcodes() -> Iterator[FarPostcode]:
    """Yield the postcodes of the islets, seven to each, every one alone in its postcode district."""
    districts = (f"{area}{number}" for area in FAR_AREAS for number in range(1, 100))
    for islet in ISLETS:
        for place in range(FAR_DISTRICTS_EACH):
            district = next(districts)
            step = 20 + place * (ISLET_SIDE_M - 40) // FAR_DISTRICTS_EACH
            yield FarPostcode(district, f"{district} 1AA", islet, islet.x + step, islet.y + ISLET_SIDE_M // 2)


def _homes(council: Council) -> NDArray[np.int64]:
    """Return the postcodes of a council, its anchors first: whole metres from the origin."""
    chance = stream(f"homes {council.code}")
    total = council.neighbourhoods * POSTCODES_EACH
    west, south, east, north = council.box
    low, high = np.array([west, south]) + MARGIN_M, np.array([east, north]) - MARGIN_M
    groups = [np.array(council.anchors, dtype=float)]
    for town in council.towns:
        groups.append(chance.normal((town.x, town.y), town.spread_m, (round(total * town.share), 2)))
    placed = sum(len(g) for g in groups)
    groups.append(chance.uniform(low, high, (total - placed, 2)))
    xy = np.concatenate(groups)
    inside = ((xy >= low) & (xy <= high)).all(axis=1)
    xy[~inside] = chance.uniform(low, high, (int((~inside).sum()), 2))
    whole: NDArray[np.int64] = np.rint(xy).astype(np.int64)
    return whole


def _units(council: Council, size: int) -> list[str]:
    """Return the first unit postcodes of a council's postcode district, in order."""
    units = product(range(1, 10), LETTERS, LETTERS)
    return [f"{council.postcode_district} {sector}{a}{b}" for sector, a, b in islice(units, size)]


def _centrality(council: Council, xy: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how central each place is in the council's main town: 1 in its midst, nought far out."""
    main = council.towns[0]
    d2 = (xy[:, 0] - main.x) ** 2 + (xy[:, 1] - main.y) ** 2
    town: NDArray[np.float64] = np.exp(-d2 / TOWN_M**2)
    return town


def _divided(block: Block, cells: NDArray[np.int64], parts: int) -> list[Block]:
    """Return the block cut into parts that hold about as many postcodes each: small in towns, large outside."""
    if parts == 1:
        return [block]
    west, south, east, north = block
    axis = 0 if east - west >= north - south else 1
    low, high = (west, east) if axis == 0 else (south, north)
    first = parts // 2
    wanted = int(np.sort(cells[:, axis])[len(cells) * first // parts])
    cut = min(max(wanted, low + 1), high - 1)
    left = cells[:, axis] < cut
    near, far = ((west, south, cut, north), (cut, south, east, north)) if axis == 0 else (
        (west, south, east, cut), (west, cut, east, north))  # fmt: skip
    return _divided(near, cells[left], first) + _divided(far, cells[~left], parts - first)
