"""Whether the process is up, and whether it can answer about places.

The two differ on purpose. A service without data must not be started again and again, for that brings no
data; it must be kept out of use, and must say why.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from geodata.errors import ReleaseError
from geodata.release import Release

UNCACHED = {"Cache-Control": "no-store"}

router = APIRouter(tags=["health"])


class Alive(BaseModel, frozen=True):
    """The process is up."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel, frozen=True):
    """The data release can be read."""

    status: Literal["ready"] = "ready"
    data_version: str = Field(description="The SHA-256 over the hashes of every input of the data release.")


class NotReady(BaseModel, frozen=True):
    """The data release cannot be read."""

    status: Literal["not_ready"] = "not_ready"
    reason: str = Field(description="What is wrong, where, and what to do next.")


async def data_directory(request: Request) -> Path:
    """Return the directory that the service was told to read its data release from."""
    data: Path = request.app.state.data
    return data


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", summary="Is the process up?")
async def healthz(response: Response) -> Alive:
    """Return 200 always: it says that the process is up, and nothing about the data."""
    response.headers.update(UNCACHED)
    return Alive()


@router.head("/readyz", include_in_schema=False, response_model=Ready)
@router.get(
    "/readyz",
    summary="Can it answer about places?",
    response_model=Ready,
    responses={503: {"model": NotReady, "description": "The data release cannot be read, and why."}},
)
async def readyz(data: Annotated[Path, Depends(data_directory)]) -> Response:
    """Return 200 with the version of the data, or 503 with what is wrong and what to do next.

    The release is opened anew each time, so the answer follows a release being put in place or taken away.
    """
    try:
        # In a thread: a network volume that hangs must not stop the process from saying that it is up.
        release = await run_in_threadpool(Release.open, data)
    except ReleaseError as error:
        return JSONResponse(NotReady(reason=str(error)).model_dump(), status_code=503, headers=UNCACHED)
    return JSONResponse(Ready(data_version=release.data_version).model_dump(), headers=UNCACHED)
