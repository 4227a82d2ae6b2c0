"""What people type is read for what it is, and never guessed at."""

from __future__ import annotations

import osbng
import pytest

from geodata import place_text
from geodata.errors import LocationNotFound
from geodata.place_text import (
    DegreePair,
    FileText,
    GridSquare,
    MetrePair,
    MistypedPostcode,
    PartialPostcode,
    PostcodeText,
    UprnText,
    read,
)


def refused(text: str) -> str:
    with pytest.raises(LocationNotFound) as caught:
        read(text)
    return str(caught.value)


@pytest.mark.parametrize(
    "text", ["LU1 2TL", "lu12tl", "  Lu1  2tL ", "L U 1 2 T L", "lu1\u00a02tl", "'LU1 2TL'", "ＬＵ１ ２ＴＬ"]
)
def test_a_postcode_is_one_postcode_however_it_is_spaced(text):
    assert read(text) == PostcodeText(keys=("LU12TL",), alone=True)


@pytest.mark.parametrize("text", ["M1 1AA", "B33 8TH", "CR2 6XH", "EC1A 1BB", "W1A 0AX", "OL16 1AE"])
def test_every_shape_of_postcode_is_known(text):
    assert read(text) == PostcodeText(keys=(text.replace(" ", ""),), alone=True)


def test_an_address_gives_the_postcode_it_holds():
    assert read("12 High Street,\nLuton, LU1 2TL, England") == PostcodeText(keys=("LU12TL",), alone=False)
    assert read("12 High Street, lu12tl") == PostcodeText(keys=("LU12TL",), alone=False)


def test_an_address_with_two_postcodes_gives_both_and_one_twice_gives_one():
    assert read("LU1 2TL or MK40 1AA").keys == ("LU12TL", "MK401AA")
    assert read("LU1 2TL, that is lu12tl").keys == ("LU12TL",)


@pytest.mark.parametrize(
    ("text", "district", "sector"),
    [
        ("LU1", "LU1", ""),
        ("lu1 2", "LU1", "2"),
        ("EC1A", "EC1A", ""),
        ("N1 9", "N1", "9"),
        ("SO15 1", "SO15", "1"),
    ],
)
def test_part_of_a_postcode_is_only_part(text, district, sector):
    assert read(text) == PartialPostcode(district=district, sector=sector)


@pytest.mark.parametrize(
    ("text", "key"), [("LU1 OAA", "LU1OAA"), ("LUI 2TL", "LUI2TL"), ("LU11 22TL", "LU1122TL")]
)
def test_a_slip_in_a_postcode_is_seen_as_one(text, key):
    assert key in read(text).keys
    assert isinstance(read(text), MistypedPostcode)


def test_a_slip_is_seen_at_the_end_of_an_address():
    assert read("12 High Street, Luton LU1 OAA") == MistypedPostcode(keys=("LU1OAA",))


@pytest.mark.parametrize(
    ("text", "easting", "northing", "side"),
    [
        ("TL 0915 2145", 509150, 221450, 10),
        ("tl09152145", 509150, 221450, 10),
        ("TL0915021450", 509150, 221450, 1),
        ("TL 091 214", 509100, 221400, 100),
        ("TL 09, 21", 509000, 221000, 1000),
        ("TL 0 2", 500000, 220000, 10000),
        ("SV 00 00", 0, 0, 1000),
        ("HP 61 18", 461000, 1218000, 1000),
    ],
)
def test_a_grid_reference_is_a_square_as_wide_as_its_figures_allow(text, easting, northing, side):
    square = read(text)
    assert isinstance(square, GridSquare)
    assert (square.easting, square.northing, square.side) == (easting, northing, side)


def test_every_lettered_square_agrees_with_the_ordnance_survey_library():
    squares = [osbng.xy_to_bng(e, n, "100km") for e in range(50_000, 700_000, 100_000)
               for n in range(50_000, 1_300_000, 100_000)]  # fmt: skip
    assert len({s.bng_ref_compact for s in squares}) == 91
    for theirs in squares:
        ours = read(f"{theirs.bng_ref_compact} 37 68")
        west, south, _, _ = theirs.bng_to_bbox()
        assert (ours.easting, ours.northing) == (west + 37_000, south + 68_000)


@pytest.mark.parametrize(
    ("text", "district"), [("SO15", "SO15"), ("SO 15", "SO15"), ("SE1 5", "SE1"), ("SE 1 5", "")]
)
def test_a_grid_square_says_when_it_may_be_a_postcode_district(text, district):
    assert read(text).district == district


@pytest.mark.parametrize(
    "text", ["TL 0915 214", "TL 09152", "TL 091502 214500", "TL 09 15 21 45", "TL 091 50214"]
)
def test_a_grid_reference_with_figures_missing_is_refused(text):
    assert "figures missing" in refused(text)


def test_letters_of_no_grid_square_are_named():
    assert "'LU' is no square" in refused("LU 0915 2145")
    assert "'IA' is no square" in refused("IA 0915 2145")


@pytest.mark.parametrize(
    "text",
    [
        "509150,221450",
        "509150 221450",
        "509150 ; 221450",
        "(509150, 221450)",
        "E509150 N221450",
        "221450N 509150E",
        "x=509150, y=221450",
        "northing 221450 easting 509150",
        "+509150.0/221450",
    ],
)
def test_two_large_numbers_are_easting_and_northing(text):
    pair = read(text)
    assert isinstance(pair, MetrePair)
    assert (pair.easting, pair.northing) == (509150, 221450)


