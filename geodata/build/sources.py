"""Which files below a directory belong to which layer."""

from __future__ import annotations

from pathlib import Path

from geodata.build.harvest import SourceFile, sha256_of
from geodata.errors import SourceFileError
from geodata.manifest import Layer, Part

UNION = " + "


def find(root: Path, layer: Layer) -> list[SourceFile]:
    """Return the layer's files, sorted by name.

    The first entry of the manifest's ``files`` that matches anything wins; an entry may be several globs joined by
    `` + ``, which then count together.

    Raises
    ------
    SourceFileError
        If a file that matches cannot be read.
    """
    for entry in layer.data.files:
        found = {path for glob in entry.split(UNION) for path in root.glob(glob) if path.is_file()}
        if found:
            return [_source_file(root, path) for path in sorted(found)]
    return []


def _name(root: Path, path: Path) -> str:
    """Return the path below the root, with bytes that are no UTF-8 written out."""
    return path.relative_to(root).as_posix().encode("utf-8", "backslashreplace").decode("utf-8")


def part_of(root: Path, layer: Layer, file: SourceFile) -> Part | None:
    """Return the manifest part whose glob matches the file, if any."""
    for part in layer.data.parts:
        if file.path in set(root.glob(part.files)):
            return part
    return None


def _source_file(root: Path, path: Path) -> SourceFile:
    try:
        return SourceFile(path, _name(root, path), sha256_of(path), path.stat().st_size)
    except OSError as error:
        raise SourceFileError(
            path, "readable", f"the file cannot be opened ({error.strerror}).",
            advice="Give this user read access to it, or remove it from the directory.",
        ) from error  # fmt: skip
