"""Every way of naming a place, and every refusal, in the words that a social worker reads."""

from __future__ import annotations

import csv
import gzip
import json
import math
import subprocess
import sys
import time

import numpy as np
import pytest
from drawn.book import book_of

from geodata import grid
from geodata.errors import LocationNotFound
from geodata.gazetteer import Gazetteer, Whereabouts
from geodata.postcodes import PostcodeBook
from geodata.types import GridPoint, LocationKind

ROWS = {
    "LU11AA": (509_200, 221_200, 10),
    "LU12TL": (509_097, 221_359, 10),  # 7 m from the next: a block of flats
    "LU12TM": (509_104, 221_359, 20),
    "LU13AA": (510_000, 222_000, 30),
    "LU14AA": (511_000, 221_000, 40),
    "LU15AA": (511_050, 221_000, 50),
    "LU16AA": (512_000, 221_000, 60),
    "LU17AA": (0, 0, 90),
    "LU18AA": (513_000, 221_000, 70),
    "M111AA": (386_000, 398_000, 10),
    "M11AE": (384_000, 398_000, 10),
    "LL145BU": (329_097, 337_256, 10),
    "CH11AA": (330_000, 366_000, 10),
    "SO151AA": (441_000, 113_000, 10),
    "PL99XH": (249_136, 53_050, 10),
}
DISTRICTS = {
    "LU1": {"E06000032": 900},
    "CF10": {"W06000015": 635},
    "EH1": {"S12000036": 324},
    "LL14": {"W06000006": 1015, "E06000051": 28},
    "TQ12": {"E07000045": 900},
}


def whereabouts(point: GridPoint) -> Whereabouts:
    """A small Britain: Wales is the west, Scotland the north, and two stretches of sea."""
    e, n = point.easting, point.northing
    if not (0 <= e <= 700_000 and 0 <= n <= 1_250_000):
        return Whereabouts.OUTSIDE
    if n > 560_000:
        return Whereabouts.SCOTLAND if 100_000 < e < 450_000 else Whereabouts.SEA
    if e > 656_000 or e < 200_000 or (e < 250_000 and n < 60_000):
        return Whereabouts.SEA
    return Whereabouts.WALES if e < 329_000 else Whereabouts.ENGLAND


UPRNS = (
    np.array([5061, 100080000000], dtype=np.int64),
    np.array([509_150_000, 510_000_500], dtype=np.int32),
    np.array([221_450_000, 222_000_500], dtype=np.int32),
)
GAZETTEER = Gazetteer(book_of(ROWS), DISTRICTS, UPRNS, whereabouts)


def refused(text, gazetteer=GAZETTEER, **options) -> str:
    with pytest.raises(LocationNotFound) as caught:
        gazetteer.locate(text, **options)
    return str(caught.value)


def test_a_postcode_is_its_centre_and_says_so():
    found = GAZETTEER.locate(" lu12tl ")
    assert found.input == "lu12tl"
    assert found.kind is LocationKind.POSTCODE
    assert found.matched == "postcode LU1 2TL, centre of the postcode (positional quality 10)"
    assert (found.point.easting, found.point.northing) == (509_097, 221_359)
    assert found.position.latitude == pytest.approx(51.8801, abs=0.001)
    assert found.position.longitude == pytest.approx(-0.416, abs=0.001)
    assert found.notes == ()
    assert found.outline is None


def test_an_address_is_only_as_precise_as_its_postcode():
    found = GAZETTEER.locate("12 High Street,\nLuton, LU1 2TL")
    assert found.kind is LocationKind.ADDRESS
    assert found.matched == "postcode LU1 2TL in the address, centre of the postcode (positional quality 10)"
    assert found.notes == (
        "Of the address only the postcode LU1 2TL was used; no list of addresses is held.",
    )
    assert found.uncertainty_m == GAZETTEER.locate("LU1 2TL").uncertainty_m
    assert found.input == "12 High Street, Luton, LU1 2TL"


def test_what_looks_like_a_second_postcode_does_not_hide_the_known_one():
    assert "LU1 2TL" in GAZETTEER.locate("Unit A1 2BC, LU1 2TL").matched
    assert "holds more than one postcode" in refused("LU1 2TL, LU1 1AA")


