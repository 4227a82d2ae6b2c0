"""England's postcodes: where each one's centre lies, and how far a site of that postcode may be from there.

How uncertain a postcode is, in metres, by its positional quality (decided here; rule S-1a says what is done with
it):

- 10 or 20: the distance to the nearest other postcode, at least 50, because the homes of a postcode lie nearer to
  its own centre than to the next one's;
- 30 (within 50 m, says the publisher): 50 more than that;
- 40 or 50 (imputed from its neighbours): three times that, at least 300;
- 60 (the mean of its postcode sector): 2,000; 90 has no position.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.types import MM, GridPoint

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.grid import GridIndex

NEAREST_M = 50.0
IMPUTED_M = 300.0
SECTOR_M = 2_000.0
SEARCH_M = (125, 500, 2_000, 8_000, 32_000)
SUGGESTIONS = 5


@dataclass(frozen=True, slots=True, eq=False)
class PostcodeBook:
    """England's postcodes, sorted by key.

    ``key`` is the postcode without its blank ('S7'); ``x`` and ``y`` are millimetres of EPSG:27700, 0 where
    ``quality`` (Code-Point positional quality) is 90. ``index`` holds the located ones.
    """

    key: NDArray[np.bytes_]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    quality: NDArray[np.uint8]
    index: GridIndex

    def __post_init__(self) -> None:
        if self.key.dtype != np.dtype("S7"):
            # Any other type would be copied, whole, at each look-up.
            raise ValueError(f"postcode keys must be of type 'S7', not {self.key.dtype}")
        if not self.key.size == self.x.size == self.y.size == self.quality.size:
            raise ValueError("the columns of a postcode book must have one length")

    def find(self, keys: Sequence[str]) -> dict[str, int]:
        """Return the row of each key that the book holds, in the order given."""
        return {k: int(row) for k, row in zip(keys, self._rows(keys), strict=True) if row >= 0}

    def beginning(self, prefix: str, length: int) -> tuple[str, ...]:
        """Return the first few postcodes of ``length`` characters that begin with the prefix.

        "M1 1AA" and "M11 1AA" begin alike; only the length tells their sectors apart.
        """
        ends = [np.array(end, dtype="S7") for end in (prefix.encode("ascii"), prefix.encode("ascii") + b"~")]
        low, high = (int(np.searchsorted(self.key, end)) for end in ends)
        rows = np.asarray(self.key[low:high])
        return tuple(k.decode("ascii") for k in rows[np.char.str_len(rows) == length][:SUGGESTIONS])

    def point(self, row: int) -> GridPoint:
        """Return a located postcode's point."""
        return GridPoint(easting=int(self.x[row]) / MM, northing=int(self.y[row]) / MM)

    def uncertainty_m(self, row: int) -> float | None:
        """Return how far, in metres, a site of this postcode may lie from its point; None if it has none."""
        quality = int(self.quality[row])
        if quality in (10, 20):
            return max(NEAREST_M, self._spacing_m(row))
        if quality == 30:
            return max(NEAREST_M, self._spacing_m(row)) + NEAREST_M
        if quality in (40, 50):
            return max(IMPUTED_M, 3 * self._spacing_m(row))
        return SECTOR_M if quality == 60 else None

    def _rows(self, keys: Sequence[str]) -> NDArray[np.int64]:
        """Return each key's row, -1 where it is not held."""
        if not self.key.size:
            return np.full(len(keys), -1, dtype=np.int64)
        wanted = np.array([k.encode("ascii") for k in keys], dtype="S7")
        at = np.minimum(np.searchsorted(self.key, wanted), self.key.size - 1)
        # 'S7' cuts longer text short, which must not make it match.
        whole = np.array([len(k) <= 7 for k in keys])
        return np.where((np.asarray(self.key[at]) == wanted) & whole, at, -1)

    def _spacing_m(self, row: int) -> float:
        """Return the distance to the nearest other located postcode, at most the widest search."""
        x, y = np.array([self.x[row]], dtype=np.int64), np.array([self.y[row]], dtype=np.int64)
        for reach in SEARCH_M:
            others = np.sort(self.index.within(x, y, reach).d2)[1:]
            if others.size:
                return math.sqrt(int(others[0])) / MM
        return float(SEARCH_M[-1])
