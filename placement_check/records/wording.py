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


def all_squares(n: int) -> str:
    """Return what a range over the squares of a site is over."""
    return "buildings" if n == 1 else f"{n} squares"


def reference_area(name: str) -> str:
    """Return the words for a reference set: "England", or "the <force> police area" (S-5a)."""
    return "England" if name == "england" else f"the {force_name(name)} police area"


def force_name(name: str) -> str:
    """Return the police force of a reference set, without the word that the sentence says again."""
    return name.removeprefix("force:").removesuffix(" Police")


DOMAINS = {
    "D1": "Recorded crime and disorder",
    "D3": "Venues",
    "D4": "Physical hazards",
    "D6": "Access to services and support",
    "D7": "Deprivation (context, never counted)",
    "context": "Context (never counted)",
}

BANDS = {
    1: "Fewer documented location risk factors than most neighbourhoods in {area}, on the data available",
    2: "Within the usual range",
    3: "More documented location risk factors than most neighbourhoods; specific mitigation should be shown",
    4: "Among the tenth of neighbourhoods with most documented location risk factors; placement-specific justification "
    "and mitigation needed",
}
NOT_RATED = "Not rated: the evidence needed is missing. This is not a finding of low risk."
NOT_RATED_REASONS = {
    "crime_not_available": "Recorded crime around the place cannot be measured.",
    "evidence_incomplete": "Too little of the evidence that the method weighs is held here.",
    "reference_too_small": "Too few neighbourhoods are measured to compare the place with.",
}
NOT_BACK_TESTED = "This method has not been back-tested."
OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"
OWN_POINT = (
    "Calls to the police from a home are recorded where the home is. The score without the records of the home's own "
    "map point stands beside the score with them."
)
RED_LINE = (
    "The site touches {n} squares of 100 m. Each was measured; figures and score are those of the highest square, "
    "with the range over all of them."
)
RED_LINE_UNRATED = (
    "The site touches {n} squares of 100 m. Each was measured; the figures are those of its south-western square, with "
    "the range over all of them."
)
ONE_SQUARE = (
    "The buildings of the site touch one square of 100 m. It was measured for each of them; figures and score are the "
    "highest, with the range over them."
)
SCORE_INTERVAL = "5 % to 95 % of seeded draws over chance, the method's choices and what is missing"
SCORE_MEANS = (
    "The score is the place's percentile, among the places it is compared with, of documented location risk factors. "
    "Higher is more."
)
RAISED = "The upper end of the band set is raised beyond the draws by {what}."
RAISED_BY = {
    "final band": "the final band",
    "adverse bound": "the adverse bound of what is missing",
    "what is missing": "what is missing, wherever it may lie",
}
CAPS = {
    "evidence_incomplete": "capped: evidence incomplete",
    "local_reference": "capped: local reference",
}
FLOORS = {
    "F1": "Recorded crime of some kinds is very probably among the highest twentieth, by area and by residents",
    "F2": "Recorded crime taken together is among the highest tenth",
    "F3": "A railway, open water or a fast road is so near that a site visit must look at it: confirm on site",
    "LOST": "An earlier release of the data answered questions that this one cannot, and they are taken at their worst",
}
NOT_RULED_OUT = "Not ruled out, because figures are missing:"
TRIGGERS = {
    "RT3": "Over 30 % of the weighted recorded crime lies on one map point of the publisher",
    "RT4": "By area and by residents, recorded crime tells different stories here",
    "RT5": "Venues, or missing services, are among the highest twentieth",
}

FORBIDDEN = ("safe", "unsafe", "dangerous", "low risk", "no go", "crime free", "hotspot")
