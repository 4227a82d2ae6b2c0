"""Domain percentiles and the composite under chosen scenarios, each in its scenario's own tables (S-25, S-26, S-31a).

The draws use it with the random scenarios of a release, the one-at-a-time table with the fixed choices stored after
them. ``used`` says which; arrays are (scenarios, draws of each, ...), of one draw where nothing moves a figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placement_check.rating.indicators import domain_weights_of
from placement_check.rating.ranks import percentile_in_each
from placement_check.rating.reference import TABLES
from placement_check.rating.scenarios import AGGREGATORS
from placement_check.rating.shrinkage import significant
from placement_check.rating.transform import combine, combine_domains

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from placement_check.method import Method
    from placement_check.rating.reference import ReferenceSet

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]


def crime_ranked(p: Floats, used: Numbers, reference: ReferenceSet, method: Method) -> Floats:
    """Return Q1 of the percentiles P_g (scenario, draw, group)."""
    return _ranked(p, reference.scenarios.omega[used], "D1", used, reference, method)


def figures_ranked(
    columns: Floats, domain: str, used: Numbers, reference: ReferenceSet, method: Method
) -> Floats:
    """Return Q_d of a domain outside crime, whose weights no scenario varies."""
    weights = np.broadcast_to(domain_weights_of(domain, method), (used.size, columns.shape[-1]))
    return _ranked(columns, weights, domain, used, reference, method)


def _ranked(
    p: Floats, weights: Floats, table: str, used: Numbers, reference: ReferenceSet, method: Method
) -> Floats:
    kinds = reference.scenarios.aggregator[used]
    s = np.full(p.shape[:2], np.nan)
    for number, aggregator in enumerate(AGGREGATORS):
        mine = kinds == number
        s[mine] = combine(p[mine], weights[mine][:, None, :], aggregator, method.rating)
    return _in_table(table, s, used, reference)


def composite(q: Floats, hazard: Floats, used: Numbers, reference: ReferenceSet, method: Method) -> Floats:
    """Return Q of domain percentiles (scenario, draw, domain) and of H (scenario, draw)."""
    chosen, names = reference.scenarios, tuple(method.rating.weights)
    s = np.full(hazard.shape, np.nan)
    for number, aggregator in enumerate(AGGREGATORS):
        mine = chosen.aggregator[used] == number
        weights = chosen.weights[used][mine][:, None, :]
        s[mine] = combine_domains(q[mine], hazard[mine], weights, names, aggregator, method.rating)
    return _in_table("S", s, used, reference)


def _in_table(table: str, s: Floats, used: Numbers, reference: ReferenceSet) -> Floats:
    return percentile_in_each(reference.tables, (used[:, None], TABLES.index(table)), significant(s))
