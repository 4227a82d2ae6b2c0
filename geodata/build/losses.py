"""What the current release holds and a new one would not: data that are lost never slip away in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodata.errors import ReleaseError
from geodata.release import Release

ADVICE = {
    "absent": "No file of it was found in this build. Put its file back into the source directory",
    "failed": "Its file failed its checks in this build. Put the file right",
    "undeclared": "Its manifest was not given to this build. Give its directory with --layers",
}


@dataclass(frozen=True, slots=True)
class Loss:
    """A layer that the current release holds and the new one does not."""

    layer: str
    title: str
    vintage: str
    rows: int
    became: str

    def __str__(self) -> str:
        """Return what is lost and what to do, in words."""
        held = f"vintage {self.vintage or 'not stated'}, {self.rows} rows"
        return (
            f"layer '{self.layer}' ({self.title}): the current release holds it ({held}). {ADVICE[self.became]}, "
            "or build with --accept-failures if it is to go."
        )


@dataclass(frozen=True, slots=True)
class Losses:
    """Every layer that is lost; ``unknown`` says why the current release could not be compared, "" where it could."""

    layers: tuple[Loss, ...] = ()
    unknown: str = ""


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
            Loss(name, str(held["title"]), str(held["vintage"]), int(held["rows_in"]), became)
            for name, held in sorted(current.layers.items())
            if held["status"] == "built" and (became := _became(layers.get(name))) != "built"
        ]
    except ReleaseError as error:
        return Losses(unknown=str(error))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return Losses(
            unknown=f"{to}: its list of layers is not of the form that this version reads ({error!r})."
        )
    return Losses(tuple(found))


def _became(entry: Mapping[str, Any] | None) -> str:
    return "undeclared" if entry is None else str(entry["status"])
