"""The rating's tables of the reference sets, made once with a release (method S-20, S-25, S-26, S-31a).

Every reference point is processed by the formulas that a place is; a draw then only looks figures up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.errors import LayerUnavailable
from geodata.release import Release
from geodata.store import Store
from placement_check.comparators import Comparators
from placement_check.method import Method
from placement_check.rating.crime_evidence import CrimeEvidence, central, combinations, crime_evidence
from placement_check.rating.crime_percentiles import group_percentiles
from placement_check.rating.indicators import DOMAINS, Panel, domain_weights_of, panel_of, signs_of
from placement_check.rating.ranks import mid_rank, quantile_table
from placement_check.rating.reference import DENSITY, RESIDENT, SCENARIO_ARRAYS, TABLES
from placement_check.rating.scenarios import AGGREGATORS, Scenarios, draw, fixed, group_weights
from placement_check.rating.seed import generator, seed_of
from placement_check.rating.shrinkage import Prior, prior_of, significant
from placement_check.rating.transform import combine, combine_domains
from placement_check.scene import crime_scene

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SQUARE_MM = 100_000


@dataclass(frozen=True, slots=True)
class Members:
    """The points of one reference set.

    ``ranks`` are their percentiles of crime by (combination, denominator, point, group).
    """

    ranks: Floats
    panel: Panel


def compute(
    release: Release, method: Method, compared: Comparators, progress: Callable[[str], None]
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return the arrays and the lock entry of the rating; nothing where no crime layer is held."""
    store = Store.of(release)
    try:
        scene = crime_scene(store)
        x, y = (_centres(release.array(f"reference.{n}").astype(np.int64)) for n in ("x", "y"))
    except LayerUnavailable:
        return {}, {"sets": [], "method_sha256": method.digest}
    progress("rating: crime at the reference points")
    at = np.flatnonzero(compared.covered)
    evidence, _ = crime_evidence(scene, x[at], y[at], compared.force[at], method)
    scenarios = draw(method, release.data_version).joined(fixed(method))
    arrays: dict[str, NDArray[Any]] = {f"rating.scenario_{n}": getattr(scenarios, n) for n in SCENARIO_ARRAYS}
    sets = []
    for number, (name, national, member) in enumerate(_sets(store, method, compared, at)):
        progress(f"rating: {name}")
        panel = panel_of(compared, signs_of(release.layers, method), at[member], method)
        made = _set_arrays(
            evidence, member, compared.force[at], panel, scenarios, method, release.data_version,
            forces=len(scene.crime.forces),
        )  # fmt: skip
        arrays |= {f"rating.{number}_{key}": value for key, value in made.items()}
        sets.append({"name": name, "n": int(member.sum()), "national": national})
    return arrays, {"sets": sets, "method_sha256": method.digest, "forces": list(scene.crime.forces)}


