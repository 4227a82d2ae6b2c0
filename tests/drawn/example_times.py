"""When each form of the two documented cases is recorded, as the page that carries them says."""

from __future__ import annotations

import tomllib
from pathlib import Path

TIMES = {
    "02-consult": "2024-07-01T09:30", "03-care-plan": "2024-07-01T09:35", "04-answer": "2024-07-02T15:00",
    "05-considered": "2024-07-03T10:00", "06-satisfied-a": "2024-07-03T14:00", "07-satisfied-b": "2024-07-03T14:00",
    "08-satisfied-c": "2024-07-03T14:00", "09-satisfied-d": "2024-07-03T14:00", "10-satisfied-e": "2024-07-03T14:00",
    "11-approve": "2024-07-03T14:30", "12-needs-and-reasons": "2024-07-04T09:00", "13-notify": "2024-07-04T09:00",
    "13a-placement-plan": "2024-07-04T10:00", "14-notices": "2024-07-04T11:00", "15-start": "2024-07-08T11:00",
    "02-care-plan": "2024-07-01T10:00", "03-needs-and-reasons": "2024-07-01T10:00", "04-notify": "2024-07-01T10:00",
    "05-satisfied-a": "2024-07-02T14:00", "06-satisfied-b": "2024-07-02T14:00", "07-satisfied-c": "2024-07-02T14:00",
    "08-satisfied-d": "2024-07-02T14:00", "09-satisfied-e": "2024-07-02T14:00", "10-approve": "2024-07-02T15:00",
    "11-notices": "2024-07-03T09:00", "11a-placement-plan": "2024-07-03T09:30", "12-start": "2024-07-05T10:00",
}  # fmt: skip


def happened(form: Path) -> str:
    """Return when a form is recorded: when it says that it happened, or as the page gives it."""
    found = tomllib.loads(form.read_text("utf-8")).get("happened")
    return found.isoformat() if found else TIMES.get(form.stem, "2024-07-01T09:00")
