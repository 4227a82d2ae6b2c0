"""Food Hygiene Rating Scheme: one XML file for each council."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from geodata.build.sample.chance import stream
from geodata.build.sample.country import COUNCILS, Council
from geodata.build.sample.land import in_degrees
from geodata.build.sample.settlement import Settlement
from geodata.build.sample.tables import FHRS_CODES

EXTRACTED: Final = "2026-10-03"
# Business type, its number, what the premises are called, and how many there are for each ten neighbourhoods.
KINDS: Final = (
    ("Pub/bar/nightclub", "7843", "Fictional Arms", 9),
    ("Takeaway/sandwich shop", "7844", "Fictional Takeaway", 11),
    ("Hotel/bed & breakfast/guest house", "7842", "Fictional Hotel", 3),
    ("Restaurant/Cafe/Canteen", "1", "Fictional Café", 14),
    ("Retailers - supermarkets/hypermarkets", "7840", "Fictional Market", 2),
    ("Retailers - other", "4613", "Fictional Corner Shop", 12),
    ("School/college/university", "7845", "Fictional School Kitchen", 6),
)
CARING: Final = ("Hospitals/Childcare/Caring Premises", "5", "Fictional Caring Premises", 1)
MOBILE: Final = ("Mobile caterer", "7846", "Fictional Van", 2)


def write_food(to: Path, settlement: Settlement) -> None:
    """Write each council's premises: some without a geocode, some without a postcode, some with neither.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    for number, (council, code) in enumerate(zip(COUNCILS, FHRS_CODES, strict=True)):
        items = _items(settlement, number, council, code)
        text = (
            '<?xml version="1.0"?><FHRSEstablishment xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<Header><ExtractDate>{EXTRACTED}</ExtractDate><ItemCount>{len(items)}</ItemCount>"
            "<ReturnCode>Success</ReturnCode></Header><EstablishmentCollection>"
            f"{''.join(items)}</EstablishmentCollection></FHRSEstablishment>\n"
        )
        path = to / "fhrs" / f"FHRS{code}en-GB.xml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def _items(settlement: Settlement, number: int, council: Council, code: str) -> list[str]:
    kinds = [
        kind
        for kind in (*KINDS, CARING, MOBILE)
        for _ in range(max(1, kind[3] * council.neighbourhoods // 10))
    ]
    sites = settlement.pick("food", number, len(kinds))
    dealt = [kinds[at] for at in stream(f"kinds {code}").permutation(len(kinds))]
    lon, lat = in_degrees(settlement.x[sites], settlement.y[sites])
    items = []
    seen: dict[str, int] = {}
    for at, (kind, site) in enumerate(zip(dealt, sites.tolist(), strict=True)):
        seen[kind[1]] = seen.get(kind[1], 0) + 1
        nth = seen[kind[1]]
        geocode = "" if (kind[1], nth) == ("7844", 1) or kind is MOBILE else (
            f"<Geocode><Longitude>{lon[at]:.7f}</Longitude><Latitude>{lat[at]:.7f}</Latitude></Geocode>")  # fmt: skip
        postcode = "" if (kind[1], nth) == ("1", 1) or kind is MOBILE else settlement.postcode[site]
        items.append(_item(council, code, kind, nth, at, postcode, geocode))
    return items


def _item(
    council: Council,
    code: str,
    kind: tuple[str, str, str, int],
    nth: int,
    at: int,
    postcode: str,
    geocode: str,
) -> str:
    fields = {
        "FHRSID": f"{code}{at:04d}", "LocalAuthorityBusinessID": f"FICTIONAL{at:04d}",
        "BusinessName": f"{kind[2]} {nth}", "BusinessType": kind[0], "BusinessTypeID": kind[1],
        "AddressLine1": f"{at + 1} Fictional Street", "AddressLine3": council.name, "PostCode": postcode,
        "RatingValue": "5", "RatingKey": "fhrs_5_en-GB", "RatingDate": f"2025-{at % 12 + 1:02d}-15",
        "LocalAuthorityCode": code, "LocalAuthorityName": council.name,
    }  # fmt: skip
    texts = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items() if value)
    return (
        f"<EstablishmentDetail>{texts}<Scores/><SchemeType>FHRS</SchemeType>"
        f"<NewRatingPending>False</NewRatingPending>{geocode}</EstablishmentDetail>"
    )
