"""The shares of bands, floors and triggers over a release's own neighbourhoods, as a table or JSON (method S-57)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from geodata.crs import lon_lat
from geodata.errors import LayerUnavailable, LocationNotFound
from geodata.release import Release
from geodata.store import Store
from geodata.types import GridPoint, Location, LocationKind
from placement_check import method
from placement_check.assess import Assessment, assess_many
from placement_check.rating.rating import Rating
from placement_check.rating.shares import Shares, shares_of

BATCH = 64
# Points without any comparator are those of areas whose crime is not held: they lie in no reference set.
NO_REFERENCE = "none"


def shares_text(data: Path, at: date, *, as_json: bool) -> str:
    """Return the shares over the reference points of a release that stand in the area of a reference set.

    Raises
    ------
    ReleaseError
        If there is no usable release.
    LayerUnavailable
        If the release holds no reference points.
    """
    release = Release.open(data)
    current = method.load()
    found = shares_of(_ratings(release, at, current), current.rating)
    if as_json:
        document = {"data_version": release.data_version, "method": current.version, **found.document()}
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return _table(release, current.version, found)


def _ratings(release: Release, at: date, current: method.Method) -> list[Rating]:
    store = Store.of(release)
    if not release.has("comparators.values"):
        text = "This release holds no comparison points. Build it with boundaries and postcodes."
        raise LayerUnavailable("reference", "no_data", text)
    points = [release.array(f"reference.{n}") for n in ("x", "y")]
    here = [_location(int(x), int(y)) for x, y in zip(*points, strict=True)]
    found: list[Assessment] = []
    for start in range(0, len(here), BATCH):
        found += _assessed(here[start : start + BATCH], store, current, at)
    ratings = [a.rating for a in found if a.rating is not None]
    held = {r.reference.name for r in ratings} - {NO_REFERENCE}
    return [r for r in ratings if r.reference.name in held]


def _assessed(here: list[Location], store: Store, current: method.Method, at: date) -> tuple[Assessment, ...]:
    try:
        return assess_many(here, store, current, at=at)
    except LocationNotFound:  # a point off every coast: the others are assessed one by one
        if len(here) == 1:
            return ()
        return tuple(a for one in here for a in _assessed([one], store, current, at))


def _location(x: int, y: int) -> Location:
    point = GridPoint(easting=x / 1000, northing=y / 1000)
    text = f"{point.easting:.0f},{point.northing:.0f}"
    return Location(
        input=text, matched=text, kind=LocationKind.EASTING_NORTHING, point=point, position=lon_lat(point),
        uncertainty_m=0.0,
    )  # fmt: skip


def _table(release: Release, version: str, found: Shares) -> str:
    lines = [
        f"data version {release.data_version}, method {version}",
        f"compared with {', '.join(found.reference) or 'nothing'}",
        f"{found.points} neighbourhoods, {found.rated} rated",
    ]
    lines += [
        f"not rated because {reason}: {n} ({_percent(n, found.points)})"
        for reason, n in found.reasons.items()
    ]
    lines.append(f"{'band':<8}{'by the cuts':>18}{'final':>18}")
    for band in found.final:
        both = (_counted(table[band], found.rated) for table in (found.cuts, found.final))
        lines.append(f"{band:<8}" + "".join(f"{text:>18}" for text in both))
    lines.append(f"{'floor':<8}{'fires':>18}{'raises':>18}")
    for code in found.fires:
        both = (_counted(table[code], found.rated) for table in (found.fires, found.raises))
        lines.append(f"{code:<8}" + "".join(f"{text:>18}" for text in both))
    lines += _list("trigger fires", found.triggers, found.rated)
    lines += _list("printed band set", found.sets, found.rated)
    lines.append(f"provisional: {_counted(found.provisional, found.rated)}")
    word = "passes" if found.to_review else "does not pass"
    lines.append(
        f"bands 3 and 4: {found.above_the_usual:.1f} %, which {word} the cap of {found.review_percent:g} %"
    )
    return "\n".join(lines) + "\n"


def _list(title: str, counts: Mapping[str, int], whole: int) -> list[str]:
    return [f"{title} {name}: {_counted(n, whole)}" for name, n in counts.items()]


def _counted(n: int, whole: int) -> str:
    return f"{n} ({_percent(n, whole)})"


def _percent(n: int, whole: int) -> str:
    return f"{100.0 * n / whole:.1f} %" if whole else "no share"
