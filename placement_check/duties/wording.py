"""Fixed words of what is owed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from geodata.calendar import LONDON

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

BASIS: Final = {"land": "land", "water": "water", "confirmed": "confirmed by the councils"}

BEFORE: Final = {
    "approved": "before the decision is approved", "started": "before the placement is made",
    "ended": "before the placement is terminated",
}  # fmt: skip
AFTER: Final = {
    "approved": "approval of the decision", "started": "the start of the placement",
    "ended": "the termination of the placement",
}  # fmt: skip
NUMBERS: Final = {5: "five", 10: "ten"}

APPROVERS: Final = {
    "none": "none under these regulations; your own scheme may ask for one",
    "nominated_officer": "a nominated officer of the responsible authority",
    "dcs": "the director of children's services of the responsible authority",
    "confirm": "CONFIRM first whether the authorities adjoin: a nominated officer if they do, the director of "
    "children's services if they do not",
}
STEPS: Final = {
    "none": "nothing: there is no area authority",
    "notify": "NOTIFY it",
    "consult": "CONSULT it and give it the care plan, then NOTIFY it",
    "confirm": "CONFIRM first whether the authorities adjoin: notify if they do, consult and notify if they do not",
}

GOOD_PRACTICE: Final = "good practice, not law"

HEADER: Final = (
    "This is what the regulations ask. It never looks at a score or a band, and it is not legal advice."
)

# Open legal points of the law page, section 10.4, as far as they touch what is computed here, and what is not modelled.
NOT_COVERED: Final = (
    "The exact wording of regs 11(3) and 13(4)(b)(ii) has not been read in a primary source.",
    "Whether the director of children's services may delegate approval is for each council's scheme; record it.",
    "What 'adjoining' means over water and across the Scottish border is not settled.",
    "Whether reg 11 applies to placements with parents has not been verified.",
    "Which provisions of the Children's Wellbeing and Schools Act 2026 are in force has not been established; none is "
    "known to change regs 9 to 14.",
    "Regs 13 and 14 were read as made in 2010 and 2011; later amendments of 13(2)(f) and 14(5) are likely.",
    "Reg 27B, reg 40 of SI 2015/541, the relaxations of April to September 2020 (SI 2020/445), deprivation of liberty, "
    "ending being looked after, and Part 6 reviews themselves "
    "are not modelled.",
    "Every row says whether its source was read (verified) or not (unverified). Check what is unverified against "
    "legislation.gov.uk before you rely on it.",
)


def day_words(day: date) -> str:
    """Return a day as "3 May 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_words(moment: datetime) -> str:
    """Return a moment as "Friday 3 May 2024, 10:00", London time."""
    local = moment.astimezone(LONDON)
    day = local.date()
    return f"{DAYS[day.weekday()]} {day_words(day)}, {local:%H:%M}"
