"""What people type for a place, read as far as the text alone allows.

Nothing is looked up here: a reading says what the text is (a postcode, a grid square, two numbers...), and
the gazetteer says where that lies. Where one text has two meanings the reading says so; no guess is made,
because a wrong guess moves a home by a hundred kilometres.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import NamedTuple, TypeAlias

from geodata.crs import GRID_EAST_M, GRID_NORTH_M
from geodata.errors import LocationNotFound

TEXT_LIMIT = 500
SHOWN_LIMIT = 80
FORMS = (
    "Give a full postcode (LU1 2TL), an address that holds one, a grid reference (TL 0915 2145), an easting "
    "and northing in metres (509150,221450), a latitude and longitude in degrees (51.8853,-0.4123), a UPRN, "
    "or a boundary file (.geojson or .wkt)."
)
NO_FORM = "is not a place in any form that is read here."
GRID_ADVICE = "Give two letters and as many figures east as north, at most five of each: TL 0915 2145."
SYSTEM_ADVICE = "Give latitude and longitude in degrees, or easting and northing in metres of EPSG:27700."

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_GRID_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_LOOK_ALIKE = {"O": "0Q", "0": "OQ", "Q": "0O", "I": "1L", "1": "IL", "L": "1I", "S": "5", "5": "S",
               "B": "8", "8": "B", "Z": "2", "2": "Z", "G": "6", "6": "G"}  # fmt: skip
_SAME = str.maketrans({"º": "°", "˚": "°", "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-"})  # before NFKC

_FLAGS = re.IGNORECASE | re.ASCII
_BOUNDARY_FILE = re.compile(r"\.(geojson|json|wkt|txt)$", _FLAGS)
_OTHER_FILE = re.compile(r"\.(shp|shx|dbf|zip|kml|kmz|gpkg|gml|dxf|dwg|tab|mif|csv|xlsx?|pdf)$", _FLAGS)
_BOUNDARY_TEXT = re.compile(r"\{|(srid\s*=\s*\d+\s*;\s*)?(multi)?polygon\b", _FLAGS)
_UPRN = re.compile(r"(uprn)?\s*[:#=]?\s*(\d+)", _FLAGS)
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}", _FLAGS)
_POSTCODE_IN_LINE = re.compile(r"\b([A-Z]{1,2}[0-9][0-9A-Z]?) ?([0-9][ABD-HJLNP-UW-Z]{2})\b", _FLAGS)
_SLIPPED = re.compile(r"(?=.*[0-9])(?=.*[A-Z])[A-Z0-9]{5,8}")
_PARTIAL = re.compile(r"([A-Z]{1,2}) ?([0-9][0-9A-Z]?)(?: ?([0-9]))?", _FLAGS)
_GRID = re.compile(r"([A-Z]{2})( ?)([0-9][0-9 ,]*)", _FLAGS)
_NUMBER = r"([+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,20})?|\.[0-9]{1,20}))"
_AXIS = r"(latitude|lat|longitude|long|lon|lng|easting|northing|[NSEWXY])"
_GAP = r"(?: ?[,;/] ?| )"
_AXIS_LAST = rf"{_NUMBER} ?°? ?{_AXIS}?{_GAP}{_NUMBER} ?°? ?{_AXIS}?"
_AXIS_FIRST = rf"{_AXIS}? ?[:=]? ?{_NUMBER} ?°?{_GAP}{_AXIS}? ?[:=]? ?{_NUMBER} ?°?"
_MARKS = re.compile(r"[0-9.+\-:,;/ °'\"′″’”NSEW]+", _FLAGS)
_AXES = {"n": ("y", 1), "s": ("y", -1), "e": ("x", 1), "w": ("x", -1), "y": ("y", 1), "x": ("x", 1)} | {
    **dict.fromkeys(("lat", "latitude", "northing"), ("y", 1)),
    **dict.fromkeys(("lon", "long", "lng", "longitude", "easting"), ("x", 1)),
}  # fmt: skip


class PostcodeText(NamedTuple):
    """Full postcodes found, without blanks, in the order written; ``alone`` when nothing else was written."""

    keys: tuple[str, ...]
    alone: bool


class PartialPostcode(NamedTuple):
    """A postcode district ("LU1"), with its sector's digit if one was given ("LU1 2")."""

    district: str
    sector: str