@pytest.mark.parametrize(
    ("postcode", "uncertainty_m"),
    [
        ("LU1 2TL", 50),
        ("LU1 2TM", 50),
        ("LU1 1AA", math.hypot(96, 159)),
        ("LU1 3AA", math.hypot(896, 641) + 50),
        ("LU1 4AA", 300),
        ("LU1 5AA", 300),
        ("LU1 6AA", 2000),
        ("LL14 5BU", math.hypot(903, 28_744)),
    ],
)
def test_uncertainty_follows_positional_quality_and_spacing(postcode, uncertainty_m):
    assert GAZETTEER.locate(postcode).uncertainty_m == pytest.approx(uncertainty_m)


def test_a_sector_mean_says_so_and_is_called_too_coarse():
    found = GAZETTEER.locate("LU1 6AA")
    assert "centre of the postcode sector (positional quality 60)" in found.matched
    assert "2.0 km, too coarse for one home" in found.notes[0]


@pytest.mark.parametrize(("postcode", "quality"), [("LU1 7AA", 90), ("LU1 8AA", 70)])
def test_a_postcode_without_a_position_is_not_located(postcode, quality):
    message = refused(postcode)
    assert f"its publisher gives no position for it (positional quality {quality})" in message
    assert "Give a grid reference" in message


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("LU1 2LT", "LU1 2TL"),
        ("LU1 2TN", "LU1 2TL or LU1 2TM"),
        ("LUI 2TL", "LU1 2TL"),
        ("L1 2TL", "LU1 2TL"),
        ("LUU1 2TL", "LU1 2TL"),
        ("High Street LU1 ZTL", "LU1 2TL"),
        ("M1 1AF", "M1 1AE"),
    ],
)
def test_an_unknown_postcode_brings_the_likely_ones(text, meant):
    assert f"Did you mean {meant}" in refused(text)


def test_at_most_five_postcodes_are_suggested():
    book = book_of({f"LU11A{c}": (509_000, 221_000, 10) for c in "ABDEFGHJ"})
    message = refused("LU1 1AZ", Gazetteer(book, {}, None, whereabouts))
    assert message.count("LU1 1A") == 6


def test_with_no_likely_one_the_sector_is_listed_and_its_district_is_not_confused():
    book = book_of({"M111AA": (386_000, 398_000, 10), "M11AE": (384_000, 398_000, 10)})
    message = refused("M1 1ZZ", Gazetteer(book, {}, None, whereabouts))
    assert message.endswith("Postcodes of its sector include M1 1AE.")


@pytest.mark.parametrize(
    ("postcode", "words"),
    [
        ("CF10 1AA", "Postcode CF10 1AA is in Wales. This tool covers England; Wales has its own law"),
        ("EH1 1AA", "Postcode EH1 1AA is in Scotland. This tool covers England; Scotland has its own law"),
        ("LL14 9ZZ", "Its district LL14 lies on both sides of the border"),
        ("ZZ9 9ZZ", "Great Britain has no district ZZ9"),
        ("LU1 9ZZ", "It may be mistyped, closed, or newer than the table."),
        ("CF10", "Postcode district CF10 is in Wales."),
        ("EH1 1", "Postcode district EH1 is in Scotland."),
    ],
)
def test_the_district_table_says_where_a_postcode_is_from(postcode, words):
    assert words in refused(postcode)


def test_letters_alone_never_make_a_postcode_welsh():
    assert GAZETTEER.locate("LL14 5BU").kind is LocationKind.POSTCODE
    nothing_known = Gazetteer(book_of(ROWS), {}, None, whereabouts)
    for postcode in ("LL11 1AA", "NP16 1AA", "LD7 1AA", "CF10 1AA"):
        message = refused(postcode, nothing_known)
        assert "Wales" not in message
        assert "border" not in message
        assert "no district" not in message


@pytest.mark.parametrize(("text", "part"), [("LU1", "district"), ("lu1 2", "sector")])
def test_part_of_a_postcode_is_refused_as_a_part(text, part):
    message = refused(text)
    assert f"only part of a postcode ({part})" in message
    assert "Give the full postcode" in message


def test_text_that_may_be_a_slip_but_is_like_no_postcode_gets_the_list_of_forms():
    assert "is not a place in any form" in refused("QQ7ZZZZ")


