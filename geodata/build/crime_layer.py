"""The crime layer's phase of the build, from files to lock entry."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.authorities import Authorities, Force
from geodata.build import account, crime
from geodata.build.crime import Months, Streets
from geodata.build.draft import Draft
from geodata.build.harvest import SourceFile
from geodata.build.land import forces_of_points
from geodata.errors import SourceFileError
from geodata.manifest import Layer
from geodata.types import Rejection

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geodata.grid import GridIndex

GROUPS = ("vso", "drg", "rob", "asb", "wpn", "po")


def write_crime(
    draft: Draft, layer: Layer, files: list[SourceFile], authorities: Authorities,
    districts: pd.DataFrame | None, on: date, tables: Path, progress: Callable[[str], None],
) -> tuple[dict[str, Any], list[Rejection], list[SourceFileError]]:  # fmt: skip
    """Write the crime layer; return its lock entry, its rejected rows and the files that failed.

    ``on`` is the day of the districts' boundaries, on which each district's force is asked.

    Raises
    ------
    SourceFileError
        If no street file at all could be read.
    """
    categories = _table(tables / "crime_categories.csv")
    labels = [row["label"] for row in categories]
    forces = sorted((*authorities.forces("E"), *authorities.forces("W")), key=lambda f: f.code)
    streets = crime.read_all(files, labels, [f.slug for f in forces], progress)
    failures = _failures(streets, files)
    judged = _judged(streets, labels, forces, _table(tables / "coverage_overrides.csv"))
    index = crime.write(draft, streets, judged.table, judged.period)
    land = _write_land(draft, index, districts, {f.code: i for i, f in enumerate(forces)}, authorities, on)
    crime.mark_others_only(judged.table, streets, index, land)
    groups = np.array([GROUPS.index(c["group"]) if c["group"] else -1 for c in categories], dtype=np.int8)
    _write_months(draft, judged.table, judged.covered, groups)
    entry = {
        **_entry(layer, streets, judged.table, judged.covered, [f.code for f in forces]), **judged.said(),
        "categories": labels, "groups": list(GROUPS), "category_group": groups.tolist(),
        "other_forces_held": sorted({f.slug for f in streets.files} & set(crime.NON_TERRITORIAL)),
        "grid": {"origin": list(index.origin), "shape": list(index.shape)},
    }  # fmt: skip
    return entry, list(streets.rejections), failures


def _failures(streets: Streets, files: list[SourceFile]) -> list[SourceFileError]:
    """Return one failure for each street file that could not be read.

    Raises
    ------
    SourceFileError
        If none at all could.
    """
    failures = [
        SourceFileError(b.name, b.rule, b.text, row=b.row, advice="Its force-month counts as not covered.")
        for b in streets.broken
    ]
    if not streets.files:
        nothing = SourceFileError(
            files[0].name, "is_data", "no street file of a force of the table forces.csv is in it."
        )
        raise failures[0] if failures else nothing
    return failures


@dataclass(frozen=True, slots=True)
class _Judged:
    """Which force-months count, and the window and grid period of each force that follow from it."""

    forces: Sequence[Force]
    table: Months
    covered: NDArray[np.bool_]
    breaks: NDArray[np.bool_]
    ends: NDArray[np.int64]
    rule: str

    def period(self, slug: str) -> range | None:
        """Return the months of a force's current grid period, None for a force without a window."""
        row = {force.slug: f for f, force in enumerate(self.forces)}.get(slug, -1)
        if row < 0 or self.ends[row] < 0:
            return None
        return crime.grid_period(self.breaks, self.covered, row, int(self.ends[row]))

    def said(self) -> dict[str, Any]:
        """Return what the lock says of months and windows."""
        months = self.table.months
        periods = {force.code: self.period(force.slug) for force in self.forces}
        return {
            "forces": list(periods), "months": list(months), "status_by_month": self.table.status,
            "window_rule": self.rule, "window_end": self.ends.tolist(),
            "breaks": {code: [months[m] for m in np.flatnonzero(broken)]
                       for code, broken in zip(periods, self.breaks, strict=True) if broken.any()},
            "periods": {code: [months[p[0]], months[p[-1]]] for code, p in periods.items() if p is not None},
        }  # fmt: skip


