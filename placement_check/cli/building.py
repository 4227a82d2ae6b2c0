"""The data commands: a build with its progress on standard error, and its account on standard output."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from placement_check.cli.exits import tell

if TYPE_CHECKING:
    from geodata.build.draft import Draft
    from geodata.build.pipeline import Outcome, Request
    from geodata.release import Release

SAMPLE_LABEL = "FICTIONAL SAMPLE: drawn by placement-check to show how it works; no such district exists."


def build_release(source: Path, to: Path, layers: tuple[Path, ...], *, accept_failures: bool) -> int:
    """Build a release, print its account, and return how many files or layers failed or were lost.

    Raises
    ------
    GeodataError
        If a manifest, a table or the source directory is wrong.
    OSError
        If the release cannot be written.
    """
    from geodata.build.pipeline import Request

    outcome = _run(Request(source=source, to=to, layers=layers, accept_failures=accept_failures))
    _report(outcome, to)
    return len(outcome.failures) + len(outcome.losses.layers)


def build_sample(to: Path) -> None:
    """Draw the fictional district into ``to``/files and build its release in ``to``."""
    from geodata.build.pipeline import Request
    from geodata.build.sample import draw

    drawn = draw(to / "files")
    outcome = _run(
        Request(source=drawn.files, to=to, layers=(drawn.manifests,), tables=drawn.tables, label=SAMPLE_LABEL)
    )
    _report(outcome, to)
    tell(f'Fictional district drawn. Try: placement-check check "{drawn.postcode}" --data {to}')


def _run(request: Request) -> Outcome:
    from dataclasses import replace

    from geodata.build.pipeline import build
    from placement_check.cli.progress import shown

    with shown() as progress, _interruptible() as stopped:

        def tick(phase: str, item: str) -> None:
            stopped()
            progress(phase, item)

        return build(
            replace(request, finish=lambda release, draft: _finish(release, draft, tick), progress=tick)
        )


@contextmanager
def _interruptible() -> Iterator[Callable[[], None]]:
    """Give a function that raises what an interruption raised, if there was one.

    A library that reads a file may take the interruption for a fault of that file; the build must not go on without it.
    """
    asked = []

    def interrupt(*_: object) -> None:
        asked.append(True)
        raise KeyboardInterrupt

    def stopped() -> None:
        if asked:
            raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # only there can a signal be asked for
        yield stopped
        return
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield stopped
        stopped()
    finally:
        signal.signal(signal.SIGINT, before)


def _finish(release: Release, draft: Draft, tick: Callable[[str, str], None]) -> None:
    """Add what belongs to the method and not to the facts."""
    from placement_check import method
    from placement_check.derived import derive

    derived = derive(release, method.load(), lambda item: tick("computing", item))
    for name, array in derived.arrays.items():
        draft.add(name, array)
    draft.lock.update(derived.lock)


def _report(outcome: Outcome, to: Path) -> None:
    lines = [f"{'layer':<20}{'rows in':>10}{'kept':>10}{'unlocated':>11}{'rejected':>10}"]
    for entry in outcome.lock["layers"].values():
        if entry["status"] == "built":
            counts = (entry[k] for k in ("rows_in", "rows_kept", "rows_unlocated", "rows_rejected"))
            lines.append(
                f"{entry['id']:<20}"
                + "".join(f"{n:>{w}}" for n, w in zip(counts, (10, 10, 11, 10), strict=True))
            )
        else:
            lines.append(f"{entry['id']:<20}{entry['status'].upper()}: {entry['reason']['text']}")
    lines.append(f"release {outcome.path.name}")
    lines.append(f"data version {outcome.lock['data_version']}")
    sys.stdout.write("\n".join(lines) + "\n")
    for failure in outcome.failures:
        tell(f"FAILED {failure}")
    for loss in outcome.losses.layers:
        tell(f"LOST {loss}")
    if outcome.losses.unknown:
        tell(
            "The release that was current could not be read, so whether this one lacks a layer that it held is not "
            f"known: look for ABSENT above. {outcome.losses.unknown}"
        )
    if not outcome.current:
        why = " and ".join(
            word
            for word, found in (("failed", outcome.failures), ("was lost", outcome.losses.layers))
            if found
        )
        tell(
            f"The current release of {to} stays as it was, because something {why}. Put the files right and build "
            "again, or build with --accept-failures to use this release with its gaps shown."
        )