def test_a_grid_reference_is_the_centre_of_its_square():
    found = GAZETTEER.locate("TL 0915 2145")
    assert found.kind is LocationKind.GRID_REFERENCE
    assert (found.point.easting, found.point.northing) == (509_155, 221_455)
    assert found.uncertainty_m == pytest.approx(5 * math.sqrt(2))
    assert found.matched == "grid reference TL 0915 2145, centre of a square of 10 m"
    assert GAZETTEER.locate("tl0915021450").uncertainty_m == pytest.approx(math.sqrt(0.5))


def test_a_wide_square_is_called_too_coarse():
    assert "7.1 km, too coarse" in GAZETTEER.locate("TL 0 2").notes[0]
    assert GAZETTEER.locate("TL 09 21").notes == ()


@pytest.mark.parametrize("text", ["SO15", "so 15", "TQ12"])
def test_a_square_that_may_be_a_postcode_district_is_not_guessed(text):
    message = refused(text)
    assert "may be the postcode district" in message
    assert "Give the full postcode, or write the grid reference as" in message


def test_a_square_that_is_no_district_is_a_square():
    assert GAZETTEER.locate("TL02").point == GridPoint(easting=505_000, northing=225_000)


@pytest.mark.parametrize("text", ["509150,221450", "509150 221450", "E509150 N221450"])
def test_easting_and_northing_are_known_to_the_metre(text):
    found = GAZETTEER.locate(text)
    assert found.kind is LocationKind.EASTING_NORTHING
    assert found.point == GridPoint(easting=509_150, northing=221_450)
    assert found.uncertainty_m == 1
    assert found.matched == "easting 509150, northing 221450, to the metre"


def test_swapped_easting_and_northing_are_noticed_only_when_the_swap_would_be_in_england():
    assert "The easting comes first: 509150,221450." in refused("221450,509150")
    assert "is in Wales" in refused("E221450 N509150")
    assert "lies in the sea" in refused("100000,110000")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "300000,250000",
            "Easting 300000, northing 250000 is in Wales. This tool covers England; Wales has its own",
        ),
        (
            "300000,660000",
            "Easting 300000, northing 660000 is in Scotland. This tool covers England; Scotland has",
        ),
        ("690000,300000", "Easting 690000, northing 300000 lies in the sea"),
        ("-5000,200000", "Easting -5000, northing 200000 is outside the British National Grid"),
        ("SH 50 50", "Grid reference SH 50 50 is in Wales"),
        ("HP 61 18", "Grid reference HP 61 18 lies in the sea"),
        ("51.48,-3.18", "Latitude 51.48, longitude -3.18 is in Wales"),
        ("55.95,-3.19", "Latitude 55.95, longitude -3.19 is in Scotland"),
        (
            "53.35,-6.26",
            "Latitude 53.35, longitude -6.26 lies in the sea, or on land that is not held (Ireland",
        ),
        ("PL9 9XH", "The centre of postcode PL9 9XH lies in the sea"),
    ],
)
def test_only_places_in_england_are_accepted_and_the_others_are_named(text, words):
    assert refused(text).startswith(words)


def test_every_whereabouts_but_england_has_its_message():
    for place in Whereabouts:
        gazetteer = Gazetteer(book_of(ROWS), {}, None, lambda _, place=place: place)
        if place is Whereabouts.ENGLAND:
            assert gazetteer.locate("LU1 2TL")
        else:
            assert "centre of postcode LU1 2TL" in refused("LU1 2TL", gazetteer)


def test_a_point_that_has_no_degrees_is_outside():
    everywhere = Gazetteer(book_of(ROWS), {}, None, lambda _: Whereabouts.ENGLAND)
    assert "outside the British National Grid" in refused("-500000,200000", everywhere)


def test_latitude_and_longitude_are_as_precise_as_their_decimals():
    found = GAZETTEER.locate("51.8853,-0.4123")
    assert found.kind is LocationKind.LATITUDE_LONGITUDE
    assert math.hypot(found.point.easting - 509_369.8, found.point.northing - 221_938.9) < 1
    assert found.uncertainty_m == pytest.approx(math.hypot(11.125, 6.889) / 2, abs=0.02)
    assert found.matched == "latitude 51.8853, longitude -0.4123, to about 7 m by the decimals given"
    assert "55.8 km, too coarse" not in str(found.notes)
    assert "too coarse" in str(GAZETTEER.locate("52,-1").notes)


