"""A published figure for the area that holds the place: deprivation deciles, counts per authority."""

from __future__ import annotations

from placement_check.findings import ReasonCode
from placement_check.measures.answer import Answer, Ask, Silence, Value


def area_value(ask: Ask) -> Answer:
    """Return the layer's figure for the small area or authority that holds the site."""
    area = str(ask.entry["options"].get("area", "lsoa21"))
    code = ask.site.lsoa if area.startswith("lsoa") else ask.store.district_authority(ask.site.district)
    if not code:
        return Silence(
            ReasonCode.NO_DATA, "The boundaries of the small areas here are not held, so its area is not known.",
            covered=False,
        )  # fmt: skip
    found = ask.store.value(ask.layer, ask.indicator["column"], code)
    if found is None:
        return Silence(ReasonCode.NO_DATA, f"{ask.entry['title']} gives no figure for {code}.", covered=False)
    return Value(found, detail={"area": code})
