"""Which layers an indicator's answer rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Layers = Mapping[str, Mapping[str, Any]]


def sources_of(layers: Layers, layer: str, indicator: Mapping[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the layers that answer an indicator of ``layer``, with the classes wanted of each (none: all).

    The layer itself and every one of its ``also_layers``; or its ``fallback_layers``, where it is not held.
    """
    stand_in = [f for f in indicator.get("fallback_layers", ()) if _is_built(layers, f)]
    if stand_in and layers[layer]["status"] == "absent":
        return _wanted(stand_in)
    return [(layer, tuple(indicator["classes"])), *_wanted(indicator["also_layers"])]


def _is_built(layers: Layers, named: str) -> bool:
    return layers.get(named.partition(":")[0], {}).get("status") == "built"


def _wanted(named: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Return each layer named as ``layer`` or ``layer:class`` once, with all its classes."""
    wanted: dict[str, tuple[str, ...]] = {}
    for name in named:
        layer, _, kind = name.partition(":")
        wanted[layer] = (*wanted.get(layer, ()), *((kind,) if kind else ()))
    return list(wanted.items())
