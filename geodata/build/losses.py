"""What the current release holds and a new one would not: data that are lost never slip away in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geodata.errors import ReleaseError
from geodata.release import Release

ADVICE = {
    "absent": "No file of it was found in this build. Put its file back into the source directory",
    "failed": "Its file failed its checks in this build. Put the file right",
    "less": "Its files cover less ground in this build ({ground} is gone). Put the missing file back into the source "
    "directory",
    "undeclared": "Its manifest was not given to this build. Give its directory with --layers",
}
NOWHERE: Mapping[str, Any] = {"areas": [], "boxes": []}


@dataclass(frozen=True, slots=True)
class Loss:
    """A layer that the current release holds and the new one does not, or not for as much ground."""

    layer: str
    title: str
    vintage: str
    rows: int
    indicators: tuple[str, ...]
    became: str
    areas: tuple[str, ...]
    boxes: tuple[tuple[int, ...], ...]

    def __str__(self) -> str:
        """Return what is lost and what to do, in words."""
        held = f"vintage {self.vintage or 'not stated'}, {self.rows} rows"
        advice = ADVICE[self.became].format(ground=self._ground())
        return (
            f"layer '{self.layer}' ({self.title}): the current release holds it ({held}). {advice}, "
            "or build with --accept-failures if it is to go."
        )

    def _ground(self) -> str:
        boxes = (f"the box {b[0]},{b[1]} to {b[2]},{b[3]} (metres, EPSG:27700)" for b in self.boxes)
        return ", ".join((*self.areas, *boxes))

    def entry(self) -> dict[str, Any]:
        """Return what the lock keeps of it."""
        boxes = [list(box) for box in self.boxes]
        return {
            "title": self.title, "vintage": self.vintage, "indicators": list(self.indicators),
            "coverage": {"areas": list(self.areas), "boxes": boxes},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Losses:
    """Every layer that is lost; ``unknown`` says why the current release could not be compared, "" where it could.

    ``earlier`` are those that the current release itself had lost and the new one has not regained, as recorded.
    """

    layers: tuple[Loss, ...] = ()
    unknown: str = ""
    earlier: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def record(self, *, accepted: bool) -> dict[str, Mapping[str, Any]]:
        """Return what the new release's lock says of it: by layer, its title, vintage and the questions it answered.

        Only a loss that was accepted leaves this trace, carried from release to release until the layer is held again:
        an assessment made meanwhile takes what is lost at its worst (method RT-15 c). Otherwise the current release
        stays, and the same files give the same release.
        """
        new = {one.layer: one.entry() for one in (self.layers if accepted else ())}
        return dict(sorted({**self.earlier, **new}.items()))


def since_current(to: Path, label: str, layers: Mapping[str, Mapping[str, Any]]) -> Losses:
    """Return the layers that the current release in ``to`` has built and that ``layers``, the new ones, have not.

    Releases with different labels are about different countries, one of them drawn, and are not compared. A release
    that is damaged or that another version wrote cannot be: it answers nothing either, so nothing holds it in place.
    """
    try:
        current = Release.open(to)
        if current.label != label:
            return Losses()
        found = [
            loss
            for name, held in sorted(current.layers.items())
            if held["status"] == "built" and (loss := _loss(name, held, layers.get(name))) is not None
        ]
        before = dict(current.lock.get("lost", {}))
        earlier = {
            name: entry for name, entry in before.items() if _lacking(entry["coverage"], layers.get(name))
        }
    except ReleaseError as error:
        return Losses(unknown=str(error))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return Losses(
            unknown=f"{to}: its list of layers is not of the form that this version reads ({error!r})."
        )
    return Losses(tuple(found), earlier=earlier)


def _loss(name: str, held: Mapping[str, Any], now: Mapping[str, Any] | None) -> Loss | None:
    """Return what is lost of a layer, None where it is held for all the ground that it was held for."""
    if not _lacking(held["coverage"], now):
        return None
    became = "undeclared" if now is None else "less" if now["status"] == "built" else str(now["status"])
    areas, boxes = _gone(held["coverage"], now["coverage"] if now and became == "less" else NOWHERE)
    questions = tuple(str(one["id"]) for one in held["indicators"])
    about = str(held["title"]), str(held["vintage"]), int(held["rows_in"])
    return Loss(name, *about, questions, became, tuple(areas), tuple(tuple(box) for box in boxes))


def _lacking(held: Mapping[str, Any], now: Mapping[str, Any] | None) -> bool:
    """Return whether a layer is not held, or not for all the ground stated."""
    return now is None or now["status"] != "built" or any(_gone(held, now["coverage"]))


def _gone(held: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[list[str], list[list[int]]]:
    """Return the areas and the boxes (metres, EPSG:27700) that were covered and are not."""
    areas = [] if "england" in now["areas"] else [str(a) for a in held["areas"] if a not in now["areas"]]
    return areas, [box for box in held["boxes"] if not any(_within(box, other) for other in now["boxes"])]


def _within(box: Sequence[int], other: Sequence[int]) -> bool:
    return other[0] <= box[0] and other[1] <= box[1] and box[2] <= other[2] and box[3] <= other[3]