def _judged(
    streets: Streets, labels: list[str], forces: Sequence[Force], overrides: list[dict[str, str]]
) -> _Judged:
    table = crime.tabulate(streets, labels, [f.slug for f in forces])
    covered = crime.judge_coverage(table, overrides, [f.code for f in forces])
    ends, rule = crime.window_ends(covered, np.array([f.nation == "E" for f in forces]))
    return _Judged(forces, table, covered, crime.grid_breaks(streets, table), ends, rule)


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write_land(
    draft: Draft, index: GridIndex, districts: pd.DataFrame | None, number: dict[str, int], authorities: Authorities,
    on: date,
) -> NDArray[np.int16]:  # fmt: skip
    """Write which force's land each map point lies on, and return it."""
    if districts is None:
        empty = np.full(index.x.size, -1, dtype=np.int16)
        own, other = empty, empty
    else:
        ordered = districts.sort_values("code", kind="stable")
        force = np.array([number[authorities.force_of_district(code, on).code] for code in ordered["code"]])
        own, other = forces_of_points(index.x, index.y, ordered["geometry"].to_numpy(), force)
    draft.add("crime.land", own)
    draft.add("crime.land_near", other)
    return own


def _write_months(draft: Draft, table: Months, covered: NDArray[np.bool_], groups: NDArray[np.int8]) -> None:
    """Write tallies by force, offence group and month; records without a group are left out."""
    shape = (len(table.slugs), len(GROUPS), len(table.months))
    located, unlocated = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    for category, group in enumerate(groups):
        if group >= 0:
            located[:, group] += table.located[:, category].astype(np.int32)
            unlocated[:, group] += table.unlocated[:, category].astype(np.int32)
    draft.add("crime.located", located)
    draft.add("crime.unlocated", unlocated)
    draft.add("crime.covered", covered)


def _entry(
    layer: Layer, streets: Streets, table: Months, covered: NDArray[np.bool_], codes: list[str]
) -> dict[str, Any]:
    entry = account.declared(layer)
    files = _file_entries(streets)
    for key in account.NOTHING:
        entry[key] = sum(f[key] for f in files)
    held_by_any: list[bool] = np.asarray(table.held.any(axis=0)).tolist()
    held = [m for m, any_held in zip(table.months, held_by_any, strict=True) if any_held]
    entry |= {
        "files": files,
        "rejections": dict(Counter(r.rule for r in streets.rejections)),
        "sha256": account.combined_hash([f["sha256"] for f in files]),
        "vintage": f"{held[0]}/{held[-1]}" if held else "",
        "coverage": {
            "areas": [code for code, row in zip(codes, covered, strict=True) if row.any()], "boxes": [],
            "force_months": {code: int(row.sum()) for code, row in zip(codes, covered, strict=True) if row.any()},
            "force_months_failed": sorted(
                f"{codes[f]} {table.months[m]}"
                for f in range(len(codes)) for m in range(len(table.months))
                if table.status[f][m] not in ("no_data", "covered")
            ),
        },
        "status": "built", "reason": {},
    }  # fmt: skip
    return entry


def _file_entries(streets: Streets) -> list[dict[str, Any]]:
    """Return every file by name with its rows; those of a failed file or of a copy never enter the account."""
    read = [
        {
            "name": f.name, "sha256": f.sha256, "rows_in": f.rows_in, "rows_kept": int(f.located.sum()),
            "rows_unlocated": int(f.unlocated.sum()), "rows_rejected": len(f.rejections), "status": "read",
        }
        for f in streets.files
    ]  # fmt: skip
    failed = [
        {
            "name": b.name, "sha256": b.sha256, **account.NOTHING, "status": "failed", "rule": b.rule, "row": b.row,
            "text": b.text,
        }
        for b in streets.broken
    ]  # fmt: skip
    copies = [
        {
            "name": c.name, "sha256": c.sha256, **account.NOTHING, "status": "duplicate", "same_as": c.same_as,
            "rows_repeated": c.rows,
        }
        for c in streets.copies
    ]  # fmt: skip
    return sorted([*read, *failed, *copies], key=lambda f: str(f["name"]))
