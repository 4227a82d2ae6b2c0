"""The drawn country, and places of the fictional district rated as a user would have them rated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from conftest import once
from drawn import releases

from geodata.release import Release
from geodata.store import Store
from placement_check.assess import PLAIN, Assessment, Options
from placement_check.places import assess_in

AT = date(2026, 6, 30)  # of the fictional district


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Return the release of the drawn country."""
    home = once(tmp_path_factory, "drawn-country", lambda home: releases.build_drawn(home) and None)
    return Release.open(home)


@pytest.fixture(scope="session")
def store(release: Release) -> Store:
    return Store.of(release)


@pytest.fixture(scope="session")
def fictional(sample: Path) -> Store:
    """Return the store of the fictional district."""
    return Store.of(Release.open(sample))


@pytest.fixture(scope="session")
def place(fictional: Store) -> Callable[..., Assessment]:
    """Return a function that assesses a place of the fictional district."""

    @cache
    def place(name: str, options: Options = PLAIN) -> Assessment:
        return assess_in(fictional, name, AT, options)

    return place
