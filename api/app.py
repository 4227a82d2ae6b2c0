"""Where the service is plugged together."""

from __future__ import annotations

import os
from importlib import metadata

from fastapi import FastAPI

from api.routes import health
from api.settings import Settings

DISTRIBUTION = "placement-check"
TITLE = "placement-check"
SUMMARY = "What is known about this place, before a child lives there?"
DESCRIPTION = (
    "placement-check answers questions about places in England with evidence. Every answer says where it "
    "comes from, how old it is and what could not be found out. Missing information is always reported as "
    "missing, and is never counted as good news. The people responsible for a child decide; this service "
    "does not."
)


def create_app(settings: Settings) -> FastAPI:
    """Return the service for these settings.

    The interactive pages of FastAPI stay off because they load scripts from other people's servers; the
    description they would show is at ``/openapi.json``.
    """
    app = FastAPI(
        title=TITLE,
        summary=SUMMARY,
        description=DESCRIPTION,
        version=version_of(DISTRIBUTION),
        license_info={"name": "MIT License", "identifier": "MIT"},
        docs_url=None,
        redoc_url=None,
    )
    app.state.data = settings.data
    app.include_router(health.router)
    return app


def from_environment() -> FastAPI:
    """Return the service as the environment variables set it; for ``uvicorn --factory``.

    Raises
    ------
    SettingsError
        If a variable has a value that the service cannot run with.
    """
    return create_app(Settings.from_environment(os.environ))


def version_of(distribution: str) -> str:
    """Return the installed version, or one that says nothing is installed (a bare checkout)."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "0+not-installed"
