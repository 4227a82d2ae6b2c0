"""Layers declared beside the shipped ones, over the drawn country: clubs, brooks, ponds and a table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from drawn.country import CENTRAL_BEDS, LUTON, areas, corner, features, middle, square

SOURCE = {
    "publisher": "Drawn by a test",
    "url": "https://example.org/",
    "licence": "OGL-UK-3.0",
    "attribution": "Drawn by a test, OGL v3.0.",
    "review_after_months": 12,
    "stale_after_months": 60,
}
X, Y = middle(LUTON)
HERE = X + 50, Y + 50  # the centre of a 100 m square
CLUBS = (
    (0, 800, "club"), (800, 0, "club"), (300, 400, "club"), (0, 500, "hall"), (0, 1600, "club"), (3_000, 0, "hall"),
    (200, 0, "booth"),
)  # fmt: skip
BOX = (X - 2_000, Y - 2_000, X + 2_000, Y + 2_000)


def toml(value: object) -> str:
    """Return a value as TOML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(v) for v in value) + "]"
    return json.dumps(value)


def manifest(
    home: Path, name: str, data: Mapping[str, object], indicators: list[Mapping[str, object]]
) -> Path:
    """Write a manifest of an open layer; ``data`` and ``indicators`` as TOML has them."""
    home.mkdir(parents=True, exist_ok=True)
    lines = [f'title = "Layer {name}"', 'class = "open"', f"source = {toml(SOURCE)}", f"data = {toml(data)}"]
    for given in indicators:
        asked = {"question": "How?", "unit": "places", "worse": "higher", "evidence": "C", **given}
        asked.setdefault("title", f"Indicator {asked['id']}")
        lines += ["[[indicator]]", *(f"{key} = {toml(value)}" for key, value in asked.items())]
    path = home / f"{name}.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def clubs(files: Path, manifests: Path) -> None:
    """Draw clubs and halls round the middle of Luton, and two booths of which one has no position."""
    rows = [f"{k} {i},{k},{HERE[0] + dx},{HERE[1] + dy}" for i, (dx, dy, k) in enumerate(CLUBS)]
    rows += ["nowhere,booth,,"]
    _table(files / "drawn_clubs.csv", "name,kind,e,n", rows)
    manifest(
        manifests, "drawn_clubs",
        {
            "reader": "table", "files": ["**/drawn_clubs.csv"], "geometry": "point", "vintage": "2024-01",
            "coverage": {"areas": [LUTON]},
            "options": {"columns": ["name", "kind", "e", "n"], "easting": "e", "northing": "n", "class_column": "kind",
                        "name_column": "name"},
        },
        [
            {"id": "venues.drawn", "domain": "D3", "measure": "kernel_presence", "reach_m": 800, "classes": ["club"],
             "approximation": "A drawn club stands in for a real one."},
            {"id": "services.youth", "domain": "D6", "measure": "count_within", "reach_m": 1600, "classes": ["club"],
             "worse": "lower"},
            {"id": "services.drawn", "domain": "D6", "measure": "nearest_distance", "classes": ["hall"]},
            {"id": "services.anyone", "domain": "D6", "measure": "nearest_distance", "classes": ["library"],
             "also_layers": ["drawn_clubs:hall"]},
            {"id": "services.both", "domain": "D6", "measure": "nearest_distance", "classes": ["hall"],
             "also_layers": ["drawn_absent:any"]},
            {"id": "venues.lost", "domain": "D3", "measure": "kernel_presence", "reach_m": 800, "classes": ["booth"]},
        ],
    )  # fmt: skip
    manifest(
        manifests, "drawn_absent",
        {"reader": "table", "files": ["**/no_such_file.csv"], "geometry": "point", "vintage": "2024-01",
         "options": {"columns": ["a"]}},
        [
            {"id": "services.absent", "domain": "D6", "measure": "nearest_distance"},
            {"id": "services.instead", "domain": "D6", "measure": "nearest_distance", "classes": ["hall"],
             "fallback_layers": ["drawn_clubs:hall", "drawn_clubs:club", "libraries:library"]},
        ],
    )  # fmt: skip


def brooks(files: Path, manifests: Path) -> None:
    """Draw a brook 100 m north of the middle of Luton and a ditch 40 m south of it, held in a box of 4 km only."""

    def line(y: int) -> dict[str, object]:
        return {"type": "LineString", "coordinates": [[X - 4_000, y], [X + 4_000, y]]}

    rows = [(line(HERE[1] + 100), {"kind": "brook", "name": "Long Brook"}),
            (line(HERE[1] - 40), {"kind": "ditch", "name": "Ditch"})]  # fmt: skip
    features(files / "drawn_brooks.geojson", rows)
    manifest(
        manifests, "drawn_brooks",
        {
            "reader": "vector", "files": ["**/drawn_brooks.geojson"], "geometry": "line", "vintage": "2024-01",
            "coverage": {"box": list(BOX)},
            "options": {"class_column": "kind", "name_column": "name", "geometry": "line"},
        },
        [
            {"id": "hazards.brook", "domain": "D4", "measure": "hazard_index", "reach_m": 400, "classes": ["brook"]},
            {"id": "hazards.any", "domain": "D4", "measure": "hazard_index", "reach_m": 400},
        ],
    )  # fmt: skip


def ponds(files: Path, manifests: Path) -> None:
    """Draw one pond of 200 m by 200 m, 1 km east of the middle of Luton, in a file that covers England."""
    features(files / "drawn_ponds.geojson", [(square(X + 1_000, Y, 200, 200), {"name": "Pond"})])
    manifest(
        manifests, "drawn_ponds",
        {
            "reader": "vector", "files": ["**/drawn_ponds.geojson"], "geometry": "polygon", "vintage": "2024-01",
            "coverage": {"areas": "england"},
            "options": {"class": "pond", "name_column": "name", "geometry": "polygon"},
        },
        [{"id": "hazards.pond", "domain": "D4", "measure": "hazard_index", "reach_m": 400}],
    )  # fmt: skip


def deciles(files: Path, manifests: Path) -> None:
    """Draw a table of figures for the small areas of Luton, the first of them left out."""
    rows = [
        f"{code},{i % 10 + 1}"
        for i, (code, district, *_) in enumerate(areas())
        if district == LUTON and i > 0
    ]
    _table(files / "drawn_deciles.csv", "code,decile", rows)
    manifest(
        manifests, "drawn_deciles",
        {
            "reader": "table", "files": ["**/drawn_deciles.csv"], "geometry": "none", "vintage": "2020",
            "coverage": {"areas": "england"},
            "options": {"columns": ["code", "decile"], "code_column": "code", "values": {"decile": "decile"}},
        },
        [{"id": "context.decile", "domain": "context", "measure": "area_value", "column": "decile",
          "worse": "neither"}],
    )  # fmt: skip


def draw(files: Path, manifests: Path) -> Path:
    """Draw every layer's file below ``files`` and its manifest in ``manifests``; return the latter."""
    files.mkdir(parents=True, exist_ok=True)
    for one in (clubs, brooks, ponds, deciles):
        one(files, manifests)
    return manifests


def _table(path: Path, header: str, rows: list[str]) -> None:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


__all__ = ["BOX", "CENTRAL_BEDS", "HERE", "X", "Y", "corner", "draw", "manifest"]
