"""Lines of physical hazards: a railway (GeoJSON), rivers and roads (GeoPackage, as Ordnance Survey gives them)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import geopandas as gpd
import pyogrio
import shapely

from geodata.build.sample.boundaries import write_features
from geodata.build.sample.country import ORIGIN
from geodata.build.sample.land import in_degrees

Line = Sequence[tuple[int, int]]
# GDAL writes the day of writing into a GeoPackage; the sample says the same day every time.
STAMP: Final = "2026-04-01T00:00:00.000Z"

# Metres from the origin.
RAILWAY: Final[tuple[Line, ...]] = (
    (
        (300, 8_600),
        (3_000, 8_450),
        (6_000, 8_350),
        (9_000, 8_260),
        (12_000, 7_300),
        (15_500, 6_350),
        (19_600, 5_200),
    ),
    ((9_000, 8_260), (8_200, 10_000), (7_000, 13_000), (5_150, 15_200), (4_000, 19_500)),
)
RIVERS: Final[tuple[tuple[str, Line], ...]] = (
    ("River Fictional", ((6_500, 19_700), (7_600, 15_000), (8_300, 10_500), (8_720, 8_000), (8_500, 4_300))),
    ("Fictional Drain", ((1_000, 19_000), (3_000, 17_000), (6_900, 18_000))),
    ("Fictional Brook", ((13_000, 9_700), (14_900, 6_500), (16_000, 2_300))),
    ("Fictional Burn", ((21_500, 7_500), (22_300, 5_200), (24_500, 4_000))),
)
ROADS: Final[tuple[tuple[str, str, Line], ...]] = (
    ("Motorway", "M999", ((200, 5_000), (6_000, 5_300), (12_000, 4_700), (19_800, 3_000))),
    (
        "A Road",
        "A9999",
        ((400, 8_000), (4_200, 8_000), (9_000, 7_920), (12_000, 6_900), (15_500, 5_900), (19_500, 6_000)),
    ),
    ("A Road", "A9998", ((9_000, 7_920), (8_000, 12_000), (5_000, 15_080), (3_000, 19_600))),
    ("A Road", "A9997", ((21_300, 5_400), (22_500, 5_450), (24_700, 6_000))),
    ("B Road", "B9999", ((2_000, 18_450), (5_000, 15_000), (9_500, 17_500))),
)


def write_hazards(to: Path) -> None:
    """Write the three files.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    write_features(
        to / "hazards" / "fictional_rail_tracks.geojson",
        (
            {
                "type": "Feature", "properties": {},
                "geometry": {"type": "LineString", "coordinates": _degrees(line)},
            }
            for line in RAILWAY
        ),
    )  # fmt: skip
    rivers = gpd.GeoDataFrame(
        {"watercourse_name": [name for name, _ in RIVERS], "form": ["inlandRiver"] * len(RIVERS)},
        geometry=[_metres(line) for _, line in RIVERS], crs="EPSG:27700",
    )  # fmt: skip
    roads = gpd.GeoDataFrame(
        {
            "road_classification": [kind for kind, _, _ in ROADS],
            "road_classification_number": [name for _, name, _ in ROADS],
        },
        geometry=[_metres(line) for _, _, line in ROADS], crs="EPSG:27700",
    )  # fmt: skip
    _write_package(to / "hazards" / "oprvrs_gb.gpkg", "watercourse_link", rivers)
    _write_package(to / "hazards" / "oproad_gb.gpkg", "road_link", roads)


def _degrees(line: Line) -> list[list[float]]:
    lon, lat = in_degrees([x + ORIGIN[0] for x, _ in line], [y + ORIGIN[1] for _, y in line])
    return [[float(a), float(b)] for a, b in zip(lon, lat, strict=True)]


def _metres(line: Line) -> shapely.LineString:
    return shapely.LineString([(x + ORIGIN[0], y + ORIGIN[1]) for x, y in line])


def _write_package(path: Path, layer: str, frame: gpd.GeoDataFrame) -> None:
    path.unlink(missing_ok=True)
    with _stamped():
        pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG")


@contextmanager
def _stamped() -> Iterator[None]:
    former = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": STAMP})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": former})
