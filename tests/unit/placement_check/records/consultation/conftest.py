"""Cases at every stage, each drawn once."""

from __future__ import annotations

import pytest
from drawn import told_cases
from drawn.told_cases import CENTRAL_BEDS, answered, completed, opened, sent, silent

from placement_check.consultation.codes import Intelligence
from placement_check.consultation.kinds import Kind


def reused():
    """Return a case in which an earlier answer about another child is reused, and then the question sent."""
    going = told_cases.Going(opened())
    fields = {
        k: v for k, v in told_cases.answer("NK").items() if k not in ("matching", "view", "not_searched")
    }
    going.add(
        Kind.CONSULTATION_REUSED, 1, reason="Given last month for the same home.", same_child=False,
        earlier_case="1e" * 16, earlier_head="2f" * 32, no_receipt="None was kept then.",
        answered="2024-06-20T10:00:00+01:00",
        answered_by=told_cases.ROCHDALE, answered_role="safeguarding duty manager", **fields,
    )  # fmt: skip
    return going


def emergency():
    """Return an emergency that was approved before anyone was asked."""
    going = told_cases.Going(opened(emergency="The placement broke down tonight."))
    who = {"approver": "delegate_of_dcs", "nomination": "", "delegation": "SCH-12"}
    for limb in "ab":
        going.add(Kind.SATISFACTION_RECORDED, 0.2, "duty director", limb=limb, evidence="Seen by the duty team.",
                  not_appropriate="", **who)  # fmt: skip
    going.add(Kind.APPROVED, 0.2, "duty director", reasons="No nearer place was free.", in_emergency=True,
              emergency_reason="", **who)  # fmt: skip
    return going.add(Kind.PLACEMENT_STARTED, 1, emergency_reason="")


@pytest.fixture(scope="session")
def cases():
    """Return a chain of every stage by name."""
    found = {
        "opened": opened(), "adjoining": opened(CENTRAL_BEDS), "no profile": opened(found={}), "sent": sent().chain,
        "silent": silent().chain, "reused": reused().chain, "emergency": emergency().chain,
        "completed": completed().chain, "started": completed("NK", ended=False).chain,
        "withdrawn": sent().add(Kind.WITHDRAWN, 1, reason="Another home was found.").chain,
        "gap": opened(found={"said": "The place is in Wales: nothing was looked for."}),
    }  # fmt: skip
    return found | {f"answered {c}": answered(c.value).chain for c in Intelligence}
