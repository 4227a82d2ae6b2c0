"""What the score and the report cost: the draws in a warm check, a list of places, the tables, the papers."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import places, rounds
from benchmarks.cold import NUMPY, process, told
from benchmarks.rounds import Spread
from geodata.release import Release
from geodata.store import Store
from placement_check import comparators
from placement_check import method as methods
from placement_check.assess import Options, assess
from placement_check.places import gazetteer_of
from placement_check.rating import reference_build

AT = date(2024, 6, 30)
RATED, PROFILE = Options(), Options(rated=False)


def drawn_postcodes(store: Store, size: int, seed: int) -> list[str]:
    """Return postcodes of the forces whose records are held, drawn evenly."""
    book, held = gazetteer_of(store).postcodes, set(places.draw(store, 4 * size, seed))
    at = [(int(x), int(y)) in held for x, y in zip(book.x, book.y, strict=True)]
    keys = book.key[np.flatnonzero(at)]
    chosen = np.random.default_rng(seed).permutation(keys.size)[:size]
    return [bytes(key).decode("ascii") for key in keys[np.sort(chosen)]]


def draws(data: Path, size: int, repeats: int, seed: int) -> dict[str, Any]:
    """Return a warm check with and without its rating, interleaved, beside a bare ``import numpy`` as a process."""
    store, method = Store.of(Release.open(data)), methods.load()
    gazetteer = gazetteer_of(store)
    located = [gazetteer.locate(text) for text in drawn_postcodes(store, size, seed)]
    number = [(n, 0) for n in range(len(located))]

    def side(options: Options) -> Callable[[int, int], Any]:
        return lambda n, _: assess(located[n], store, method, at=AT, options=options)

    seconds = rounds.interleaved({"rated": side(RATED), "profile": side(PROFILE)}, number, repeats, 1)
    numpy_s = statistics.median(process(NUMPY)[0] for _ in range(25))
    found = rounds.summary(seconds)
    added = found["rated"].median - found["profile"].median
    return {
        "places": len(located), "draws": method.rating.draws, "scenarios": method.rating.scenarios,
        "milliseconds": found, "added_ms": added, "import_numpy_ms": 1000 * numpy_s,
        "added_over_import_numpy": added / (1000 * numpy_s),
    }  # fmt: skip


def tables(data: Path) -> dict[str, Any]:
    """Return what the rating's tables cost to make, and how large they are."""
    release, method = Release.open(data), methods.load()
    compared = comparators.load(Store.of(release))
    assert compared is not None
    begun = time.perf_counter()
    arrays, lock = reference_build.compute(release, method, compared, lambda _: None)
    return {
        "seconds": time.perf_counter() - begun, "mb": sum(a.nbytes for a in arrays.values()) / 1e6,
        "sets": [(one["name"], one["n"]) for one in lock["sets"]],
    }  # fmt: skip


def papers(data: Path, place: str, repeats: int) -> dict[str, Any]:
    """Return the parts of a report, each timed apart: the check, the drawings and words, HTML, PDF, Word."""
    from placement_check.records.html import to_html
    from placement_check.records.pdf import to_pdf
    from placement_check.records.view.open_view import open_view
    from placement_check.records.word import to_word

    store, method = Store.of(Release.open(data)), methods.load()
    location = gazetteer_of(store).locate(place)
    found = assess(location, store, method, at=AT)
    document = open_view(found, store)
    steps: dict[str, Callable[[], Any]] = {
        "check": lambda: assess(location, store, method, at=AT), "view_and_drawings": lambda: open_view(found, store),
        "html": lambda: to_html(document), "pdf": lambda: to_pdf(document), "word": lambda: to_word(document),
    }  # fmt: skip
    return {
        "place": place,
        "milliseconds": {name: Spread.of([_timed(do) for _ in range(repeats)]) for name, do in steps.items()},
    }


def _timed(do: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def rated_list(data: Path, size: int, seed: int) -> dict[str, Any]:
    """Return ``batch`` with a rating for every row, as a process: seconds, milliseconds a place, largest memory."""
    codes = drawn_postcodes(Store.of(Release.open(data)), size, seed)
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder) / "places.csv", Path(folder) / "answers.csv"
        file.write_text("\n".join(["place", *codes]) + "\n", "utf-8")
        words = ("batch", str(file), "-o", str(out), "--data", str(data), "--at", AT.isoformat())
        seconds, peak = told(("-m", "placement_check", *words))
        rows = out.read_text("utf-8").count("\n") - 1
    return {"places": len(codes), "rows": rows, "seconds": seconds, "ms_a_place": 1000 * seconds / len(codes),
            "peak_mb": peak}  # fmt: skip
