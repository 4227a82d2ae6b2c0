"""The drawn country's release, built once for a run, and questions asked of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import once
from drawn import releases
from drawn.asking import AT

from geodata.release import Release
from geodata.store import Store
from placement_check.assess import Assessment
from placement_check.places import assess_place


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory with the release of the drawn country."""
    return once(tmp_path_factory, "drawn-country", lambda home: releases.build_drawn(home) and None)


@pytest.fixture(scope="session")
def release(drawn: Path) -> Release:
    return Release.open(drawn)


@pytest.fixture(scope="session")
def store(release: Release) -> Store:
    return Store.of(release)


@pytest.fixture(scope="session")
def assessed(drawn: Path) -> Callable[..., Assessment]:
    """Return a function that assesses a grid point of the drawn country."""

    def assessed(easting: int, northing: int, at: date = AT) -> Assessment:
        return assess_place(f"{easting},{northing}", drawn, at)

    return assessed
