"""A batch from its first row to its last: in the file's order, in fixed chunks, each kept as soon as it is done."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from geodata.errors import GeodataError, LayerUnavailable, LocationNotFound, ReleaseError
from geodata.gazetteer import Gazetteer
from geodata.store import Store
from geodata.types import Location
from placement_check import __version__
from placement_check.assess import Assessment, Options, assess_many
from placement_check.batch.cells import Table, of_assessment, of_profiles
from placement_check.batch.columns import columns
from placement_check.batch.errors import BatchError
from placement_check.batch.journal import Cells, Journal, part_of, refuse_stranger
from placement_check.batch.located import FAILED, Located, locate, locate_many, refused
from placement_check.batch.output import form_of, render
from placement_check.batch.sheet import Row, Sheet
from placement_check.method import Method
from placement_check.places import gazetteer_of
from placement_check.profiles.profile import Profiler
from placement_check.purpose import Purpose
from placement_check.records import wording

ASSESSED, NOT_RATED = "assessed", "not_rated"
RATED_CHUNK, PROFILE_CHUNK = 10, 10_000
FAULTS = (GeodataError, ValueError, ArithmeticError, LookupError, AssertionError)


@dataclass(frozen=True, slots=True)
class Batch:
    """What is asked of every row of a file."""

    sheet: Sheet
    output: Path
    store: Store
    method: Method
    at: date
    purpose: Purpose = Purpose.CHECK
    rated: bool = True

    @property
    def chunk(self) -> int:
        """How many rows are assessed together, and kept together."""
        return RATED_CHUNK if self.rated else PROFILE_CHUNK

    def about(self, form: str) -> dict[str, Any]:
        """Return what a run must share with an earlier one to go on from it, and a hash over that."""
        places = "\n".join(row.place for row in self.sheet.rows)
        about = {
            "input": self.sheet.sha256, "rows": len(self.sheet.rows), "data_version": self.store.release.data_version,
            "release": self.store.release.path.name, "method": self.method.digest, "software": __version__,
            "day": self.at.isoformat(), "purpose": self.purpose.value, "rated": self.rated, "form": form,
            "places": hashlib.sha256(places.encode("utf-8", "replace")).hexdigest(),
        }  # fmt: skip
        text = "|".join(f"{key}={value}" for key, value in about.items())
        return {"hash": hashlib.sha256(text.encode("utf-8")).hexdigest(), **about}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows ended in which status, and how many an earlier run had finished."""

    statuses: Counter[str]
    resumed: int
    content: bytes


def run(batch: Batch, progress: Callable[[int], None], resumed: Callable[[int, int], None]) -> Outcome:
    """Return the whole output; the caller writes it and then removes the journal.

    Parameters
    ----------
    progress
        Told how many rows are done, beginning with those of an earlier run.
    resumed
        Told how many rows of an earlier run are kept, and how many were not as written, where there was one.

    Raises
    ------
    BatchError
        If the output cannot be written in that form or is no plain file, or what is left of an earlier run belongs to
        another.
    ReleaseError, LayerUnavailable
        If the release cannot be used at all: that is no fault of a row.
    """
    form = form_of(batch.output)
    names = columns(batch.store, batch.method, rated=batch.rated)
    render(
        form, Sheet(batch.sheet.name, "", batch.sheet.columns, ()), names, []
    )  # refuse a doubled column now
    if not batch.output.parent.is_dir():
        raise BatchError(
            f"{batch.output.parent}: there is no such directory. Make it, or choose another output."
        )
    refuse_stranger(batch.output)
    rows = _Rows.of(batch)
    with Journal(part_of(batch.output), batch.about(form), batch.chunk) as journal:
        first = len(journal.rows)
        if first or journal.refused:
            resumed(first, journal.refused)
        progress(first)
        for start in range(first, len(batch.sheet.rows), batch.chunk):
            journal.add(rows.cells(batch.sheet.rows[start : start + batch.chunk]))
            progress(len(journal.rows))
        content = render(form, batch.sheet, names, journal.rows)
        return Outcome(Counter(str(row[0]) for row in journal.rows), first, content)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Turns rows of a file into cells."""

    batch: Batch
    gazetteer: Gazetteer
    profiler: Profiler
    table: Table

    @classmethod
    def of(cls, batch: Batch) -> _Rows:
        profiler = Profiler(batch.store, batch.method, batch.at)
        return cls(batch, gazetteer_of(batch.store), profiler, Table.of(profiler, batch.purpose))

    def cells(self, rows: Sequence[Row]) -> list[Cells]:
        """Return the cells of a chunk of rows, in its order."""
        districts = self.profiler.land.ground.districts
        found = (
            [locate(self.gazetteer, row) for row in rows]
            if self.batch.rated
            else locate_many(self.gazetteer, districts, rows)
        )
        places = [one for one in found if isinstance(one, Location)]
        cells = iter(self._assessed(places) if self.batch.rated else self._profiled(places))
        return [
            next(cells) if isinstance(one, Location) else self.table.nothing(*one, rated=self.batch.rated)
            for one in found
        ]

    def _profiled(self, places: list[Location]) -> list[Cells]:
        plain = [one for one in places if one.outline is None]
        if not plain:
            return self._assessed(places)
        try:
            found = self.profiler.profile(plain)
        except (ReleaseError, LayerUnavailable):
            raise
        except FAULTS:  # whichever place it was, the others must not suffer: one by one, as a single check
            return self._assessed(places)
        rows = iter(of_profiles(found, plain, self.table))
        inside = iter(a is not None for a in found.authority)
        out = []
        for one in places:
            if one.outline is not None:
                out += self._assessed([one])
                continue
            row, held = next(rows), next(inside)
            out.append([ASSESSED, "", *row] if held else self._single(one))
        return out

    def _assessed(self, places: list[Location]) -> list[Cells]:
        """Return the rows of places, together where all goes well and one by one where it does not."""
        batch = self.batch
        if not places:
            return []
        options = Options(batch.purpose, rated=batch.rated)
        try:
            found = assess_many(places, batch.store, batch.method, at=batch.at, options=options)
        except (ReleaseError, LayerUnavailable):
            raise
        except FAULTS:
            return [self._single(one) for one in places]
        return [self._row(a) for a in found]

    def _single(self, place: Location) -> Cells:
        batch = self.batch
        try:
            (a,) = assess_many(
                [place],
                batch.store,
                batch.method,
                at=batch.at,
                options=Options(batch.purpose, rated=batch.rated),
            )
        except (ReleaseError, LayerUnavailable):
            raise
        except LocationNotFound as error:
            return self.table.nothing(*refused(error), rated=batch.rated)
        except FAULTS as error:
            why = f"The place could not be assessed ({type(error).__name__}: {error}). The other rows are not affected."
            return self.table.nothing(FAILED, why, rated=batch.rated)
        return self._row(a)

    def _row(self, a: Assessment) -> Cells:
        status, why = ASSESSED, ""
        if a.rating is not None and a.rating.score is None:
            status = NOT_RATED
            reasons = [wording.NOT_RATED_REASONS[code] for code in a.rating.not_rated]
            why = " ".join([wording.NOT_RATED, *reasons])
        return [status, why, *of_assessment(a, self.table)]


__all__ = ["ASSESSED", "NOT_RATED", "Batch", "Located", "Outcome", "run"]
