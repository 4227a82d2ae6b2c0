"""The measures that a manifest may ask of an open layer, by name. Crime has its own room."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from placement_check.measures.answer import Answer, Ask
from placement_check.measures.areal import area_value
from placement_check.measures.hazard import hazard_index
from placement_check.measures.nearest import nearest_distance
from placement_check.measures.presence import count_within, kernel_presence

MEASURES: Mapping[str, Callable[[Ask], Answer]] = {
    "area_value": area_value,
    "count_within": count_within,
    "hazard_index": hazard_index,
    "kernel_presence": kernel_presence,
    "nearest_distance": nearest_distance,
}

__all__ = ["MEASURES", "Answer", "Ask"]
