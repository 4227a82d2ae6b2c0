"""The records of a run as the Markdown tables of docs/performance.md."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

NAMES = {
    "product": "ours, the product's own functions",
    "postgis": "PostGIS", "ours": "ours, the whole check", "check": "`placement-check check PLACE --json`",
    "numpy": "`python -c \"import numpy\"`",
}  # fmt: skip


def markdown(work: Path) -> str:
    """Return every record found in a directory as tables."""
    lines: list[str] = []
    for name, title in (("real", "The real release"), ("england", "A generated England")):
        parts = _parts(work / f"{name}.json")
        if "numbers" in parts:
            lines += [f"### {title}", "", *_numbers(parts["numbers"]), ""]
        if name == "england" and "build" in parts:
            lines += ["### Drawing it", "", *_build(parts["build"]), ""]
    parts = _parts(work / "cold.json")
    if parts:
        lines += ["### A cold process", "", *_cold(parts), ""]
    parts = _parts(work / "rated.json")
    if parts:
        lines += ["### Score, reports and lists", "", *_rated(parts), ""]
    return "\n".join(lines)


def _rated(parts: Mapping[str, Any]) -> Iterator[str]:
    yield "| what | milliseconds, median | size |"
    yield "|---|---|---|"
    d, t, m = parts["draws"]["result"], parts["tables"]["result"], parts["many"]["result"]
    size = f"{d['places']} places, {d['draws']:,} draws in {d['scenarios']} scenarios"
    for name, said in (("profile", "warm check without a rating"), ("rated", "warm check with it")):
        yield f"| {said} | {d['milliseconds'][name]['median']:.1f} | {size} |"
    yield f"| bare `import numpy`, as a process | {d['import_numpy_ms']:.0f} | 25 processes |"
    for name, s in parts["papers"]["result"]["milliseconds"].items():
        yield f"| report, {name.replace('_', ' ')} | {s['median']:.0f} | {parts['papers']['result']['place']} |"
    yield ""
    share = d["added_over_import_numpy"]
    yield f"* The rating adds {d['added_ms']:.0f} ms to a warm check: {share:.2f} of a bare `import numpy` (bar: 1)."
    yield f"* Its tables are made with a release in {t['seconds']:.1f} s, {t['mb']:.0f} MB, for {t['sets']}."
    ours = 1000 * sorted(m["ours_seconds"])[len(m["ours_seconds"]) // 2]
    yield (
        f"* Records of {m['categories']} categories within {len(m['radii_m'])} radii at {m['places']:,} postcodes at "
        f"once: {ours:.0f} ms. {m['times_postgis_one_by_one']:.0f} times PostGIS asked place by place, "
        f"{m['times_postgis_joined']:.0f} times one joined statement; places that differ: {m['differ']}."
    )
    b, r = m["batch_profile_only"], parts["rated_list"]["result"]
    yield (
        f"* The whole of `batch --profile-only` as a process, {m['places']:,} postcodes, reading and writing included: "
        f"{b['seconds']:.1f} s, {b['memory_mb']:.0f} MB."
    )
    yield f"* `batch` with a rating, {r['places']} postcodes: {r['ms_a_place']:.0f} ms a place, {r['peak_mb']:,} MB."
    yield _how(parts["many"])


def _parts(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def _numbers(part: Mapping[str, Any]) -> Iterator[str]:
    found = part["result"]
    yield ", ".join(f"{k.replace('_', ' ')} {v:,}" for k, v in found["sizes"].items()) + "."
    yield ""
    yield from _times(found["milliseconds"], found["times_as_fast"])
    yield ""
    yield "The same, the two sides alternating place by place, so that each finds cold caches:"
    yield ""
    yield from _times(found["milliseconds_alternating"], found["times_as_fast_alternating"])
    yield ""
    for name, differing in found["places_that_differ"].items():
        said = ", ".join(f"{k} {n}" for k, n in differing.items())
        yield f"* Places that differ from PostGIS, {NAMES[name]}: {said}."
    yield f"* Records counted within the largest circles of all places: {found['records_counted']:,}."
    opening, peak = found["opening"], found["peak_mb_of_the_run"]
    yield (
        f"* The release opens in {1000 * opening['product_s']:.0f} ms; the database "
        f"loads in {opening['postgis_load_s']:.1f} s; largest memory of the measuring process {peak:,} MB."
    )
    yield ""
    profile = found["profile"]
    yield f"The whole profile, {profile['places']} places:"
    yield ""
    yield from _times(profile["milliseconds"], {"ours": profile["times_as_fast"]})
    yield ""
    yield (
        f"* {profile['figures_compared']:,} kernel-weighted figures compared, worst relative difference "
        f"{profile['worst_relative_difference']:.1g}."
    )
    yield _how(part)


def _times(milliseconds: Mapping[str, Any], fast: Mapping[str, Any]) -> Iterator[str]:
    yield "| side | median ms | p95 | least | most | times as fast as PostGIS: median (least to most of the rounds) |"
    yield "|---|---|---|---|---|---|"
    for name, s in milliseconds.items():
        ratio = fast.get(name)
        said = f"{ratio['median']:.2g} ({ratio['least']:.2g} to {ratio['most']:.2g})" if ratio else "1"
        yield (
            f"| {NAMES[name]} | {s['median']:.3f} | {s['p95']:.3f} | {s['least']:.3f} | {s['most']:.3f} | {said} |"
        )


def _build(part: Mapping[str, Any]) -> Iterator[str]:
    found = part["result"]
    yield (
        f"* Drawn and built by the pipeline in {found['pipeline_s']:.0f} s, largest memory "
        f"{found['pipeline_peak_mb']:,} MB."
    )
    yield (
        f"* Comparators: {found['comparator_indicators']} indicators at {found['comparator_points']:,} points in "
        f"{found['comparators_s']:.0f} s, largest memory {found['comparators_peak_mb']:,} MB."
    )
    yield _how(part)


def _cold(parts: Mapping[str, Any]) -> Iterator[str]:
    if "build" in parts:
        b = parts["build"]["result"]
        yield (
            f"* Building the real release: {b['seconds']:.0f} s, largest memory {b['peak_mb']:,} MB, "
            f"{b['release_mb']:,} MB on disk."
        )
    for name, said in (
        ("check", "the real release"),
        ("check_in_generated_england", "the generated England"),
    ):
        if name not in parts:
            continue
        found = parts[name]["result"]
        yield ""
        yield f"Against {said}, {found['runs']} processes of each kind, {found['places']} places in turn:"
        yield ""
        yield "| process | median ms | p95 | least | most | largest memory MB |"
        yield "|---|---|---|---|---|---|"
        for kind in ("numpy", "check"):
            s = found[kind]
            yield (
                f"| {NAMES[kind]} | {s['median']:.0f} | {s['p95']:.0f} | {s['least']:.0f} | {s['most']:.0f} | "
                f"{found['peak_mb'][kind]} |"
            )
        yield ""
        yield f"* Ratio of the medians: {found['ratio_of_medians']:.2f}."
        yield _how(parts[name])


def _how(part: Mapping[str, Any]) -> str:
    machine = part["machine"]
    return (
        f"* {part['day']}, {machine['cores']} cores, {machine['memory_gb']} GB, Python {machine['python']}, numpy "
        f"{machine['numpy']}; load {part['load_before']} to {part['load_after']}; commit: {part['commit']}."
    )
