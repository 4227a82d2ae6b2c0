"""Every step of a rating, from the figures of its JSON document and the parameters of its method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from placement_check.explain.steps import (
    Section,
    Step,
    band_by_cuts,
    exponential,
    figure,
    largest,
    total,
    weighted,
)
from placement_check.method import Method
from placement_check.rating.seed import case_of, seed_of
from placement_check.rating.shrinkage import Prior
from placement_check.rating.transform import HAZARDS
from placement_check.records import wording

Body = Mapping[str, Any]
Priors = Mapping[tuple[str, str], Prior]


def sections(body: Body, method: Method, priors: Priors | None = None) -> list[Section]:
    """Return the working of a rating, in the order of the method; nothing where only a profile was asked for.

    ``priors`` are those of the release by group and denominator ("density", "rate"): without them the shrunk figures
    are inputs.
    """
    rating = body["rating"]
    if rating is None:
        return []
    found = [_groups(body, priors or {}), _crime(rating, method)]
    found += [_domain(d, rating, method) for d in ("D3", "D6")]
    found += [_hazards(body), _composite(rating, method), _complete(rating, method)]
    if rating["score"] is not None:
        found += [_band(rating, method), _draws(body, method)]
    else:
        found.append(Section("Not rated", (), (rating["text"], *(r["text"] for r in rating["reasons"]))))
    found.insert(-1, _triggers(rating, method))
    return [section for section in found if section.steps or section.words]


def _finding(body: Body, indicator: str) -> Body | None:
    held = (f for f in body["findings"] if f["indicator"] == indicator and f["outcome"] == "measured")
    return next(held, None)


def _groups(body: Body, priors: Priors) -> Section:
    steps: list[Step] = []
    for group in body["rating"]["crime_groups"]:
        for kind, theta in (("density", group["theta_density"]), ("rate", group["theta_rate"])):
            finding = _finding(body, f"crime.{group['group']}.{kind}")
            if finding is not None and theta is not None:
                steps += _shrunk(group["group"], kind, finding, theta, priors.get((group["group"], kind)))
    words = (
        ()
        if priors or not steps
        else ("The priors are in the release: --data prints the shrinkage in figures.",)
    )
    return Section("Recorded crime: figures and shrinkage", tuple(steps), words)


def _shrunk(group: str, kind: str, finding: Body, theta: float, prior: Prior | None) -> Iterator[Step]:
    """Return the figure of a group, its effective exposure, and the posterior mean theta (S-18, S-20)."""
    detail, letter = finding["detail"], "D" if kind == "density" else "R"
    name, y, n = f"theta_{letter}_{group}", detail["events_weighted"], detail["n_star"]
    e = detail["exposure_km2_years" if kind == "density" else "exposure_thousand_resident_years"]
    yield Step("1.3", f"{letter}_{group}", y / e, f"{figure(y)} / {figure(e)}", reported=finding["value"])
    if prior is None:
        yield Step("S-20", name, theta, words="posterior mean; see the release's prior")
        return
    star = e
    if y > 0:
        star = e * n / y
        yield Step("S-18", f"e*_{letter}_{group}", star, f"{figure(e)} * {figure(n)} / {figure(y)}")
    value = float(prior.posterior_mean(n, star, y, e))
    yield Step("S-20", name, value, *_posterior(prior, n, star, y, e), reported=theta)


def _posterior(prior: Prior, n: float, star: float, y: float, e: float) -> tuple[str, str]:
    """Return the formula of a posterior mean in figures, and which case of S-20 it is."""
    if not prior.shrinks:
        return f"{figure(y)} / {figure(e)}", "too few reference places for a prior: not shrunk"
    if not prior.variation:
        return figure(prior.mean), "no spread between places beyond chance: the reference's mean"
    alpha, beta = figure(prior.alpha), figure(prior.beta)
    shrunk = f"({alpha} + {figure(n)}) / ({beta} + {figure(star)})"
    if y <= 0:
        return shrunk, ""
    return f"max({shrunk}, {alpha} / ({beta} + {figure(e)}))", "never less than with nothing recorded"


def _crime(rating: Body, method: Method) -> Section:
    steps: list[Step] = []
    terms, weights = [], []
    for group in rating["crime_groups"]:
        name, density, rate = group["group"], group["percentile_density"], group["percentile_rate"]
        steps.append(Step("S-21", f"P_D_{name}", density, words="theta_D among the reference places"))
        formula, value = figure(density), density
        if rate is not None:
            steps.append(Step("S-21", f"P_R_{name}", rate, words="theta_R among the reference places"))
            formula, value = f"({figure(density)} + {figure(rate)}) / 2", (density + rate) / 2.0
        steps.append(Step("1.3", f"P_{name}", value, formula, reported=group["percentile"]))
        steps.append(exponential(f"P_{name}", value, method.rating.transform_constant))
        terms.append(steps[-1].value)
        weights.append(group["weight"])
    if steps:
        steps.append(weighted("S-25", "S_D1", weights, terms, _of(rating, "D1")["score"]))
    return Section("Recorded crime: domain score", tuple(steps))


def _of(rating: Body, domain: str) -> Body:
    """Return a domain's entry, with nothing in it where the rating has none."""
    nothing = {"score": None, "percentile": None}
    return next((d for d in rating["domains"] if d["domain"] == domain), nothing)


