"""The paragraphs that a case cites, each taken from the row of the law that it goes by."""

from __future__ import annotations

from typing import Final

from placement_check.duties import book

REG_11: Final = book.broken("distant_dcs")
"""The regulation by which a placement outside the area is approved."""
REG_10: Final = book.broken("ks4_nominated_officer")
REG_18: Final = book.broken("parent_nominated_officer")
REG_18_CITATION: Final = book.rule("parent_nominated_officer").citation
DIRECTOR: Final = book.cited("distant_dcs")
EMERGENCY: Final = book.paragraph("emergency_relatives_and_iro")
"""What lets other steps follow an approval."""
CONSULTED: Final = book.paragraph("consult_before_approval")
NOTIFIED: Final = book.paragraph("notice_13_4")
NEEDS_AND_REASONS: Final = book.cited("notice_13_4")
CARE_PLAN: Final = book.paragraph("notice_13_4_care_plan")
NOTICES: Final = book.cited("notices_13_2")
NOTICES_BEFORE: Final = book.paragraph("notices_13_2")
WITHHOLDING: Final = book.paragraph("note_withholding")
PLAN: Final = book.cited("placement_plan")
OFFICER_INFORMED: Final = book.paragraph("iro_informed")
ENDING: Final = book.paragraph("note_ending")
ENDING_NOTICE: Final = book.cited("ending_notice_others")
