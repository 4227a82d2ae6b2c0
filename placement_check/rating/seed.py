"""The seed of the draws: fixed by the place, the data and the method, so that nobody chooses it (S-32)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from geodata.types import GridPoint

if TYPE_CHECKING:
    from numpy.random import Generator

SCENARIOS = "scenarios"  # the case part of the seed of the shared scenarios, S-31a (e)


def case_of(easting_m: float, northing_m: float, purpose: str) -> str:
    """Return the case part of the seed, ``E{easting}N{northing}|{purpose}``, of the snapped square's centre (S-32).

    Any point of a 100 m square (EPSG:27700, metres) gives the same case.
    """
    centre = GridPoint(easting=easting_m, northing=northing_m).snapped()
    return f"E{centre.easting:.0f}N{centre.northing:.0f}|{purpose}"


def seed_of(case: str, data_version: str, method_version: str) -> int:
    """Return the first eight bytes, the highest first, of SHA-256("case|data_version|method_version") (S-32)."""
    text = f"{case}|{data_version}|{method_version}"
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big")


def generator(seed: int) -> Generator:
    """Return the PCG64 generator of a seed (S-32)."""
    return np.random.Generator(np.random.PCG64(seed))
