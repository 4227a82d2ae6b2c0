"""Laws of reading what people type, tried on texts nobody would think of."""

from __future__ import annotations

import numpy as np
import osbng
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geodata import crs, grid, place_text
from geodata.errors import LocationNotFound
from geodata.gazetteer import Gazetteer, Whereabouts
from geodata.postcodes import PostcodeBook
from geodata.types import Location

KEYS = ("LU12TL", "M11AA", "OL161AE", "SW1A1AA")
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
postcodes = st.from_regex(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][ABD-HJLNP-UW-Z]{2}", fullmatch=True)


def a_gazetteer():
    x = np.array([509097, 384000, 391414, 529090], dtype=np.int32) * 1000
    y = np.array([221359, 398000, 412880, 179645], dtype=np.int32) * 1000
    index, _ = grid.build(x, y)
    book = PostcodeBook(np.array(KEYS, dtype="S7"), x, y, np.full(4, 10, dtype=np.uint8), index)
    return Gazetteer(book, {"CF10": {"W06000015": 635}}, None, lambda _: Whereabouts.ENGLAND)


GAZETTEER = a_gazetteer()


@given(
    st.floats(0, 699_999.999),
    st.floats(0, 1_249_999.999),
    st.sampled_from([4, 6, 8, 10]),
    st.sampled_from(["", " "]),
)
def test_a_reference_written_and_read_back_is_a_square_that_holds_the_point(easting, northing, digits, blank):
    written = place_text.grid_reference(easting=easting, northing=northing, digits=digits).replace(" ", blank)
    square = place_text.read(written)
    assert square.side == 10 ** (5 - digits // 2)
    assert square.easting <= easting < square.easting + square.side
    assert square.northing <= northing < square.northing + square.side


@given(st.integers(0, 699_999), st.integers(0, 1_249_999), st.sampled_from([4, 6, 8, 10]))
def test_a_reference_is_written_as_the_ordnance_survey_library_writes_it(easting, northing, digits):
    theirs = osbng.xy_to_bng(easting, northing, 10 ** (5 - digits // 2)).bng_ref_formatted
    assert place_text.grid_reference(easting=easting, northing=northing, digits=digits) == theirs


@given(postcodes, st.data())
def test_spacing_and_case_of_a_postcode_never_matter(postcode, data):
    blanks = data.draw(st.lists(st.sampled_from(["", "", " ", "  ", "\t", "\u00a0"]), min_size=8, max_size=8))
    lower = data.draw(st.lists(st.booleans(), min_size=8, max_size=8))
    spelt = "".join(b + (c.lower() if low else c) for b, c, low in zip(blanks, postcode, lower, strict=False))
    assert place_text.read(spelt + blanks[7]) == place_text.PostcodeText(keys=(postcode,), alone=True)


@given(postcodes)
def test_a_postcode_at_the_end_of_a_street_address_is_found(postcode):
    found = place_text.read(f"12 High Street, Luton, {place_text.written(postcode)}")
    assert found == place_text.PostcodeText(keys=(postcode,), alone=False)


@given(st.integers(50_000, 650_000), st.integers(20_000, 1_200_000))
def test_easting_and_northing_come_back_as_typed(easting, northing):
    point = GAZETTEER.locate(f"{easting},{northing}").point
    assert (point.easting, point.northing) == (easting, northing)


@given(st.integers(200_000, 600_000), st.integers(50_000, 600_000), st.integers(2, 8))
def test_degrees_rounded_to_some_decimals_are_within_their_own_uncertainty(easting, northing, decimals):
    (lon,), (lat,) = crs.to_degrees(easting=[easting], northing=[northing])
    found = GAZETTEER.locate(f"{lat:.{decimals}f},{lon:.{decimals}f}")
    away = np.hypot(found.point.easting - easting, found.point.northing - northing)
    assert away <= 1.01 * found.uncertainty_m


near_misses = st.text(alphabet="LUTSO0123456789NEW .,-+°'\"", max_size=24)
anything = st.one_of(
    st.text(max_size=600),
    near_misses,
    st.text(alphabet=st.characters(), max_size=40),
    st.builds("{} {}".format, st.floats(), st.floats()),
    st.builds("{},{}".format, st.integers(), st.integers()),
    st.builds("{}{}".format, near_misses, st.sampled_from([".json", ".txt", ".wkt", ".geojson", ".shp"])),
)


@settings(max_examples=400)
@given(anything, st.booleans())
@example("\x00.json", True)
@example("\ud800.json", True)
@example("a" * 400 + ".json", True)
@example("LU1 2TL \ud800", True)
@example("1e999,1e999", True)
@example("180,180", True)
@example("-180.0 90", True)
@example("ß1 1AA", True)
def test_text_is_a_place_or_a_location_not_found_and_nothing_else(text, read_file):
    message, found = "", None
    try:
        found = GAZETTEER.locate(text, read_file)
    except LocationNotFound as error:
        message = str(error)
    if found is None:
        assert 20 < len(message) < 900
        assert "\n" not in message
        message.encode()
    else:
        assert isinstance(found, Location)
        assert found.uncertainty_m > 0
        found.input.encode()
