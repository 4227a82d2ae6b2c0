"""The refusal of an act that the workflow does not allow."""

from __future__ import annotations

from geodata.errors import RuleRefused


class StepRefused(RuleRefused):
    """An act may not be recorded in this state of the case."""
