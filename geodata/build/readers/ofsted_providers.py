"""Ofsted's list of children's social care providers, for counts per local authority and nothing finer.

The list has address columns. They are looked at for one purpose only: to refuse a file in which the address
of a children's home is not redacted. No name and no address leaves this module (method S-24).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.build.harvest import Context, Harvest, SourceFile, text_of
from geodata.build.readers.table import check_options, read_sheet
from geodata.errors import SourceFileError

if TYPE_CHECKING:
    from numpy.typing import NDArray

PREAMBLE = 3
REDACTED = "REDACTED"
HOMES, SUPPORTED, OTHERS = "childrens_homes", "supported_accommodation", "other_providers"
KINDS = {
    "children's home": HOMES,
    "secure children's home": HOMES,
    "residential special school (registered as a children's home)": HOMES,
    "supported accommodation": SUPPORTED,
    "adoption support agency": OTHERS,
    "boarding school": OTHERS,
    "further education college with residential accommodation": OTHERS,
    "independent fostering agency": OTHERS,
    "residential family centre": OTHERS,
    "residential holiday scheme for disabled children": OTHERS,
    "residential special school": OTHERS,
    "secure training centre": OTHERS,
    "voluntary adoption agency": OTHERS,
}
# The list's one name for an authority that is not the authority's own.
OWN_NAME = {"Durham": "County Durham"}
ADDRESS = ("Address 1", "Address 2", "Town", "County", "Postcode")
_START = (
    "Web link", "URN", "Linked Education URN", "Provision type", "Registration date", "Registration status",
    "Name", *ADDRESS,
)  # fmt: skip
_PLACE = ("Government Office Region", "Local authority", "Parliamentary constituency", "Sector")
LAYOUT_2024 = (
    *_START, "Ofsted region", *_PLACE, "Premises", "Places",
    "Short-break-only children's home", "Multi-building children's home",
    "Organisation which owns the provider",
    "Latest full inspection event type", "Latest full inspection date",
    "Latest full inspection publication date", "Latest full inspection event number",
    "Overall experiences and progress of children and young people",
    "Outcomes in education and related learning activities", "Health services",
    "How well children and young people are helped and protected",
    "The effectiveness of leaders and managers",
    "Previous full inspection event type", "Previous full inspection event date",
    "Previous full inspection publication date", "Previous full inspection event number",
    "Previous overall experiences and progress of children and young people",
    "Previous outcomes in education and related learning activities", "Previous health services",
    "Previous how well children and young people are helped and protected",
    "Previous effectiveness of leaders and managers",
)  # fmt: skip
LAYOUT_2025 = (
    *_START, "Ofsted Region", *_PLACE, "Places", "Supported accommodation premises",
    "Short-break-only children's home", "Multi Building Children's Home",
    "Organisation which owns the provider",
    "Latest Full inspection event type", "Latest full inspection date",
    "Latest full inspection publication date", "Latest full inspection event number",
    "Overall experiences and progress of children and young people",
    "Outcomes in education and related learning activities", "Health services",
    "How well children and young people are helped and protected",
    "The effectiveness of leaders and managers",
    "Supported Accommodation outcome",
)  # fmt: skip
AS_AT = re.compile(r"as at (\d{1,2}) (\w+) (\d{4})")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def read(file: SourceFile, context: Context) -> Harvest:
    """Return one line a provider: ``code`` (the local authority's name), ``kind`` and ``places``.

    ``kind`` is childrens_homes (of every type), supported_accommodation or other_providers; ``places`` is NaN
    where the list has none. The vintage is the date in its title. Two layouts are known: those of 2024 and
    of 2025.

    Raises
    ------
    ManifestError
        If an option other than ``aggregate`` and ``area`` (both for the build) is given.
    SourceFileError
        If the columns are of neither layout, or an address that should be redacted is not (rule 'addresses').
    """
    check_options("ofsted_providers", context.options, frozenset({"aggregate", "area"}))
    vintage = _as_at(file)
    layout = LAYOUT_2024 if vintage < "2025" else LAYOUT_2025
    frame, sieve = read_sheet(file, layout, skip=PREAMBLE)
    kinds = frame["Provision type"].str.casefold().map(KINDS)
    _refuse_addresses(file, frame, kinds, sieve.rows)
    known = kinds.notna().to_numpy(dtype=bool)
    provision = frame["Provision type"]
    sieve.take(
        ~known, "provision_type", lambda at: f"'{provision.iloc[at]}' is not a known type of provision"
    )
    authority = frame["Local authority"]
    sieve.take((authority == "").to_numpy(dtype=bool), "no_authority", "the row names no local authority")
    welsh = (frame["Government Office Region"] == "Wales").to_numpy(dtype=bool)
    sieve.take(welsh, "outside_england", "the provider's authority is Welsh")
    places = pd.to_numeric(frame["Places"], errors="coerce")
    out = pd.DataFrame(
        {"row": sieve.rows, "code": authority.replace(OWN_NAME), "kind": kinds.fillna(""), "places": places}
    )
    return Harvest(len(frame), out[sieve.kept].reset_index(drop=True), sieve.rejections, vintage)


def _as_at(file: SourceFile) -> str:
    with text_of(file.path) as stream:
        title = stream.readline()
    found = AS_AT.search(title)
    if found is None or found.group(2) not in MONTHS:
        raise SourceFileError(
            file.name, "title", "its first line does not say 'as at' which date its providers are.", row=1,
            advice="Save the publisher's sheet 'Provider level' as CSV, with the lines above its table.",
        )  # fmt: skip
    return f"{found.group(3)}-{MONTHS.index(found.group(2)) + 1:02}-{int(found.group(1)):02}"


def _refuse_addresses(
    file: SourceFile, frame: pd.DataFrame, kinds: pd.Series[str], rows: NDArray[np.int64]
) -> None:
    """Refuse the whole file when one home can be found from it, without repeating what it says."""
    homes, supported = (kinds == HOMES).to_numpy(dtype=bool), (kinds == SUPPORTED).to_numpy(dtype=bool)
    shown = (frame.loc[:, list(ADDRESS)] != REDACTED).to_numpy().any(axis=1)
    named = (frame["Name"] != REDACTED).to_numpy(dtype=bool)
    found = np.flatnonzero((homes & (shown | named)) | (supported & shown))
    if found.size:
        raise SourceFileError(
            file.name, "addresses", f"{found.size} homes in it have a name or address that is not redacted.",
            row=int(rows[found[0]]),
            advice="Such places are never held as an open layer. Remove the file, and use the published one.",
        )  # fmt: skip
