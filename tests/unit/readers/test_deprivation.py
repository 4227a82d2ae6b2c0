"""Deciles from the converted tables and from the publisher's File 7, as drawn from its headings."""

from __future__ import annotations

import pytest

from geodata.build.harvest import Context, SourceFile
from geodata.build.readers import deprivation
from geodata.errors import ManifestError, SourceFileError

DOMAINS = {
    "Index of Multiple Deprivation (IMD)": 1,
    "Income": 2,
    "Employment": 3,
    "Education, Skills and Training": 4,
    "Health Deprivation and Disability": 5,
    "Crime": 6,
    "Barriers to Housing and Services": 7,
    "Living Environment": 8,
    "Income Deprivation Affecting Children Index (IDACI)": 9,
    "Income Deprivation Affecting Older People (IDAOPI)": 10,
}


def file_7(year: str = "2021", **changes: str) -> str:
    header = [f"LSOA code ({year})", f"LSOA name ({year})", "Local Authority District code (2024)"]
    header += ["Local Authority District name (2024)"]
    row = ["E01000001", "City of London 001A", "E09000001", "City of London"]
    for domain, decile in DOMAINS.items():
        header += [f"{domain} Score", f"{domain} Rank (where 1 is most deprived)"]
        header += [f"{domain} Decile (where 1 is most deprived 10% of LSOAs)"]
        row += ["9.1", "29199", str(decile)]
    header += ["Total population: mid 2022 (excluding prisoners)", "Dependent Children aged 0-15: mid 2022"]
    row += ["1000", "100"]
    header = [changes.get(name, name) for name in header]
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in (header, row)) + "\n"


def read(path, text, area="lsoa21"):
    (path / "i.csv").write_text(text, encoding="utf-8")
    return deprivation.read(SourceFile(path / "i.csv", "i.csv", "", 0), Context({"area": area}))


def test_the_publishers_long_header_is_read_and_said_to_be_unverified(tmp_path):
    harvest = read(tmp_path, file_7())
    row = harvest.frame.iloc[0].to_dict()
    assert row == {
        "row": 2, "code": "E01000001", "imd_decile": 1, "income_decile": 2, "employment_decile": 3,
        "education_decile": 4, "health_decile": 5, "crime_decile": 6, "housing_decile": 7,
        "environment_decile": 8,
    }  # fmt: skip
    assert harvest.extra == {"format_verified": False}
    assert len(read(tmp_path, file_7("2011"), "lsoa11").frame) == 1


@pytest.mark.parametrize(
    ("text", "area"),
    [
        (file_7("2011"), "lsoa21"),
        (",".join(deprivation.SHORT_2019) + "\n", "lsoa21"),
        (",".join(deprivation.SHORT_2025) + "\n", "lsoa11"),
    ],
)
def test_neighbourhoods_of_another_year_are_refused(tmp_path, text, area):
    with pytest.raises(SourceFileError, match="its neighbourhoods are of 20"):
        read(tmp_path, text, area)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first column"),
        ("code,decile\n", "first column"),
        (
            file_7(**{"Crime Decile (where 1 is most deprived 10% of LSOAs)": "Crime tenth"}),
            "Crime Decile.*0 times",
        ),
        (file_7(**{"Crime Score": "Postcode of the office"}), "'Postcode of the office' is not one"),
        ("lsoa21_code,IMD_decile\nE01000001,1\n", "is missing"),
    ],
)
def test_a_changed_header_is_refused(tmp_path, text, words):
    with pytest.raises(SourceFileError, match=words):
        read(tmp_path, text)


def test_a_decile_is_a_whole_number_from_1_to_10(tmp_path):
    header = ",".join(deprivation.SHORT_2025)
    tail = ",".join(["5"] * (len(deprivation.SHORT_2025) - 2))
    starts = ("E01000001,1", "E01000002,0", "E01000003,", "E01000004,2.5", "W01000001,1")
    text = "\n".join([header, *(f"{start},{tail}" for start in starts)]) + "\n"
    harvest = read(tmp_path, text)
    assert list(harvest.frame["code"]) == ["E01000001"]
    assert [r.rule for r in harvest.rejections] == ["decile", "decile", "decile", "lsoa_code"]
    assert harvest.rows_in == 5


def test_the_area_must_be_declared(tmp_path):
    with pytest.raises(ManifestError, match="area"):
        read(tmp_path, file_7(), "ward")
