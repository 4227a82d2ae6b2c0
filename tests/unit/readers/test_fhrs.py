import gzip
import json

import numpy as np
import pytest

from geodata.build.harvest import Context, PostcodeTable, SourceFile, sha256_of
from geodata.build.readers import fhrs
from geodata.errors import SourceFileError

POSTCODES = PostcodeTable(np.array(["LU11AA"]), np.array([509000.0]), np.array([221000.0]))


@pytest.fixture
def context(tmp_path):
    tables = tmp_path / "tables"
    tables.mkdir()
    table = "code,name,district,source\n869,Luton,E06000032,drawn\n870,Nowhere,,drawn\n"
    (tables / "fhrs_authorities.csv").write_text(table, encoding="utf-8")
    return Context({}, POSTCODES, tables)


def establishment(kind="7843", name="The Red Lion", geocode=("-0.41", "51.88"), **fields):
    place = "" if geocode is None else f"<Longitude>{geocode[0]}</Longitude><Latitude>{geocode[1]}</Latitude>"
    values = {"LocalAuthorityCode": "869", **fields}
    extra = "".join(f"<{tag}>{text}</{tag}>" for tag, text in values.items() if text is not None)
    return (
        f"<EstablishmentDetail><FHRSID>1</FHRSID><BusinessName>{name}</BusinessName>"
        f"<BusinessTypeID>{kind}</BusinessTypeID>{extra}<Scores />"
        f"<Geocode>{place}</Geocode></EstablishmentDetail>"
    )


def xml(*details, count=None, date="2020-11-09", code="Success"):
    return (
        '<?xml version="1.0"?><FHRSEstablishment><Header>'
        f"<ExtractDate>{date}</ExtractDate><ItemCount>{len(details) if count is None else count}</ItemCount>"
        f"<ReturnCode>{code}</ReturnCode></Header><EstablishmentCollection>{''.join(details)}"
        "</EstablishmentCollection></FHRSEstablishment>"
    )


@pytest.fixture
def drawn(tmp_path):
    def draw(text, name="FHRS869en-GB.xml"):
        path = tmp_path / name
        raw = text.encode("utf-8")
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return SourceFile(path, name, sha256_of(path), path.stat().st_size)

    return draw


def rules(harvest):
    return [(r.row, r.rule) for r in harvest.rejections]


def test_a_pub_with_a_geocode_stands_where_ostn15_puts_it(drawn, context):
    harvest = fhrs.read(drawn(xml(establishment())), context)
    row = harvest.frame.iloc[0]
    assert (row["row"], row["class"], row["name"]) == (1, "pubs", "The Red Lion")
    assert 509_000 < row["x"] < 510_000
    assert 220_000 < row["y"] < 222_000
    assert harvest.vintage == "2020-11-09"
    assert harvest.coverage == ("E06000032",)


def test_gzipped_and_plain_files_read_alike(drawn, context):
    text = xml(establishment())
    packed = fhrs.read(drawn(text, "FHRS869en-GB.xml.gz"), context)
    assert packed.frame.equals(fhrs.read(drawn(text), context).frame)


def test_a_missing_geocode_is_placed_by_postcode_and_without_one_is_unlocated_not_lost(drawn, context):
    text = xml(
        establishment(geocode=None, PostCode="lu1 1aa"),
        establishment(geocode=None, PostCode="ZZ9 9ZZ"),
        establishment(geocode=None),
    )
    harvest = fhrs.read(drawn(text), context)
    assert harvest.frame["x"].tolist()[0] == 509000.0
    assert np.isnan(harvest.frame["x"].tolist()[1:]).all()
    assert harvest.rows_in == len(harvest.frame) == 3


def test_coordinates_off_the_map_are_rejected_unless_a_postcode_places_the_row(drawn, context):
    text = xml(
        establishment(geocode=("0", "0")),
        establishment(geocode=("0", "0"), PostCode="LU1 1AA"),
        establishment(geocode=("51.88", "-0.41")),
        establishment(geocode=("west", "north")),
    )
    harvest = fhrs.read(drawn(text), context)
    assert rules(harvest) == [(1, "bad_coordinates"), (3, "bad_coordinates"), (4, "bad_coordinates")]
    assert harvest.frame["x"].tolist() == [509000.0]


def test_caring_premises_are_never_stored_and_never_named(drawn, context):
    harvest = fhrs.read(drawn(xml(establishment(kind="5", name="Rosewood"), establishment())), context)
    assert rules(harvest) == [(1, "caring_premises")]
    assert "Rosewood" not in str(harvest.rejections)
    assert harvest.frame["row"].tolist() == [2]


