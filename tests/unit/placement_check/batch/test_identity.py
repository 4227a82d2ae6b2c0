"""No column that says who a child is gets into a batch, and the columns of a list of sites do."""

import json

import pytest

from placement_check.batch.errors import BatchError
from placement_check.batch.identity import identifies
from placement_check.batch.sheet import read


@pytest.mark.parametrize(
    "heading",
    [
        "name", "Name", " NAME ", "Full name", "child", "Child name", "child_name", "childName", "ChildName",
        "childname", "CHILD NAME", "Child's name", "Child\u2019s name", "name of child", "Names of children", "YP name",
        "yp", "Young person", "Young person's name", "young-person-initials", "Pupil name", "Resident name",
        "service user name",
        "First name", "firstname", "FirstName", "Forename(s)", "Surname", "surname ", "Last Name", "given_name",
        "Known as", "DOB", "dob", "D.O.B.", "Child DOB", "Date of birth", "dateOfBirth", "DateOfBirth", "dateofbirth",
        "birth date", "Birthday", "NHS number", "NHS no.", "nhs_number", "NHSNumber", "NHSno", "nhsnumber", "UPN",
        "Pupil UPN", "Unique pupil number", "LCS", "LCS ID", "lcs_id", "LCS no", "Child ID", "childid", "ChildRef",
        "child case number", "Case number", "case ID", "Case ref", "LAC ID", "CLA number", "Client ID", "Person ID",
        "Name (child)", "\uff24\uff2f\uff22",
    ],
)  # fmt: skip
def test_a_heading_that_says_who_a_person_is_is_known(heading):
    assert identifies(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "site", "site name", "Site Name", "home name", "Home", "authority name", "Authority", "council name", "place",
        "postcode", "Post Code", "address", "uprn", "UPRN", "name of site", "Children's home name",
        "childrens_home_name",
        "Children's home ID", "Number of children", "no of children", "Children", "places", "Number of residents",
        "number of places for young people", "Provider name", "provider id", "URN", "ID", "id", "ref", "Reference",
        "site ref", "site number", "Ofsted URN", "Planning case reference", "Application case number", "NHS trust",
        "case", "notes", "Street name", "street_name", "School name", "column 3", "grid reference", "Home known as",
        "easting", "northing", "Location", "beds", "age range", "postcode_case", "Childcare provider", "filename",
        "Children's services area", "nominated", "lacey road", "upnorth", "",
    ],
)  # fmt: skip
def test_the_headings_of_a_list_of_sites_are_harmless(heading):
    assert not identifies(heading)


def test_a_file_with_such_columns_is_refused_by_their_headings_and_nothing_of_their_cells(tmp_path):
    file = tmp_path / "sites.csv"
    file.write_text(
        "postcode,Child name,DOB,site name\nLU1 2TL,Somebody Small,2012-01-01,Old Mill\n", "utf-8"
    )
    with pytest.raises(BatchError) as refused:
        read(file)
    said = str(refused.value)
    assert "columns 'Child name', 'DOB' look as if a child or another person could be known by it" in said
    assert "delete the column" in said
    assert "Somebody" not in said
    assert "2012" not in said


def test_a_single_such_column_is_named(tmp_path):
    file = tmp_path / "sites.csv"
    file.write_text("place,UPN\nLU1 2TL,A123\n", "utf-8")
    with pytest.raises(BatchError, match="column 'UPN' looks as if"):
        read(file)


def test_the_properties_of_features_are_columns_too(tmp_path):
    file = tmp_path / "sites.geojson"
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [0, 51]},
        "properties": {"surname": "x"},
    }
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    with pytest.raises(BatchError, match="column 'surname' looks as if"):
        read(file)


def test_so_are_the_columns_of_a_workbook(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["place", "NHS number"])
    book.active.append(["LU1 2TL", "1"])
    book.save(tmp_path / "sites.xlsx")
    with pytest.raises(BatchError, match="column 'NHS number' looks as if"):
        read(tmp_path / "sites.xlsx")


@pytest.mark.parametrize(
    "heading",
    ["child_n\N{CYRILLIC SMALL LETTER A}me", "Name1", "name_1", "Child 1", "forename1", "full_name_1", "DoB2", "born",
     "initials", "mother", "Social worker", "passport no", "NI number", "alias", "aka"],
)  # fmt: skip
def test_a_running_number_another_alphabet_or_another_word_hides_no_identity(heading):
    assert identifies(heading)


@pytest.mark.parametrize(
    "heading", ["site 1", "address2", "carers' home name", "place_1", "phone of the site"]
)
def test_numbered_columns_of_places_are_taken(heading):
    assert not identifies(heading)
