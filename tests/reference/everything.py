"""All that the reference knows of one place, and the reference set of the police force."""

from __future__ import annotations

from functools import cache, cached_property

from reference.crime import read_crime
from reference.crime_files import GROUPS
from reference.exposure import Exposure
from reference.features import read_practices, read_premises, read_stops
from reference.hazards import rail, read_rail
from reference.land import read_land
from reference.people import read_people, read_postcodes
from reference.percentiles import mid_rank
from reference.presence import count, kernel_sum, nearest

FORCE = "E23000026"  # Bedfordshire Police, the only force of which many months are held


@cache
def everything(data):
    """Return the publishers' files below a directory, read once."""
    return Everything(data)


class Everything:
    """The publishers' files, and what they say of any place."""

    def __init__(self, data):
        self.land = read_land(data, FORCE)
        self.postcodes = read_postcodes(data)
        self.people = read_people(data, self.postcodes)
        self.premises = read_premises(data, self.postcodes, self.land)
        self.stops = read_stops(data)
        self.practices = read_practices(data, self.postcodes)
        self.rail = read_rail(data)
        self.exposure = self.exposure_of(data / "crime")

    def exposure_of(self, directory):
        """Return the crime figures of a directory of files, over the same land and people."""
        return Exposure(read_crime(directory, self.land), self.people, self.land)

    def around(self, x, y, u):
        """Return every figure by its indicator's name, for a point in millimetres and u in metres."""
        district = self.land.district_of(x, y)
        place = (x, y, u, district)
        found = {
            "venues.pubs": kernel_sum(self.land, self.premises, "pubs", place, 800),
            "venues.takeaways": kernel_sum(self.land, self.premises, "takeaways", place, 800),
            "venues.hotels": kernel_sum(self.land, self.premises, "hotels", place, 1600),
            "venues.interchanges": kernel_sum(self.land, self.stops, "interchange", place, 800),
            "services.transport": count(self.land, self.stops, "bus_stop", place, 800),
            "services.isolation": nearest(
                self.land, [(self.stops, ["bus_stop"]), (self.premises, ["shops"])], place
            ),
            "services.gp": nearest(self.land, [(self.practices, ["gp"])], place),
            "hazards.rail": rail(self.rail, place) | {"measured": True},
        }
        return self.exposure.around(x, y, district), found, district

    @cached_property
    def reference_points(self):
        """Return (district, crime, found) of the point of each neighbourhood of the force (S-5)."""
        districts = {d.code for d in self.land.districts if d.properties["PFACD"] == FORCE}
        points = []
        for _, district, x, y in self.people.reference_points(districts):
            crime, found, _ = self.around(round(x), round(y), 0)
            points.append((district, crime, found))
        return points

    @cached_property
    def reference_values(self):
        """Return (district, figures) of the points whose recorded crime is measured (S-5a)."""
        measured = [p for p in self.reference_points if any(g["measured"] for g in p[1].groups.values())]
        return [(district, values_of(crime, found)) for district, crime, found in measured]

    def compared(self, indicator, value, district=None):
        """Return the percentile of a figure in the force, or in one district of it, and the number of points."""
        values = [v[indicator] for d, v in self.reference_values if indicator in v and district in (None, d)]
        return mid_rank(value, values), len(values)


def values_of(crime, found):
    """Return the measured figures by indicator; a figure that is not measured is left out."""
    values = {name: row["value"] for name, row in found.items() if row["measured"]}
    for group in GROUPS:
        row = crime.groups.get(group, {"measured": False})
        if row["measured"]:
            values[f"crime.{group}.density"] = row["D"]
            if row["R"] is not None:
                values[f"crime.{group}.rate"] = row["R"]
    return values


def outcomes_of(crime, found):
    """Return every indicator's outcome, as the report names it."""
    outcomes = {name: "measured" if row["measured"] else row["outcome"] for name, row in found.items()}
    for group in GROUPS:
        row = crime.groups.get(group, {"measured": False, "outcome": crime.outcome})
        outcomes[f"crime.{group}.density"] = "measured" if row["measured"] else row["outcome"]
        outcomes[f"crime.{group}.rate"] = outcomes[f"crime.{group}.density"]
        if row["measured"] and row["R"] is None:
            outcomes[f"crime.{group}.rate"] = row["R_outcome"]
    return outcomes
