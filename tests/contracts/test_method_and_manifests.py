"""The method and the manifests agree: what is rated is asked, and what is asked can be measured."""

from __future__ import annotations

import tomllib

import pytest
from drawn.commands import ROOT

from geodata.manifest import REVEALING, SHIPPED, Layer, load_all
from placement_check import method
from placement_check.assess import DOMAINS
from placement_check.measures import MEASURES
from placement_check.records import wording

METHOD = method.load()
LAYERS = load_all([SHIPPED])
INDICATORS = {i.id: (layer, i) for layer in LAYERS.values() for i in layer.indicators}
CRIME = {"vso", "drg", "rob", "asb", "wpn", "po"}
each_layer = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS.keys())
each_indicator = pytest.mark.parametrize("indicator", sorted(INDICATORS))


def test_every_rated_indicator_is_declared_by_a_manifest_or_asked_of_councils():
    for domain, group in METHOD.rated.items():
        for stem in group:
            names = [f"{stem}.density", f"{stem}.rate"] if domain == "D1" else [stem]
            for name in names:
                assert name in INDICATORS or name in METHOD.asked_of_councils, name


def test_what_is_asked_of_councils_is_rated_and_not_answered_nationally():
    for name, about in METHOD.asked_of_councils.items():
        assert name in METHOD.rated[about["domain"]]
        assert name not in INDICATORS
        assert set(about) == {"domain", "title", "unit", "worse"}


@pytest.mark.parametrize("domain", METHOD.rated)
def test_the_weights_of_a_domain_add_up_to_one(domain):
    assert sum(METHOD.rated[domain].values()) == pytest.approx(1.0, abs=1e-12)
    assert all(weight > 0 for weight in METHOD.rated[domain].values())


def test_deprivation_and_context_are_never_rated():
    assert set(METHOD.rated) == {"D1", "D3", "D4", "D6"}
    for name, (_, indicator) in INDICATORS.items():
        if indicator.domain in ("D7", "context"):
            assert not METHOD.rates(name)


@pytest.mark.parametrize("indicator", sorted(METHOD.bandwidth_m))
def test_a_manifests_reach_is_the_methods_bandwidth(indicator):
    assert METHOD.rates(indicator)
    if indicator in INDICATORS:
        assert INDICATORS[indicator][1].reach_m == METHOD.bandwidth_m[indicator]


def test_every_rated_indicator_with_a_reach_has_its_bandwidth_from_the_method():
    for name, (_, indicator) in INDICATORS.items():
        if METHOD.rates(name) and indicator.measure in ("kernel_presence", "count_within", "hazard_index"):
            assert name in METHOD.bandwidth_m


def test_recorded_crime_reaches_as_far_as_the_method_says():
    for name, (_, indicator) in INDICATORS.items():
        if name.startswith("crime."):
            assert indicator.reach_m == METHOD.crime.h_m


@each_indicator
def test_an_indicators_measure_is_one_that_the_program_has(indicator):
    layer, asked = INDICATORS[indicator]
    assert asked.measure in MEASURES or asked.measure == "crime_exposure"
    assert (asked.measure == "crime_exposure") == (layer.id == "crime")
    if asked.measure == "area_value":
        assert asked.column
    if asked.measure == "hazard_index":
        assert layer.data.geometry in ("line", "polygon")
    if asked.measure in ("kernel_presence", "count_within", "nearest_distance"):
        assert layer.data.geometry == "point"


@each_indicator
def test_an_indicators_name_fits_its_domain_and_says_what_it_needs_to(indicator):
    _, asked = INDICATORS[indicator]
    room = {"D1": ("crime",), "D3": ("venues",), "D4": ("hazards",), "D6": ("services",), "D7": ("context",),
            "context": ("context", "services")}  # fmt: skip
    assert indicator.split(".")[0] in room[asked.domain]
    assert asked.domain in DOMAINS
    assert asked.question.endswith("?")
    assert asked.rationale
    assert asked.unit
    if METHOD.rates(indicator):
        assert asked.evidence in ("A", "B", "C", "D", "C/D")
        assert asked.worse in ("higher", "lower")