class MistypedPostcode(NamedTuple):
    """Text that is no postcode but may be one with a slip; candidates without blanks, likeliest first."""

    keys: tuple[str, ...]


class GridSquare(NamedTuple):
    """A square of the national grid: its south-west corner and side in metres.

    ``district`` is the postcode district that the same characters spell ("SO15"), or empty.
    """

    easting: int
    northing: int
    side: int
    reference: str
    district: str


class MetrePair(NamedTuple):
    """An easting and a northing in metres; ``labelled`` when the text itself says which is which."""

    easting: float
    northing: float
    labelled: bool


class DegreePair(NamedTuple):
    """A longitude and latitude in degrees, and the last decimal place given of each, in degrees."""

    longitude: float
    latitude: float
    longitude_step: float
    latitude_step: float

    @property
    def uncertainty_m(self) -> float:
        """Return half a unit of the last decimal of each, combined, in metres (WGS84), at least 1."""
        phi = math.radians(self.latitude)
        north = 111_132.95 - 559.82 * math.cos(2 * phi) + 1.175 * math.cos(4 * phi)
        east = 111_412.84 * math.cos(phi) - 93.5 * math.cos(3 * phi)
        return max(1.0, math.hypot(self.latitude_step * north, self.longitude_step * east) / 2)


class UprnText(NamedTuple):
    """A unique property reference number."""

    number: int


class FileText(NamedTuple):
    """The path of a boundary file, as typed."""

    path: str


Reading: TypeAlias = (
    PostcodeText
    | PartialPostcode
    | MistypedPostcode
    | GridSquare
    | MetrePair
    | DegreePair
    | UprnText
    | FileText
)


def read(text: str) -> Reading:
    """Return what the text is, without looking anything up.

    Raises
    ------
    LocationNotFound
        If the text is empty, too long, or of no form that names a place.
    """
    if len(text) > TEXT_LIMIT:
        raise LocationNotFound(
            f"The text for the place has {len(text)} characters; at most {TEXT_LIMIT} are read. {FORMS}"
        )
    plain = " ".join(unicodedata.normalize("NFKC", text.translate(_SAME)).split()).strip("\"'()[] ")
    if not plain:
        raise LocationNotFound(f"No place was given. {FORMS}")
    file = _file(text.strip().strip("\"'"), plain)
    if file is not None:
        return file
    for reader in (_uprn, _grid_square, _partial, _postcode, _numbers, _address, _several_numbers, _mistyped):
        found = reader(plain)
        if found is not None:
            return found
    raise refusal(text, NO_FORM, FORMS)


def refusal(text: str, what: str, advice: str) -> LocationNotFound:
    """Return the error that quotes the start of the text, says what it looks like and what to do."""
    return LocationNotFound(f"'{shown(text)}' {what} {advice}".rstrip())


def shown(text: str) -> str:
    """Return the text fit to be quoted: printable, on one line, at most 80 characters."""
    line = "".join(c if c.isprintable() else "?" for c in " ".join(text[: 4 * SHOWN_LIMIT].split()))
    return line if len(line) <= SHOWN_LIMIT else line[: SHOWN_LIMIT - 1] + "…"


def written(key: str) -> str:
    """Return a postcode as it is written, with the blank before its last three characters."""
    return f"{key[:-3]} {key[-3:]}"


def misspellings(key: str) -> tuple[str, ...]:
    """Return every text one slip away from the key, likeliest first.

    Two neighbours changed over come first, then characters that look alike (O and 0), then one too many, one
    too few, and last any other character in place of one.
    """
    cuts = range(len(key))
    swapped = [key[:i] + key[i + 1] + key[i] + key[i + 2 :] for i in cuts[:-1]]
    alike = [key[:i] + c + key[i + 1 :] for i in cuts for c in _LOOK_ALIKE.get(key[i], "")]
    fewer = [key[:i] + key[i + 1 :] for i in cuts]
    more = [key[:i] + c + key[i:] for i in range(len(key) + 1) for c in _ALPHABET]
    other = [key[:i] + c + key[i + 1 :] for i in cuts for c in _ALPHABET]
    return tuple(k for k in dict.fromkeys([*swapped, *alike, *fewer, *more, *other]) if k != key)


