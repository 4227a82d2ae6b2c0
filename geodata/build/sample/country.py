"""The imaginary country: five drawn authorities, and islets that only make its national files whole.

It lies in the North Sea, where no authority is. A national file of a real publisher has a known number of rows, and
the manifests check it; so that the sample passes the very same checks, the rest of the country is there too: islets
of one district each, without map points, whose neighbourhoods' boundaries are not held.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from string import ascii_uppercase
from typing import Final

ORIGIN: Final = (560_000, 500_000)
ISLETS_AT: Final = (562_000, 526_000)
ISLET_STEP_M: Final = 700
ISLET_SIDE_M: Final = 300
ISLET_COUNT: Final = 287
ISLETS_ABREAST: Final = 20
REGION: Final = "Fictional Region"
SOURCE: Final = "drawn for the fictional sample; no such place exists"


@dataclass(frozen=True, slots=True)
class Town:
    """A place where people live close together: metres from the origin, spread, and share of postcodes."""

    x: int
    y: int
    spread_m: int
    share: float


@dataclass(frozen=True, slots=True)
class Police:
    """A fictional police force; ``months`` is how many months it published before it stopped."""

    code: str
    name: str
    slug: str
    nation: str
    mappa_area: str
    months: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A fictional authority of one district: official code, name, and the code of its police force."""

    code: str
    name: str
    force: str


@dataclass(frozen=True, slots=True)
class Council(Place):
    """A drawn authority: a rectangle ``box`` (west, south, east, north) in metres from the origin.

    ``anchors`` are where its first postcodes lie, in order.
    """

    postcode_district: str
    box: tuple[int, int, int, int]
    neighbourhoods: int
    towns: tuple[Town, ...]
    anchors: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Islet(Place):
    """An authority of the rest of the country: a square whose south-west corner is at ``x``, ``y`` (EPSG:27700)."""

    x: int
    y: int


SALTMARSH: Final = Police(
    "E23999001", "Fictional Saltmarsh Police", "saltmarsh", "E", "Fictional Saltmarsh", months=36
)
DEEPWATER: Final = Police(
    "E23999002", "Fictional Deepwater Police", "deepwater", "E", "Fictional Deepwater", months=20
)

COUNCILS: Final = (
    Council(
        "E06999001", "Fictional Eastbank", SALTMARSH.code, "ZZ1", (6_000, 4_000, 12_000, 12_000), 24,
        (Town(9_000, 8_000, 900, 0.75), Town(11_700, 7_000, 200, 0.08)), ((9_000, 8_000), (11_700, 7_000)),
    ),
    Council(
        "E06999002", "Fictional Westbank", SALTMARSH.code, "ZZ2", (0, 4_000, 6_000, 12_000), 22,
        (Town(4_200, 8_100, 700, 0.5), Town(1_500, 6_000, 300, 0.2)), ((4_200, 8_100),),
    ),
    Council(
        "E06999003", "Fictional Northfen", SALTMARSH.code, "ZZ3", (0, 12_000, 12_000, 20_000), 12,
        (Town(5_000, 15_000, 350, 0.45), Town(9_500, 17_500, 250, 0.2)), ((5_000, 15_000), (2_000, 18_500)),
    ),
    Council(
        "E06999004", "Fictional Southholm", DEEPWATER.code, "ZZ4", (12_000, 2_000, 20_000, 10_000), 26,
        (Town(15_500, 6_000, 900, 0.7), Town(18_500, 4_000, 300, 0.15)), ((15_500, 6_000),),
    ),
    Council(
        "E06999005", "Fictional Outer Skerry", DEEPWATER.code, "ZZ5", (21_000, 3_000, 25_000, 8_000), 8,
        (Town(22_500, 5_500, 400, 0.8),), ((22_500, 5_500),),
    ),
)  # fmt: skip

# Eastbank touches Westbank, Northfen and Southholm; a channel parts Southholm from Outer Skerry.
ADJOINING: Final = (
    ("E06999001", "E06999002", "land"),
    ("E06999001", "E06999003", "land"),
    ("E06999001", "E06999004", "land"),
    ("E06999002", "E06999003", "land"),
    ("E06999004", "E06999005", "water"),
)

_PAIRS = tuple("".join(pair) for pair in product(ascii_uppercase[:7], repeat=2))
FAR_FORCES: Final = tuple(
    Police(
        f"E23999{number:03d}",
        f"Fictional Far Police {pair}",
        f"far-{pair.lower()}",
        "E",
        f"Fictional Far Area {pair}",
    )
    for number, pair in enumerate(_PAIRS[:38], start=11)
)
WESTERLAND: Final = Police(
    "W15999001", "Fictional Westerland Police", "westerland", "W", "Fictional Westerland"
)
FORCES: Final = (SALTMARSH, DEEPWATER, *FAR_FORCES, WESTERLAND)

# Names end in letters and not in numbers: some readers compare names by their letters alone.
ISLETS: Final = tuple(
    Islet(
        f"E06998{number:03d}",
        f"Fictional Islet {''.join(letters)}",
        FAR_FORCES[number % len(FAR_FORCES)].code,
        ISLETS_AT[0] + ISLET_STEP_M * (number % ISLETS_ABREAST),
        ISLETS_AT[1] + ISLET_STEP_M * (number // ISLETS_ABREAST),
    )
    for number, letters in zip(range(ISLET_COUNT), product(ascii_uppercase, repeat=2), strict=False)
)
EVERYWHERE: Final[tuple[Place, ...]] = (*COUNCILS, *ISLETS)
