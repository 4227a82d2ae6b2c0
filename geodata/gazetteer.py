"""Where the place that someone typed lies, and how far the true site may be from there, without a network.

How uncertain each kind of place is, in metres (decided here; rule S-1a says what is done with it):

- postcode: by its positional quality and its neighbours (``geodata.postcodes``); one without a position is
  refused;
- grid reference: half the diagonal of its square, from the square's centre;
- easting and northing: 1; latitude and longitude: half a unit of the last decimal of each, combined, at least
  1; UPRN: 5; boundary: 0, because hazards are measured from its edge.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from geodata import crs
from geodata import place_text as typed
from geodata.errors import CoordinatesOutside, LocationNotFound
from geodata.place_text import refusal, shown, written
from geodata.postcodes import SUGGESTIONS, PostcodeBook
from geodata.types import MM, GridPoint, Location, LocationKind, LonLat, Outline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.boundary import Boundary

UPRN_M = 5.0
COARSE_M = 1_000.0
COARSE = "The place is known only to about {:.1f} km, too coarse for one home: give the building's position."
SAMPLED_CORNERS = 32


class Whereabouts(StrEnum):
    """Which country holds a point of the grid; ``sea`` is inside the grid but on no land held."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    SEA = "sea"
    OUTSIDE = "outside"


ELSEWHERE = {
    Whereabouts.WALES: "is in Wales. This tool covers England; Wales has its own law and registrations.",
    Whereabouts.SCOTLAND: (
        "is in Scotland. This tool covers England; Scotland has its own law and registrations."
    ),
    Whereabouts.SEA: (
        "lies in the sea, or on land that is not held (Ireland, the Isle of Man). Check the figures and "
        "their order; for a site on the shore give a point further inland."
    ),
    Whereabouts.OUTSIDE: (
        f"is outside the British National Grid, whose eastings run from 0 to {crs.GRID_EAST_M} and northings from 0 to "
        f"{crs.GRID_NORTH_M} metres. Check the figures and their order."
    ),
}
NO_UPRN = "Check the figures (an easting and northing need a comma between them), or give the postcode."
NO_TABLE = "Get OS Open UPRN (free, osdatahub.os.uk) and build the data again with it, or give the postcode."
ABROAD = {"W": Whereabouts.WALES, "S": Whereabouts.SCOTLAND}


UprnTable: TypeAlias = "tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]"