def grid_reference(*, easting: float, northing: float, digits: int) -> str:
    """Return the reference of the grid square that holds a point, with ``digits`` figures in all (2 to 10).

    Raises
    ------
    ValueError
        If the point lies outside the grid (0 to 700 km east, 0 to 1250 km north) or ``digits`` is not even.
    """
    if not (0 <= easting < GRID_EAST_M and 0 <= northing <= GRID_NORTH_M):
        raise ValueError(f"easting {easting}, northing {northing} is outside the British National Grid")
    if digits not in range(2, 11, 2):
        raise ValueError(f"a grid reference has 2, 4, 6, 8 or 10 figures, not {digits}")
    column, row = int(easting // 100_000), int(northing // 100_000)
    major, minor = 17 - 5 * (row // 5) + column // 5, 20 - 5 * (row % 5) + column % 5
    letters, half = _GRID_LETTERS[major] + _GRID_LETTERS[minor], digits // 2
    east, north = (int(v % 100_000 // 10 ** (5 - half)) for v in (easting, northing))
    return f"{letters} {east:0{half}d} {north:0{half}d}"


def _file(raw: str, plain: str) -> FileText | None:
    if _BOUNDARY_TEXT.match(plain):
        raise refusal(
            raw,
            "looks like a boundary itself.",
            "Save it in a file ending in .geojson or .wkt and give the file.",
        )
    if _BOUNDARY_FILE.search(raw):
        return FileText(path=raw)
    if _OTHER_FILE.search(raw):
        raise refusal(
            raw,
            "looks like a file of a kind that is not read as a boundary.",
            "Save the red line as GeoJSON (.geojson) or as WKT (.wkt) and give that file.",
        )
    return None


def _uprn(plain: str) -> UprnText | None:
    found = _UPRN.fullmatch(plain)
    if found is None:
        return None
    digits = found[2]
    if len(digits) > 12 or (found[1] is None and len(digits) < 9):
        raise refusal(
            plain,
            "is one number.",
            f"A UPRN has 9 to 12 figures (a shorter one needs 'UPRN' before it). {FORMS}",
        )
    return UprnText(number=int(digits))


def _grid_square(plain: str) -> GridSquare | None:
    found = _GRID.fullmatch(plain)
    if found is None:
        return None
    letters, blank, groups = found[1].upper(), found[2], re.split("[ ,]+", found[3].strip(" ,"))
    figures = "".join(groups)
    corner = _corner(letters)
    half, odd = divmod(len(figures), 2)
    uneven = odd or half > 5 or len(groups) > 2 or (len(groups) == 2 and len(groups[0]) != half)
    if corner is None or uneven:
        if _PARTIAL.fullmatch(plain):
            return None
        what = "with figures missing" if corner else f"but '{letters}' is no square of the National Grid"
        raise refusal(plain, f"looks like a grid reference, {what}.", GRID_ADVICE)
    side = int(10 ** (5 - half))
    # "SO15" and "SO1 5" are also a postcode district and a sector; "SO 1 5" can only be a grid reference.
    spelt = half == 1 and (len(groups) == 1 or not blank)
    return GridSquare(
        easting=corner[0] + int(figures[:half]) * side,
        northing=corner[1] + int(figures[half:]) * side,
        side=side,
        reference=f"{letters} {figures[:half]} {figures[half:]}",
        district=letters + groups[0] if spelt else "",
    )


def _corner(letters: str) -> tuple[int, int] | None:
    """Return the south-west corner, in metres, of a 100 km square (500 km letter, then 100 km letter)."""
    if "I" in letters:
        return None
    major, minor = _GRID_LETTERS.index(letters[0]), _GRID_LETTERS.index(letters[1])
    easting = (major % 5 - 2) * 500_000 + minor % 5 * 100_000
    northing = (3 - major // 5) * 500_000 + (4 - minor // 5) * 100_000
    inside = 0 <= easting < GRID_EAST_M and 0 <= northing <= GRID_NORTH_M
    return (easting, northing) if inside else None


def _partial(plain: str) -> PartialPostcode | None:
    found = _PARTIAL.fullmatch(plain)
    if found is None:
        return None
    return PartialPostcode(district=(found[1] + found[2]).upper(), sector=found[3] or "")


def _postcode(plain: str) -> PostcodeText | None:
    compact = plain.replace(" ", "")
    return PostcodeText(keys=(compact.upper(),), alone=True) if _POSTCODE.fullmatch(compact) else None


def _address(plain: str) -> PostcodeText | None:
    keys = dict.fromkeys((out + inward).upper() for out, inward in _POSTCODE_IN_LINE.findall(plain))
    return PostcodeText(keys=tuple(keys), alone=False) if keys else None


def _mistyped(plain: str) -> MistypedPostcode | None:
    words = plain.upper().replace(",", " ").split()
    ends = ("".join(words), "".join(words[-2:]), "".join(words[-1:]))
    keys = dict.fromkeys(k for k in ends if _SLIPPED.fullmatch(k))
    return MistypedPostcode(keys=tuple(keys)) if keys else None


def _numbers(plain: str) -> MetrePair | DegreePair | None:
    found = re.fullmatch(_AXIS_LAST, plain, _FLAGS)
    if found is not None:
        first, first_axis, second, second_axis = found.groups()
    else:
        found = re.fullmatch(_AXIS_FIRST, plain, _FLAGS)
        if found is None:
            return None
        first_axis, first, second_axis, second = found.groups()
    size = abs(float(first)), abs(float(second))
    _refuse_other_systems(plain, *size)
    metres = min(size) > 1000
    if not metres and max(size) > 180:
        raise refusal(
            plain,
            "holds two numbers that are neither degrees nor metres of the national grid.",
            "Write each number without thousands commas: 509150,221450 or 51.8853,-0.4123.",
        )
    x, y = _by_axis(plain, (first, first_axis), (second, second_axis), x_first=metres)
    labelled = bool(first_axis or second_axis)
    if metres:
        return MetrePair(easting=_signed(plain, x), northing=_signed(plain, y), labelled=labelled)
    return DegreePair(
        longitude=_signed(plain, x),
        latitude=_signed(plain, y),
        longitude_step=_step(x[0]),
        latitude_step=_step(y[0]),
    )


def _by_axis(
    plain: str, first: tuple[str, str | None], second: tuple[str, str | None], *, x_first: bool
) -> tuple[tuple[str, str | None], tuple[str, str | None]]:
    """Return the two numbers as (x, y): by their labels if they have any, else by custom."""
    axes = [None if label is None else _AXES[label.lower()][0] for _, label in (first, second)]
    if axes[0] is not None and axes[0] == axes[1]:
        raise refusal(
            plain, "gives one direction twice.", "Give one of N or S and one of E or W: 51.8853N, 0.4123W."
        )
    if axes != [None, None]:
        x_first = axes[0] == "x" or axes[1] == "y"
    return (first, second) if x_first else (second, first)


def _signed(plain: str, number: tuple[str, str | None]) -> float:
    value, label = float(number[0]), number[1]
    sign = 1 if label is None else _AXES[label.lower()][1]
    if sign < 0 and number[0][0] in "+-":
        raise refusal(plain, "has a number with both a sign and S or W.", "Write -0.4123 or 0.4123W.")
    return sign * value


def _step(number: str) -> float:
    return float(10.0 ** -len(number.partition(".")[2]))


def _refuse_other_systems(plain: str, first: float, second: float) -> None:
    low, high = min(first, second), max(first, second)
    if 6_300_000 < high < 9_000_000 and low < 1_100_000:
        what = "looks like Web Mercator coordinates (EPSG:3857), whose metres are not those of the grid."
        raise refusal(plain, what, SYSTEM_ADVICE)
    if high > GRID_NORTH_M:
        what = "has a number too large for the British National Grid (it may be UTM or another system)."
        raise refusal(plain, what, SYSTEM_ADVICE)


def _several_numbers(plain: str) -> None:
    count = len(re.findall(r"[0-9]+(?:\.[0-9]+)?", plain))
    if not 2 <= count <= 8 or not _MARKS.fullmatch(plain):
        return
    if re.search("[°'\"′″’”:NSEW]", plain, re.IGNORECASE):
        raise refusal(
            plain,
            "looks like degrees, minutes and seconds, which are not read.",
            "Give decimal degrees, latitude first: 51.8853,-0.4123.",
        )
    raise refusal(
        plain,
        "holds several numbers.",
        "Give two, with one comma or blank between them and no thousands commas: 509150,221450.",
    )