def test_a_name_or_an_address_that_gives_a_home_away_is_rejected_and_not_repeated(drawn, context):
    text = xml(
        establishment(name="Rosewood Children\u2019s Home", kind="7841"),
        establishment(name="Kitchen", AddressLine1="Rosewood Refuge", kind="7841"),
        establishment(name="The Balloon", AddressLine1="52 Foster Hill Road"),
    )
    harvest = fhrs.read(drawn(text), context)
    assert rules(harvest) == [(1, "reveals_home"), (2, "reveals_home")]
    assert "Rosewood" not in str(harvest.rejections)
    assert harvest.frame["name"].tolist() == ["The Balloon"]


@pytest.mark.parametrize(("kind", "expected"), sorted(fhrs.CLASSES.items()))
def test_every_known_business_type_has_its_class(drawn, context, kind, expected):
    assert fhrs.read(drawn(xml(establishment(kind=kind))), context).frame["class"].tolist() == [expected]


def test_the_json_form_gives_what_the_xml_form_gives(drawn, context):
    detail = {
        "FHRSID": 1, "BusinessName": "The Red Lion", "BusinessTypeID": 7843, "LocalAuthorityCode": "869",
        "PostCode": None, "Scores": {"Hygiene": 5}, "Geocode": {"Longitude": "-0.41", "Latitude": "51.88"},
    }  # fmt: skip
    bare = {**detail, "Geocode": None}
    header = {"ExtractDate": "2020-11-09", "ItemCount": 2, "ReturnCode": "Success"}
    from_xml = fhrs.read(drawn(xml(establishment(), establishment(geocode=None))), context)
    for collection in ([detail, bare], {"EstablishmentDetail": [detail, bare]}):
        document = {"FHRSEstablishment": {"Header": header, "EstablishmentCollection": collection}}
        from_json = fhrs.read(drawn(json.dumps(document), "FHRS869en-GB.json"), context)
        assert from_json.frame.equals(from_xml.frame)
        assert (from_json.vintage, from_json.coverage) == (from_xml.vintage, from_xml.coverage)
        assert from_xml.extra == {"source_code": "FHRS869"}
        assert from_json.extra == {"source_code": "FHRS869", "format_verified": False}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (xml(establishment(), count=2), "item_count"),
        (xml(establishment(), count=""), "item_count"),
        (xml(establishment(), code="Failed"), "return_code"),
        (xml(establishment(), date="yesterday"), "extract_date"),
        (xml(establishment())[:-40], "well_formed"),
        ("<!DOCTYPE html><html><body>Service unavailable</body></html>", "is_data"),
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><FHRSEstablishment/>', "is_data"),
        ("<FHRSEstablishment><Header /></FHRSEstablishment>", "header"),
        ("<Other><Header /><EstablishmentCollection /></Other>", "header"),
        (xml(establishment(kind="9999")), "known_category"),
        (xml(establishment(kind="")), "known_category"),
        (xml(establishment(Colour="red")), "header"),
        (xml(establishment(LocalAuthorityCode=None)), "header"),
        (xml(establishment(LocalAuthorityCode="870")), "authority_code"),
    ],
)
def test_a_file_that_is_not_what_was_promised_fails_with_its_rule(drawn, context, text, rule):
    with pytest.raises(SourceFileError) as caught:
        fhrs.read(drawn(text), context)
    assert caught.value.rule == rule
    assert "FHRS869en-GB.xml" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('{"FHRSEstablishment": ', "well_formed"),
        ('{"message": "too many requests"}', "header"),
        ("[]", "header"),
        ('{"FHRSEstablishment": {"Header": {}, "EstablishmentCollection": null}}', "header"),
    ],
)
def test_json_that_is_not_a_list_of_establishments_fails(drawn, context, text, rule):
    with pytest.raises(SourceFileError) as caught:
        fhrs.read(drawn(text, "FHRS869en-GB.json"), context)
    assert caught.value.rule == rule


@pytest.mark.parametrize("code", ["870", "123"])
def test_an_authority_without_a_district_in_the_table_covers_nothing_so_it_fails(drawn, context, code):
    with pytest.raises(SourceFileError) as caught:
        fhrs.read(drawn(xml(establishment(LocalAuthorityCode=code)), f"FHRS{code}en-GB.xml"), context)
    assert caught.value.rule == "authority_code"


def test_without_the_table_of_authorities_nothing_is_guessed(drawn):
    with pytest.raises(SourceFileError, match="authority_code"):
        fhrs.read(drawn(xml(establishment())), Context({}))


def test_an_unknown_type_names_the_record(drawn, context):
    with pytest.raises(SourceFileError) as caught:
        fhrs.read(drawn(xml(establishment(), establishment(kind="77"))), context)
    assert caught.value.row == 2


def test_an_authority_with_no_premises_is_looked_at_and_empty(drawn, context):
    harvest = fhrs.read(drawn(xml()), context)
    assert (harvest.rows_in, len(harvest.frame)) == (0, 0)
    assert harvest.coverage == ("E06000032",)


def test_a_file_of_another_name_takes_its_authority_from_its_records(drawn, context):
    assert fhrs.read(drawn(xml(establishment()), "luton.xml"), context).coverage == ("E06000032",)
