"""Commands on an assessment kept as JSON: its working, its repetition, and its difference from another."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from placement_check.cli.exits import Exit, tell
from placement_check.cli.options import PATH, VARIABLE

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
@click.option(
    "--data", type=PATH, envvar=VARIABLE, default=Path("placement-check-data"),
    show_default=True, help=f"Directory of data releases, or one release. {VARIABLE} sets it too.",
)  # fmt: skip
def replay(assessment: Path, data: Path) -> int:
    """Make ASSESSMENT (.json of check) again from the same release: the same bytes, or what differs."""
    from placement_check.kept import read
    from placement_check.records.marks import marking_of
    from placement_check.replay import replay as again

    kept = read(assessment)
    found = again(kept, data)
    if marking := marking_of(kept.body):
        sys.stdout.write(f"{marking}\n")
    if found.same:
        sys.stdout.write(f"Same bytes: {kept.name} was made again from release {kept.data_version}.\n")
        if found.carried:
            sys.stdout.write(
                f"Written by people and carried over as it stands: {', '.join(found.carried)}.\n"
            )
        return Exit.DONE
    sys.stdout.write(f"{kept.name} was not reproduced. What differs:\n")
    sys.stdout.writelines(f"- {line}\n" for line in found.differences)
    return Exit.DIFFERS


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
