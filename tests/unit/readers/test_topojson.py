"""TopoJSON: shared borders, no stated coordinate system."""

from __future__ import annotations

import json

import pytest

from geodata.build.harvest import Context, SourceFile
from geodata.build.readers import topojson
from geodata.errors import SourceFileError

OPTIONS = {"class": "area", "crs": "EPSG:4326", "code_column": "areacd"}
TOPOLOGY = {
    "type": "Topology",
    "arcs": [[[-0.42, 51.87], [-0.41, 51.87], [-0.41, 51.88], [-0.42, 51.87]]],
    "objects": {
        "lad": {
            "type": "GeometryCollection",
            "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"areacd": "E06000032"}}],
        }
    },
}


def read(path, text, **options):
    (path / "t.json").write_text(text, encoding="utf-8")
    return topojson.read(SourceFile(path / "t.json", "t.json", "", 0), Context({**OPTIONS, **options}))


def test_an_area_is_read_in_metres(tmp_path):
    harvest = read(tmp_path, json.dumps(TOPOLOGY))
    assert list(harvest.frame["code"]) == ["E06000032"]
    assert harvest.frame["geometry"].iloc[0].bounds[0] == pytest.approx(508_838, abs=200)


@pytest.mark.parametrize(
    ("text", "rule"),
    [("{", "is_data"), ("[1]", "is_data"), ('{"type": "FeatureCollection", "features": []}', "format")],
)
def test_another_file_is_refused(tmp_path, text, rule):
    with pytest.raises(SourceFileError) as caught:
        read(tmp_path, text)
    assert caught.value.rule == rule
