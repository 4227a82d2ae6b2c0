"""Time to reply: no law sets one, so it is local policy and says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from geodata.calendar import LONDON, Holidays, end_of

LABEL: Final = "local policy, not law"
STANDARD_WORKING_DAYS: Final = 1
URGENT_HOURS: Final = 4


class Urgency(StrEnum):
    """Which time the asking authority gives."""

    STANDARD = "standard"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class ReplyPolicy:
    """How long the area authority is given: working days as a rule, hours where it is urgent."""

    standard_working_days: int = STANDARD_WORKING_DAYS
    urgent_hours: int = URGENT_HOURS

    def reply_by(self, sent: datetime, urgency: Urgency, holidays: Holidays) -> datetime:
        """Return when the time to reply is over.

        Raises
        ------
        TableError
            If the day lies beyond the table of bank holidays.
        """
        if urgency is Urgency.URGENT:
            return sent + timedelta(hours=self.urgent_hours)
        return end_of(holidays.after(sent.astimezone(LONDON).date(), self.standard_working_days))

    def words(self, urgency: Urgency) -> str:
        """Return the time given, labelled as local policy."""
        days = self.standard_working_days
        given = (
            f"{self.urgent_hours} hours"
            if urgency is Urgency.URGENT
            else f"{days} working day{'' if days == 1 else 's'}"
        )
        return f"{given} ({LABEL})"
