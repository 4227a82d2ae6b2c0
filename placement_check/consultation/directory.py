"""A dated directory of the offices that an authority answers at: written by people, and old when it says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from placement_check.forms import Form, read

KEYS: Final = ("authority",)
AUTHORITY_KEYS: Final = ("code", "contact")
CONTACT_KEYS: Final = ("purpose", "office", "address", "last_verified", "source")
NEEDED: Final = ("purpose", "office", "address", "source")
OLD_AFTER: Final = timedelta(days=183)  # our own choice: half a year, as a report stands


class Purpose(StrEnum):
    """What an address is for."""

    CONSULT = "consult"
    NOTIFY = "notify"
    OUT_OF_HOURS = "out_of_hours"
    EDUCATION = "education"
    HEALTH = "health"
    POLICE = "police"


@dataclass(frozen=True, slots=True)
class Contact:
    """An office and its address; ``last_verified`` is None where nobody has confirmed it."""

    purpose: Purpose
    office: str
    address: str
    last_verified: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Directory:
    """The contacts of each authority, by code."""

    file: str
    contacts: Mapping[str, tuple[Contact, ...]]

    def contact(self, code: str, purpose: Purpose) -> Contact | None:
        """Return an authority's contact for a purpose, or None."""
        return next((c for c in self.contacts.get(code, ()) if c.purpose is purpose), None)


def read_directory(path: Path, at: date) -> Directory:
    """Return the directory that a file holds.

    Raises
    ------
    FormRefused
        If it breaks a rule, names an authority or purpose twice, or was verified after the day ``at``.
    """
    form = read(path, KEYS)
    form.complete("authority[].code", *(f"authority[].contact[].{key}" for key in NEEDED))
    found: dict[str, tuple[Contact, ...]] = {}
    for item in form.tables("authority", AUTHORITY_KEYS):
        code = item.text("code")
        if code in found:
            raise item.refusal(
                "code", "once", f"'{code}' stands twice.", "Write one entry for each authority."
            )
        found[code] = _contacts(item, at)
    return Directory(form.file, found)


def _contacts(form: Form, at: date) -> tuple[Contact, ...]:
    found: list[Contact] = []
    for item in form.tables("contact", CONTACT_KEYS):
        purpose = item.word("purpose", Purpose)
        if purpose in [c.purpose for c in found]:
            raise item.refusal("purpose", "once", f"'{purpose}' stands twice.", "Write one contact for each.")
        verified = item.day("last_verified", latest=at) if "last_verified" in item else None
        found.append(
            Contact(purpose, item.role("office"), item.text("address"), verified, item.text("source"))
        )
    return tuple(found)


def doubts(
    directory: Directory | None, code: str, purpose: Purpose, office: str, at: date
) -> tuple[str, ...]:
    """Return what is to be said against sending to an office; nothing where it was verified and is not old."""
    if directory is None:
        return (f"No directory is given, so that '{office}' is not verified. Give one with --directory.",)
    contact = directory.contact(code, purpose)
    if contact is None:
        return (f"{directory.file} has no '{purpose}' address of {code}: '{office}' is not verified.",)
    found = []
    if contact.office != office:
        found.append(
            f"'{office}' is not the '{purpose}' office of {code} in {directory.file}: '{contact.office}'."
        )
    if contact.last_verified is None:
        found.append(f"Nobody has verified the '{purpose}' address of {code}. Confirm it by telephone first.")
    elif at - contact.last_verified > OLD_AFTER:
        found.append(f"The '{purpose}' address of {code} was last verified on {contact.last_verified}, over half a "
                     "year ago. Confirm it first.")  # fmt: skip
    return tuple(found)
