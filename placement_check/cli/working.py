"""Commands on an assessment kept as JSON: its working, its repetition, and its difference from another."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from placement_check.cli.exits import Exit, tell
from placement_check.cli.human import paper_options
from placement_check.cli.options import PATH, data_option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from placement_check.kept import Kept
    from placement_check.replay.replay import Given

HANDLE = " OFFICIAL-SENSITIVE: handle it as the register of homes."


@click.command()
@click.argument("assessment", type=PATH)
@click.option(
    "--data", type=PATH, default=None, help="Directory of data releases: prints the shrinkage in figures too."
)
@click.option(
    "--working", metavar="FILE", type=PATH, default=None,
    help="Write the inputs of recorded crime by map point to FILE.csv; needs --data.",
)  # fmt: skip
def explain(assessment: Path, data: Path | None, working: Path | None) -> int:
    """Print every step of the arithmetic of ASSESSMENT (.json of check), each recomputable from what it prints."""
    if working is not None and data is None:
        raise click.UsageError("--working needs --data, the directory with the release of the assessment.")
    from placement_check.explain.explanation import explanation
    from placement_check.kept import read
    from placement_check.records.marks import marking_of

    kept = read(assessment)
    if working is not None:
        _spare(working, assessment)
    marking = marking_of(kept.body)
    found = explanation(kept, data, table=working is not None)
    if working is not None:
        from placement_check.cli.writing import write_whole

        write_whole(working, found.table)
        tell(f"Written to {working}.{HANDLE if marking else ''}")
    sys.stdout.write(found.text)
    sys.stdout.flush()
    if not found.agrees:
        tell("A step does not give the figure of the assessment: see DIFFERS.")
    return Exit.DONE if found.agrees else Exit.DIFFERS


def _spare(working: Path, assessment: Path) -> None:
    """Refuse to write over the assessment that is read, or over anything that is no earlier working.

    Raises
    ------
    click.BadParameter
        If there is such a file, a link or a directory.
    """
    from placement_check.explain.map_points import is_working

    if working.is_symlink() or (working.exists() and not working.is_file()):
        raise click.BadParameter(
            f"'{working.name}' is a link or no plain file. Give another name.", param_hint="--working"
        )
    if working.exists() and (working.samefile(assessment) or not is_working(working)):
        raise click.BadParameter(
            f"'{working.name}' is there already and no earlier working: it would be lost. Delete it, or name "
            "another.",
            param_hint="--working",
        )


@click.command()
@click.argument("assessment", type=PATH)
@data_option
@paper_options
@click.option("--previous", metavar="FILE", type=PATH, help="The last assessment, of a review made with it.")
def replay(
    assessment: Path, data: Path, previous: Path | None,
    **papers: Any,  # noqa: ANN401 - each option of a case has its own type
) -> int:  # fmt: skip
    """Make ASSESSMENT (.json of check or review) again from the same release: the same bytes, or what differs.

    What was read from files besides is made again where those files are given.
    """
    from placement_check.kept import read
    from placement_check.records.marks import marking_of
    from placement_check.replay.replay import replay as again

    kept = read(assessment)
    found = again(kept, data, _given(kept, previous, papers))
    if marking := marking_of(kept.body):
        sys.stdout.write(f"{marking}\n")
    if found.same:
        part = "Same bytes, as far as it was made again" if found.carried else "Same bytes"
        verb = "" if found.carried else " was made again"
        sys.stdout.write(f"{part}: {kept.name}{verb} from release {kept.data_version}.\n")
    else:
        sys.stdout.write(f"{kept.name} was not reproduced. What differs:\n")
        sys.stdout.writelines(f"- {line}\n" for line in found.differences)
    for name, options in found.carried.items():
        files = " and ".join(f"{option} FILE" for option in options)
        sys.stdout.write(f"Not made again, and taken as it stands: {name}. To make it again, give {files}.\n")
    if not found.same:
        return Exit.DIFFERS
    return Exit.INCOMPLETE if found.carried else Exit.DONE


def _given(kept: Kept, previous: Path | None, papers: Mapping[str, Any]) -> Given:
    """Return what is given besides an assessment; files of a part that lacks another file are not read."""
    from placement_check.cli.human import case_at, read_files
    from placement_check.kept import read
    from placement_check.replay.files import PEOPLE, PREVIOUS, PROPOSAL, day_of, lacking, purpose_of
    from placement_check.replay.replay import Given

    def name_of(option: str) -> str:
        return option.removeprefix("--").replace("-", "_")

    given = {**papers, "previous": previous}
    counts = {
        name: len(papers["correction"]) if name == "--correction" else int(given[name_of(name)] is not None)
        for name in (*PEOPLE, *PROPOSAL, PREVIOUS)
    }
    missing = lacking(kept, counts)
    used = dict(papers)
    for group in (PEOPLE, PROPOSAL):
        if set(missing) & {*PEOPLE, *(PROPOSAL if group is PROPOSAL else ())}:
            used |= {name_of(name): () if name == "--correction" else None for name in group}
    files = read_files(day_of(kept), purpose=purpose_of(kept), **used)
    return Given(
        lambda location, store, method, at, options: case_at(
            files, store, location, method, at, options
        ).document(),
        missing, None if previous is None else read(previous),
    )  # fmt: skip


@click.command()
@click.argument("before", type=PATH)
@click.argument("after", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diff(before: Path, after: Path, as_json: bool) -> int:
    """Say what moved between two assessments (.json of check), and why; nothing where nothing differs."""
    from placement_check.difference import changed
    from placement_check.kept import read
    from placement_check.records.marks import marking_of

    one, other = read(before), read(after)
    found, marking = changed(one, other), marking_of(one.body, other.body)
    if as_json:
        body = {
            "schema_version": 1,
            "marking": marking or None,
            "changes": [change.plain() for change in found],
        }
        sys.stdout.write(json.dumps(body, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    else:
        sys.stdout.write(f"{marking}\n" if marking and found else "")
        sys.stdout.writelines(f"{change.text}\n" for change in found)
    return Exit.DIFFERS if found else Exit.DONE
