"""An assessment made again from the same inputs: the same bytes, or exactly which input differs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geodata.errors import GeodataError, LocationNotFound, ReleaseError
from geodata.release import Release
from geodata.store import Store
from geodata.types import GridPoint, Location, LocationKind, LonLat, Outline
from placement_check import __version__, difference
from placement_check import method as methods
from placement_check.assess import Options, assess
from placement_check.kept import Kept, malformed
from placement_check.method import Method, MethodError
from placement_check.places import gazetteer_of
from placement_check.purpose import Purpose
from placement_check.records.document import document

REFUSED = "It was not made again."


WRITTEN = ("planning", "decision")  # by people: no result of the assessment


@dataclass(frozen=True, slots=True)
class Replay:
    """Whether the bytes are the same, and otherwise each input or part that differs, in words.

    ``carried`` names parts that people wrote (a decision, a proposal): they are no result, and stand as they are.
    """

    same: bool
    differences: tuple[str, ...]
    carried: tuple[str, ...] = ()


def replay(kept: Kept, data: Path) -> Replay:
    """Return whether the same release, method and place give the same bytes.

    Raises
    ------
    KeptError
        If a part of the document is not as the schema says.
    ReleaseError
        If the data directory holds no release at all.
    """
    try:
        return _replay(kept, data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise malformed(kept, error) from error


def _replay(kept: Kept, data: Path) -> Replay:
    body = kept.body
    release, held = find_release(data, kept.data_version)
    method, wrong = _method(kept)
    if release is None:
        wrong.insert(0, f"Data: release {kept.data_version} is not held; held: {', '.join(held)}.")
    written = body["versions"]["software"]
    if written != __version__:
        wrong.append(f"Software: {written} wrote it, and this is {__version__}.")
    if body.get("review") is not None and body["review"]["buildings"] > 1:
        wrong.append("Place: a home of several buildings; the file does not say where the others are.")
        return Replay(False, (*wrong, REFUSED))
    if release is None or method is None:
        return Replay(False, (*wrong, REFUSED))
    store = Store.of(release)
    moved, location = _location(kept, store)
    wrong += moved
    try:
        again = assess(location, store, method, at=date.fromisoformat(body["at"]), options=_options(kept))
    except LocationNotFound as error:
        return Replay(False, (*wrong, f"Place: {error}", REFUSED))
    made = document(again)
    carried = {name: part for name, part in body.items() if name not in made or name in WRITTEN}
    stand = [n for n, part in carried.items() if part is not None]
    if body.get("decision") is not None:  # whether it is a draft is for people to say
        carried["marks"] = body["marks"]
    if (
        made["review"] is not None and body["review"].get("changes") is not None
    ):  # the last assessment is not here
        carried["review"] = {**made["review"], "changes": body["review"]["changes"]}
        stand.append("review.changes")
    if _text({**made, **carried}).encode("utf-8") == kept.raw:
        return Replay(not wrong, tuple(wrong), tuple(stand))
    return Replay(False, (*wrong, *_told(kept, {**made, **carried})))


def _text(body: difference.Body) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _told(kept: Kept, again: difference.Body) -> list[str]:
    """Return what differs between the file and the document made again, in words or by its path."""
    found = difference.changes(kept.body, again)
    if found:
        return [f"{change.kind.capitalize()}: {change.text}" for change in found]
    paths = difference.differing_parts(kept.body, again)
    if paths:
        return [f"Content: {path} differs." for path in paths]
    return ["Form: the file holds the same values, written otherwise (spaces, order or line ends)."]


def find_release(data: Path, data_version: str) -> tuple[Release | None, list[str]]:
    """Return the release of a data version among those of a directory, or None with the versions that are held.

    Raises
    ------
    ReleaseError
        If there is no release at all, or none can be read.
    """
    homes = sorted(p for p in data.iterdir() if (p / "lock.json").is_file()) if data.is_dir() else []
    found, faults = [], []
    for home in homes or [data]:
        try:
            found.append(Release.open(home))
        except ReleaseError as error:
            faults.append(error)
    if not found:
        raise faults[0]
    mine = [r for r in found if r.data_version == data_version]
    return (mine[0] if mine else None), [r.data_version for r in found]


def method_of(kept: Kept) -> Method:
    """Return the method that an assessment names.

    Raises
    ------
    MethodError
        If there is no such version here.
    """
    return methods.load(str(kept.body["versions"]["method"]))


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


def _options(kept: Kept) -> Options:
    from placement_check.home import ExistingHome, Setting

    inputs, review = kept.body["inputs"], kept.body.get("review")
    home = None if review is None else ExistingHome(Setting(review["setting"]))
    return Options(
        Purpose(kept.body["purpose"]), rated=inputs["rated"], visited=inputs["site_visit"], home=home
    )


def _location(kept: Kept, store: Store) -> tuple[list[str], Location]:
    """Return where the release puts the place, and what of that differs from the file."""
    stored = stored_location(kept)
    if stored.outline is not None:  # the file with the red line may be gone; its corners are in the document
        return [], stored
    try:
        found = gazetteer_of(store).locate(stored.input, read_file=False)
    except GeodataError as error:
        return [f"Place: '{stored.input}' is not found in this release ({error})"], stored
    names = ("matched", "point", "position", "uncertainty_m", "notes")
    moved = [n for n in names if getattr(found, n) != getattr(stored, n)]
    return [f"Place: {name} is {getattr(found, name)} here." for name in moved], found


def stored_location(kept: Kept) -> Location:
    """Return the location that a document holds."""
    about, rings = kept.body["location"], kept.body["inputs"]["red_line_mm"]
    outline = None
    if rings is not None:
        outline = Outline(rings=tuple(tuple((int(x), int(y)) for x, y in ring) for ring in rings))
    return Location(
        input=about["input"], matched=about["matched"], kind=LocationKind(about["kind"]),
        point=GridPoint(easting=about["easting"], northing=about["northing"]),
        position=LonLat(longitude=about["longitude"], latitude=about["latitude"]),
        uncertainty_m=about["uncertainty_m"], notes=tuple(about["notes"]), outline=outline,
    )  # fmt: skip
