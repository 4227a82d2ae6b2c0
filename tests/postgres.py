"""The PostgreSQL that tests lean on.

A test module that wants it says ``pytest_plugins = ("postgres",)`` and takes the fixture ``postgres``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from benchmarks.server import NoServer, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Yield the connection string of an empty database, PostGIS at hand, or say why there is none."""
    from conftest import absent

    with ExitStack() as running:
        try:
            found = running.enter_context(server())
        except NoServer as reason:
            absent("postgres", str(reason))
        yield found
