"""Street files: whole or refused, every row kept, unlocated or rejected, and two forms that read alike."""

from __future__ import annotations

import gzip
import hashlib
import zipfile
from pathlib import Path

import numpy as np
import pytest
import scene

from geodata.build.harvest import SourceFile
from geodata.build.police_files import HEADER, StreetFile, members, read
from geodata.errors import SourceFileError

MONTH, SLUG = "2024-03", "westmark"
CODES = {label: n for n, label in enumerate(scene.labels())}
ASB, DRUGS = "Anti-social behaviour", "Drugs"


def source(path: Path) -> SourceFile:
    return SourceFile(path, path.name, hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)


def row(
    x: float = 572_000,
    y: float = 512_000,
    category: str = ASB,
    month: str = MONTH,
    crime_id: str = "",
    **more: str,
):
    return scene.street_row(x, y, category, month, crime_id, **more)


def written(folder: Path, *rows: list[str], suffix: str = ".csv") -> Path:
    return scene.write_street(folder, SLUG, MONTH, rows, suffix)


def taken(folder: Path, *rows: list[str]) -> StreetFile:
    (member,) = members(source(written(folder, *rows)))
    return read(member, CODES)


def refused(path: Path) -> SourceFileError:
    with pytest.raises(SourceFileError) as error:
        [read(member, CODES) for member in members(source(path))]
    return error.value


def test_records_are_counted_by_map_point_and_category(tmp_path):
    found = taken(tmp_path, row(), row(), row(category=DRUGS), row(x=572_100))
    assert (found.slug, found.month, found.rows_in) == (SLUG, MONTH, 4)
    assert found.n.tolist() == [2, 1, 1]
    assert np.abs(found.x - [572_000_000, 572_000_000, 572_100_000]).max() <= 1
    assert found.category.tolist() == [CODES[ASB], CODES[DRUGS], CODES[ASB]]
    assert found.located[[CODES[ASB], CODES[DRUGS]]].tolist() == [3, 1]
    assert found.unlocated.sum() == 0


def test_every_row_is_accounted_for(tmp_path):
    lost = row(Longitude="", Latitude="")
    found = taken(tmp_path, row(crime_id="a"), row(crime_id="a"), lost, row(category=DRUGS))
    assert found.rows_in == found.located.sum() + found.unlocated.sum() + len(found.rejections) == 4
    assert found.unlocated[CODES[ASB]] == 1


def test_a_whole_row_that_comes_twice_with_a_crime_id_is_one_record(tmp_path):
    found = taken(tmp_path, row(crime_id="a"), row(crime_id="b"), row(crime_id="a"), row(crime_id="a"))
    assert [(r.file, r.row, r.rule) for r in found.rejections] == [
        (f"{MONTH}-{SLUG}-street.csv", 4, "duplicate_record"), (f"{MONTH}-{SLUG}-street.csv", 5, "duplicate_record"),
    ]  # fmt: skip
    assert found.n.tolist() == [2]


def test_equal_rows_without_a_crime_id_are_separate_incidents(tmp_path):
    assert taken(tmp_path, row(), row(), row()).n.tolist() == [3]


def test_one_crime_id_on_rows_that_differ_is_several_records(tmp_path):
    assert taken(tmp_path, row(crime_id="a"), row(crime_id="a", x=572_100)).located.sum() == 2


def test_a_position_the_grid_does_not_reach_is_unlocated_and_not_at_the_origin(tmp_path):
    found = taken(tmp_path, row(Longitude="51.9", Latitude="-0.4"), row(Longitude="-0.4", Latitude=""))
    assert (found.n.size, found.unlocated.sum()) == (0, 2)


def test_a_file_with_a_header_alone_holds_no_records(tmp_path):
    found = taken(tmp_path)
    assert (found.rows_in, found.n.size, found.located.sum()) == (0, 0, 0)


def test_a_packed_file_and_the_archive_read_like_the_plain_one(tmp_path):
    rows = [row(), row(category=DRUGS, crime_id="a")]
    plain = written(tmp_path / "plain", *rows)
    packed = written(tmp_path / "packed", *rows, suffix=".csv.gz")
    archive = tmp_path / "latest.zip"
    with zipfile.ZipFile(archive, "w") as z:
        z.write(plain, f"{MONTH}/{MONTH}-{SLUG}-street.csv")
        z.writestr(f"{MONTH}/{MONTH}-{SLUG}-outcomes.csv", "something else")
    found = [read(m, CODES) for path in (plain, packed, archive) for m in members(source(path))]
    for other in found[1:]:
        assert (other.slug, other.month, other.rows_in) == (SLUG, MONTH, 2)
        for name in ("x", "y", "category", "n", "located", "unlocated"):
            assert getattr(other, name).tolist() == getattr(found[0], name).tolist()
    assert found[2].name == f"latest.zip!{MONTH}/{MONTH}-{SLUG}-street.csv"
    assert found[2].sha256 == hashlib.sha256(archive.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("change", "rule", "said", "at"),
    [
        (
            lambda t: t.replace("Crime type", "Offence"),
            "columns",
            "new ['Offence'], missing ['Crime type']",
            1,
        ),
        (lambda t: t.replace("Context", "Context,Extra", 1), "columns", "new ['Extra'], missing []", 1),
        (
            lambda t: t.replace("Month,Reported by", "Reported by,Month"),
            "columns",
            "the columns are in another order",
            1,
        ),
        (
            lambda t: t.replace(ASB, "Wizardry"),
            "category",
            "the category is unknown (method S-3): 'Wizardry' (1 rows)",
            3,
        ),
        (
            lambda t: t.replace(f",{MONTH},", ",2024-04,", 1),
            "month",
            "differs from the file's name: '2024-04' (1 rows)",
            2,
        ),
        (lambda t: t[:-30], "complete", "the last line is cut short", 3),
        (lambda t: t + "a,b,c,d,e,f,g,h,i,j,k,l,m,n\n", "complete", "wrong number of fields", 4),
        (
            lambda t: t.replace(",0.", ",O.").replace(",1.", ",O."),
            "coordinates",
            "a coordinate is not a number",
            2,
        ),
        (lambda t: "", "columns", "the columns changed", 1),
        (lambda t: "<!doctype html>\n", "columns", "the columns changed", 1),
    ],
)
def test_a_file_that_is_not_what_its_format_promises_is_refused_with_row_and_rule(
    tmp_path, change, rule, said, at
):
    path = written(tmp_path, row(category=DRUGS), row())
    path.write_text(change(path.read_text()))
    error = refused(path)
    assert (error.rule, error.row) == (rule, at)
    assert said in error.text
    assert MONTH in error.file