def test_swapped_degrees_are_noticed():
    assert "The latitude comes first: 51.8853,-0.4123." in refused("-0.4123,51.8853")


@pytest.mark.parametrize("text", ["48.85,2.35", "0,0", "120,45"])
def test_degrees_far_away_are_outside_great_britain(text):
    assert "is outside Great Britain" in refused(text)


def test_degrees_in_the_isles_of_scilly_are_located():
    everywhere = Gazetteer(book_of(ROWS), {}, None, lambda _: Whereabouts.ENGLAND)
    found = everywhere.locate("49.8952,-6.3435")
    assert 85_000 < found.point.easting < 92_000
    assert 5_000 < found.point.northing < 12_000


@pytest.mark.parametrize("text", ["UPRN 100080000000", "100080000000"])
def test_a_uprn_is_the_propertys_own_point(text):
    found = GAZETTEER.locate(text)
    assert found.kind is LocationKind.UPRN
    assert found.point == GridPoint(easting=510_000.5, northing=222_000.5)
    assert found.uncertainty_m == 5
    assert found.matched == "UPRN 100080000000, the property's own point"


@pytest.mark.parametrize("text", ["UPRN 5062", "999999999999", "UPRN 1"])
def test_a_uprn_that_is_not_held_is_refused(text):
    assert "the table held does not have it" in refused(text)


def test_without_a_table_of_uprns_the_message_says_where_to_get_one():
    message = refused("UPRN 5061", Gazetteer(book_of(ROWS), {}, None, whereabouts))
    assert "no table of UPRNs is held" in message
    assert "OS Open UPRN" in message


