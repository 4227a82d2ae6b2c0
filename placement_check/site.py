"""One place as every measure sees it: its square, its exact point, and the areas that hold it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geodata.types import GridPoint, Outline

HALF_DIAGONAL_M = 71.0  # how far a point may lie from the centre of its 100 m square, rounded up


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Site:
    """Positions are whole millimetres of EPSG:27700.

    ``x``, ``y`` is the centre of the 100 m square (method S-1), asked of everything but hazards; ``exact_x``,
    ``exact_y`` is the point as given, ``uncertainty_m`` how far out it may be, and ``outline`` a red line whose edge
    stands in for the point.
    """

    x: int
    y: int
    exact_x: int
    exact_y: int
    uncertainty_m: float
    district: int
    lsoa: str
    outline: Outline | None = None

    @property
    def extent_m(self) -> float:
        """How far the red line's farthest corner lies from the centre of the square, in metres; 0 without one."""
        if self.outline is None:
            return 0.0
        corners = [corner for ring in self.outline.rings for corner in ring]
        return max(math.hypot(x - self.x, y - self.y) for x, y in corners) / 1000.0

    @property
    def reach_m(self) -> float:
        """How far the home may be from where it is measured; every square of a red line is measured on its own."""
        return self.uncertainty_m

    @classmethod
    def at(
        cls,
        point: GridPoint,
        *,
        uncertainty_m: float,
        district: int,
        lsoa: str,
        outline: Outline | None = None,
    ) -> Site:
        """Return the site at a grid point."""
        x, y = point.snapped().millimetres()
        exact_x, exact_y = point.millimetres()
        return cls(
            x=x, y=y, exact_x=exact_x, exact_y=exact_y, uncertainty_m=uncertainty_m, district=district, lsoa=lsoa,
            outline=outline,
        )  # fmt: skip
