from datetime import date

import numpy as np
import pytest
from drawn.country import LUTON, SOUTH, WEST, middle, postcodes
from drawn.layers import HERE
from drawn.releases import altered, without

from geodata.errors import LayerUnavailable, LocationNotFound, ReleaseError
from geodata.gazetteer import Whereabouts
from geodata.store import Store
from geodata.types import GridPoint, LocationKind
from placement_check.places import PostcodeDistricts, assess_place, gazetteer_of, whereabouts


@pytest.mark.parametrize(
    ("easting", "northing", "expected"),
    [
        (*middle(LUTON), Whereabouts.ENGLAND), (WEST - 5_000, SOUTH + 5_000, Whereabouts.WALES),
        (10_500, 900_500, Whereabouts.SCOTLAND), (WEST + 5_000, SOUTH - 5_000, Whereabouts.SEA),
        (-1, 0, Whereabouts.OUTSIDE), (700_001, 0, Whereabouts.OUTSIDE), (0, 1_250_001, Whereabouts.OUTSIDE),
    ],
)  # fmt: skip
def test_every_point_of_the_grid_lies_somewhere(store, easting, northing, expected):
    assert whereabouts(store, GridPoint(easting=easting, northing=northing)) is expected


def test_without_the_land_beyond_what_is_not_england_counts_as_sea(release):
    store = without(release, "beyond.code")
    assert whereabouts(store, GridPoint(easting=WEST - 5_000, northing=SOUTH + 5_000)) is Whereabouts.SEA


def test_a_postcode_of_the_drawn_country_is_found_where_it_was_drawn(store, drawn):
    postcode, _, easting, northing, _ = postcodes()[0]
    found = gazetteer_of(store).locate(postcode)
    assert (found.point.easting, found.point.northing) == (easting, northing)
    assert found.kind is LocationKind.POSTCODE
    assert assess_place(postcode, drawn, date(2024, 6, 30)).where.authority.code == LUTON


def test_the_places_of_a_release_without_postcodes_cannot_be_found(release):
    with pytest.raises(LayerUnavailable) as caught:
        gazetteer_of(without(release, "postcodes.key"))
    assert caught.value.layer == "postcodes"


def test_a_directory_without_a_release_and_a_place_without_a_meaning_are_refused(drawn, tmp_path):
    with pytest.raises(ReleaseError):
        assess_place("305050,105050", tmp_path, date(2024, 6, 30))
    with pytest.raises(LocationNotFound):
        assess_place("nowhere at all", drawn, date(2024, 6, 30))


def test_postcode_districts_are_looked_up_one_at_a_time(release):
    store = altered(release, "layers", "postcode_districts", "status", to="built")
    text = [b"E06000032:900", b"W06000006:10;E06000051:28"]
    start = np.cumsum([0, *(len(t) for t in text)]).astype(np.int32)
    store.release._open.update(
        {
            "postcode_districts.code": np.array([b"LL14", b"LU1"]),
            "postcode_districts.name_start": start,
            "postcode_districts.name_text": np.frombuffer(b"".join(text), dtype=np.uint8),
        }
    )
    held = PostcodeDistricts(store)
    assert dict(held) == {"LL14": {"E06000032": 900}, "LU1": {"W06000006": 10, "E06000051": 28}}
    assert len(held) == 2
    for unknown in ("AA1", "ZZ9", "LU2", "LÜ1"):
        assert unknown not in held


def test_without_their_layer_no_postcode_district_is_known(store):
    assert "LU1" not in PostcodeDistricts(store)


def test_property_reference_numbers_are_read_where_they_are_held(release):
    assert gazetteer_of(Store.of(release)).uprns is None
    lock = {n: {"bytes": 0} for n in ("uprns.key", "uprns.x", "uprns.y")}
    store = altered(release, "arrays", to={**release.lock["arrays"], **lock})
    store.release._open.update(
        {
            "uprns.key": np.array([100_080_000_001], dtype=np.int64),
            "uprns.x": np.array([HERE[0] * 1000], dtype=np.int32),
            "uprns.y": np.array([HERE[1] * 1000], dtype=np.int32),
        }
    )
    found = gazetteer_of(store).locate("100080000001")
    assert found.kind is LocationKind.UPRN
    assert found.point.easting == HERE[0]