def _domain(domain: str, rating: Body, method: Method) -> Section:
    steps: list[Step] = []
    terms, weights, lost = [], [], []
    for indicator in rating["indicators"]:
        name = indicator["indicator"]
        if name not in method.rated[domain]:
            continue
        if indicator["percentile"] is None:
            lost.append(name)
            continue
        steps.append(Step("S-21", f"P_{name}", indicator["percentile"], words="among the reference places"))
        steps.append(exponential(f"P_{name}", indicator["percentile"], method.rating.transform_constant))
        terms.append(steps[-1].value)
        weights.append(indicator["weight"])
    if terms:
        steps.append(weighted("S-25", f"S_{domain}", weights, terms, _of(rating, domain)["score"]))
    words = (f"Missing, its weight shared by the others: {', '.join(lost)}.",) if lost else ()
    return Section(f"{wording.DOMAINS[domain]}: domain score", tuple(steps), words)


def _hazards(body: Body) -> Section:
    steps: list[Step] = []
    for finding in body["findings"]:
        if finding["domain"] != HAZARDS or finding["outcome"] != "measured" or not finding["rated"]:
            continue
        name, nearest = finding["indicator"], finding["detail"]["nearest"]
        if nearest is None:
            steps.append(Step("S-24", f"H_{name}", finding["value"], words="none within reach"))
            continue
        d, h = nearest["metres_interval"][0], finding["detail"]["radius_m"]
        value = 100.0 * (1.0 - min(d / h, 1.0) ** 2) ** 2
        formula = f"100 * (1 - min({figure(d)} / {figure(h)}, 1) ** 2) ** 2"
        steps.append(Step("S-24", f"H_{name}", value, formula, reported=finding["value"]))
    if steps:
        steps.append(largest("S-24", "H", [s.value for s in steps], body["rating"]["hazard_index"]))
    return Section("Physical hazards, from the near end", tuple(steps))


def _composite(rating: Body, method: Method) -> Section:
    steps: list[Step] = []
    terms, weights, means, mean_weights = [], [], [], []
    for entry in rating["domains"]:
        domain, q = entry["domain"], entry["percentile"]
        if q is not None:
            steps.append(Step("S-21", f"Q_{domain}", q, words=f"S_{domain} among the reference places"))
            means.append(q)
            mean_weights.append(entry["weight"])
        if domain == HAZARDS:
            if rating["hazard_index"] is not None:
                terms.append(rating["hazard_index"])
                weights.append(entry["weight"])
        elif q is not None:
            steps.append(exponential(f"Q_{domain}", q, method.rating.transform_constant))
            terms.append(steps[-1].value)
            weights.append(entry["weight"])
    if terms:
        steps.append(weighted("S-26", "S", weights, terms))
    if rating["score"] is not None:
        steps.append(
            Step("S-26", "Q", rating["score"]["value"], words="S among the reference places: the score")
        )
        plain = rating["score"]["plain_mean"]
        steps.append(weighted("S-26", "plain mean of the Q_d", mean_weights, means, plain))
    words = ("The term of D4 is H itself.",) if HAZARDS in [e["domain"] for e in rating["domains"]] else ()
    return Section("Composite and score", tuple(steps), words)