class _Match(NamedTuple):
    """What was found, before it is known to lie in England; ``named`` is how an error speaks of it."""

    kind: LocationKind
    named: str
    matched: str
    point: GridPoint
    uncertainty_m: float
    notes: tuple[str, ...] = ()
    outline: Outline | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """Places by postcode, grid reference, coordinates, UPRN or boundary, for England.

    ``districts`` counts, for each postcode district of Great Britain, its postcodes by local authority code;
    it alone says which are Welsh or Scottish. ``uprns`` is a sorted key with x and y in millimetres.
    """

    postcodes: PostcodeBook
    districts: Mapping[str, Mapping[str, int]]
    uprns: UprnTable | None
    whereabouts: Callable[[GridPoint], Whereabouts]

    def locate(self, text: str, read_file: bool = True) -> Location:
        """Return where the text says a place is, in England.

        With ``read_file`` False a file name is refused: for text that comes from another machine.

        Raises
        ------
        LocationNotFound
            If the text names no place, or one that is not in England; the message says what to do.
        """
        return self._location(text, self._match(text, typed.read(text), read_file))

    def locate_boundary(self, content: str, name: str) -> Location:
        """Return the site whose red line is given as GeoJSON or WKT text; ``name`` is what the user calls it.

        Raises
        ------
        LocationNotFound
            If the text is not one sound boundary in England.
        """
        from geodata import redline

        return self._location(name, self._boundary(redline.parse(content, name), name))

    def _match(self, text: str, reading: typed.Reading, read_file: bool) -> _Match:
        match reading:
            case typed.PostcodeText():
                return self._postcode(text, reading)
            case typed.PartialPostcode():
                raise self._partial(text, reading)
            case typed.MistypedPostcode():
                raise self._mistyped(text, reading)
            case typed.GridSquare():
                return self._square(text, reading)
            case typed.MetrePair():
                return self._metres(text, reading)
            case typed.DegreePair():
                return self._degrees(text, reading)
            case typed.UprnText():
                return self._uprn(text, reading)
        if not read_file:
            raise refusal(text, "is a file name, and no file is opened here.", "Upload the boundary.")
        path = Path(reading.path)
        from geodata import redline

        return self._boundary(redline.read(path), path.name)

    def _location(self, text: str, match: _Match) -> Location:
        place = self.whereabouts(match.point)
        if place is not Whereabouts.ENGLAND:
            raise _elsewhere(match, place)
        try:
            position = crs.lon_lat(match.point)
        except CoordinatesOutside as error:
            raise _elsewhere(match, Whereabouts.OUTSIDE) from error
        coarse = () if match.uncertainty_m < COARSE_M else (COARSE.format(match.uncertainty_m / 1000),)
        return Location(
            input=" ".join("".join(c if c.isprintable() else " " for c in text).split()),
            matched=match.matched,
            kind=match.kind,
            point=match.point,
            position=position,
            uncertainty_m=match.uncertainty_m,
            notes=(*match.notes, *coarse),
            outline=match.outline,
        )

    def _postcode(self, text: str, reading: typed.PostcodeText) -> _Match:
        held = self.postcodes.find(reading.keys)
        if not held:
            raise self._unknown(reading.keys[-1])
        if len(held) > 1:
            raise refusal(text, "holds more than one postcode.", "Give the one of the home.")
        ((key, row),) = held.items()
        name, quality = written(key), int(self.postcodes.quality[row])
        uncertainty_m = self.postcodes.uncertainty_m(row)
        if uncertainty_m is None:
            raise LocationNotFound(
                f"{name} is a postcode, but its publisher gives no position for it (positional quality "
                f"{quality}). Give a grid reference, coordinates or a UPRN of the building instead."
            )
        centre = "centre of the postcode sector" if quality == 60 else "centre of the postcode"
        where = "" if reading.alone else " in the address"
        note = f"Of the address only the postcode {name} was used; no list of addresses is held."
        return _Match(
            kind=LocationKind.POSTCODE if reading.alone else LocationKind.ADDRESS,
            named=f"the centre of postcode {name}",
            matched=f"postcode {name}{where}, {centre} (positional quality {quality})",
            point=self.postcodes.point(row),
            uncertainty_m=uncertainty_m,
            notes=() if reading.alone else (note,),
        )

    def _unknown(self, key: str) -> LocationNotFound:
        district, name = key[:-3], written(key)
        nations = self._nations(district)
        if nations in ABROAD:
            return LocationNotFound(f"Postcode {name} {ELSEWHERE[ABROAD[nations]]}")
        why = "It may be mistyped, closed, or newer than the table."
        if len(nations) > 1:
            why = f"Its district {district} lies on both sides of the border, so it may not be in England."
        elif self.districts and not nations:
            why = f"Great Britain has no district {district}, and Northern Ireland is not covered."
        return LocationNotFound(
            f"{name} looks like a postcode, but the table of England's postcodes does not hold it. {why} "
            f"{self._likely((key,)) or 'Check it, or give a grid reference of the building.'}"
        )

    def _nations(self, district: str) -> str:
        """Return the first letters, sorted, of the codes of the authorities that share a district."""
        return "".join(sorted({code[:1] for code in self.districts.get(district, {})}))

    def _likely(self, keys: Sequence[str]) -> str:
        slips = [slip for key in keys for slip in typed.misspellings(key)]
        likely = [*self.postcodes.find(slips)][:SUGGESTIONS]
        if likely:
            return f"Did you mean {' or '.join(map(written, likely))}?"
        others = self.postcodes.beginning(keys[0][:-2], len(keys[0]))
        return f"Postcodes of its sector include {', '.join(map(written, others))}." if others else ""

    def _partial(self, text: str, reading: typed.PartialPostcode) -> LocationNotFound:
        nations = self._nations(reading.district)
        if nations in ABROAD:
            return LocationNotFound(f"Postcode district {reading.district} {ELSEWHERE[ABROAD[nations]]}")
        return refusal(
            text,
            f"looks like only part of a postcode ({'sector' if reading.sector else 'district'}).",
            "It may be kilometres across. Give the full postcode, such as LU1 2TL, or a grid reference.",
        )

    def _mistyped(self, text: str, reading: typed.MistypedPostcode) -> LocationNotFound:
        likely = self._likely(reading.keys)
        what = "looks like a postcode with a slip in it." if likely else typed.NO_FORM
        return refusal(text, what, likely or typed.FORMS)

    def _square(self, text: str, square: typed.GridSquare) -> _Match:
        district = square.district
        if district and (district in self.districts or self.postcodes.beginning(district, len(district) + 3)):
            raise refusal(
                text,
                f"may be the postcode district {district} or a grid square 10 km wide.",
                f"Give the full postcode, or write the grid reference as {square.reference}.",
            )
        half = square.side / 2
        return _Match(
            kind=LocationKind.GRID_REFERENCE,
            named=f"grid reference {square.reference}",
            matched=f"grid reference {square.reference}, centre of a square of {square.side} m",
            point=GridPoint(easting=square.easting + half, northing=square.northing + half),
            uncertainty_m=half * math.sqrt(2),
        )

    def _metres(self, text: str, pair: typed.MetrePair) -> _Match:
        point = GridPoint(easting=pair.easting, northing=pair.northing)
        swapped = GridPoint(easting=pair.northing, northing=pair.easting)
        inside = [self.whereabouts(p) is Whereabouts.ENGLAND for p in (point, swapped)]
        if inside == [False, True] and not pair.labelled:
            what = "is not in England, but would be with its two numbers the other way round."
            raise refusal(text, what, f"The easting comes first: {pair.northing:.0f},{pair.easting:.0f}.")
        named = f"easting {pair.easting:.0f}, northing {pair.northing:.0f}"
        return _Match(
            kind=LocationKind.EASTING_NORTHING,
            named=named,
            matched=f"{named}, to the metre",
            point=point,
            uncertainty_m=1.0,
        )

    def _degrees(self, text: str, pair: typed.DegreePair) -> _Match:
        if -9 <= pair.latitude <= 2 and 49 <= pair.longitude <= 61:
            what = "is not in Great Britain, but would be with its two numbers the other way round."
            raise refusal(text, what, f"The latitude comes first: {pair.longitude},{pair.latitude}.")
        try:
            point = crs.grid_point(LonLat(longitude=pair.longitude, latitude=pair.latitude))
        except CoordinatesOutside as error:
            raise LocationNotFound(f"'{shown(text)}': {error}") from error
        named = f"latitude {pair.latitude}, longitude {pair.longitude}"
        return _Match(
            kind=LocationKind.LATITUDE_LONGITUDE,
            named=named,
            matched=f"{named}, to about {pair.uncertainty_m:,.0f} m by the decimals given",
            point=point,
            uncertainty_m=pair.uncertainty_m,
        )

    def _uprn(self, text: str, reading: typed.UprnText) -> _Match:
        if self.uprns is None:
            raise refusal(text, "looks like a UPRN, but no table of UPRNs is held.", NO_TABLE)
        key, x, y = self.uprns
        at = int(np.searchsorted(key, np.int64(reading.number)))
        if at >= key.size or int(key[at]) != reading.number:
            raise refusal(text, "looks like a UPRN, but the table held does not have it.", NO_UPRN)
        return _Match(
            kind=LocationKind.UPRN,
            named=f"UPRN {reading.number}",
            matched=f"UPRN {reading.number}, the property's own point",
            point=GridPoint(easting=int(x[at]) / MM, northing=int(y[at]) / MM),
            uncertainty_m=UPRN_M,
        )

    def _boundary(self, boundary: Boundary, name: str) -> _Match:
        corners = [corner for ring in boundary.outline.rings for corner in ring[:-1]]
        sample = corners[:: math.ceil(len(corners) / SAMPLED_CORNERS)]
        seen = {self.whereabouts(GridPoint(easting=x / MM, northing=y / MM)) for x, y in sample}
        across = [
            f"Part of the boundary lies in {nation.value.title()}, which has its own law and registrations."
            for nation in ABROAD.values()
            if nation in seen
        ]
        point = "its centroid" if boundary.centroid_inside else "a point inside it (its centroid is not)"
        named = f"boundary '{shown(name)}'"
        return _Match(
            kind=LocationKind.BOUNDARY,
            named=named,
            matched=f"{named} of {boundary.area_m2:,.0f} m² with {boundary.corners} corners, {point}",
            point=boundary.point,
            uncertainty_m=0.0,
            notes=("Hazards are measured from the edge of the boundary.", *boundary.notes, *across),
            outline=boundary.outline,
        )


def _elsewhere(match: _Match, place: Whereabouts) -> LocationNotFound:
    return LocationNotFound(f"{match.named[0].upper()}{match.named[1:]} {ELSEWHERE[place]}")
