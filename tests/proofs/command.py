"""The command: python tests/proofs reference | laws | all | stand."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.record import ROOT
from proofs import against, laws, ratings, standing, table

DATA = Path(os.environ.get("PLACEMENT_CHECK_TEST_DATA", str(ROOT.parent / "shared" / "data")))
DOCS = ROOT / "docs"
RATED_AT_ONCE = 20  # places, each of them drawn for two thousand times, three ways


def main(words: Sequence[str]) -> int:
    """Run what is asked for, without the parts that the work directory holds; return 1 if a proof fails."""
    asked = _arguments(words)
    work = asked.work or Path(tempfile.mkdtemp(prefix="placement-check-proofs-"))
    work.mkdir(parents=True, exist_ok=True)
    if asked.what == "stand":
        return stand(work, asked.docs)
    print(f"Working in {work}", file=sys.stderr)  # noqa: T201
    proofs = {"reference": _reference, "laws": _laws}
    held = [proofs[what](asked, work) for what in (proofs if asked.what == "all" else [asked.what])]
    sys.stdout.write(table.markdown(work))
    return 0 if all(held) else 1


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python tests/proofs", description="See tests/proofs/__init__.py.")
    parser.add_argument("what", choices=["reference", "laws", "all", "stand"])
    parser.add_argument("--work", type=Path, help="Directory of release and records; a run resumes there.")
    parser.add_argument("--data", type=Path, default=DATA, help="Directory of the publishers' files.")
    parser.add_argument("--release", type=Path, help="A release built from them already.")
    parser.add_argument("--places", type=int, default=5_000, help="Places inside the force's area; 0: none.")
    parser.add_argument("--batch", type=int, default=100, help="Places recorded at a time.")
    parser.add_argument("--ratings", type=int, default=200, help="Postcodes whose ratings are drawn again.")
    parser.add_argument("--scenarios", type=int, default=500, help="Scenarios whose tables are made again.")
    parser.add_argument("--examples", type=int, default=10_000, help="Examples of each law.")
    parser.add_argument("--files", nargs="+", default=[], help="Files of laws; all of them unless named.")
    parser.add_argument("--seed", type=int, default=20_240_701, help="Not that of the bounded form.")
    parser.add_argument("--docs", type=Path, default=DOCS, help="Where records are to stand.")
    return parser.parse_args(words)


def _reference(asked: argparse.Namespace, work: Path) -> bool:
    release = asked.release or against.built(work, asked.data)
    held = [
        proof(asked, work, release)
        for proof, size in ((_places, asked.places), (_ratings, asked.ratings))
        if size
    ]
    return bool(held) and all(held)


def _ratings(asked: argparse.Namespace, work: Path, release: Path) -> bool:
    path = work / standing.RATINGS
    path.unlink(missing_ok=True)
    run = ratings.Run.of(release, asked.ratings, asked.scenarios, RATED_AT_ONCE, asked.seed)
    found = standing.of_ratings(ratings.prove(work, asked.data, release, run), run)
    standing.write(path, found)
    return standing.holds(found)


def _places(asked: argparse.Namespace, work: Path, release: Path) -> bool:
    path = work / standing.REFERENCE
    path.unlink(missing_ok=True)  # of an earlier run: it may not pass for this one's
    run = against.Run.of(release, asked.places, asked.batch, asked.seed)
    found = standing.of_reference(against.prove(work, asked.data, release, run), run)
    standing.write(path, found)
    return standing.holds(found)


def _laws(asked: argparse.Namespace, work: Path) -> bool:
    path = work / standing.LAWS
    path.unlink(missing_ok=True)
    names, run = laws.files(asked.files), laws.Run.of(asked.examples, asked.seed)
    found = standing.of_laws(laws.prove(work, run, names), run, names)
    standing.write(path, found)
    return not found["failed"]


def stand(work: Path, docs: Path) -> int:
    """Copy what a work directory has recorded to docs/records, and write the tables of docs/proofs.md from there."""
    for name in (standing.REFERENCE, standing.RATINGS, standing.LAWS):
        if (work / name).is_file():
            shutil.copyfile(work / name, docs / "records" / name)
    page = docs / "proofs.md"
    page.write_text(table.placed(page.read_text("utf-8"), table.markdown(docs / "records")), "utf-8")
    return 0
