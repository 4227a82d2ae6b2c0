"""Profiles of real postcodes together must be those of each alone, on the release of the publishers' files."""

import math
from datetime import date

import numpy as np
import pytest

from geodata.release import Release
from geodata.store import Store
from placement_check import method
from placement_check.assess import Options, assess_many
from placement_check.batch.cells import Table, of_assessment, of_profiles
from placement_check.batch.located import locate, locate_many
from placement_check.batch.sheet import Row
from placement_check.places import gazetteer_of
from placement_check.profiles.profile import Profiler

AT = date(2024, 6, 30)


@pytest.mark.real_data
@pytest.mark.parametrize(("count", "near"), [(300, True), (120, False)])
def test_real_postcodes_fill_the_same_cells_together_as_one_check_each(real_release, count, near):
    store = Store.of(Release.open(real_release))
    profiler = Profiler(store, method.load(), AT)
    table, gazetteer = Table.of(profiler), gazetteer_of(store)
    rows = [Row(n, (), name) for n, name in enumerate(postcodes(store, count, near))]
    together = locate_many(gazetteer, store.areas("districts"), rows)
    assert together == [locate(gazetteer, row) for row in rows]
    cells = of_profiles(profiler.profile(together), together, table)
    options = Options(rated=False)
    singles = assess_many(together, store, profiler.method, at=AT, options=options)
    for row, single in zip(cells, singles, strict=True):
        for have, want in zip(row, of_assessment(single, table), strict=True):
            if isinstance(want, float) and isinstance(have, float):
                assert math.isclose(have, want, rel_tol=1e-12, abs_tol=1e-12)
            else:
                assert have == want


def postcodes(store, count, near):
    """Return real postcodes: of the police areas whose files are held, or of all England."""
    release = store.release
    keys, quality = release.array("postcodes.key"), release.array("postcodes.quality")
    held = quality < 60
    if near:
        people, spacing = store.people().index, release.array("people.spacing")
        known = np.isfinite(spacing)
        places = set(zip(people.x[known].tolist(), people.y[known].tolist(), strict=True))
        x, y = release.array("postcodes.x").tolist(), release.array("postcodes.y").tolist()
        held &= np.array([place in places for place in zip(x, y, strict=True)])
    chosen = np.random.default_rng(11).choice(np.flatnonzero(held), count, replace=False)
    return [bytes(keys[n]).decode("ascii") for n in chosen]
