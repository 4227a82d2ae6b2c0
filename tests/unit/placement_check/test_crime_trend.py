import numpy as np
from drawn.country import MEDWAY, SOUTHEND, middle
from drawn.layers import HERE


def test_the_months_of_the_window_are_counted_each_within_the_bandwidth(assessed):
    a = assessed(*HERE)
    trend = a.crime.trend
    assert len(trend.months) == 36
    assert (trend.months[0], trend.months[-1]) == (a.crime.window["from"], a.crime.window["to"])
    for finding in a.findings:
        if finding.question.indicator.endswith(".density"):
            group = finding.question.indicator.split(".")[1]
            assert sum(n for n in trend.groups[group] if n is not None) == finding.detail["records_within_h"]
            assert trend.radius_m == finding.detail["h_m"]


def test_a_month_that_nobody_published_is_a_gap_and_never_nought(assessed):
    for place in (HERE, middle(SOUTHEND), middle(MEDWAY)):
        a = assessed(*place)
        if a.crime.trend is None:
            continue
        forces = a.crime.window["forces"]
        if len(forces) == 1:
            lost = {g["month"] for g in forces[0]["months_not_covered"]}
            for values in a.crime.trend.groups.values():
                gaps = {m for m, n in zip(a.crime.trend.months, values, strict=True) if n is None}
                assert gaps == lost or gaps == set(a.crime.trend.months)


def test_a_force_that_loses_its_months_leaves_gaps(assessed, store):
    from types import SimpleNamespace

    from drawn.asking import AT, METHOD

    from placement_check.crime_window import trend_of

    a = assessed(*HERE)
    covered = np.ones((1, 36), dtype=bool)
    covered[0, 3] = False
    tables = SimpleNamespace(covered=covered, usable=np.ones((1, 1), dtype=bool), end=35)
    found = SimpleNamespace(
        h=np.array([1600.0]),
        force_share=np.array([[2.0]]),
        land=np.array([2.0]),
        monthly=np.zeros((1, 1, 36), int),
    )
    asked = SimpleNamespace(
        tables=tables, found=found, method=METHOD, scene=SimpleNamespace(crime=SimpleNamespace(groups=("vso",))),
        month=lambda c: a.crime.trend.months[c],
    )  # fmt: skip
    values = trend_of(asked).groups["vso"]
    assert values[3] is None
    assert {v for n, v in enumerate(values) if n != 3} == {0}
    assert AT is not None


def test_where_no_month_is_covered_there_is_no_trend(assessed):
    nowhere = [a for p in (middle(SOUTHEND), middle(MEDWAY)) if (a := assessed(*p)).crime.trend is None]
    for a in nowhere:
        assert not any(f.outcome == "measured" for f in a.findings if f.question.domain == "D1")
