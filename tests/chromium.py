"""The browser that tests of pages lean on.

A test module that wants it says ``pytest_plugins = ("chromium",)`` and takes the fixture ``browser``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield a Chromium with no window, or say why there is none."""
    from conftest import absent

    named = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if named is None:
        absent("chromium", "no chromium on the path: install it, or set CHROMIUM to it")
    with sync_playwright() as started:
        # Without its sandbox: a container's root may not make one, and the pages are our own.
        running = started.chromium.launch(executable_path=named, args=["--no-sandbox"])
        yield running
        running.close()
