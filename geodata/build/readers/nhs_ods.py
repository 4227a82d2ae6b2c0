"""NHS Organisation Data Service: headerless CSV reports (epraccur, ets, etr), placed by postcode."""

from __future__ import annotations

import re
from datetime import datetime

import numpy as np
import pandas as pd

from geodata.build.csv_file import headerless, require_known
from geodata.build.harvest import Context, Harvest, SourceFile
from geodata.build.placing import Sieve, nowhere
from geodata.errors import SourceFileError

WIDTH = 27
COLUMNS = {
    "name": 1, "grouping": 2, "address": 4, "postcode": 9, "opened": 10, "closed": 11,
    "status": 12, "setting": 25,
}  # fmt: skip
GP_SETTING = "4"
SETTINGS = frozenset(str(code) for code in range(26))
STATUSES = frozenset({"A", "C", "D", "P"})
WALES = "W00"
_CAMHS = re.compile(
    r"\bCAMHS?\b|\bchild(ren)?('?s)?( and| &|,)? adolescents?('?s)? (and )?mental health\b", re.IGNORECASE
)
_DAY = re.compile(r"\d{8}$")
_CLOSED_TEXT = "the register marks it closed, dormant or proposed."


def read(file: SourceFile, context: Context) -> Harvest:
    """Return open GP practices or CAMHS sites, as the option ``kind`` (``gp`` or ``camhs``) asks.

    ``vintage`` is the newest opening date in the file.

    Raises
    ------
    SourceFileError
        If the option is neither, a record has not 27 values, or a status or prescribing setting is new.
    """
    kind = context.options.get("kind")
    if kind not in {"gp", "camhs"}:
        raise SourceFileError(
            file.path, "option_kind", f"the manifest's option kind is {kind!r}; it must be 'gp' or 'camhs'.",
            advice="Correct the layer's manifest.",
        )  # fmt: skip
    frame = headerless(file, WIDTH, COLUMNS)
    sieve = Sieve(file, frame["row"])
    if kind == "gp":
        _refuse_all_but_practices(file, frame, sieve)
    else:
        _refuse_all_but_camhs(file, frame, sieve)
    sieve.refuse(frame["grouping"] == WALES, "outside_england", "its national grouping is Wales.")
    return sieve.harvest(
        pd.Series(kind, index=frame.index, dtype="object"),
        frame["name"],
        nowhere(len(frame)).or_postcode(frame["postcode"], context),
        vintage=_newest(frame),
    )


def _refuse_all_but_practices(file: SourceFile, frame: pd.DataFrame, sieve: Sieve) -> None:
    require_known(file, frame, "setting", SETTINGS)
    require_known(file, frame, "status", STATUSES)
    text = f"its prescribing setting is not {GP_SETTING} (GP practice)."
    sieve.refuse(frame["setting"] != GP_SETTING, "not_a_practice", text)
    sieve.refuse(frame["status"] != "A", "closed", _CLOSED_TEXT)
    sieve.refuse_revealing(frame["name"], frame["address"])


def _refuse_all_but_camhs(file: SourceFile, frame: pd.DataFrame, sieve: Sieve) -> None:
    require_known(file, frame, "status", STATUSES | {""})
    named = np.fromiter(
        (_CAMHS.search(name) is not None for name in frame["name"]), dtype=bool, count=len(frame)
    )
    sieve.refuse(~named, "not_camhs", "its name does not say child and adolescent mental health.")
    shut = (frame["closed"] != "") | ~frame["status"].isin(["", "A"])
    sieve.refuse(shut, "closed", _CLOSED_TEXT)
    sieve.refuse_revealing(frame["name"], frame["address"])


def _newest(frame: pd.DataFrame) -> str:
    days = [day for day in frame["opened"] if _DAY.match(day)]
    if not days:
        return ""
    try:
        return datetime.strptime(max(days), "%Y%m%d").date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return ""
