"""Layers without geometry: values by area code, written as sorted columns."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geodata.build.shapes import texts_of
from geodata.errors import SourceFileError, TableError

if TYPE_CHECKING:
    from geodata.authorities import Authorities
    from geodata.build.draft import Draft
    from geodata.manifest import Layer

UNCHANGED = ("U", "S")  # the 2021 area is the 2011 area, or a part of it


def write_table(
    draft: Draft,
    layer: Layer,
    frame: pd.DataFrame,
    frames: dict[str, pd.DataFrame],
    authorities: Authorities,
    on: date | None,
) -> dict[str, Any]:
    """Write a table layer's columns by code; return its lock gains.

    Raises
    ------
    SourceFileError
        If a code or an authority's name is not in the project's tables, or a code comes twice.
    """
    if layer.id == "postcode_districts":
        ordered = frame.sort_values("code", kind="stable")
        draft.add(f"{layer.id}.code", ordered["code"].to_numpy(dtype="S4"))
        for name, array in texts_of(ordered["lads"].tolist()).items():
            draft.add(f"{layer.id}.{name}", array)
        return {"features": len(ordered)}
    columns = [i.column for i in layer.indicators if i.measure == "area_value"]
    if not columns:
        return {"features": len(frame)}
    if "aggregate" in layer.data.options and on is not None:
        frame = _counted(layer, frame, str(layer.data.options["aggregate"]), authorities, on)
    if "recode" in layer.data.options:
        frame = _recoded(frame, frames.get(str(layer.data.options["recode"])), layer)
    ordered = frame.sort_values("code", kind="stable")
    if ordered["code"].duplicated().any():
        code = ordered["code"][ordered["code"].duplicated()].iloc[0]
        raise SourceFileError(layer.id, "unique", f"the code '{code}' comes twice.")
    draft.add(f"{layer.id}.code", ordered["code"].to_numpy(dtype="S"))
    for column in columns:
        draft.add(
            f"{layer.id}.{column}", pd.to_numeric(ordered[column], errors="coerce").to_numpy(np.float64)
        )
    return {"features": len(ordered)}


def _recoded(frame: pd.DataFrame, lookup: pd.DataFrame | None, layer: Layer) -> pd.DataFrame:
    """Return 2011 values under 2021 codes; an area merged of several has no one value and is left out."""
    if lookup is None:
        raise SourceFileError(
            layer.id, "recode", "the lookup from 2011 to 2021 areas is not held.",
            advice="Add the file of layer 'lsoa_lookup' to the source directory.",
        )  # fmt: skip
    exact = lookup[lookup["change"].isin(UNCHANGED)]
    joined = exact.merge(frame, left_on="lsoa11", right_on="code", suffixes=("", "_2011"))
    return joined.drop_duplicates("code")


def _counted(
    layer: Layer, frame: pd.DataFrame, column: str, authorities: Authorities, on: date
) -> pd.DataFrame:
    """Return one row per authority with the number of rows of each kind, zero where others have some.

    An authority that the publisher does not list at all is not in the result: nothing is known, which is not zero.
    """
    codes: dict[str, str] = {}
    for authority in authorities.english(on):
        if codes.setdefault(_plain(authority.name), authority.code) != authority.code:
            raise TableError(
                f"Two authorities of the table are called alike: {authority.name}. Names must differ."
            )
    unknown = sorted({name for name in frame["code"] if _plain(name) not in codes})
    if unknown:
        raise SourceFileError(
            layer.id, "authority", f"no authority of the table is called {unknown[0]!r} ({len(unknown)} such names).",
            advice="Add the name to the table authorities.csv, or correct the file's row.",
        )  # fmt: skip
    by = frame.assign(code=[codes[_plain(name)] for name in frame["code"]])
    counts = by.groupby(["code", column]).size().unstack(fill_value=0)
    asked = [i.column for i in layer.indicators if i.column not in counts]
    return counts.assign(**dict.fromkeys(asked, 0)).reset_index()


def _plain(name: str) -> str:
    text = name.casefold().replace("&", "and")
    text = re.sub(r",? (city|county) of$|^(city|county) of |^the | ua$| city$| council$", "", text)
    return re.sub(r"[^a-z]", "", text)
