"""How far one map point of the publisher dominates the recorded crime of a place (method S-23, trigger RT3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from geodata.kernel import quartic
from placement_check.crime import Scene, WindowTables, counting_force
from placement_check.exposure import rows_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def top_share(
    scene: Scene,
    tables: WindowTables,
    breaks: Mapping[str, Sequence[str]],
    x: int,
    y: int,
    h: float,
    weights: Floats,
) -> float:
    """Return the largest share of sum_g omega_g Y_g / m_g that lies on one map point, NaN where there is no crime.

    A position of the publisher's grid is another point after a break of the grid (S-22a).

    Parameters
    ----------
    breaks
        For each force, the months with which a new grid period begins (YYYY-MM).
    x, y
        Whole millimetres of EPSG:27700; ``h`` in metres.
    weights
        omega_g / m_g by offence group, 0 for a group that is not measured.
    """
    crime = scene.crime
    near = crime.index.within(np.array([x]), np.array([y]), h)
    force = counting_force(crime, tables, near.index)
    found, row = rows_of(crime, near.index)
    group = crime.category_group[crime.row_category[row]]
    months = tables.covered.shape[1]
    column = crime.row_month[row].astype(np.int64) - (tables.end - months + 1)
    keep = (group >= 0) & (force[found] >= 0) & (column >= 0) & (column < months)
    found, row, group, column = found[keep], row[keep], group[keep], column[keep]
    keep = tables.covered[force[found], column] & tables.usable[force[found], group]
    found, row, group, column = found[keep], row[keep], group[keep], column[keep]
    if found.size == 0:
        return float("nan")
    k = quartic(near.metres(), h)[found]
    value = weights[group] * k * tables.weight[column] * crime.row_n[row]
    period = periods_of(scene, breaks)[force[found], crime.row_month[row]]
    total = float(value.sum())
    if total <= 0:
        return float("nan")
    by_point = np.bincount(found * (int(period.max()) + 1) + period, value)
    return float(by_point.max()) / total


def periods_of(scene: Scene, breaks: Mapping[str, Sequence[str]]) -> NDArray[np.int64]:
    """Return the number of the grid period of each force and month."""
    crime = scene.crime
    starts = np.array([[m in breaks.get(code, ()) for m in crime.months] for code in crime.forces])
    return np.asarray(np.cumsum(starts, axis=1), dtype=np.int64)
