"""What an assessment is for: it decides which questions the report answers, and is part of the draws' seed (S-32)."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """A plain check of a place, a planning application, a placement, or the review of an existing home."""

    CHECK = "check"
    PLANNING = "planning"
    PLACEMENT = "placement"
    REVIEW = "review"