def test_another_forces_record_in_a_forces_file_is_refused(tmp_path):
    other = row(**{"Falls within": "Eastmark Police"})
    error = refused(written(tmp_path, row(), other))
    assert (error.rule, error.row) == ("force", 3)
    assert "'Eastmark Police'" in error.text


def test_the_printed_names_of_forces_are_recognised(tmp_path):
    for slug, name in (("devon-and-cornwall", "Devon & Cornwall Police"), ("btp", "British Transport Police"),
                       ("city-of-london", "City of London Police"), ("dyfed-powys", "Dyfed-Powys Police"),
                       ("metropolitan", "Metropolitan Police Service")):  # fmt: skip
        path = scene.write_street(tmp_path, slug, MONTH, [row(**{"Falls within": name})])
        (member,) = members(source(path))
        assert read(member, CODES).located.sum() == 1


def test_a_quotation_mark_left_open_swallows_no_rows(tmp_path):
    path = written(tmp_path, row(), row(category=DRUGS), row())
    path.write_text(path.read_text().replace("On or near A Street", '"On or near A Street', 1))
    error = refused(path)
    assert error.rule == "complete"


def test_a_row_that_lost_its_last_fields_is_not_read_as_one_that_left_them_blank(tmp_path):
    short = row()[:10]
    assert HEADER[9] == "Crime type"
    error = refused(written(tmp_path, row(), short, row()))
    assert (error.rule, error.row) == ("complete", 3)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = written(tmp_path, row(Location="On or near Grüner Weg"))
    path.write_bytes(path.read_text().encode("cp1252"))
    assert refused(path).rule == "encoding"


def test_a_byte_order_mark_and_the_line_ends_of_another_system_do_no_harm(tmp_path):
    path = written(tmp_path, row())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    (member,) = members(source(path))
    assert read(member, CODES).located.sum() == 1


def test_months_before_the_categories_settled_are_refused(tmp_path):
    path = scene.write_street(tmp_path, SLUG, "2013-05", [row(month="2013-05")])
    assert refused(path).rule == "window_start"
    first = scene.write_street(tmp_path, SLUG, "2013-06", [row(month="2013-06")])
    (member,) = members(source(first))
    assert read(member, CODES).located.sum() == 1


def test_a_name_that_states_no_month_or_force_is_refused(tmp_path):
    path = tmp_path / "march-street.csv"
    path.write_text("x\n")
    assert refused(path).rule == "file_name"


@pytest.mark.parametrize("keep", [10, 60])
def test_a_packed_file_that_is_cut_short_is_refused(tmp_path, keep):
    path = written(tmp_path, *[row() for _ in range(50)], suffix=".csv.gz")
    path.write_bytes(path.read_bytes()[:keep])
    assert refused(path).rule == "readable"


def test_a_packed_file_with_damage_inside_is_refused(tmp_path):
    path = written(tmp_path, *[row(x=572_000 + n) for n in range(50)], suffix=".csv.gz")
    raw = bytearray(path.read_bytes())
    raw[30:60] = bytes(30)
    path.write_bytes(raw)
    assert refused(path).rule == "readable"


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_an_archive_that_is_cut_short_is_refused(tmp_path, cut):
    plain = written(tmp_path, row())
    archive = tmp_path / "latest.zip"
    with zipfile.ZipFile(archive, "w") as z:
        z.write(plain, plain.name)
    archive.write_bytes(archive.read_bytes()[: int(archive.stat().st_size * cut)])
    error = refused(archive)
    assert error.rule == "readable"
    assert "damaged or cut short" in error.text


def test_an_archive_with_damage_inside_is_refused(tmp_path):
    archive = tmp_path / "latest.zip"
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr(f"{MONTH}-{SLUG}-street.csv", "a" * 500)
    raw = archive.read_bytes()
    archive.write_bytes(raw.replace(b"a" * 500, b"a" * 499 + b"b"))
    assert refused(archive).rule == "readable"


def test_an_archive_without_street_files_is_refused(tmp_path):
    archive = tmp_path / "latest.zip"
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("readme.txt", "hello")
    assert refused(archive).rule == "is_data"


def test_a_packed_file_has_the_hash_of_its_packed_bytes(tmp_path):
    path = written(tmp_path, row(), suffix=".csv.gz")
    (member,) = members(source(path))
    assert member.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert member.load() == gzip.decompress(path.read_bytes())
