"""The whole explanation of one assessment: its working as text, and its map points as a table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geodata.errors import ReleaseError
from placement_check.explain import map_points
from placement_check.explain.words import all_agree, to_text
from placement_check.explain.working import Priors, sections
from placement_check.kept import Kept, malformed
from placement_check.method import Method, MethodError
from placement_check.replay.versions import find_release, method_of


@dataclass(frozen=True, slots=True)
class Explanation:
    """The working in words, whether every step gives the figure that was reported, and the map points as CSV."""

    text: str
    agrees: bool
    table: str


def explanation(kept: Kept, data: Path | None, *, table: bool) -> Explanation:
    """Return the explanation of an assessment; with a data directory, its shrinkage and map points too.

    Raises
    ------
    KeptError
        If a part of the document is not as the schema says, or there are no map points to list.
    ReleaseError
        If the data directory does not hold the release of the assessment.
    MethodError
        If its method is not held, or its file was changed since.
    """
    try:
        return _explanation(kept, data, table=table)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError) as error:
        raise malformed(kept, error) from error


def _explanation(kept: Kept, data: Path | None, *, table: bool) -> Explanation:
    from geodata.store import Store

    method = _method(kept)
    priors: Priors | None = None
    listed = ""
    if data is not None:
        release, held = find_release(data, kept.data_version)
        if release is None:
            raise ReleaseError(
                f"{data}: does not hold release {kept.data_version} of {kept.name}; held: {', '.join(held)}. Give the "
                "directory that does, or leave --data out."
            )
        store = Store.of(release)
        priors = map_points.priors_of(kept, store, method)
        listed = map_points.to_csv(kept, store, method) if table else ""
    found = sections(kept.body, method, priors)
    return Explanation(to_text(kept, found), all_agree(found), listed)


def _method(kept: Kept) -> Method:
    method = method_of(kept)
    written = kept.body["inputs"]["method_sha256"]
    if method.digest != written:
        raise MethodError(
            f"Method {method.version} here is not the file that {kept.name} was made by (SHA-256 {written}): its "
            "working cannot be printed with other parameters."
        )
    return method
