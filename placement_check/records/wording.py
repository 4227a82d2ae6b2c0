"""The fixed strings of the method (section 7.2 and S-5a), and every other sentence about a place."""

from __future__ import annotations

HEADER = (
    "This report describes documented features of a location. It does not assess a home, a provider or a child, and "
    "it does not say that any place is safe or unsafe."
)
MISSING = "No usable data: {reason}. This is not evidence of low risk."
ZERO = "No recorded events in {n} covered months. With 95 % confidence the underlying rate is below {upper}."
HUMAN = "A named professional must record a decision before this report is relied on."
PLANNING = "Nothing in this report is evidence about the conduct of children who may live at the home."
FORCE_REFERENCE = (
    "This compares the place only with {n} neighbourhoods in the {force} police area. By construction about one in "
    "four of them is in band 3 or 4, whatever the level of crime there. It must not be compared with a band from "
    "another force."
)
ENGLAND_REFERENCE = "Places are compared with {n} neighbourhoods of England."
NO_REFERENCE = (
    "No comparison with other neighbourhoods can be made: recorded crime is measured for {n} small areas of this "
    "police area, and at least {needed} are needed."
)
NOT_CSE = (
    "Recorded crime is what was reported to or found by the police. It is not a measure of child sexual "
    "exploitation: only the police and the area authority can say what is known of that."
)
POLICE_NUMBERS = (
    "Not done. The number of registered sex offenders in the area has not been checked. Ask the police public "
    "protection unit for a certificate; until then no report on this place is complete."
)
CONSULTATION = (
    "Not done. The area authority has not been asked whether intelligence of exploitation is known about the home "
    "or the area."
)
FICTIONAL = "FICTIONAL DATA: this district does not exist. Nothing here is about a real place."

DOMAINS = {
    "D1": "Recorded crime and disorder",
    "D3": "Venues",
    "D4": "Physical hazards",
    "D6": "Access to services and support",
    "D7": "Deprivation (context, never counted)",
    "context": "Context (never counted)",
}

FORBIDDEN = ("safe", "unsafe", "dangerous", "low risk", "no go", "crime free", "hotspot")
