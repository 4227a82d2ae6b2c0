"""The columns that a batch adds to a row: where the place lies, its profile, and after it the rating."""

from __future__ import annotations

from geodata.store import Store
from placement_check.method import Method
from placement_check.profiles.open_answers import asked

STATUS = ("check_status", "check_why")
MARKS = ("check_marks", "check_valid_until")
PLACE = (
    "check_matched", "check_easting", "check_northing", "check_longitude", "check_latitude", "check_uncertainty_m",
    "check_notes", "check_authority", "check_police_force", "check_lsoa21", "check_near_boundary_of",
)  # fmt: skip
PARTS = ("", ".low", ".high", ".percentile", ".grade")
RATING = (
    "check_back_test", "check_score", "check_score_low", "check_score_high", "check_bands", "check_final_band",
    "check_completeness", "check_floors", "check_triggers", "check_provisional", "check_not_in_rating",
)  # fmt: skip
ABOUT = (
    "check_reference_set", "check_reference_n", "check_day", "check_data_version", "check_method_version",
    "check_software_version", "check_note",
)  # fmt: skip


def indicators(store: Store, method: Method) -> tuple[str, ...]:
    """Return every indicator that a profile holds, crime first, in one fixed order."""
    crime = [i["id"] for i in store.release.layers["crime"]["indicators"] if i["measure"] == "crime_exposure"]
    others = [i["id"] for _, i in asked(store.release.layers)]
    rated = [i for domain in method.rated.values() for i in domain if not i.startswith("crime.")]
    return tuple(dict.fromkeys([*crime, *rated, *others, *method.asked_of_councils]))


def categories(store: Store) -> tuple[str, ...]:
    """Return the categories of plain counts; none where no crime layer was built."""
    entry = store.release.layers["crime"]
    return tuple(entry["categories"]) if entry["status"] == "built" else ()


def columns(store: Store, method: Method, *, rated: bool) -> tuple[str, ...]:
    """Return the names of the columns: status, marks, place, profile, counts, then the rating where it is asked for."""
    profile = [f"check_{name}{part}" for name in indicators(store, method) for part in PARTS]
    counts = ["check_records_within", *(f"check_records.{name}" for name in categories(store))]
    return (*STATUS, *MARKS, *PLACE, *profile, *counts, *(RATING if rated else ()), *ABOUT)
