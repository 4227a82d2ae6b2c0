"""Options that several commands share, and what they mean: the release, the day, and the form of what is written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

# Whether a path can be read is for the commands to say: they know what to do about it.
PATH = click.Path(path_type=Path, readable=False)
VARIABLE = "PLACEMENT_CHECK_DATA"
data_option = click.option(
    "--data", type=PATH, envvar=VARIABLE, default=Path("placement-check-data"),
    show_default=True, help=f"Directory of data releases, or one release. {VARIABLE} sets it too.",
)  # fmt: skip
at_option = click.option(
    "--at", metavar="DATE", default="", help="Day of the assessment, YYYY-MM-DD.  [default: today]"
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def form_of(output: Path | None) -> str:
    """Return the form that a file's ending asks for; plain text where there is no file."""
    if output is None:
        return "txt"
    form = output.suffix.removeprefix(".").lower()
    if form not in ("pdf", "html", "docx", "json", "geojson", "csv", "txt"):
        raise click.BadParameter(
            f"'{output.name}' must end in .pdf, .html, .docx, .json, .geojson, .csv or .txt.",
            param_hint="--output",
        )
    return form


def spare_inputs(output: Path | None, *inputs: Any) -> None:  # noqa: ANN401 - a place, files, or lists of them
    """Refuse to write over a file that is read.

    Raises
    ------
    click.BadParameter
        If the output is one of the inputs.
    """
    if output is None or not output.exists():
        return
    for one in (one for given in inputs for one in (given if isinstance(given, tuple) else (given,))):
        if isinstance(one, (str, Path)) and str(one) and Path(one).exists() and output.samefile(one):
            raise click.BadParameter(
                f"'{output.name}' is read by this very command and would be lost. Give another name.",
                param_hint="--output",
            )


def day_of(text: str, option: str = "--at") -> date:
    """Return the day asked for; today, in London, where none is. This front door is where the clock is read."""
    if not text:
        return now_in_london().date()
    try:
        if not re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(
            f"'{text}' is not a day; write it as YYYY-MM-DD, in the years 1900 to 2099.", param_hint=option
        ) from error


def now_in_london() -> datetime:
    """Return the time now, in London."""
    from geodata.calendar import LONDON

    return datetime.now(UTC).astimezone(LONDON)


def in_london(moment: datetime, text: str, option: str) -> datetime:
    """Return a time in London: one without a zone is taken for London time.

    Raises
    ------
    click.BadParameter
        If the clocks never showed it, or no calendar holds it.
    """
    from geodata.calendar import LONDON

    try:
        if moment.tzinfo is not None:
            return moment.astimezone(LONDON)
        here = moment.replace(tzinfo=LONDON)
        shown = here.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) == moment
    except OverflowError as error:
        raise click.BadParameter(f"'{text}' lies beyond the calendar.", param_hint=option) from error
    if not shown:
        raise click.BadParameter(
            f"There was no {text}: the clocks went forward. Write the time as the clock showed it.",
            param_hint=option,
        )
    return here
