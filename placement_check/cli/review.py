"""The review of an existing home: once a calendar year, never a public edition, no address where it could leak."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from placement_check.cli.exits import Exit, tell
from placement_check.cli.human import recorded_options
from placement_check.cli.options import PATH, at_option, data_option, day_of, form_of, spare_inputs
from placement_check.cli.working import HANDLE

if TYPE_CHECKING:
    from datetime import date

    from geodata.store import Store
    from geodata.types import Location
    from placement_check.cli.human import Case, Files
    from placement_check.records.changes import Since

UNKNOWN = (
    "The text given for {which} names no place in England that this release holds; it is not repeated here, because a "
    "review says where a home is. Give its full postcode, a grid reference, easting,northing or a file with its red "
    "line. 'placement-check check' says more, and repeats what is typed."
)
ELSEWHERE = (
    "A home and its buildings lie in one English authority, and here they do not; no address is repeated. Review apart "
    "what lies in another authority, or check each position."
)
RED_LINES = (".wkt", ".geojson", ".json", ".txt")
SETTINGS = ("childrens_home", "supported_accommodation")


@click.command()
@click.argument("place")
@data_option
@at_option
@click.option(
    "--building",
    "buildings",
    multiple=True,
    metavar="PLACE",
    help="A further building of the same home; may be given several times.",
)
@click.option("--setting", type=click.Choice(SETTINGS), default=SETTINGS[0], show_default=True)
@click.option(
    "--previous",
    metavar="FILE",
    type=PATH,
    help="The JSON of the last assessment; what changed since is a section of the report.",
)
@click.option(
    "-o", "--output", metavar="FILE", type=PATH,
    help="Write to FILE.pdf, FILE.html, FILE.docx, FILE.json or FILE.txt. The name may not hold the address.",
)  # fmt: skip
@recorded_options
def review(
    place: str, data: Path, at: str, buildings: tuple[str, ...], setting: str, previous: Path | None,
    output: Path | None, **papers: Any,  # noqa: ANN401 - each option of a case has its own type
) -> int:  # fmt: skip
    """Review the location of an existing home at PLACE, with and without its own map point.

    The result is OFFICIAL-SENSITIVE: it says where a home is. It is never a public edition. A refusal repeats no
    address.
    """
    _no_address(output, (place, *buildings))
    form, day = form_of(output), day_of(at)
    if form in ("geojson", "csv"):
        raise click.BadParameter(
            "a review is written as .pdf, .html, .docx, .json or .txt.", param_hint="--output"
        )
    spare_inputs(output, place, buildings, previous, *papers.values())
    from geodata.release import Release
    from geodata.store import Store
    from placement_check.cli.checking import PAPERS, paper
    from placement_check.cli.human import read_files
    from placement_check.cli.writing import write_whole
    from placement_check.purpose import Purpose

    files = read_files(day, purpose=Purpose.REVIEW.value, planning=None, policy=None, **papers)
    store = Store.of(Release.open(data))
    case = _compared(_case(files, store, place, buildings, setting, day), previous)
    assessment = case.assessment
    if output is None:
        sys.stdout.write(case.printed(form))
    else:
        text = paper(assessment, store, form, case.additions()) if form in PAPERS else case.printed(form)
        write_whole(output, text)
        tell(f"Written to {output}.{HANDLE}")
        sys.stdout.write(_said(case.since, day))
    return Exit.DONE if assessment.complete else Exit.INCOMPLETE


def _case(
    files: Files, store: Store, place: str, buildings: tuple[str, ...], setting: str, day: date
) -> Case:
    from geodata.errors import LocationNotFound
    from placement_check import method
    from placement_check.assess import Options
    from placement_check.cli.human import case_at
    from placement_check.home import ExistingHome, Setting
    from placement_check.squares import TooFar

    home, *others = _located(store, (place, *buildings))
    options = Options(home=ExistingHome(Setting(setting), tuple(others)))
    try:
        return case_at(files, store, home, method.load(), day, options)
    except TooFar:
        raise
    except LocationNotFound:
        raise LocationNotFound(ELSEWHERE) from None  # its own words name the place


def _located(store: Store, places: tuple[str, ...]) -> list[Location]:
    """Return where the buildings of a home are.

    Raises
    ------
    LocationNotFound
        If one is not found: which of them is said, and no address.
    """
    from geodata.errors import CoordinatesOutside, LocationNotFound
    from placement_check.places import gazetteer_of

    gazetteer, found = gazetteer_of(store), []
    for number, place in enumerate(places):
        try:
            found.append(gazetteer.locate(place))
        except (LocationNotFound, CoordinatesOutside):
            which = f"building {number} of those given by --building" if number else "PLACE"
            raise LocationNotFound(UNKNOWN.format(which=which)) from None
    return found


def _compared(case: Case, previous: Path | None) -> Case:
    """Return the case with what changed since the last assessment, where its file is given."""
    if previous is None:
        return case
    from placement_check.kept import read
    from placement_check.records.changes import since

    return replace(case, since=since(read(previous), case.document()))


def _said(found: Since | None, day: date) -> str:
    """Return what changed since the last assessment, in lines; nothing where none was given."""
    if found is None:
        return ""
    from placement_check.records.wording import OFFICIAL_SENSITIVE

    title = f"What changed since the last assessment ({day.year} review):"
    return "\n".join([OFFICIAL_SENSITIVE, title, *(f"- {line}" for line in found.lines())]) + "\n"


def _no_address(output: Path | None, places: tuple[str, ...]) -> None:
    """Refuse a file or folder name that holds the address, postcode or position of the home.

    Raises
    ------
    click.BadParameter
        If it does: a postcode, a number of five figures, or two words of the address that follow one another. The
        message does not repeat the name.
    """
    if output is None:
        return
    written = _plain(str(output.with_suffix("")))
    if any(telling in written for place in places for telling in _telling(place)):
        raise click.BadParameter(
            "the name of the file or its folder holds the home's address. Name it by a reference number.",
            param_hint="--output",
        )


def _telling(place: str) -> set[str]:
    """Return what of a place would tell where it is: its postcode, its coordinates, pairs of its words.

    Of the path of a red line the name of the file and of its folder tell, each by itself: the folders above them are
    the machine's.
    """
    parts = Path(place).with_suffix("").parts[-2:] if Path(place).suffix.lower() in RED_LINES else (place,)
    return {telling for part in parts for telling in _words_telling(part)}


def _words_telling(text: str) -> set[str]:
    words = [_plain(word) for word in re.findall(r"[A-Za-z0-9]+", text)]
    pairs = {one + other for one, other in pairwise(words) if len(one + other) >= 5}
    postcodes = {_plain(found) for found in re.findall(r"[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}", text)}
    return pairs | postcodes | {word for word in words if len(word) >= 5 and word.isdigit()}


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
