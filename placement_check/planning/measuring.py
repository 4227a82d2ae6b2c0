"""A hook's measurement over one open layer: distances, counts and areas, each with where it could not look."""

from __future__ import annotations

from datetime import date

import numpy as np

from geodata.coverage import Ground, Held
from geodata.store import Store
from placement_check.planning.answers import Answer, Outcome, judged, limits_text, unknown
from placement_check.planning.distance import (
    Nearest,
    nearest_line,
    nearest_point,
    point_distances,
    standing,
)
from placement_check.planning.policy import CountWithin, NearFeature, Place, Side, WithinArea
from placement_check.site import HALF_DIAGONAL_M, Site

DUST = 1e-9  # what rounding may leave of a share that is nothing


class Measuring:
    """One site asked of one layer of a release, on a day."""

    def __init__(self, store: Store, ground: Ground, site: Site, layer: str, at: date) -> None:
        self._store, self._ground, self._site, self._layer = store, ground, site, layer
        self._entry = store.release.layer(layer)
        self._sources = (store.provenance(layer),)
        self._at = at

    @property
    def stale(self) -> str:
        """Return why the layer is too old to answer, "" where it is not."""
        oldest = str(self._entry["vintage"]).split("/", 1)[0]
        if not oldest[:4].isdigit():
            return ""
        month = int(oldest[5:7]) if len(oldest) >= 7 else 1
        age = self._at.year * 12 + self._at.month - int(oldest[:4]) * 12 - month
        limit = int(self._entry["stale_after_months"])
        if age <= limit:
            return ""
        return f"{self._entry['title']} dates from {oldest}, {age} months before; not used after {limit}."

    def near_feature(self, test: NearFeature) -> Answer:
        """Return whether a feature lies within the limit, its edge included."""
        u = self._site.uncertainty_m
        found = self._nearest(test.classes, test.limit_m + u)
        method = self._method(f"to the nearest feature of “{self._entry['title']}”")
        if found is not None and found.metres + u <= test.limit_m:
            near: bool | None = True
        elif (found is None or found.metres - u > test.limit_m) and self._seen(test.limit_m + u):
            near = False
        else:
            near = None
        if found is None:
            text = f"None found within {test.limit_m:g} m."
            if near is None:
                text += f" {self._blind()}"
        else:
            named = f"“{found.name}” ({found.kind})" if found.name else found.kind
            text = f"Nearest: {named}, {found.metres:.0f} m; limit {test.limit_m:g} m."
            if near is None:
                text += f" The place given may be out by {u:g} m, which the limit does not bear."
        outcome = Outcome.NOT_KNOWN
        if near is not None:
            outcome = Outcome.PASS if near is (test.pass_when is Side.WITHIN) else Outcome.FAIL
        return self._answer(outcome, text, None if found is None else found.metres, "m", method)

    def count_within(self, test: CountWithin) -> Answer:
        """Return whether the count of features within the radius keeps the limits."""
        u, r = self._site.uncertainty_m, test.radius_m
        metres, _ = point_distances(self._store.points(self._layer), self._site, r + u, test.classes)
        count, low, high = (int(np.count_nonzero(metres <= reach)) for reach in (r, r - u, r + u))
        seen = self._seen(r + u)
        outcome = judged(low, high, test.limits, more_possible=not seen)
        text = f"{count} within {r:g} m; limit {limits_text(test.limits)}."
        if low != high:
            text += f" Between {low} and {high}, as the place given may be out by {u:g} m."
        if not seen:
            text += f" {self._blind()}"
        return self._answer(outcome, text, float(count), "", self._method("to each feature counted"))

    def within_area(self, test: WithinArea) -> Answer:
        """Return whether an area of the layer holds the site."""
        found = standing(self._store.lines(self._layer), self._site, test.classes)
        named = f" “{found.name}”" if found.name else ""
        method = (
            "The whole red line, or the point given with all places that it may be out by, against each area."
        )
        if found.cut:
            text = (
                f"The edge of an area{named} runs through the site or as near as the place given may be out."
            )
            sure = self._site.outline is not None and test.pass_when is Place.OUTSIDE
            return self._answer(Outcome.FAIL if sure else Outcome.NOT_KNOWN, text, None, "", method)
        if found.inside:
            outcome = Outcome.PASS if test.pass_when is Place.INSIDE else Outcome.FAIL
            return self._answer(outcome, f"The site lies inside an area{named}.", None, "", method)
        if not self._seen(self._site.uncertainty_m):
            text = f"No area found that holds the site. {self._blind()}"
            return self._answer(Outcome.NOT_KNOWN, text, None, "", method)
        outcome = Outcome.PASS if test.pass_when is Place.OUTSIDE else Outcome.FAIL
        return self._answer(outcome, "The site lies inside no area of the layer.", None, "", method)

    def too_old(self) -> Answer:
        """Return the answer that a stale layer gives."""
        return unknown(self.stale, as_at=str(self._entry["vintage"]), sources=self._sources)

    def _nearest(self, classes: tuple[str, ...], reach_m: float) -> Nearest | None:
        if self._entry["geometry"] == "point":
            return nearest_point(self._store.points(self._layer), self._site, reach_m, classes)
        return nearest_line(self._store.lines(self._layer), self._site, reach_m, classes)

    def _seen(self, reach_m: float) -> bool:
        """Return whether the layer's file is held for all the land within reach of the site."""
        reach = reach_m + self._site.extent_m + HALF_DIAGONAL_M
        held = Held.of(self._entry)
        return held.uncovered(self._ground, self._site.x, self._site.y, reach) <= DUST

    def _blind(self) -> str:
        return "The layer's file does not cover all the land so near, so there may be another."

    def _method(self, to: str) -> str:
        start = "the edge of the red line"
        if self._site.outline is None:
            start = f"the point given, which may be out by {self._site.uncertainty_m:g} m,"
        return f"Straight line on the British National Grid from {start} {to}."

    def _answer(self, outcome: Outcome, text: str, value: float | None, unit: str, method: str) -> Answer:
        return Answer(outcome, text, value, unit, method, str(self._entry["vintage"]), self._sources)
