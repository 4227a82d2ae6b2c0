"""What is done about a finding, with the risk before and after it."""

from __future__ import annotations

from dataclasses import dataclass

from placement_check.decisions.risk import Risk, risk_of
from placement_check.forms import Form

KEYS = ("finding", "action", "responsible_role", "inherent", "residual")
RISK_KEYS = ("likelihood", "impact")


@dataclass(frozen=True, slots=True)
class Mitigation:
    """An action against one finding: an indicator's id, or the code of a floor or review trigger.

    ``line`` is where it stands in the file, for a refusal.
    """

    finding: str
    action: str
    responsible_role: str
    inherent: Risk
    residual: Risk
    line: int | None


def mitigations_of(form: Form) -> tuple[Mitigation, ...]:
    """Return the mitigations that a form lists, in its order.

    Raises
    ------
    FormRefused
        If one is incomplete, or its residual risk is greater than its inherent one.
    """
    return tuple(_one(item) for item in form.tables("mitigation", KEYS))


def _one(form: Form) -> Mitigation:
    inherent = risk_of(form.table("inherent", RISK_KEYS))
    residual = risk_of(form.table("residual", RISK_KEYS))
    if residual.product > inherent.product:
        raise form.refusal(
            "residual", "residual_risk",
            f"the residual risk ({residual.product}) is greater than the inherent one ({inherent.product}).",
            "Correct one of them: a mitigation that makes matters worse is none.",
        )  # fmt: skip
    return Mitigation(
        finding=form.text("finding"), action=form.text("action"),
        responsible_role=form.role("responsible_role"), inherent=inherent, residual=residual, line=form.line(),
    )  # fmt: skip
