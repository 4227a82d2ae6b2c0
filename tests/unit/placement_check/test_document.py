import json
import math
from dataclasses import replace

import pytest
from drawn.country import NORTH_HERTS, middle
from drawn.layers import HERE

from placement_check.findings import NoComparator, Percentile
from placement_check.records import wording
from placement_check.records.document import (
    _plain,
    attributions,
    comparison,
    document,
    missing,
    reference_sentence,
    statements,
    to_json,
)


def test_the_document_is_the_same_bytes_twice_and_ends_with_a_line_end(assessed):
    assert to_json(assessed(*HERE)) == to_json(assessed(*HERE))
    assert to_json(assessed(*HERE)).endswith("}\n")


def test_every_gap_is_listed_once_more_with_the_methods_sentence(assessed):
    a = assessed(*middle(NORTH_HERTS))
    body = document(a)
    gaps = [f["indicator"] for f in body["findings"] if f["outcome"] != "measured"]
    assert [m["indicator"] for m in missing(a)] == gaps
    for gap in body["missing"]:
        assert gap["text"].startswith("No usable data: ")
        assert gap["text"].endswith(". This is not evidence of low risk.")
        assert ".." not in gap["text"]


def test_a_comparator_is_a_percentile_or_a_rank_or_a_reason():
    assert comparison(Percentile(12.5, 40)) == {"value": 12.5, "n": 40}
    assert comparison(Percentile(None, 7, rank="2 of 8, highest first")) == {
        "unavailable": "Fewer than 20 places to compare with: rank only.", "rank": "2 of 8, highest first", "n": 7,
    }  # fmt: skip
    assert comparison(NoComparator("why")) == {"unavailable": "why"}


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        (("england", 33_000, "p"), "Places are compared with 33000 neighbourhoods of England."),
        (("force:Bedfordshire", 38, "p"), "only with 38 neighbourhoods in the Bedfordshire police area"),
        (("none", 4, "p"), "measured for 4 small areas of this police area, and at least 30 are needed."),
    ],
)
def test_what_the_place_was_compared_with_is_said_in_the_methods_words(assessed, reference, sentence):
    assert sentence in reference_sentence(replace(assessed(*HERE), reference=reference))


def test_how_many_neighbourhoods_are_needed_is_the_methods_figure(assessed):
    a = assessed(*HERE)
    other = replace(a, reference=("none", 4, "p"), method=replace(a.method, force_min_points=55))
    assert "at least 55 are needed" in reference_sentence(other)


def test_fiction_is_said_first(assessed):
    a = assessed(*HERE)
    assert statements(a)[0] == wording.HEADER
    fiction = replace(a, label="drawn")
    assert statements(fiction)[0] == wording.FICTIONAL
    assert document(fiction)["label"] == "drawn"
    assert document(a)["label"] is None


def test_a_small_area_that_is_not_held_says_so_instead_of_being_blank(assessed):
    assert "unavailable" in document(assessed(*middle(NORTH_HERTS)))["area"]["lsoa21"]


def test_no_number_that_json_lacks_words_for_and_no_nought_in_its_place():
    assert _plain({"a": [math.nan, math.inf, 1.5], "b": (0.0, "x"), "c": {"d": -math.inf}}) == {
        "a": [None, None, 1.5], "b": [0.0, "x"], "c": {"d": None},
    }  # fmt: skip


def test_each_source_that_took_part_is_acknowledged_once_and_no_other(assessed):
    a = assessed(*HERE)
    found = attributions(a)
    assert len(found) == len(set(found))
    assert any("data.police.uk" in line for line in found)
    assert any("Drawn by a test" in line for line in found)
    assert not any("NaPTAN" in line for line in found)  # no file of it is held


def test_the_document_is_plain_json(assessed):
    assert json.loads(to_json(assessed(*HERE))) == json.loads(json.dumps(document(assessed(*HERE))))
