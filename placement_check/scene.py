"""The ground and the crime scene of a release, put together from its layers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from geodata.coverage import Ground
from geodata.errors import LayerUnavailable, TableError
from geodata.store import Store
from placement_check.crime import Scene

if TYPE_CHECKING:
    from numpy.typing import NDArray


def ground_of(store: Store) -> Ground:
    """Return the land of a release.

    Raises
    ------
    LayerUnavailable
        If the district boundaries are not held. The land beyond England may be missing: see docs/method.md.
    """

    def make() -> Ground:
        try:
            return Ground(store.areas("districts"), store.areas("beyond"))
        except LayerUnavailable:
            return Ground(store.areas("districts"), None, beyond_known=False)

    return store.remember("ground", make)


def district_forces(store: Store, on: date) -> NDArray[np.int64]:
    """Return each district's force, as its place in the crime layer's list of forces; -1 without crime data."""
    districts = store.areas("districts")
    codes = [districts.code(d) for d in range(len(districts.codes))]
    return _force_numbers(store, codes, on)


def crime_scene(store: Store) -> Scene:
    """Return what crime is measured against.

    Raises
    ------
    LayerUnavailable
        If the crime layer, the postcodes or the boundaries are not held.
    """

    def make() -> Scene:
        crime, people, on = store.crime(), store.people(), store.boundary_day
        return Scene(
            crime=crime,
            people=people,
            spacing=store.release.array("people.spacing"),
            ground=ground_of(store),
            force_of_district=district_forces(store, on),
            force_of_postcodes=_force_numbers(store, list(people.districts), on),
        )

    return store.remember("scene", make)


def _force_numbers(store: Store, codes: list[str], on: date) -> NDArray[np.int64]:
    try:
        forces = store.crime().forces
    except LayerUnavailable:
        forces = ()
    number = {code: i for i, code in enumerate(forces)}
    out = np.full(len(codes), -1, dtype=np.int64)
    for i, code in enumerate(codes):
        try:
            out[i] = number.get(store.authorities.force_of_district(code, on).code, -1)
        except TableError:  # a district beyond England: no force of this project's tables
            continue
    return out
