"""The crime layer's phase of the build, from files to lock entry."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.authorities import Authorities
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
    failures = [
        SourceFileError(b.name, b.rule, b.text, row=b.row, advice="Its force-month counts as not covered.")
        for b in streets.broken
    ]
    if not streets.files:
        nothing = SourceFileError(
            files[0].name, "is_data", "no street file of a force of the table forces.csv is in it."
        )
        raise failures[0] if failures else nothing
    table = crime.tabulate(streets, labels, [f.slug for f in forces])
    overrides = _table(tables / "coverage_overrides.csv")
    covered = crime.judge_coverage(table, overrides, [f.code for f in forces])
    breaks = crime.grid_breaks(streets, table)
    ends, rule = crime.window_ends(covered, np.array([f.nation == "E" for f in forces]))
    row = {f.slug: i for i, f in enumerate(forces)}

    def active(slug: str) -> range | None:
        f = row.get(slug)
        return None if f is None or ends[f] < 0 else crime.grid_period(breaks, covered, f, int(ends[f]))

    index = crime.write(draft, streets, table, active)
    land = _write_land(draft, index, districts, {f.code: i for i, f in enumerate(forces)}, authorities, on)
    crime.mark_others_only(table, streets, index, land)
    groups = np.array([GROUPS.index(c["group"]) if c["group"] else -1 for c in categories], dtype=np.int8)
    _write_months(draft, table, covered, groups)
    entry = _entry(layer, streets, table, covered, [f.code for f in forces])
    entry |= {
        "categories": labels, "groups": list(GROUPS), "category_group": groups.tolist(),
        "forces": [f.code for f in forces], "months": list(table.months), "status_by_month": table.status,
        "window_rule": rule, "window_end": ends.tolist(),
        "breaks": {forces[f].code: [table.months[m] for m in np.flatnonzero(breaks[f])] for f in range(len(forces))
                   if breaks[f].any()},
        "periods": {f.code: _named(table, active(f.slug)) for f in forces if active(f.slug) is not None},
        "other_forces_held": sorted({f.slug for f in streets.files} & set(crime.NON_TERRITORIAL)),
        "grid": {"origin": list(index.origin), "shape": list(index.shape)},
    }  # fmt: skip
    return entry, list(streets.rejections), failures


def _named(table: Months, period: range | None) -> list[str]:
    return [] if period is None else [table.months[period[0]], table.months[period[-1]]]


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
    files = [
        {
            "name": f.name, "sha256": f.sha256, "rows_in": f.rows_in, "rows_kept": int(f.located.sum()),
            "rows_unlocated": int(f.unlocated.sum()), "rows_rejected": len(f.rejections), "status": "read",
        }
        for f in streets.files
    ] + [
        {
            "name": b.name, "sha256": b.sha256, "rows_in": 0, "rows_kept": 0, "rows_unlocated": 0,
            "rows_rejected": 0, "status": "failed", "rule": b.rule, "row": b.row, "text": b.text,
        }
        for b in streets.broken
    ]  # fmt: skip
    for key in ("rows_in", "rows_kept", "rows_unlocated", "rows_rejected"):
        entry[key] = sum(int(str(f[key])) for f in files)
    held_by_any: list[bool] = np.asarray(table.held.any(axis=0)).tolist()
    held = [m for m, any_held in zip(table.months, held_by_any, strict=True) if any_held]
    entry |= {
        "files": sorted(files, key=lambda f: str(f["name"])),
        "rejections": dict(Counter(r.rule for r in streets.rejections)),
        "sha256": account.combined_hash([str(f["sha256"]) for f in files]),
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
