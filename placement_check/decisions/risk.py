"""Likelihood times impact, as practitioners' location assessments set it beside each finding (DfE advice, 2014)."""

from __future__ import annotations

from dataclasses import dataclass

from placement_check.forms import Form

STEPS = 5


@dataclass(frozen=True, slots=True)
class Risk:
    """A person's judgement of one risk: likelihood and impact, each 1 to 5. The tool computes neither."""

    likelihood: int
    impact: int

    @property
    def product(self) -> int:
        """Return likelihood times impact, 1 to 25."""
        return self.likelihood * self.impact


def risk_of(form: Form) -> Risk:
    """Return the risk that a table of ``likelihood`` and ``impact`` gives.

    Raises
    ------
    FormRefused
        If either is missing or no whole number from 1 to 5.
    """
    return Risk(form.whole("likelihood", 1, STEPS), form.whole("impact", 1, STEPS))