def _complete(rating: Body, method: Method) -> Section:
    entries = rating["domains"]
    if not entries:
        return Section(
            "Completeness",
            (Step("S-27", "C", rating["completeness"], words="share of the weighed evidence held"),),
        )
    weights, held = [d["weight"] for d in entries], [d["held"] for d in entries]
    words = (
        f"Rated from C = {method.rating.completeness_min:g}; band 1 from C = {method.rating.completeness_band_1:g}.",
    )
    return Section("Completeness", (weighted("S-27", "C", weights, held, rating["completeness"]),), words)


def _band(rating: Body, method: Method) -> Section:
    band, q = rating["band"], rating["score"]["value"]
    steps = [band_by_cuts(q, method.rating.band_cuts)]
    if band["caps"]:
        steps.append(largest("S-28, S-5a", "band after the caps", [steps[-1].value, 2], band["by_score"]))
    bands = [band["by_score"], *(floor["band"] for floor in rating["floors"])]
    steps.append(largest("S-29", "final band", bands, band["final"]))
    words = [wording.CAPS[cap] for cap in band["caps"]]
    for floor in rating["floors"]:
        said = ", ".join(f"{k} {figure(v)}" for k, v in floor["detail"].items() if not isinstance(v, str))
        words.append(
            f"{floor['code']}, no band below {floor['band']}: {wording.FLOORS[floor['code']]} ({said})."
        )
    return Section("Bands, caps and floors", tuple(steps), tuple(words))


def _triggers(rating: Body, method: Method) -> Section:
    both = [g for g in rating["crime_groups"] if g["percentile_rate"] is not None]
    fired = {t["code"]: t["detail"] for t in rating["triggers"]}
    steps = []
    if both:
        gaps = [g["percentile_density"] - g["percentile_rate"] for g in both]
        reported = fired["RT4"]["gap"] if "RT4" in fired else None
        steps.append(
            weighted("S-23", "gap between denominators", [g["weight"] for g in both], gaps, reported)
        )
    m, words = method.rating, []
    for code, cut in (("RT3", m.rt3_share), ("RT4", m.rt4_points), ("RT5", m.rt5_percentile)):
        said = ", ".join(f"{k} {figure(v)}" for k, v in fired.get(code, {}).items() if not isinstance(v, str))
        words.append(f"{code} (cut {cut:g}) {f'fires: {said}' if code in fired else 'does not fire'}.")
    return Section("Review triggers", tuple(steps), tuple(words))


def _draws(body: Body, method: Method) -> Section:
    rating, band = body["rating"], body["rating"]["band"]
    shares, square = band["probabilities"], body["inputs"]["square"]
    inside = [shares[b - 1] for b in band["set"]]
    case = case_of(square["easting"], square["northing"], body["purpose"])
    data, version = body["versions"]["data"], body["versions"]["method"]
    seed = seed_of(case, data, version)
    verdict = "agrees" if str(seed) == band["seed"] else f"DIFFERS: the assessment has {band['seed']}"
    spread = rating["score"]["interval"]
    low, high = method.rating.interval_percentiles
    words = (
        f"Seed: the first eight bytes of SHA-256 of '{case}|{data}|{version}' = {seed} ({verdict}).",
        f"{band['draws']:,} draws over {band['scenarios']} scenarios. Interval of Q, {low:g} % to {high:g} %, widened "
        f"to hold Q itself: {figure(spread['lower'])} to {figure(spread['upper'])}.",
        f"Printed set: {' or '.join(map(str, band['set']))}; the shortest that holds {method.rating.band_set_mass:g}, "
        "the final band, and the band with what is missing at its adverse bound.",
    )
    steps = (
        total("S-31", "share of the draws, all bands", shares),
        total("S-33", "share of the draws in the printed set", inside),
    )
    return Section("Draws", steps, words)
