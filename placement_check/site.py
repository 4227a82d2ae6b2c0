"""One place as every measure sees it: its square, its exact point, and the areas that hold it."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.types import GridPoint, Outline


@dataclass(frozen=True, slots=True, kw_only=True)
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
