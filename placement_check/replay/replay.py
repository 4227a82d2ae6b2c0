"""One assessment made again and held against its bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from geodata.errors import LocationNotFound
from geodata.release import Release
from geodata.store import Store
from geodata.types import Location
from placement_check import __version__, difference
from placement_check.assess import Options
from placement_check.home import ExistingHome, Setting
from placement_check.kept import Kept, malformed
from placement_check.method import Method, MethodError
from placement_check.purpose import Purpose
from placement_check.records.changes import PLACE_IS_ANOTHER, since
from placement_check.records.marks import DRAFT, EXPIRED, marking_of
from placement_check.records.wording import OFFICIAL_SENSITIVE
from placement_check.replay.files import OF_FILES, PEOPLE, PREVIOUS, PROPOSAL, day_of, files_of, purpose_of
from placement_check.replay.place import (
    buildings_lost,
    further,
    located,
    stored_location,
    unlike_its_line,
    unnamed,
)
from placement_check.replay.versions import find_release, method_of

REFUSED = "It was not made again."

Case = Callable[[Location, Store, Method, date, Options], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Given:
    """What is given besides the assessment: its case made from its files, and the assessment before it.

    ``case`` returns the whole document of a place from the files; ``lacking`` names the options whose files the
    assessment was made with and that are not given, ``previous`` is None where that file is not.
    """

    case: Case
    lacking: tuple[str, ...] = ()
    previous: Kept | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """Whether the bytes are the same, and otherwise each input or part that differs, in words.

    ``carried`` gives, for each part that was not made again, the options whose files it needs: it stands in the
    comparison as the assessment has it.
    """

    same: bool
    differences: tuple[str, ...]
    carried: Mapping[str, tuple[str, ...]]


def replay(kept: Kept, data: Path, given: Given) -> Replay:
    """Return whether the same release, method, place and files give the same bytes.

    Raises
    ------
    KeptError
        If a part of the document is not as the schema says.
    ReleaseError
        If the data directory holds no release at all.
    FormRefused
        If a file of the case does not fit the assessment.
    """
    try:
        return _replay(kept, data, given)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError) as error:
        raise malformed(kept, error) from error


def _replay(kept: Kept, data: Path, given: Given) -> Replay:
    release, wrong = _release(kept, data)
    method, changed = _method(kept)
    wrong += changed
    written = kept.body["versions"]["software"]
    if written != __version__:
        wrong.append(f"Software: {written} wrote it, and this is {__version__}.")
    drawn = buildings_lost(kept) or unlike_its_line(kept)
    wrong += drawn
    if release is None or method is None or drawn:
        return _refused(wrong)
    store = Store.of(release)
    moved, location = located(kept, store)
    wrong += moved
    at, options = day_of(kept), _options(kept, given)
    try:
        made = given.case(location, store, method, at, options)
    except LocationNotFound as error:
        return _refused([*wrong, f"Place: {unnamed(kept, str(error))}"])
    carried = _carry(kept, made, given)
    if _text(made).encode("utf-8") == kept.raw:
        return Replay(not wrong, tuple(wrong), carried)
    if moved and _found_elsewhere_alone(kept, store, method, given):
        return Replay(False, tuple(wrong), carried)
    return Replay(False, (*wrong, *_told(kept, made)), carried)


def _found_elsewhere_alone(kept: Kept, store: Store, method: Method, given: Given) -> bool:
    """Return whether the position that the file has gives its bytes: then where the place is found alone differs."""
    made = given.case(stored_location(kept), store, method, day_of(kept), _options(kept, given))
    _carry(kept, made, given)
    return _text(made).encode("utf-8") == kept.raw


def _refused(wrong: list[str]) -> Replay:
    return Replay(False, (*wrong, REFUSED), {})


def _release(kept: Kept, data: Path) -> tuple[Release | None, list[str]]:
    release, held = find_release(data, kept.data_version)
    if release is not None:
        return release, []
    return None, [f"Data: release {kept.data_version} is not held; held: {', '.join(held)}."]


def _method(kept: Kept) -> tuple[Method | None, list[str]]:
    try:
        method = method_of(kept)
    except MethodError as error:
        return None, [f"Method: {error}"]
    written = kept.body["inputs"]["method_sha256"]
    if method.digest == written:
        return method, []
    return method, [
        f"Method: file {method.version} has SHA-256 {method.digest}, and the assessment {written}."
    ]


def _options(kept: Kept, given: Given) -> Options:
    """Return how the place was assessed: a site visit whose file is given is held against it again, not believed."""
    review = kept.body.get("review")
    home = None if review is None else ExistingHome(Setting(review["setting"]), further(kept))
    believed = any(name in given.lacking for name in PEOPLE) and _lifted(kept)
    return Options(Purpose(purpose_of(kept)), rated=kept.body["inputs"]["rated"], visited=believed, home=home)


def _lifted(kept: Kept) -> bool:
    """Return whether a site visit lifted a floor, by the decision part of the document."""
    visit = kept.body["decision"]["site_visit"]
    return visit is not None and visit["floor_f3"] is not None and bool(visit["floor_f3"]["lifted"])


def _carry(kept: Kept, made: dict[str, Any], given: Given) -> dict[str, tuple[str, ...]]:
    """Put the assessment's own parts where their files are not given, and return which, with the options they need.

    The mark DRAFT and EXPIRED of a decision that is carried follow from what it says of itself.
    """
    body, carried = kept.body, {}
    people = tuple(name for name in PEOPLE if name in given.lacking)
    proposal = tuple(name for name in PROPOSAL if name in given.lacking)
    if people:
        made["decision"] = body["decision"]
        made["marks"] = _marks(made["marks"], body["decision"])
        carried["decision"] = people
    if body.get("planning") is not None and (
        people or proposal
    ):  # its log holds what the decision's file says
        made["planning"] = body["planning"]
        carried["planning"] = (*people, *proposal)
    if made["review"] is not None:
        if given.previous is not None:
            made["review"] = {**made["review"], "changes": since(given.previous, made).plain()}
        elif PREVIOUS in given.lacking:
            made["review"] = {**made["review"], "changes": body["review"]["changes"]}
            carried["review.changes"] = (PREVIOUS,)
    return carried


def _marks(plain: list[str], decision: Mapping[str, Any]) -> list[str]:
    """Return the marks of an assessment with a decision, by what the decision says of its status."""
    status = decision["status"]
    decided = decision["decision"] is not None and status != DRAFT
    marks = [mark for mark in plain if not (mark == DRAFT and decided)]
    if status == EXPIRED and EXPIRED not in marks:
        first = [mark for mark in marks if mark in (OFFICIAL_SENSITIVE, DRAFT)]
        marks = [*first, EXPIRED, *marks[len(first) :]]
    return marks


def _text(body: difference.Body) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _told(kept: Kept, again: difference.Body) -> list[str]:
    """Return what differs between the file and the document made again, in words or by its path; never an address."""
    found = difference.changes(kept.body, again)
    if found:
        return list(dict.fromkeys(line for change in found for line in _lines(kept, change)))
    paths = difference.differing_parts(kept.body, again)
    if paths:
        return [f"Content: {path} differs." for path in paths]
    return ["Form: the file holds the same values, written otherwise (spaces, order or line ends)."]


def _lines(kept: Kept, change: difference.Change) -> list[str]:
    if change.kind == "part":
        paths = difference.differing_parts({change.what: change.before}, {change.what: change.after})
        if any(files_of(kept)[option] for option in OF_FILES.get(change.what, ())):
            return [f"Files: {path} is not what the files given say." for path in paths]
        return [f"Part: {path} differs." for path in paths]
    if change.what.startswith("location.") and marking_of(kept.body):
        return [f"Place: {PLACE_IS_ANOTHER}"]
    return [f"{change.kind.capitalize()}: {change.text}"]
