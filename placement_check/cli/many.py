"""Commands for several places: a file of candidate sites, and up to five side by side."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from placement_check.cli.exits import Exit, tell
from placement_check.cli.options import PATH, at_option, data_option, day_of, spare_inputs

PURPOSES = click.Choice(["check", "planning", "placement"])


@click.command()
@click.argument("file", type=PATH)
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    type=PATH,
    required=True,
    help="Write to OUT.csv, .jsonl, .geojson or .xlsx.",
)
@click.option("--place-column", metavar="NAME", default="", help="Column that names the places.")
@click.option("--profile-only", is_flag=True, help="Profiles only: no score, no band.")
@click.option("--purpose", type=PURPOSES, default="check", show_default=True, help="What the places are for.")
@data_option
@at_option
def batch(
    file: Path, output: Path, place_column: str, profile_only: bool, purpose: str, data: Path, at: str
) -> int:
    """Assess every place of FILE (.csv, .xlsx or .geojson), in its order; never a rank.

    Finished rows are kept in OUT.part; the same command goes on from there after a stop.
    """
    day = day_of(at)
    # Small matrices gain nothing from threads, and one thread adds in one order. Read when numpy is first loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from geodata.release import Release
    from geodata.store import Store
    from placement_check import method
    from placement_check.batch.journal import part_of
    from placement_check.batch.output import form_of
    from placement_check.batch.run import ASSESSED, Batch, run
    from placement_check.batch.sheet import read
    from placement_check.cli.writing import write_whole
    from placement_check.purpose import Purpose

    form_of(output)
    spare_inputs(output, file)
    asked = Batch(
        read(file, place_column), output, Store.of(Release.open(data)), method.load(), day, Purpose(purpose),
        rated=not profile_only,
    )  # fmt: skip
    total = len(asked.sheet.rows)
    try:
        with progress(total) as shown:
            outcome = run(asked, shown, lambda kept, changed: _going_on(kept, changed, total))
    except KeyboardInterrupt:
        tell(f"Finished rows are kept in {part_of(output)}; the same command goes on from there.")
        raise
    write_whole(output, outcome.content)
    part_of(output).unlink()
    said = ", ".join(f"{n:,} {status}" for status, n in sorted(outcome.statuses.items()))
    tell(f"Written to {output}: {total:,} rows ({said}).")
    return Exit.DONE if set(outcome.statuses) == {ASSESSED} else Exit.INCOMPLETE


def _going_on(kept: int, changed: int, total: int) -> None:
    tell(f"Going on after {kept:,} of {total:,} rows.")
    if changed:
        tell(f"{changed:,} kept rows, from the first that is not as it was written, are computed again.")


@contextmanager
def progress(total: int) -> Iterator[Callable[[int], None]]:
    """Yield a function of the rows done that shows a bar with rate and time left; on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Rows a second."""

        def render(self, task: Task) -> Text:
            """Return the rate in words."""
            return Text("" if task.speed is None else f"{task.speed:,.1f} rows/s")

    parts = (BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("rows", total=total)
        first = [True]

        def done(rows: int) -> None:
            if first[0]:  # rows of an earlier run tell nothing of this one's speed
                bar.reset(task, total=total, completed=rows)
                first[0] = False
            else:
                bar.update(task, completed=rows)

        yield done


@click.command()
@click.argument("places", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", type=PATH, help="Write to FILE.json or FILE.txt.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--profile-only", is_flag=True, help="Profiles only: no score, no band.")
@click.option("--purpose", type=PURPOSES, default="check", show_default=True, help="What the places are for.")
@data_option
@at_option
def compare(
    places: tuple[str, ...],
    output: Path | None,
    as_json: bool,
    profile_only: bool,
    purpose: str,
    data: Path,
    at: str,
) -> int:
    """Show two to five PLACES side by side, in the order given; no rank, no winner."""
    day = day_of(at)
    if output is not None and output.suffix.lower() not in (".json", ".txt"):
        raise click.BadParameter(f"'{output.name}' must end in .json or .txt.", param_hint="--output")
    from placement_check.compare.sites import look
    from placement_check.compare.words import to_json, to_text

    found = look(places, data, day, purpose, rated=not profile_only)
    wants_json = as_json or (output is not None and output.suffix.lower() == ".json")
    text = to_json(found) if wants_json else to_text(found)
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        from placement_check.cli.writing import write_whole

        write_whole(output, text)
        tell(f"Written to {output}.")
    return Exit.DONE if all(a.complete for a in found) else Exit.INCOMPLETE