def square(e, n, side=100):
    ring = [[e, n], [e + side, n], [e + side, n + side], [e, n + side], [e, n]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def test_a_boundary_file_is_located_by_its_centroid_and_keeps_its_outline(tmp_path):
    path = tmp_path / "red line.geojson"
    path.write_text(square(509_000, 221_000))
    found = GAZETTEER.locate(f" '{path}' ")
    assert found.kind is LocationKind.BOUNDARY
    assert found.point == GridPoint(easting=509_050, northing=221_050)
    assert found.uncertainty_m == 0
    assert found.matched == "boundary 'red line.geojson' of 10,000 m² with 4 corners, its centroid"
    assert found.notes == ("Hazards are measured from the edge of the boundary.",)
    assert found.outline.rings[0][0] == (509_000_000, 221_000_000)


def test_uploaded_text_is_the_same_boundary(tmp_path):
    path = tmp_path / "site.json"
    path.write_text(square(509_000, 221_000))
    assert (
        GAZETTEER.locate_boundary(path.read_text(), "site.json").outline
        == GAZETTEER.locate(str(path)).outline
    )


def test_no_file_is_opened_when_the_text_came_from_elsewhere(tmp_path):
    path = tmp_path / "site.json"
    path.write_text(square(509_000, 221_000))
    assert "no file is opened here" in refused(str(path), read_file=False)


def test_a_point_inside_stands_in_for_a_centroid_outside():
    wkt = (
        "POLYGON ((509000 221000, 509090 221000, 509090 221100, 509080 221100, 509080 221010, 509010 221010, "
    )
    found = GAZETTEER.locate_boundary(wkt + "509010 221100, 509000 221100, 509000 221000))", "horseshoe.wkt")
    assert "a point inside it (its centroid is not)" in found.matched


def test_a_boundary_across_the_border_says_so():
    found = GAZETTEER.locate_boundary(square(328_980, 300_000), "site.json")
    assert "Part of the boundary lies in Wales, which has its own law and registrations." in found.notes


@pytest.mark.parametrize(
    ("corner", "words"), [((690_000, 300_000), "lies in the sea"), ((250_000, 300_000), "is in Wales")]
)
def test_a_boundary_elsewhere_is_refused(corner, words):
    with pytest.raises(LocationNotFound, match=rf"^Boundary 'site.json' {words}"):
        GAZETTEER.locate_boundary(square(*corner), "site.json")


@pytest.mark.parametrize(
    "name", ["none.geojson", "none.wkt", "\x00.json", "a\ud800.txt", "a" * 300 + ".json"]
)
def test_a_file_that_is_not_there_is_refused(name):
    assert refused(name).startswith("The boundary file '")


def test_no_message_repeats_more_than_eighty_characters():
    for text in ("Z" * 300, "Z" * 300 + ".json", "Z" * 300 + ".shp", "1," * 200, "LU1 2TL " * 30 + "LU1 1AA"):
        message = refused(text)
        assert not any(text[i : i + 81] in message for i in range(len(text) - 80))


def test_an_empty_book_answers_too():
    empty = Gazetteer(book_of({}), {}, None, whereabouts)
    assert "does not hold it" in refused("LU1 2TL", empty)
    assert "not a place in any form" in refused("LU1 OAA", empty)
    assert empty.locate("SK10").kind is LocationKind.GRID_REFERENCE


def test_importing_the_gazetteer_loads_no_heavy_library():
    heavy = "{'convertbng', 'pandas', 'shapely', 'pydantic'}"
    code = f"import sys, geodata.gazetteer; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def england(data_dir, tmp_path_factory) -> Gazetteer:
    """Every English postcode, memory-mapped as in a release, and the districts of Great Britain."""
    with gzip.open(data_dir / "national" / "codepoint_england.csv.gz", "rt", encoding="utf-8") as stream:
        rows = [(r[0].replace(" ", ""), r[1], r[2], r[3]) for r in csv.reader(stream)][1:]
    rows.sort()
    key = np.array([r[0] for r in rows], dtype="S7")
    quality = np.array([r[1] for r in rows], dtype=np.uint8)
    x, y = (np.array([r[i] for r in rows], dtype=np.int64).astype(np.int32) * 1000 for i in (2, 3))
    folder = tmp_path_factory.mktemp("book")
    mapped = []
    for name, column in [("key", key), ("x", x), ("y", y), ("quality", quality)]:
        np.save(folder / name, column)
        mapped.append(np.load(folder / f"{name}.npy", mmap_mode="r"))
    index, _ = grid.build(x[quality != 90], y[quality != 90])
    summary = data_dir / "postcodes" / "postcode_district_summary_gb_from_codepoint.csv"
    with summary.open(encoding="utf-8") as stream:
        districts = {
            row["district"]: {code: int(n) for code, n in (lad.split(":") for lad in row["lads"].split())}
            for row in csv.DictReader(stream)
        }
    return Gazetteer(PostcodeBook(*mapped, index), districts, None, lambda _: Whereabouts.ENGLAND)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("postcode", "easting", "northing"),
    [
        ("LU1 2TL", 509_097, 221_359),
        ("ol16 1ae", 389_586, 413_351),
        ("LL14 5BU", 329_097, 337_256),  # Shropshire
        ("TR21 0JY", 90_868, 10_672),  # Isles of Scilly
    ],
)
def test_real_postcodes_lie_where_their_publisher_says(england, postcode, easting, northing):
    found = england.locate(postcode)
    assert (found.point.easting, found.point.northing) == (easting, northing)
    assert 50 <= found.uncertainty_m < 1000


@pytest.mark.real_data
def test_english_postcodes_that_begin_like_welsh_ones_are_found(england):
    keys = [str(k, "ascii") for k in england.postcodes.key if k[:2] in (b"LL", b"NP", b"LD")]
    assert len(keys) > 200
    for key in keys:
        assert england.locate(key).kind is LocationKind.POSTCODE


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CF10 1AA", "is in Wales"),
        ("LL11 1AA", "is in Wales"),
        ("EH1 1AA", "is in Scotland"),
        ("LD7 9ZZ", "both sides of the border"),
        ("TD15 9ZZ", "both sides of the border"),
        ("BT1 1AA", "Great Britain has no district BT1"),
        ("LU1 2TO", "Did you mean LU1 2T"),
        ("BD98 1GA", "gives no position for it (positional quality 90)"),
        ("SE10", "may be the postcode district SE10"),
    ],
)
def test_real_postcodes_that_cannot_be_used_say_why(england, text, words):
    assert words in refused(text, england)


@pytest.mark.real_data
def test_a_look_up_among_all_of_englands_postcodes_takes_under_five_milliseconds(england):
    england.locate("LU1 2TL")
    times = []
    for text in ("LU1 2TL", "OL16 1AE", "LL14 5BU", "12 High Street, SW1A 1AA", "TR21 0JY") * 20:
        start = time.perf_counter()
        england.locate(text)
        times.append(time.perf_counter() - start)
    assert float(np.median(times)) < 0.005
