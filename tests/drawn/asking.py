"""Questions asked of the drawn country, beside the one a user types: one indicator, or a place in pieces."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from drawn.layers import HERE
from geodata.crs import lon_lat
from geodata.store import Store
from geodata.types import GridPoint, Location, LocationKind, Outline
from placement_check import method
from placement_check.assess import Assessment, assess
from placement_check.measures import MEASURES, Answer, Ask
from placement_check.scene import ground_of
from placement_check.site import Site

AT = date(2024, 6, 30)
METHOD = method.load()


def ask(
    store: Store,
    indicator: str,
    *,
    east: int = 0,
    north: int = 0,
    uncertainty_m: float = 0.0,
    reach_m: int | None = None,
) -> Ask:
    """Return one indicator asked so many metres east and north of the middle of Luton."""
    ground = ground_of(store)
    point = GridPoint(easting=HERE[0] + east, northing=HERE[1] + north)
    district = ground.district(*point.millimetres())
    site = Site.at(point, uncertainty_m=uncertainty_m, district=-1 if district is None else district, lsoa="")
    layer, asked = next(
        (k, i) for k, e in store.release.layers.items() for i in e["indicators"] if i["id"] == indicator
    )
    return Ask(
        store, ground, METHOD, layer, asked if reach_m is None else {**asked, "reach_m": reach_m}, site
    )


def answer(store: Store, indicator: str, **where: int) -> Answer:
    """Return what the indicator's measure answers there."""
    asked = ask(store, indicator, **where)
    return MEASURES[asked.indicator["measure"]](asked)


def with_line(store: Store, indicator: str, ring: tuple[tuple[int, int], ...], **where: int) -> Answer:
    """Return what the measure answers where a red line, given in metres, stands in for the point."""
    asked = ask(store, indicator, **where)
    closed = tuple((x * 1000, y * 1000) for x, y in (*ring, ring[0]))
    site = replace(asked.site, outline=Outline(rings=(closed,)))
    return MEASURES[asked.indicator["measure"]](replace(asked, site=site))


def at_place(store: Store, easting: int, northing: int, at: date = AT, **more: object) -> Assessment:
    """Return the assessment of a point, whatever a gazetteer would have said of it."""
    point = GridPoint(easting=easting, northing=northing)
    given = {"uncertainty_m": 1.0, **more}
    place = Location(
        input="x",
        matched="x",
        kind=LocationKind.EASTING_NORTHING,
        point=point,
        position=lon_lat(point),
        **given,
    )
    return assess(place, store, METHOD, at=at)
