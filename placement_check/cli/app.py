"""Commands that anyone may run: check a place, list layers, build and inspect releases."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Any

import click

from placement_check.cli.exits import Exit, of_error, tell
from placement_check.cli.human import human_options
from placement_check.cli.lazy import LazyGroup
from placement_check.cli.options import (
    PATH,
    at_option,
    data_option,
    day_of,
    form_of,
    json_option,
    spare_inputs,
)


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from placement_check import __version__

        click.echo(f"placement-check {__version__}")
        context.exit()


# Each is imported when it is asked for: a check does not wait for what it does not use.
FURTHER = {
    "batch": "placement_check.cli.many", "compare": "placement_check.cli.many",
    "consult": "placement_check.cli.consult", "duties": "placement_check.cli.duties",
    "diff": "placement_check.cli.working", "explain": "placement_check.cli.working",
    "replay": "placement_check.cli.working", "review": "placement_check.cli.review",
    "verify": "placement_check.cli.verify",
}  # fmt: skip


@click.group(cls=LazyGroup, further=FURTHER, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Say the version."
)
def app() -> None:
    """Say what is known about a place in England, with evidence, before a child lives there.

    Exit codes: 0 every open indicator that the method rates was measured, or the command did what was asked; 2 bad
    input; 3 answered with incomplete evidence, or something must be confirmed first or the law
    stops a placement; 4 no usable data release; 5 a file or layer failed its checks, or a
    layer was lost; 6 the result could not be written; 7 an assessment differs from another or from its working, or
    a case does not verify.
    """


class _PlaceCommand(click.Command):
    """A command whose argument may begin with a minus sign and a figure, as coordinates in the wrong order do."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put such an argument behind the options, where it is not taken for one."""
        places = [a for a in args if re.match(r"-\.?\d", a)] if "--" not in args else []
        rest = [a for a in args if a not in places]
        return super().parse_args(ctx, [*rest, "--", *places] if places else args)


@app.command(cls=_PlaceCommand)
@click.argument("place")
@data_option
@at_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema version 1).")
@click.option("--geojson", "as_geojson", is_flag=True, help="Print GeoJSON.")
@click.option(
    "-o", "--output", metavar="FILE", type=PATH,
    help="Write to FILE.pdf, FILE.html, FILE.docx, FILE.json, FILE.geojson, FILE.csv or FILE.txt.",
)  # fmt: skip
@click.option("--profile-only", is_flag=True, help="No score and no band.")
@human_options
def check(
    place: str, data: Path, at: str, as_json: bool, as_geojson: bool, output: Path | None, profile_only: bool,
    **papers: Any,  # noqa: ANN401 - each option of a case has its own type
) -> int:  # fmt: skip
    """Say what is known about PLACE.

    PLACE is a postcode, an address with its postcode, a grid reference, easting,northing, latitude,longitude, a UPRN,
    or a file with a red line (GeoJSON or WKT).
    """
    if as_json and as_geojson:
        raise click.UsageError("Choose one of --json and --geojson.")
    form = "json" if as_json else "geojson" if as_geojson else form_of(output)
    papers_ending = output is not None and output.suffix.lower() in (".pdf", ".html", ".docx")
    if output is not None and papers_ending and form != form_of(output):
        raise click.UsageError(f"--{form} and the ending of {output.name} ask for two forms. Choose one.")
    day = day_of(at)
    spare_inputs(output, place, *papers.values())
    from geodata.release import Release
    from geodata.store import Store
    from placement_check.assess import Options
    from placement_check.cli.checking import PAPERS, paper
    from placement_check.cli.human import assess_case, read_files
    from placement_check.cli.writing import write_whole

    files = read_files(day, **papers)
    store = Store.of(Release.open(data))
    case = assess_case(files, store, place, day, Options(rated=not profile_only))
    assessment = case.assessment
    if output is None:
        sys.stdout.write(case.printed(form))
        sys.stdout.flush()
    else:
        write_whole(
            output, paper(assessment, store, form, case.additions()) if form in PAPERS else case.printed(form)
        )
        tell(f"Written to {output}.")
    return Exit.DONE if assessment.complete else Exit.INCOMPLETE


