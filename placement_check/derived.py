"""What the method adds to a release when it is built: comparators, plain counts of windows, tables of the rating.

Their formulas belong to the method and not to the facts, so the build asks for them at its end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geodata.release import Release
from placement_check import comparators, tallies
from placement_check.method import Method
from placement_check.rating import reference_build

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Derived:
    """Arrays to write by name, and entries for the lock, which say by what method they were made."""

    arrays: dict[str, NDArray[Any]]
    lock: dict[str, Any]


def derive(release: Release, method: Method, progress: Callable[[str], None]) -> Derived:
    """Return what the method adds to a release; ``progress`` is told the name of each indicator as it begins."""
    compared = comparators.compute(release, method, progress)
    arrays = {f"comparators.{name}": array for name, array in compared.items()}
    arrays |= tallies.compute(release, method)
    made_by = {"method": method.version, "method_sha256": method.digest}
    lock: dict[str, Any] = {"comparators": made_by, "tally": method.digest}
    if compared:
        points = comparators.of_arrays(
            compared, method.version, method.digest, str(release.lock["reference"]["kind"])
        )
        tables, lock["rating"] = reference_build.compute(release, method, points, progress)
        arrays |= tables
    return Derived(arrays, lock)
