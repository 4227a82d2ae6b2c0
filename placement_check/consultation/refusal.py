"""The refusal of an act that the workflow does not allow."""

from __future__ import annotations

from geodata.errors import GeodataError


class StepRefused(GeodataError):
    """An act may not be recorded in this state of the case.

    Parameters
    ----------
    rule
        The short name of the rule.
    text
        What is wrong, in words.
    advice
        What to do next.
    """

    def __init__(self, rule: str, text: str, advice: str) -> None:
        self.rule = rule
        self.text = text
        self.advice = advice
        super().__init__(f"Rule '{rule}' failed: {text} {advice}")