@app.command()
@data_option
@at_option
@json_option
def layers(data: Path, at: str, as_json: bool) -> None:
    """List the layers of a release: coverage, age and licence."""
    day = day_of(at)
    from placement_check.cli.listing import layers_text

    sys.stdout.write(layers_text(data, day, as_json=as_json))


@app.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for SHELL; evaluate it in the shell's start-up file."""
    from click.shell_completion import get_completion_class

    known = get_completion_class(shell)
    if known is None:
        raise click.BadParameter(f"there is no completion for {shell}.", param_hint="SHELL")
    sys.stdout.write(known(app, {}, "placement-check", "_PLACEMENT_CHECK_COMPLETE").source())


@app.group()
def data() -> None:
    """Build and inspect data releases."""


@data.command()
@data_option
@json_option
@click.option("--verify", is_flag=True, help="Read every file and compare its hash.")
@click.option(
    "--rejections", metavar="LAYER", default="", help="Print a layer's rejected rows, each with its reason."
)
def status(data: Path, as_json: bool, verify: bool, rejections: str) -> int:
    """Say what a release holds, row by row accounted for."""
    from placement_check.cli.listing import rejections_text, status_text

    if rejections:
        sys.stdout.write(rejections_text(data, rejections))
        return Exit.DONE
    text, intact = status_text(data, as_json=as_json, verify=verify)
    sys.stdout.write(text)
    return Exit.DONE if intact else Exit.NO_RELEASE


@data.command()
@click.option(
    "--from",
    "source",
    required=True,
    type=PATH,
    help="Directory of the publishers' files.",
)
@click.option(
    "--to",
    required=True,
    type=PATH,
    help="Directory of data releases; made if not there.",
)
@click.option(
    "--layers",
    multiple=True,
    type=PATH,
    help="Directory of further layer manifests; repeatable.",
)
@click.option(
    "--accept-failures",
    is_flag=True,
    help="Make the release current even if a layer or file failed its checks, or a layer was lost.",
)
def build(source: Path, to: Path, layers: tuple[Path, ...], accept_failures: bool) -> int:
    """Build a release from publishers' files."""
    from placement_check.cli.building import build_release

    failed = build_release(source, to, layers, accept_failures=accept_failures)
    return Exit.FAILED_CHECKS if failed else Exit.DONE


@data.command()
@data_option
@at_option
@json_option
def shares(data: Path, at: str, as_json: bool) -> None:
    """Say how many neighbourhoods of a release are in each band, and how often floors and triggers fire."""
    day = day_of(at)
    from placement_check.cli.shares import shares_text

    sys.stdout.write(shares_text(data, day, as_json=as_json))


@data.command()
@click.option("--to", required=True, type=PATH, help="Directory for it; made if not there.")
def sample(to: Path) -> None:
    """Draw the fictional district out at sea in the publishers' formats, and build a release of it."""
    from placement_check.cli.building import build_sample

    build_sample(to)


def _write_utf8() -> None:
    """Write UTF-8 whatever the terminal's locale: reports hold signs that ASCII lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8")


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; no stack trace for a fault that has a name."""
    _write_utf8()
    try:
        result = app.main(arguments, prog_name="placement-check", standalone_mode=False)
    except click.exceptions.Abort:
        return int(Exit.INTERRUPTED)
    except SystemExit:  # the option parser's way of ending when the reader of a pipe has gone
        return int(Exit.NOT_WRITTEN)
    except click.ClickException as fault:
        fault.show()
        return int(Exit.BAD_INPUT)
    except (Exception, KeyboardInterrupt) as error:  # a fault that has no name is raised again
        code = of_error(error)
        if code is None:
            raise
        return int(code)
    return int(result) if isinstance(result, int) else int(Exit.DONE)
