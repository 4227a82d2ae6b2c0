"""The release and the method of a kept assessment, found among those that are held."""

from __future__ import annotations

from pathlib import Path

from geodata.errors import ReleaseError
from geodata.release import Release
from placement_check import method as methods
from placement_check.kept import Kept
from placement_check.method import Method


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