def test_labels_are_remembered_because_they_rule_out_a_swap():
    assert read("E509150 N221450").labelled
    assert not read("509150,221450").labelled


@pytest.mark.parametrize(
    "text",
    [
        "51.8853,-0.4123",
        "51.8853 -0.4123",
        "51.8853\u00b0, \u22120.4123\u00b0",
        "51.8853N 0.4123W",
        "N51.8853 W0.4123",
        "0.4123W, 51.8853N",
        "51.8853\u00ba N, 0.4123\u00ba W",
        "lat 51.8853 lon -0.4123",
        "51.8853N, -.4123",
        "-0.4123E, 51.8853",
        "latitude: 51.8853, longitude: -0.4123",
    ],
)
def test_two_small_numbers_are_latitude_and_longitude(text):
    pair = read(text)
    assert isinstance(pair, DegreePair)
    assert (pair.latitude, pair.longitude) == (51.8853, -0.4123)


def test_south_is_negative():
    assert read("51.8853S 0.4123E").latitude == -51.8853


def test_decimals_given_bound_the_precision():
    pair = read("51.88,-0.4123")
    assert (pair.latitude_step, pair.longitude_step) == (0.01, 0.0001)
    assert 556 < pair.uncertainty_m < 557  # half of 0.01 degree is 556 m north; east adds next to nothing
    assert read("52,-1").latitude_step == 1
    assert read("51.88531234,-0.41231234").uncertainty_m == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("51.88N 0.41N", "one direction twice"),
        ("51.88N -0.41W", "both a sign and S or W"),
        ("509,150", "without thousands commas"),
        ("509150, 0.4", "without thousands commas"),
        ("509,150 221,450", "several numbers"),
        ("-45898, 6776543", "Web Mercator"),
        ("6776543, -45898", "Web Mercator"),
        ("-12, 6776543", "Web Mercator"),
        ("680000, 5750000", "UTM"),
        ("51\u00b053'7\"N 0\u00b024'44\"W", "degrees, minutes and seconds"),
        ("51 53 07 N 0 24 44 W", "degrees, minutes and seconds"),
        ("51\u00b0 53.118\u2032 N, 0\u00b0 24.74\u2032 W", "degrees, minutes and seconds"),
    ],
)
def test_numbers_that_are_no_position_are_refused_for_what_they_are(text, words):
    assert words in refused(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("UPRN 100080000000", 100080000000),
        ("uprn:5061", 5061),
        ("100080000000", 100080000000),
        ("123456789", 123456789),
    ],
)
def test_a_uprn_is_a_number_with_its_name_or_of_its_length(text, number):
    assert read(text) == UprnText(number=number)


@pytest.mark.parametrize("text", ["12345678", "UPRN 1234567890123", "1234567890123", "5"])
def test_one_number_of_another_length_is_refused(text):
    assert "A UPRN has 9 to 12 figures" in refused(text)


@pytest.mark.parametrize("text", ["site.geojson", "/tmp/My Site.JSON", "'a/b.wkt'", "LU1 2TL.txt"])
def test_a_name_with_a_boundary_ending_is_a_file(text):
    assert read(text) == FileText(path=text.strip("'"))


def test_files_of_other_kinds_are_refused_with_the_kinds_that_are_read():
    assert "Save the red line as GeoJSON" in refused("site.shp")


@pytest.mark.parametrize(
    "text", ['{"type": "Polygon"}', "POLYGON ((0 0, 1 1))", "srid=27700;MultiPolygon(((0 0)))"]
)
def test_a_pasted_boundary_is_asked_for_as_a_file(text):
    assert "looks like a boundary itself" in refused(text)


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "''"])
def test_no_text_is_asked_for_again(text):
    assert refused(text).startswith("No place was given.")


def test_long_text_is_refused_and_not_repeated():
    message = refused("SW1A 1AA " * 100)
    assert "900 characters" in message
    assert "SW1A" not in message


@pytest.mark.parametrize(
    "text", ["hello", "12 High Street, Luton", ",,,", "///filled.count.soap", "-", "1 2 3 4 5 6 7 8 9"]
)
def test_text_of_no_known_form_lists_the_forms(text):
    message = refused(text)
    assert place_text.NO_FORM in message
    assert place_text.FORMS in message


def test_no_error_repeats_more_than_eighty_characters():
    text = "q" * 400
    assert "q" * 79 + "…" in refused(text)
    assert "q" * 80 not in refused(text)


def test_what_is_quoted_can_be_printed():
    assert place_text.shown("a\x00b\ud800c\n d\x1b[2J") == "a?b?c d?[2J"


def test_likely_slips_come_first():
    slips = place_text.misspellings("LU1O")
    assert (
        slips.index("UL1O")
        < slips.index("LU10")
        < slips.index("LU1")
        < slips.index("LU1OA")
        < slips.index("LU1A")
    )
    assert "LU1O" not in slips
    assert len(set(slips)) == len(slips)


@pytest.mark.parametrize(
    ("easting", "northing", "digits"), [(-1, 0, 4), (700_000, 0, 4), (0, 1_250_001, 4), (0, 0, 5)]
)
def test_no_reference_is_written_off_the_grid(easting, northing, digits):
    with pytest.raises(ValueError, match=r"outside|figures"):
        place_text.grid_reference(easting=easting, northing=northing, digits=digits)
