"""The rating of one place among the neighbourhoods of its police force (S-5a), from the raw files."""

from __future__ import annotations

from functools import cache

import numpy as np

from reference import rating
from reference.crime import breaks
from reference.crime_files import CATEGORIES, GROUPS
from reference.everything import FORCE, everything
from reference.exposure import BLOCK_WEIGHT
from reference.kernel import kernel
from reference.position import MM, distances, square_of
from reference.presence import nearest
from reference.schools import KINDS, read_schools

NAME = "force:Bedfordshire"


@cache
def rating_reference(data):
    """Return the reference set of the publishers' files below a directory, made once."""
    return RatingReference(data)


class RatingReference:
    """The reference set of the force, made once; then any place is rated against it."""

    def __init__(self, data):
        self.all = everything(data)
        self.schools = read_schools(data)
        land = self.all.land
        districts = {d.code for d in land.districts if d.properties["PFACD"] == FORCE}
        self.points = [
            Place(self, (round(x), round(y), 0), crime, found, code)
            for (code, _, x, y), (_, crime, found) in zip(
                self.all.people.reference_points(districts), self.all.reference_points, strict=True
            )
        ]
        self.set = [point for point in self.points if point.covered]
        self.priors = {
            (group, figure): rating.prior_of(self.moments(group, figure))
            for group in GROUPS
            for figure in "DR"
        }
        self.thetas = {key: self.theta_of_all(*key) for key in self.priors}
        self.cut_95 = {g: self.ninety_fifth(g) for g in GROUPS}
        self.values = {
            name: [point.found.get(name) for point in self.set]
            for name in [*rating.VENUES, *rating.SERVICES, *rating.HAZARDS]
        }
        self.hazard = [point.hazard for point in self.set]
        # Each level is ranked among the same level of the reference set, so the levels are made in turn.
        scored = [self.scores(point) for point in self.set]
        self.domain = {name: [row[name] for row in scored] for name in ("S1", "S1_without", "S3", "S6")}
        composed = [self.composite(row, point) for row, point in zip(scored, self.set, strict=True)]
        self.total = {name: [row[name] for row in composed] for name in ("S", "S_without")}

    def moments(self, group, figure):
        """Return (Y, e, e*) of the points of the set that have a figure."""
        rows = [point.groups[group] for point in self.set if group in point.groups]
        e, star = ("e", "e_star") if figure == "D" else ("e_R", "e_R_star")
        return [(row["Y"], row[e], row[star]) for row in rows if row[e] is not None]

    def theta(self, group, figure, row):
        """Return the posterior mean of one place's figure, or None where it has none."""
        star, whole = (row[key] for key in (("e_star", "e") if figure == "D" else ("e_R_star", "e_R")))
        return None if star is None else self.priors[group, figure].theta(row["n_star"], star, whole)

    def theta_of_all(self, group, figure):
        """Return the posterior means of the points of the set that have a figure."""
        rows = (point.groups[group] for point in self.set if group in point.groups)
        thetas = (self.theta(group, figure, row) for row in rows)
        return [theta for theta in thetas if theta is not None]

    def ninety_fifth(self, group):
        """Return the 95th percentile of the shrunk densities: one of them, with 95 % of them below (0008)."""
        ordered = sorted(self.thetas[group, "D"])
        return ordered[len(ordered) * 95 // 100]

    def groups(self, point):
        """Return each measured group's percentiles and its chance of reaching the 95th."""
        found = {}
        for name, row in point.groups.items():
            thetas = {figure: self.theta(name, figure, row) for figure in "DR"}
            p = {f: rating.rank(thetas[f], self.thetas[name, f]) for f in "DR"}
            above = self.priors[name, "D"].above(self.cut_95[name], row["n_star"], row["e_star"])
            found[name] = row | {
                "theta_D": thetas["D"],
                "theta_R": thetas["R"],
                "P_D": p["D"],
                "P_R": p["R"],
                "P": p["D"] if p["R"] is None else (p["D"] + p["R"]) / 2,
                "pr_above_95": above,
            }
        return found

    def percentile(self, name, value):
        """Return the percentile of an indicator, 100 being the worst (S-24, D6: deficits)."""
        sign = -1 if name in rating.FEWER_IS_WORSE else 1
        return rating.rank(
            None if value is None else sign * value,
            [None if other is None else sign * other for other in self.values[name]],
        )

    def scores(self, point):
        """Return the groups' and the indicators' percentiles, and each domain's score (S-25)."""
        found = {"groups": self.groups(point)}
        crime = {name: rating.exponential(row["P"]) for name, row in found["groups"].items()}
        kept = {name: value for name, value in crime.items() if name not in rating.POLICE_GENERATED}
        found["S1"] = rating.weighted_mean(crime, rating.OMEGA)
        found["S1_without"] = rating.weighted_mean(kept, rating.OMEGA)
        for score, weights in (("S3", rating.VENUES), ("S6", rating.SERVICES)):
            p = {name: self.percentile(name, point.found.get(name)) for name in weights}
            found |= {f"P.{name}": value for name, value in p.items()}
            found[score] = rating.weighted_mean(
                {name: None if value is None else rating.exponential(value) for name, value in p.items()},
                weights,
            )
        return found

    def composite(self, scores, point):
        """Return the domains' percentiles and the composite with and without police-generated groups (S-26)."""
        q = {name: rating.rank(scores[name], self.domain[name]) for name in self.domain}
        found = {"Q1": q["S1"], "Q1_without": q["S1_without"], "Q3": q["S3"], "Q6": q["S6"]}
        found |= {"H": point.hazard, "Q4": rating.rank(point.hazard, self.hazard)}
        for name, crime in (("S", "Q1"), ("S_without", "Q1_without")):
            terms = {"D1": found[crime], "D3": found["Q3"], "D6": found["Q6"]}
            terms = {d: None if p is None else rating.exponential(p) for d, p in terms.items()}
            found[name] = rating.weighted_mean(terms | {"D4": point.hazard}, rating.DOMAINS)
        plain = {"D1": found["Q1"], "D3": found["Q3"], "D6": found["Q6"]}
        found["plain_mean"] = rating.weighted_mean(plain | {"D4": found["Q4"]}, rating.DOMAINS)
        found["plain_mean_with_H"] = rating.weighted_mean(plain | {"D4": point.hazard}, rating.DOMAINS)
        return found

    def rate(self, easting, northing, u=0):
        """Return the whole rating of a place in metres, known to within ``u`` metres."""
        where = (easting * MM, northing * MM, u)
        crime, found, _ = self.all.around(*where)
        return self.rating_of(Place(self, where, crime, found))

    def rating_of(self, point):
        """Return the whole rating of a place whose evidence is known."""
        scores = self.scores(point)
        found = {"reference": NAME, "N": len(self.set), "h": point.h, "grade": point.grade}
        found |= scores | self.composite(scores, point)
        found |= {"held": point.held, "missing": point.missing, "C": rating.completeness(point.held)}
        rated = point.covered and found["C"] >= rating.LEAST_COMPLETE
        for total in ("S", "S_without"):
            found["Q" + total[1:]] = rating.rank(found[total], self.total[total]) if rated else None
        floor, found["F1_groups"] = rating.floors(scores["groups"], found["Q1"], point.hazard)
        found |= {"floors": floor, "floor_band": max(floor.values())}
        found |= self._banded(found["Q"], found["C"], point.grade, found["floor_band"])
        found |= self._triggers(found, point)
        moved = rated and abs(found["Q1_without"] - found["Q1"]) > rating.POLICE_POINTS
        return found | {"depends_on_police_activity": moved}

    @staticmethod
    def _banded(q, complete, grade, floor):
        if q is None:
            return {
                "band_by_cuts": "NR",
                "band_before_local_cap": "NR",
                "band": "NR",
                "caps": [],
                "final_band": "NR",
                "raised_by_floor": False,
            }
        cut = rating.band_by_cuts(q)
        before, caps = rating.capped(cut, complete, grade)
        band, local = rating.capped_locally(cut)
        return {
            "band_by_cuts": cut,
            "band_before_local_cap": before,
            "band": max(band, before),
            "caps": caps + local,
            "final_band": max(band, before, floor),
            "raised_by_floor": floor > max(band, before),
        }

    def _triggers(self, found, point):
        share = self.top_point_share(point)
        apart = rating.denominators_apart(found["groups"])
        far = [d for d in ("Q3", "Q6") if found[d] is not None and found[d] >= rating.RT5_PERCENTILE]
        fires = {
            "RT3": share is not None and share > rating.RT3_SHARE,
            "RT4": apart is not None and apart > rating.RT4_POINTS,
            "RT5": bool(far),
        }
        return {
            "top_point_share": share,
            "denominators_apart": apart,
            "RT5_domains": far,
            "triggers": fires,
            "provisional": any(fires.values()) or found["floors"]["F3"] > 0,
        }

    def top_point_share(self, point, by_period=True):
        """Return the largest share of sum omega Y / m that lies on one map point of one grid period (S-23).

        Points on both sides of a break are different points (S-22a).
        """
        exposure = self.all.exposure
        places = exposure.crime.points[0]
        qx, qy = square_of(point.x, point.y)
        held = np.zeros(2 * len(places) if by_period else len(places))
        for name in point.groups:
            where, category, month = exposure.counting(
                tuple(exposure.forces_of(name, point.last)), point.last
            )
            mine = category == CATEGORIES.index(GROUPS[name])
            near = kernel(distances(qx, qy, places[:, 0], places[:, 1]), point.h)
            weight = near[where[mine]] * np.array(BLOCK_WEIGHT)[(point.last - month[mine]) // 12]
            late = month[mine] >= self.break_month if by_period else np.zeros(mine.sum(), bool)
            scale = rating.OMEGA[name] / self.priors[name, "D"].mean
            held += scale * np.bincount(where[mine] + late * len(places), weight, len(held))
        return float(held.max() / held.sum()) if held.sum() else None

    @property
    def break_month(self):
        """Return the month of the force's only break."""
        if not hasattr(self, "_break"):
            own = self.all.exposure.crime.of(FORCE)
            (self._break,) = breaks(
                {n: list(zip(m.x[m.located], m.y[m.located], strict=True)) for n, m in own.items()}
            )
        return self._break


class Place:
    """What the rating needs to know of one place: a neighbourhood's point, or a query."""

    def __init__(self, reference, where, crime, found, code=None):
        self.x, self.y, self.u = where
        self.code, self.h, self.last, self.spacing = code, crime.h, crime.last, crime.spacing
        school = nearest(reference.all.land, [(reference.schools, list(KINDS))], (*where, None))
        every = found | {"services.school": school}
        self.rows = {name: row for name, row in every.items() if row["measured"]}
        self.found = {name: float(row["value"]) for name, row in self.rows.items()}
        self.groups = {
            name: self._group(reference.all.exposure, name, row)
            for name, row in crime.groups.items()
            if row["measured"]
        }
        # Force mode: only a place of this force is compared with it.
        self.covered = bool(self.groups)
        self.grade = max((row["grade"] for row in self.groups.values()), default="N")

    def _group(self, exposure, name, row):
        y, e, n = (float(row[key]) for key in ("events", "exposure", "n_star"))
        e_r = None
        if row["R"] is not None:
            e_r = float(y / row["R"] if y else self._resident_years(exposure, name))
        return {
            "Y": y,
            "e": e,
            "e_R": e_r,
            "n_star": n,
            "e_star": e * n / y if y else e,
            "e_R_star": e_r if e_r is None or not y else e_r * n / y,
            "grade": row["grade"],
            "unlocated": row["unlocated_share"],
        }

    def _resident_years(self, exposure, name):
        forces = tuple(exposure.forces_of(name, self.last))
        residents, _ = exposure.residents(*square_of(self.x, self.y), self.h, forces)
        return sum(
            residents[force]
            / 1000
            * sum(u * t for u, t in zip(BLOCK_WEIGHT, exposure.years(name, force, self.last), strict=True))
            for force in forces
        )

    @property
    def hazard(self):
        """Return H: the greatest of the classes that a file answers, or None of none (S-24)."""
        return max((self.found[name] for name in rating.HAZARDS if name in self.found), default=None)

    @property
    def missing(self):
        """Return the rated indicators, and groups of crime, without a figure."""
        indicators = [*rating.VENUES, *rating.HAZARDS, *rating.SERVICES]
        return [f"crime.{g}" for g in rating.OMEGA if g not in self.groups] + [
            name for name in indicators if name not in self.found
        ]

    @property
    def held(self):
        """Return the share of each domain's weight that is held (S-27)."""
        weights = {"D3": rating.VENUES, "D4": rating.HAZARDS, "D6": rating.SERVICES}
        return {"D1": sum(rating.OMEGA[g] for g in self.groups)} | {
            domain: sum(weight for name, weight in some.items() if name in self.found)
            for domain, some in weights.items()
        }
