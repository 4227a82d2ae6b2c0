"""Counts for an authority, and a whole file refused rather than one address let in."""

from __future__ import annotations

import csv
import io

import pytest

from geodata.build.harvest import Context, SourceFile
from geodata.build.readers import ofsted_providers
from geodata.build.readers.ofsted_providers import ADDRESS, LAYOUT_2024, LAYOUT_2025, REDACTED
from geodata.errors import ManifestError, SourceFileError

OPTIONS = {"aggregate": "kind", "area": "authority_name"}
HIDDEN = {"Name": REDACTED, **dict.fromkeys(ADDRESS, REDACTED)}
SECRET = "Elm Cottage"


def provider(kind="Children's home", **columns):
    return {"Provision type": kind, "Local authority": "Luton", "Places": "3", **HIDDEN, **columns}


def text(rows, layout=LAYOUT_2025, as_at="31 March 2025", tail=0):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([f"Children's social care data in England – Provider level as at {as_at}", *[""] * tail])
    writer.writerow(["This worksheet contains one table."])
    writer.writerow(["Some cells in this table are empty."])
    writer.writerow([f"\n{name}" if name.startswith("Latest") else name for name in layout] + [""] * tail)
    writer.writerows([*[row.get(name, "x") for name in layout], *[""] * tail] for row in rows)
    return out.getvalue()


def read(path, content, encoding="utf-8-sig", **options):
    (path / "p.csv").write_bytes(content.encode(encoding))
    return ofsted_providers.read(SourceFile(path / "p.csv", "p.csv", "", 0), Context({**OPTIONS, **options}))


def test_each_provider_is_one_line_of_its_authority_and_nothing_else(tmp_path):
    rows = [
        provider(),
        provider("Children's Home", Places=""),
        provider("Supported Accommodation", Name="A Company Ltd"),
        provider("Independent Fostering Agency", Name="B", Postcode="LU1 1AA"),
    ]
    harvest = read(tmp_path, text(rows, tail=13))
    assert list(harvest.frame.columns) == ["row", "code", "kind", "places"]
    assert list(harvest.frame["kind"]) == [
        "childrens_homes",
        "childrens_homes",
        "supported_accommodation",
        "other_providers",
    ]
    assert list(harvest.frame["places"].isna()) == [False, True, False, False]
    assert (harvest.frame["row"].iloc[0], harvest.vintage, harvest.rows_in) == (5, "2025-03-31", 4)


def test_the_list_of_2024_reads_in_windows_letters(tmp_path):
    harvest = read(tmp_path, text([provider()], LAYOUT_2024, "31 March 2024"), "cp1252")
    assert (harvest.vintage, len(harvest.frame)) == ("2024-03-31", 1)


@pytest.mark.parametrize("column", ["Name", *ADDRESS])
def test_a_file_that_shows_where_a_home_is_is_refused_without_saying_it_again(tmp_path, column):
    with pytest.raises(SourceFileError) as caught:
        read(tmp_path, text([provider(), provider(**{column: SECRET})]))
    assert (caught.value.rule, caught.value.row) == ("addresses", 6)
    assert SECRET not in str(caught.value)


def test_a_supported_home_may_show_its_company_but_not_its_address(tmp_path):
    with pytest.raises(SourceFileError, match="addresses"):
        read(tmp_path, text([provider("Supported Accommodation", Postcode="LU1 1AA")]))


def test_unknown_provision_no_authority_and_wales_are_rejected(tmp_path):
    rows = [
        provider("Treehouse"),
        provider(**{"Local authority": ""}),
        provider(**{"Local authority": "Durham"}),
        provider(**{"Local authority": "Cardiff", "Government Office Region": "Wales"}),
    ]
    harvest = read(tmp_path, text(rows))
    assert list(harvest.frame["code"]) == ["County Durham"]
    assert [(r.row, r.rule) for r in harvest.rejections] == [
        (5, "provision_type"),
        (6, "no_authority"),
        (8, "outside_england"),
    ]


def test_a_new_column_is_refused_for_it_might_hold_an_address(tmp_path):
    with pytest.raises(SourceFileError, match="'Grid reference' is not declared"):
        read(tmp_path, text([provider()], (*LAYOUT_2025, "Grid reference")))


@pytest.mark.parametrize("as_at", ["the end of March", "31 Mars 2025"])
def test_a_list_without_its_date_is_refused(tmp_path, as_at):
    with pytest.raises(SourceFileError, match="'as at'"):
        read(tmp_path, text([provider()], as_at=as_at))


def test_other_options_are_refused(tmp_path):
    with pytest.raises(ManifestError):
        read(tmp_path, text([provider()]), postcode_column="Postcode")