@each_indicator
def test_no_indicator_speaks_of_a_place_in_words_that_are_never_said(indicator):
    _, asked = INDICATORS[indicator]
    for text in (asked.title, asked.question, asked.approximation, asked.unit):
        folded = f" {text.casefold().replace('-', ' ')} "
        for word in wording.FORBIDDEN:
            assert f" {word} " not in folded


def test_the_two_questions_of_each_crime_group_are_asked():
    assert {n.split(".")[1] for n in INDICATORS if n.startswith("crime.")} == CRIME
    assert {f"crime.{g}" for g in CRIME} == set(METHOD.rated["D1"])
    for group in CRIME:
        assert INDICATORS[f"crime.{group}.density"][1].unit == "per km² per year"
        assert INDICATORS[f"crime.{group}.rate"][1].unit == "per 1,000 residents per year"


@each_layer
def test_every_layer_and_every_declared_column_is_open(layer: Layer):
    raw = tomllib.loads((SHIPPED / f"{layer.id}.toml").read_text("utf-8"))
    assert raw["class"] == "open"
    assert set(raw["data"].get("columns", {}).values()) <= {"open"}
    assert layer.layer_class.value == "open"


@each_layer
def test_no_layer_names_what_would_give_a_home_away(layer: Layer):
    for text in (layer.id, layer.title, *(c for i in layer.indicators for c in i.classes)):
        assert not REVEALING.search(text.replace("_", " "))


@each_layer
def test_other_layers_that_a_question_leans_on_are_declared(layer: Layer):
    for indicator in layer.indicators:
        for also in (*indicator.also_layers, *indicator.fallback_layers):
            assert also.partition(":")[0] in LAYERS
        # Only the search for the nearest one looks into other layers.
        others = indicator.also_layers + indicator.fallback_layers
        assert not others or indicator.measure == "nearest_distance"


@each_layer
def test_a_layer_names_its_publisher_its_licence_and_when_it_grows_old(layer: Layer):
    source = layer.source
    assert source.url.startswith("https://")
    assert source.attribution
    assert 0 < source.review_after_months < source.stale_after_months
    for indicator in layer.indicators:
        if indicator.measure not in ("crime_exposure",):
            assert layer.data.coverage.areas != "none" or layer.data.coverage.box or layer.data.parts


@each_layer
def test_every_layers_reader_is_there(layer: Layer):
    readers = {p.stem for p in (ROOT / "geodata/build/readers").glob("*.py")} | {"police_uk"}
    assert layer.data.reader in readers


def test_crime_grows_old_at_the_same_age_in_the_method_and_in_its_manifest():
    assert LAYERS["crime"].source.review_after_months == METHOD.crime.old_window_months
    assert LAYERS["crime"].source.stale_after_months == METHOD.crime.stale_window_months


def test_the_methods_numbers_are_those_of_its_rules():
    crime = METHOD.crime
    assert (METHOD.blocks, METHOD.months_per_block, METHOD.half_life_months) == (3, 12, 24)  # S-2, S-15
    assert crime.kernel_spacing == pytest.approx(6 * 3**0.5)  # S-22
    assert (crime.circle_spacing, crime.minimum_m) == (10, 800)  # S-22
    assert crime.max_uncovered_share == METHOD.max_uncovered_share == 0.10  # S-10, S-10a
    assert crime.unlocated_cuts == (0.05, 0.10, 0.20)  # S-11
    assert crime.grade_months == (35, 24, 12)  # S-12
    assert (METHOD.england_share, METHOD.force_min_points, METHOD.percentile_min_n) == (
        0.90,
        30,
        20,
    )  # S-5a, S-21


def test_every_parameter_of_the_method_names_its_rule_or_says_what_it_is():
    section = ""
    for line in (method.DIRECTORY / f"{method.CURRENT}.toml").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.split("]")[0].strip("[")
        elif (
            "=" in line and not line.startswith(("#", '"')) and section in ("crime", "reference", "coverage")
        ):
            assert "#" in line or "seasonal" in line, line