def _centres(millimetres: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return coordinates at the centres of their 100 m squares, where every place is measured (S-1)."""
    return np.asarray(millimetres // SQUARE_MM * SQUARE_MM + SQUARE_MM // 2, dtype=np.int64)


def _sets(
    store: Store, method: Method, c: Comparators, at: NDArray[np.int64]
) -> list[tuple[str, bool, NDArray[np.bool_]]]:
    """Return the reference sets and their members: England, or each force with enough points (S-5a)."""
    if at.size >= method.england_share * method.england_areas:
        return [("england", True, np.ones(at.size, dtype=bool))]
    found = []
    for number, code in enumerate(store.crime().forces):
        member = c.force[at] == number
        if member.sum() >= method.force_min_points and c.area_share.get(code, 0.0) >= method.england_share:
            found.append((f"force:{store.authorities.force_by_code(code).name}", False, member))
    return found


def _set_arrays(
    evidence: CrimeEvidence, member: NDArray[np.bool_], force: NDArray[np.int64], panel: Panel,
    scenarios: Scenarios, method: Method, data_version: str, *, forces: int,
) -> dict[str, NDArray[Any]]:  # fmt: skip
    own = force[member]
    priors = np.full((len(combinations(method)), forces, 2, len(group_weights(method)), 3), np.nan)
    thetas = np.full((len(combinations(method)), 2, int(member.sum()), len(group_weights(method))), np.nan)
    for denominator, exposure in ((DENSITY, evidence.density), (RESIDENT, evidence.rate)):
        star = evidence.effective(exposure)
        for c, g in np.ndindex(priors.shape[0], priors.shape[3]):
            columns = (evidence.events, exposure, star, evidence.n_star)
            y, e, e_star, n_star = (column[c, member, g] for column in columns)
            _shrink(
                priors[c, :, denominator, g], thetas[c, denominator, :, g], y, e, e_star, n_star, own, method
            )
    middle = central(method)
    ranks = _ranked(thetas)
    tables, scores = _score_tables(Members(ranks, panel), scenarios, method, data_version)
    size = method.rating.quantile_points
    rows = np.moveaxis(thetas, 2, 3).reshape(-1, thetas.shape[2])
    return {
        "priors": priors,
        "thetas": np.sort(np.moveaxis(thetas[middle], 1, 2), axis=2),
        "theta_tables": np.array([quantile_table(row, size) for row in rows]).reshape(
            *thetas.shape[:2], thetas.shape[3], size
        ),
        "values": np.sort(panel.figures, axis=1),
        "hazards": np.sort(panel.hazard),
        "scores": scores,
        "tables": tables,
    }


def _shrink(
    priors: Floats, thetas: Floats, y: Floats, e: Floats, e_star: Floats, n_star: Floats,
    own: NDArray[np.int64], method: Method,
) -> None:  # fmt: skip
    """Write the prior of each force, that of the whole set where a force has too few points, and the thetas (S-20)."""
    held = (e > 0) & np.isfinite(y)
    whole = prior_of(y, e, e_star) if held.sum() >= method.force_min_points else Prior.none()
    priors[:] = (
        whole.mean,
        whole.alpha,
        whole.beta,
    )  # a force without a covered point of this set has this one too
    for force in np.unique(own):
        mine = own == force
        enough = (mine & held).sum() >= method.force_min_points
        prior = prior_of(y[mine], e[mine], e_star[mine]) if enough else whole
        priors[force] = prior.mean, prior.alpha, prior.beta
        thetas[mine] = prior.posterior_mean(n_star[mine], e_star[mine], y[mine], e[mine])


def _ranked(thetas: Floats) -> Floats:
    """Return the mid-rank percentiles of the thetas among themselves, NaN where there is none (S-21)."""
    out = np.full(thetas.shape, np.nan)
    for c, d, g in np.ndindex(thetas.shape[0], thetas.shape[1], thetas.shape[3]):
        out[c, d, :, g] = own_ranks(thetas[c, d, :, g])
    return out


def own_ranks(values: Floats) -> Floats:
    """Return the mid-rank percentile of each value among all of them; missing values stay missing."""
    return mid_rank(np.sort(values[np.isfinite(values)]), values)


def _score_tables(
    members: Members, scenarios: Scenarios, method: Method, data_version: str
) -> tuple[Floats, Floats]:
    """Return the quantile tables of every scenario, and the sorted central scores (S-31a e)."""
    rng = generator(seed_of("reference", data_version, method.version))
    size, points = method.rating.quantile_points, members.panel.hazard.size
    tables = np.full((scenarios.size, len(TABLES), size), np.nan)
    for s in range(scenarios.size):
        random = rng if s < method.rating.scenarios else None
        scored = score_members(members, scenarios, s, method, random)
        for t, name in enumerate(TABLES):
            tables[s, t] = quantile_table(scored[name], size)
    first = method.rating.scenarios
    centre = score_members(members, scenarios, first, method, None)
    without = next(s for s in range(first, scenarios.size) if (scenarios.omega[s] == 0).any())
    columns = [centre[n] for n in TABLES] + [score_members(members, scenarios, without, method, None)["D1"]]
    return tables, np.sort(np.array(columns).reshape(len(columns), points), axis=1)


def score_members(
    members: Members, scenarios: Scenarios, s: int, method: Method, rng: np.random.Generator | None
) -> Mapping[str, Floats]:
    """Return the domain scores S_d and the composite S of every reference point under one scenario.

    With a generator, what is missing for the whole reference is drawn for every point on its own (S-31a d); without
    one it takes no part.
    """
    aggregator = AGGREGATORS[scenarios.aggregator[s]]
    density, resident = members.ranks[scenarios.combination[s]]
    p = group_percentiles(density, resident, method.rating.denominators[scenarios.denominator[s]])
    p = _filled(p, rng)
    panel = members.panel
    scores = {"D1": significant(combine(p, scenarios.omega[s], aggregator, method.rating))}
    for domain in DOMAINS:
        columns = _filled(panel.percentiles(domain, method), rng)
        weights = domain_weights_of(domain, method)
        scores[domain] = significant(combine(columns, weights, aggregator, method.rating))
    q = np.column_stack(
        [own_ranks(scores[d]) if d in scores else panel.hazard for d in method.rating.weights]
    )
    hazard = panel.hazard if rng is None else panel.drawn_hazard(rng, method)
    composite = combine_domains(
        q, hazard, scenarios.weights[s], tuple(method.rating.weights), aggregator, method.rating
    )
    scores["S"] = np.where(np.isnan(scores["D1"]), np.nan, significant(composite))
    return scores


def _filled(columns: Floats, rng: np.random.Generator | None) -> Floats:
    """Return percentiles with columns that no point has drawn from U(0, 100)."""
    empty = np.isnan(columns).all(axis=0)
    if rng is None or not empty.any():
        return columns
    out = columns.copy()
    out[:, empty] = rng.uniform(0.0, 100.0, (columns.shape[0], int(empty.sum())))
    return out
