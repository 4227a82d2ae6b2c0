"""Releases of the drawn country, and releases in which one word of the lock is another."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

from drawn import country, layers
from geodata.build.pipeline import Outcome, Request, build
from geodata.release import LOCK, POINTER, Release
from geodata.store import Store
from placement_check import method
from placement_check.derived import derive


def build_drawn(home: Path) -> Outcome:
    """Draw the country with its further layers below ``home`` and build its release, comparators included."""
    country.draw(home / "files")
    layers.draw(home / "files", home / "layers")

    def finish(release: Release, draft: Any) -> None:
        derived = derive(release, method.load(), lambda item: None)
        for name, array in derived.arrays.items():
            draft.add(name, array)
        draft.lock.update(derived.lock)

    return build(Request(source=home / "files", to=home, layers=(home / "layers",), finish=finish))


def altered(release: Release, *path: str, to: Any) -> Store:
    """Return the store of the same release with one entry of its lock replaced."""
    lock = copy.deepcopy(dict(release.lock))
    at: Any = lock
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = to
    return Store.of(Release(release.path, lock, release.tables))


def rewritten(data: Path, home: Path, *path: str, to: Any) -> Path:
    """Return a copy of a data directory with one entry of its lock replaced, under a name that is no hash."""
    shutil.copytree(Release.open(data).path, home / "rewritten")
    lock = home / "rewritten" / LOCK
    body = json.loads(lock.read_bytes())
    at: Any = body
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = to
    lock.write_text(json.dumps(body), encoding="utf-8")
    (home / POINTER).write_text("rewritten\n", encoding="utf-8")
    return home


def without(release: Release, *arrays: str) -> Store:
    """Return the store of the same release without some arrays, as if they had been lost."""
    lock = copy.deepcopy(dict(release.lock))
    for name in arrays:
        del lock["arrays"][name]
    return Store.of(Release(release.path, lock, release.tables))
