"""The records that stand as the tables of docs/proofs.md."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from proofs.standing import LAWS, RATINGS, REFERENCE

BEGIN, END = "<!-- records: written by python tests/proofs stand -->", "<!-- end of records -->"


def markdown(directory: Path) -> str:
    """Return every record found in a directory as tables."""
    lines: list[str] = []
    for name, title, table in (
        (REFERENCE, "### The reference", _reference),
        (RATINGS, "### The uncertainty of ratings", _ratings),
        (LAWS, "### The laws", _laws),
    ):
        if (directory / name).is_file():
            record = json.loads((directory / name).read_text("utf-8"))
            lines += [title, "", *table(record), *_made(record), ""]
    return "\n".join(lines)


def placed(page: str, tables: str) -> str:
    """Return the page with its tables replaced."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{tables}\n{END}{after}"


def _reference(record: dict[str, Any]) -> Iterator[str]:
    places, found = record["places"], record["in_all"]
    yield (
        f"{places['all']:,} places ({places['inside']:,} inside the force's area, {places['border']:,} along its "
        f"border), {record['batches']:,} batches, seed {record['run']['seed']}: "
        f"{record['places_that_differ']:,} differ. {_in_all(found, record)}"
    )
    yield from _checks(record)
    yield (
        "The answers compared, by domain: "
        + ", ".join(f"{k} {v:,}" for k, v in record["answers"].items())
        + "."
    )
    yield ""
    yield f"* Method {record['run']['method']}, data version `{record['run']['data_version'][:12]}`."


def _ratings(record: dict[str, Any]) -> Iterator[str]:
    run = record["run"]
    yield (
        f"{record['places']:,} rated postcodes, {record['lacking']:,} of them with indicators taken away, and "
        f"{record['not_rated']:,} that neither rates; {record['draws']:,} draws; the tables of {run['scenarios']:,} "
        f"scenarios made again; seed {run['seed']}: {record['places_that_differ']:,} places differ. "
        f"{_in_all(record['in_all'], record)}"
    )
    yield from _checks(record)
    yield f"* Method {run['method']}, data version `{run['data_version'][:12]}`."


def _in_all(found: dict[str, Any], record: dict[str, Any]) -> str:
    return (
        f"{found['compared']:,} comparisons, {found['figures']:,} of them of "
        f"numbers: {found['differ']:,} differ; worst relative difference {found['worst_relative_difference']:.1g}; "
        f"{found['same_by_absolute_limit_only']:,} are the same only "
        f"because both are within {record['limits']['absolute']:g} of each other."
    )


def _checks(record: dict[str, Any]) -> Iterator[str]:
    """Yield what differs, what had nothing to compare, and the table of checks."""
    if record["differences"]:
        yield ""
        yield f"**Differing:** {'; '.join(record['differences'])}."
    nothing = [name for name, c in sorted(record["checks"].items()) if not c["compared"]]
    if nothing:
        yield ""
        yield f"**Nothing was found to compare, so nothing is proven, for:** {', '.join(nothing)}. Ask for more places."
    yield ""
    yield "| what is compared | comparisons | of numbers | differ | worst relative difference |"
    yield "|---|---|---|---|---|"
    for name, c in sorted(record["checks"].items()):
        worst = f"{c['worst_relative_difference']:.1g}" if c["figures"] else "no numbers"
        yield f"| {name} | {c['compared']:,} | {c['figures']:,} | {c['differ']:,} | {worst} |"
    yield ""


def _laws(record: dict[str, Any]) -> Iterator[str]:
    fewer = len(record["fewer_examples_than_asked"])
    yield (
        f"{record['laws']:,} laws, {record['run']['examples']:,} examples asked of each, {record['examples']:,} run, "
        f"seed {record['run']['seed']}: {len(record['failed']):,} failed; {fewer:,} ran fewer examples than asked, "
        "because there are no more or because too many were turned down."
    )
    if record["failed"]:
        yield ""
        yield f"**Failed:** {', '.join(f'`{name}`' for name in record['failed'])}; the record has the examples."
    yield ""
    yield "| file | laws | failed | examples run | fewest of a law | turned down | seconds |"
    yield "|---|---|---|---|---|---|---|"
    by_file: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, result in record["each"].items():
        by_file[name.split("::")[0]].append(result)
    for name, some in by_file.items():
        failed = sum(one["result"] != "passed" for one in some)
        ran, fewest = sum(one["examples"] for one in some), min(one["examples"] for one in some)
        turned, seconds = sum(one["rejected"] for one in some), sum(one["seconds"] for one in some)
        yield f"| `{name}` | {len(some)} | {failed} | {ran:,} | {fewest:,} | {turned:,} | {seconds:,.0f} |"
    yield ""
    yield f"* Hypothesis {record['hypothesis']}."


def _made(record: dict[str, Any]) -> Iterator[str]:
    machine, load = record["machines"][0], record["load"]
    yield (
        f"* {' to '.join(record['days'])}, {machine['cores']} cores, {machine['memory_gb']} GB, "
        f"Python {machine['python']}, numpy {machine['numpy']}; load {load[0]} to {load[1]}; "
        f"{record['seconds']:,.0f} s; commit: {'; '.join(record['commits'])}."
    )
