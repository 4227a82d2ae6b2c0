"""What a reader brings home from one source file."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from geodata.errors import SourceFileError
from geodata.types import Rejection

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a layer, as found.

    ``name`` is its path below the source directory, with forward slashes; ``member`` names a file inside a zip.
    """

    path: Path
    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Harvest:
    """What one reader took from one file; ``rows_in`` = kept + unlocated + rejected, always.

    ``frame`` has one line per row kept or unlocated, with at least the column ``row`` (the source line, counting
    from 1, headers included) and, by the layer's geometry:

    - point: ``x``, ``y`` (metres of EPSG:27700, NaN when unlocated), ``class`` and ``name`` (text, may be empty);
    - line, polygon: ``geometry`` (shapely, EPSG:27700, None when unlocated), ``class`` and ``name``;
    - none: ``code`` (what the row is about) and the manifest's columns.

    ``coverage`` lists the official codes of the areas the file covers, where the file itself says so, and
    ``coverage_needs`` how many such files an area needs before it is covered whole.
    """

    rows_in: int
    frame: pd.DataFrame
    rejections: tuple[Rejection, ...] = ()
    vintage: str = ""
    coverage: tuple[str, ...] = ()
    coverage_needs: int = 1
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostcodeTable:
    """Where postcodes lie, for readers of files that hold none but addresses.

    ``key`` is sorted (upper case, no blank); ``x``, ``y`` are metres.
    """

    key: NDArray[np.str_]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def locate(self, postcodes: pd.Series[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return eastings and northings in metres, NaN where the table does not hold the postcode."""
        import numpy as np

        wanted = postcodes.fillna("").str.upper().str.replace(r"\s+", "", regex=True).to_numpy(dtype=str)
        if self.key.size == 0:
            return np.full(wanted.size, np.nan), np.full(wanted.size, np.nan)
        at = np.minimum(np.searchsorted(self.key, wanted), self.key.size - 1)
        hit = self.key[at] == wanted
        return np.where(hit, self.x[at], np.nan), np.where(hit, self.y[at], np.nan)


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may lean on beside its file: the manifest's options, postcodes, and the code tables."""

    options: Mapping[str, Any]
    postcodes: PostcodeTable | None = None
    tables: Path | None = None


Reader: TypeAlias = Callable[[SourceFile, Context], Harvest]


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_bytes(path: Path) -> bytes:
    """Return a file's content, unpacked if its name ends in ``.gz``.

    Raises
    ------
    SourceFileError
        If the file cannot be opened, or its compressed stream is cut short or damaged.
    """
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if path.suffix == ".gz" else raw
    except PermissionError as error:
        raise SourceFileError(
            path,
            "readable",
            "permission to read the file was refused.",
            advice="Give this user read access to it.",
        ) from error
    except (OSError, EOFError) as error:
        raise SourceFileError(path, "readable", f"the file cannot be read ({error}).") from error
    except zlib.error as error:
        raise SourceFileError(path, "readable", f"the compressed data are damaged ({error}).") from error


def text_of(path: Path, encodings: tuple[str, ...] = ("utf-8-sig", "cp1252")) -> IO[str]:
    """Return a file's text, trying the encodings in order; newlines are left as they are.

    Raises
    ------
    SourceFileError
        If the file is unreadable, holds a web page instead of data, or fits none of the encodings.
    """
    raw = read_bytes(path)
    start = raw[:400].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise SourceFileError(path, "is_data", "this is a web page, not the data file.")
    for encoding in encodings:
        try:
            return io.StringIO(raw.decode(encoding), newline="")
        except UnicodeDecodeError:
            continue
    raise SourceFileError(path, "encoding", f"the text is none of {', '.join(encodings)}.")
