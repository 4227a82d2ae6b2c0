"""What the duties of a case say is owed and no act of a case records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from placement_check.consultation import asked
from placement_check.consultation.paragraphs import REG_18_CITATION
from placement_check.consultation.state import CaseState

_TRACKED: Final = frozenset({
    "parent_nominated_officer", "ks4_nominated_officer", "adjoining_nominated_officer", "distant_dcs",
    "adjoining_emergency_nominated_officer", "distant_emergency_dcs", "satisfied_a_wishes",
    "satisfied_b_most_appropriate", "satisfied_c_relatives", "notify_before_approval", "consult_before_approval",
    "satisfied_e_iro", "emergency_notify", "emergency_consult", "emergency_relatives_and_iro", "notice_13_4",
    "notice_13_4_parent", "notice_13_4_care_plan", "notices_13_2", "notices_13_2_c", "notices_13_2_d",
    "notices_13_2_f_ccg", "notices_13_2_f_icb", "placement_plan", "iro_informed", "iro_informed_emergency_own_area",
    "iro_informed_emergency_exempt", "ending_notice_area", "ending_notice_others", "ending_late_notice",
})  # fmt: skip
"""Rows of the law that an act, a clock or an open item of the case is about. A row that is not here is not tracked."""
PARENTS: Final = (
    "what the nominated officer must be satisfied of for a placement with a parent: read it in the regulation; the "
    "approval is recorded with its reasons"
)


def untracked(state: CaseState) -> tuple[tuple[str, str], ...]:
    """Return each duty that the case does not track, in words and with its citation."""
    return tuple(dict.fromkeys(_untracked(state)))


def _untracked(state: CaseState) -> Iterator[tuple[str, str]]:
    if asked.reg_18(state):
        yield PARENTS, REG_18_CITATION
    approved = bool(asked.matters(state))  # its first matter is the child's wishes and feelings
    for row in asked.rows(state):
        rule, text, citation = row.get("rule"), row.get("duty"), row.get("citation")
        if rule in _TRACKED or (rule == "wishes_ascertained" and approved):
            continue
        if isinstance(text, str) and isinstance(citation, str):
            yield text.rstrip("."), citation
