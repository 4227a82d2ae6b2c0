"""Food Hygiene Rating Scheme: one authority's establishments, as XML or JSON (Food Standards Agency)."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from geodata.build.harvest import Context, Harvest, SourceFile, text_of
from geodata.build.placing import Sieve, in_degrees
from geodata.errors import SourceFileError

CLASSES = {
    "1": "restaurants",
    "7": "food_trade",
    "14": "food_trade",
    "4613": "shops",
    "7838": "food_trade",
    "7839": "food_trade",
    "7840": "shops",
    "7841": "catering",
    "7842": "hotels",
    "7843": "pubs",
    "7844": "takeaways",
    "7845": "schools",
    "7846": "mobile",
}
CARING = "5"
CARING_TEXT = "business type 5 (hospitals, childcare and caring premises) is never held in an open layer."
FIELDS = frozenset(
    {
        "FHRSID", "LocalAuthorityBusinessID", "BusinessName", "BusinessType", "BusinessTypeID",
        "AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4", "PostCode", "RatingValue",
        "RatingKey", "RatingDate", "RightToReply", "LocalAuthorityCode", "LocalAuthorityName",
        "LocalAuthorityWebSite", "LocalAuthorityEmailAddress", "Scores", "SchemeType", "NewRatingPending",
        "Geocode",
    }
)  # fmt: skip
ALWAYS = frozenset({"FHRSID", "BusinessName", "BusinessTypeID", "LocalAuthorityCode"})
_SCREENED = ("BusinessName", "AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4")
_COLUMNS = (*_SCREENED, "FHRSID", "BusinessTypeID", "LocalAuthorityCode", "PostCode", "Longitude", "Latitude")
_CODE = re.compile(r"FHRS(\d+)", re.IGNORECASE)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})")


def read(file: SourceFile, context: Context) -> Harvest:
    """Return one authority's establishments; ``row`` is the record's place in the file, counting from 1.

    Records without a geocode are placed by postcode. Caring premises and revealing names are refused (S-24). The JSON
    form has not been tried on the publisher's own file (``extra["format_verified"]`` says so).

    Raises
    ------
    SourceFileError
        If the file is not whole, its form or a business type is new, or its authority is unknown.
    """
    header, records = _document(file)
    _check_whole(file, header, len(records))
    frame = _frame(file, records)
    known = frame["BusinessTypeID"].isin([*CLASSES, CARING])
    if not known.all():
        first = frame.loc[~known].iloc[0]
        raise SourceFileError(
            file.path, "known_category",
            f"BusinessTypeID '{first['BusinessTypeID']}' is not a known business type.",
            row=int(first["row"]), advice="Decide which class it belongs to and add it to the reader.",
        )  # fmt: skip
    sieve = Sieve(file, frame["row"])
    sieve.refuse(frame["BusinessTypeID"] == CARING, "caring_premises", CARING_TEXT)
    sieve.refuse_revealing(*(frame[name] for name in _SCREENED))
    position = in_degrees(frame["Longitude"], frame["Latitude"]).or_postcode(frame["PostCode"], context)
    code, district, needed = _coverage(file, frame, context)
    extra = {"source_code": f"FHRS{code}"} | ({"format_verified": False} if _is_json(file) else {})
    harvest = sieve.harvest(
        frame["BusinessTypeID"].map(CLASSES),
        frame["BusinessName"],
        position,
        vintage=_vintage(file, header),
        coverage=(district,),
    )
    kept = harvest.frame.assign(fhrsid=frame["FHRSID"].to_numpy()[sieve.kept])
    return replace(harvest, frame=kept, coverage_needs=needed, extra=extra)


def _document(file: SourceFile) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the header and the records, as text, of either form."""
    with text_of(file.path) as stream:
        text = stream.read()
    return _from_json(file, text) if _is_json(file) else _from_xml(file, text)


def _is_json(file: SourceFile) -> bool:
    return ".json" in file.path.name.lower()


