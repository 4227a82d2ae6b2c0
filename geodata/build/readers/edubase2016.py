"""EduBase establishments of 2016: type and position only (Department for Education, joined by others)."""

from __future__ import annotations

import pandas as pd

from geodata.build.csv_file import require_known, table
from geodata.build.harvest import Context, Harvest, SourceFile
from geodata.build.placing import Sieve, in_degrees
from geodata.build.screening import RULE, TEXT

HEADER = ("urn", "establishment-type", "establishment-group-type", "latitude", "longitude")
TYPE = "establishment-type"
OUTSIDE = frozenset(
    {"British Schools Overseas", "Offshore Schools", "Service Childrens Education", "Welsh Establishment"}
)
SECURE = frozenset({"Secure Units"})
# Only the types that themselves say they serve ages 11 to 19; the form has no phase and no age.
CLASSES = {
    "Academy 16-19 Converter": "college",
    "Academy 16-19 Sponsor Led": "college",
    "Free Schools - 16-19": "college",
    "Further Education": "college",
    "Sixth Form Centres": "college",
    "Special Post 16 Institution": "college",
    "City Technology College": "secondary",
    "Studio Schools": "secondary",
    "University Technical College": "secondary",
    "Academy Alternative Provision Converter": "alternative_provision",
    "Academy Alternative Provision Sponsor Led": "alternative_provision",
    "Free Schools - Alternative Provision": "alternative_provision",
    "Pupil Referral Unit": "alternative_provision",
    **dict.fromkeys(
        (
            "Academy Converter", "Academy Special Converter", "Academy Special Sponsor Led",
            "Academy Sponsor Led",
            "Community School", "Community Special School", "Foundation School", "Foundation Special School",
            "Free Schools", "Free Schools Special", "Higher Education Institutions",
            "Institution funded by other Government Department", "LA Nursery School", "Miscellaneous",
            "Non-Maintained Special School", "Other Independent School", "Other Independent Special School",
            "Voluntary Aided School", "Voluntary Controlled School",
        ),
        "phase_unknown",
    ),
}  # fmt: skip


def read(file: SourceFile, context: Context) -> Harvest:
    """Return the establishments by type; no name, phase or status is given, so closed ones are in.

    Raises
    ------
    SourceFileError
        If a column or type is new, or a record is cut short.
    """
    frame = table(file, HEADER, (TYPE, "latitude", "longitude"))
    require_known(file, frame, TYPE, {"", *OUTSIDE, *SECURE, *CLASSES})
    sieve = Sieve(file, frame["row"])
    sieve.refuse(frame[TYPE].isin(list(SECURE)), RULE, TEXT)
    sieve.refuse(
        frame[TYPE].isin(list(OUTSIDE)), "outside_england", "its type says that it is not in England."
    )
    sieve.refuse(frame[TYPE] == "", "no_type", "it states no type, so what it teaches is unknown.")
    names = pd.Series("", index=frame.index, dtype="object")
    return sieve.harvest(frame[TYPE].map(CLASSES), names, in_degrees(frame["longitude"], frame["latitude"]))
