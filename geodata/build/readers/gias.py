"""Get Information about Schools: all establishments of England in one wide CSV (Department for Education)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geodata.build.csv_file import date_in_name, require_known, table
from geodata.build.harvest import Context, Harvest, SourceFile
from geodata.build.placing import Sieve, on_grid
from geodata.build.screening import RULE, TEXT, reveals

TYPE, STATUS, PHASE = "TypeOfEstablishment (name)", "EstablishmentStatus (name)", "PhaseOfEducation (name)"
HIGH_AGE, BOARDERS = "StatutoryHighAge", "Boarders (name)"
HEADER = (
    "URN", "LA (code)", "EstablishmentName", TYPE, STATUS, PHASE, "StatutoryLowAge", HIGH_AGE, BOARDERS,
    "Postcode", "Easting", "Northing",
)  # fmt: skip

OPEN = frozenset({"Open", "Open, but proposed to close"})
SHUT = frozenset(
    {
        "",
        "Closed",
        "Proposed to open",
        "Pending approval",
        "Rejected opening",
        "Created in error",
        "Quarantine",
    }
)
ALTERNATIVE = frozenset(
    {
        "pupil referral unit",
        "free schools alternative provision",
        "academy alternative provision converter",
        "academy alternative provision sponsor led",
    }
)
COLLEGE = frozenset(
    {
        "further education",
        "sixth form centres",
        "special post 16 institution",
        "free schools 16 to 19",
        "academy 16 to 19 converter",
        "academy 16 to 19 sponsor led",
    }
)
MAINSTREAM = frozenset(
    {
        "academy converter",
        "academy sponsor led",
        "city technology college",
        "community school",
        "foundation school",
        "free schools",
        "studio schools",
        "university technical college",
        "voluntary aided school",
        "voluntary controlled school",
    }
)
OUTSIDE = frozenset(
    {"british schools overseas", "offshore schools", "service children's education", "welsh establishment"}
)
SECURE = frozenset({"secure units", "academy secure 16 to 19"})
OTHER = frozenset(
    {
        "academy special converter",
        "academy special sponsor led",
        "children's centre",
        "children's centre linked site",
        "community special school",
        "foundation special school",
        "free schools special",
        "higher education institutions",
        "institution funded by other government department",
        "local authority nursery school",
        "miscellaneous",
        "non-maintained special school",
        "online provider",
        "other independent school",
        "other independent special school",
    }
)
TYPES = ALTERNATIVE | COLLEGE | MAINSTREAM | OUTSIDE | SECURE | OTHER
SECONDARY_PHASES = frozenset({"Secondary", "Middle deemed secondary", "All-through", "16 plus"})
PRIMARY_PHASES = frozenset({"Nursery", "Primary", "Middle deemed primary"})
NO_PHASE = frozenset({"", "Not applicable"})
LEAVING_AGE = 16


def read(file: SourceFile, context: Context) -> Harvest:
    """Return the open establishments by what they teach; ``vintage`` is the date in the file's name.

    Raises
    ------
    SourceFileError
        If a needed column is missing, a record is cut short, or a status, phase or type is new.
    """
    frame = table(file, HEADER, HEADER, wide=True)
    frame[TYPE] = _plain(frame[TYPE])
    require_known(file, frame, STATUS, OPEN | SHUT)
    require_known(file, frame, PHASE, SECONDARY_PHASES | PRIMARY_PHASES | NO_PHASE)
    require_known(file, frame, TYPE, TYPES)
    sieve = Sieve(file, frame["row"])
    boarding_home = frame[BOARDERS].map(reveals).astype(bool)
    sieve.refuse(frame[TYPE].isin(list(SECURE)) | boarding_home, RULE, TEXT)
    sieve.refuse_revealing(frame["EstablishmentName"])
    sieve.refuse(frame[STATUS] == "Closed", "closed", "its status is 'Closed'.")
    sieve.refuse(
        ~frame[STATUS].isin(list(OPEN)), "not_open", "it is not open: proposed, pending or without a status."
    )
    sieve.refuse(
        frame[TYPE].isin(list(OUTSIDE)), "outside_england", "its type says that it is not in England."
    )
    return sieve.harvest(
        _classes(frame),
        frame["EstablishmentName"],
        on_grid(frame["Easting"], frame["Northing"]).or_postcode(frame["Postcode"], context),
        vintage=date_in_name(file.name),
    )


def _plain(types: pd.Series[str]) -> pd.Series[str]:
    """Return types in one spelling: the register writes '16-19' and '16 to 19', and several apostrophes."""
    text = types.str.lower().str.replace("\u2019", "'").str.replace("16-19", "16 to 19")
    return text.str.replace(" - ", " ").str.replace("childrens ", "children's ")


def _classes(frame: pd.DataFrame) -> pd.Series[str]:
    """Return the class of each establishment: by type first, then by phase, then by the leaving age."""
    high = np.asarray(pd.to_numeric(frame[HIGH_AGE], errors="coerce"), dtype=np.float64)
    unphased = frame[PHASE].isin(list(NO_PHASE)) & frame[TYPE].isin(list(MAINSTREAM))
    choices = {
        "alternative_provision": frame[TYPE].isin(list(ALTERNATIVE)),
        "college": frame[TYPE].isin(list(COLLEGE)),
        "secondary": frame[PHASE].isin(list(SECONDARY_PHASES)) | (unphased & (high >= LEAVING_AGE)),
        "primary": frame[PHASE].isin(list(PRIMARY_PHASES)) | (unphased & (high < LEAVING_AGE)),
    }
    picked = np.select(
        [mask.to_numpy(dtype=bool) for mask in choices.values()], list(choices), default="other"
    )
    return pd.Series(picked, dtype="object")