def _from_xml(file: SourceFile, text: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise SourceFileError(
            file.path, "is_data", "the XML declares entities, which the publisher's never does."
        )
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - entities are refused above, so nothing can expand
    except ElementTree.ParseError as error:
        raise SourceFileError(
            file.path, "well_formed",
            f"the XML is not well-formed ({error}): the file is cut short or damaged.",
            row=error.position[0],
        ) from error  # fmt: skip
    header, collection = root.find("Header"), root.find("EstablishmentCollection")
    if root.tag != "FHRSEstablishment" or header is None or collection is None:
        raise _wrong_form(file)
    records = [
        {item.tag: item.text or "" for item in (*detail, *detail.findall("Geocode/*"))}
        for detail in collection
    ]
    return {item.tag: item.text or "" for item in header}, records


def _from_json(file: SourceFile, text: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    try:
        root = json.loads(text)["FHRSEstablishment"]
        header, collection = root["Header"], root["EstablishmentCollection"]
        if isinstance(collection, dict):
            collection = collection["EstablishmentDetail"]
        records = [_flat(detail) for detail in collection]
        return {key: str(value) for key, value in header.items()}, records
    except json.JSONDecodeError as error:
        raise SourceFileError(
            file.path,
            "well_formed",
            f"the JSON is not well-formed ({error}): the file is cut short or damaged.",
        ) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise _wrong_form(file) from error


def _flat(detail: Mapping[str, Any]) -> dict[str, str]:
    geocode = {key.capitalize(): value for key, value in (detail.get("Geocode") or {}).items()}
    return {key: "" if value is None else str(value) for key, value in {**detail, **geocode}.items()}


def _wrong_form(file: SourceFile) -> SourceFileError:
    return SourceFileError(
        file.path, "header", "the file has no FHRSEstablishment with a Header and an EstablishmentCollection."
    )


def _check_whole(file: SourceFile, header: Mapping[str, str], count: int) -> None:
    if header.get("ReturnCode", "Success") != "Success":
        raise SourceFileError(
            file.path,
            "return_code",
            f"the publisher's own ReturnCode is '{header['ReturnCode']}', not 'Success'.",
        )
    stated = header.get("ItemCount", "").strip()
    if stated != str(count):
        raise SourceFileError(
            file.path,
            "item_count",
            f"the header promises ItemCount '{stated}', and {count} records are there.",
        )


def _vintage(file: SourceFile, header: Mapping[str, str]) -> str:
    found = _DAY.match(header.get("ExtractDate", ""))
    if not found:
        raise SourceFileError(
            file.path, "extract_date", "the header has no ExtractDate of the form YYYY-MM-DD."
        )
    return found.group(1)


def _frame(file: SourceFile, records: list[dict[str, str]]) -> pd.DataFrame:
    for row, record in enumerate(records, start=1):
        new = record.keys() - FIELDS - {"Longitude", "Latitude"}
        missing = ALWAYS - record.keys()
        if new or missing:
            fault = f"new fields {sorted(new)}" if new else f"missing fields {sorted(missing)}"
            raise SourceFileError(
                file.path, "header", f"the record's fields are not those expected: {fault}.", row=row,
                advice="If the publisher changed the form, this reader must be changed with it.",
            )  # fmt: skip
    columns = {
        name: pd.Series([record.get(name, "").strip() for record in records], dtype="object")
        for name in _COLUMNS
    }
    return pd.DataFrame({"row": pd.Series(range(1, len(records) + 1), dtype="int64"), **columns})


def _coverage(file: SourceFile, frame: pd.DataFrame, context: Context) -> tuple[str, str, int]:
    """Return the file's authority code, its district, and how many files cover that district together.

    Several former districts, each with its own file, may lie in one district of today.
    """
    codes = set(frame["LocalAuthorityCode"])
    named = _CODE.search(file.path.name)
    if named:
        codes.add(named.group(1))
    if len(codes) != 1:
        raise SourceFileError(
            file.path, "authority_code",
            f"the file names {len(codes)} authority codes ({', '.join(sorted(codes))}), not one.",
            advice="Use the publisher's file for one authority, under its own name.",
        )  # fmt: skip
    code = codes.pop()
    known = {row["code"]: row["district"] for row in _authorities(file, context)}
    if not known.get(code):
        raise SourceFileError(
            file.path, "authority_code", f"authority code '{code}' is not in fhrs_authorities.csv.",
            advice="Add the code and its district to that table, with the source.",
        )  # fmt: skip
    return code, known[code], sum(district == known[code] for district in known.values())


def _authorities(file: SourceFile, context: Context) -> list[dict[str, str]]:
    if context.tables is None:
        raise SourceFileError(
            file.path, "authority_code",
            "no directory of code tables was given, so no coverage can be stated.",
            advice="Build with the tables that come with the program.",
        )  # fmt: skip
    with (context.tables / "fhrs_authorities.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
