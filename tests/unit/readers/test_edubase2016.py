import numpy as np
import pytest

from geodata.build.harvest import Context, SourceFile, sha256_of
from geodata.build.readers import edubase2016
from geodata.errors import SourceFileError

HEADER = ",".join(edubase2016.HEADER)


@pytest.fixture
def drawn(tmp_path):
    def draw(*rows, header=HEADER):
        path = tmp_path / "edubase2016_establishment_locations_england.csv"
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        return SourceFile(path, path.name, sha256_of(path), path.stat().st_size)

    return draw


def test_only_types_that_say_so_are_taken_to_serve_ages_11_to_19(drawn):
    kinds = [
        "Further Education",
        "Studio Schools",
        "Pupil Referral Unit",
        "Community School",
        "Academy Converter",
    ]
    harvest = edubase2016.read(drawn(*(f"1,{kind},group,51.88,-0.41" for kind in kinds)), Context({}))
    assert harvest.frame["class"].tolist() == [
        "college", "secondary", "alternative_provision", "phase_unknown", "phase_unknown",
    ]  # fmt: skip
    assert set(harvest.frame["name"]) == {""}
    assert (harvest.frame["x"].between(509_000, 510_500)).all()


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("1,Welsh Establishment,Welsh schools,51.5,-3.2", "outside_england"),
        ("1,Offshore Schools,Other types,49.76681,-7.55716", "outside_england"),
        ("1,British Schools Overseas,Other types,49.76681,-7.55716", "outside_england"),
        ("1,Service Childrens Education,Other types,51.49912,-0.01264", "outside_england"),
        ("1,Secure Units,Other types,51.88,-0.41", "reveals_home"),
        ("1,,,54.12961,-3.2002", "no_type"),
        ("1,Community School,LA,0,0", "bad_coordinates"),
    ],
)
def test_what_cannot_be_used_is_rejected_with_its_rule(drawn, row, rule):
    harvest = edubase2016.read(drawn(row, "2,Studio Schools,Free Schools,51.88,-0.41"), Context({}))
    assert [(r.row, r.rule) for r in harvest.rejections] == [(2, rule)]
    assert harvest.frame["row"].tolist() == [3]


def test_a_row_without_coordinates_is_unlocated(drawn):
    harvest = edubase2016.read(drawn("1,Studio Schools,Free Schools,,"), Context({}))
    assert np.isnan(harvest.frame["x"]).tolist() == [True]
    assert harvest.rejections == ()


@pytest.mark.parametrize(
    ("rows", "header", "rule"),
    [
        (["1,Space Academy,x,51.88,-0.41"], HEADER, "known_category"),
        (["1,Studio Schools,x,51.88"], HEADER, "truncated"),
        (["1,Studio Schools,x,51.88,-0.41,extra"], HEADER, "width"),
        (["1,Studio Schools,x,51.88,-0.41,Open"], f"{HEADER},status", "header"),
        (["1,x,51.88,-0.41"], HEADER.replace("establishment-type,", ""), "header"),
    ],
)
def test_a_file_that_is_not_what_was_promised_fails_with_its_rule(drawn, rows, header, rule):
    with pytest.raises(SourceFileError) as caught:
        edubase2016.read(drawn(*rows, header=header), Context({}))
    assert caught.value.rule == rule
