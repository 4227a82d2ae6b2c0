"""The fixed sentences of a consultation record and its letters: what silence is, what a code means, handling."""

from __future__ import annotations

from placement_check.consultation.codes import WORDS, Intelligence
from placement_check.records.consultation.law_words import law_of

HANDLING = (
    "Handle as OFFICIAL-SENSITIVE. For the offices named in it, by role, and for no one else. Do not send it "
    "on, in whole or in part, without the consent of the office that wrote it. Send it by secure mail: an "
    "address that ends in .gov.uk is not by itself secure."
)
NO_PERSON = (
    "No person is named here, child or officer. The child is known by the case reference of the responsible "
    "authority; who the child is goes only with the statutory papers, by that authority's secure channel."
)
WITHHELD = "Withheld from this edition."
WITHHELD_MEANS = (
    "Where this edition says that something is withheld, the same words stand whatever it is, and whether it "
    "is much or little. They say nothing of what was answered. This edition is to be read and cannot itself "
    "be verified. The redacted case file of the same case can: it keeps the seals of the withheld parts, and "
    "“placement-check consult redact” writes it."
)

CONSULTATION = (
    "The responsible authority proposes to place a looked-after child in your area, at a distance: outside "
    "its own area and not in the area of any authority that adjoins it. Before the director of children's "
    "services may approve the placement, your authority must have been consulted and have been given a copy "
    "of the child's care plan."
)
CONSULTATION_PAST = (
    "The responsible authority proposed to place a looked-after child in the area of another authority, at a "
    "distance: outside its own area and not in the area of any authority that adjoins it. The law asks that "
    "the area authority be consulted first, with a copy of the child's care plan. Here stand what was asked, "
    "what came back, how it was considered and what was decided."
)
CONSULTATION_LATE = (
    "The responsible authority has approved, in an emergency, to place a looked-after child in your area, at "
    "a distance: outside its own area and not in the area of any authority that adjoins it. Your authority "
    "has not been consulted yet. It must be, and must be given a copy of the child's care plan, within {days} of "
    "the approval ({law})."
)
VOLUNTARY_PAST = (
    "The responsible authority proposed to place a looked-after child in the area of another authority. The "
    "law asks that the area authority be notified; to consult it as well is good practice and not a duty. "
    "Here stand what was asked, what was sent and what was decided."
)
VOLUNTARY = (
    "The responsible authority proposes to place a looked-after child in your area. The law asks that your "
    "authority be notified. It asks for your knowledge as well, as good practice and not as a duty."
)
CONSULTATION_LAW = law_of("distant_dcs", "consult_before_approval")
VOLUNTARY_LAW = (
    f"{law_of('adjoining_nominated_officer', 'notify_before_approval', 'notice_13_4')} Consultation here is good "
    "practice, not a duty."
)
ADVISORY = (
    "Your view is advisory. It is no veto, and approval remains the decision of the responsible authority; "
    "it must consider what you say and record its reasons where it departs from it."
)
NO_TIME_LIMIT = (
    "No statutory time limit for a reply was found. The day to answer by is local policy of the responsible "
    "authority."
)
LOCAL_POLICY = "local policy, not law"

NO_REPLY = "No reply."
NO_REPLY_MEANS = (
    "No reply has been recorded. Silence is not an answer, not agreement and not consultation: no one may "
    "record that the area authority was consulted because a message was sent. It is also no evidence about "
    "the place."
)
_FURTHER = {
    Intelligence.NK: "It says what one authority's records held on the day that they were searched, and no more.",
    Intelligence.CONCERN_GENERAL: "No detail is written here.",
    Intelligence.CONCERN_SPECIFIC_TO_ADDRESS: "No detail is written here.",
    Intelligence.SPEAK: "The code says nothing of what the matter is, or of what kind. The decision pauses until the "
    "conversation has been held.",
    Intelligence.POLICE: "The decision pauses until it has been asked.",
    Intelligence.NOT_SEARCHED: "It is not the same as nothing known, and says nothing of the place.",
    Intelligence.NCND: "It is given as often when nothing is held as when something is.",
}  # fmt: skip
CODES = {
    code.value: f"{WORDS[code][:1].upper()}{WORDS[code][1:]}. {further}" for code, further in _FURTHER.items()
}
CODES_RULE = (
    "Answer by code only. Write no intelligence, no name and no source here: detail passes from person to "
    "person, by the route of your own authority and its police. A code never adds to a score; it only asks "
    "the decision to pause."
)
NO_BLANK = (
    "A blank is not an answer. For each block say which records were searched and to what date; where none "
    "were, say that none were."
)
NOT_FOUND = "Looked for and not found within reach"
NO_LIST = (
    "No list of such services is held, so nothing was looked for. This is not a finding that there is none"
)
NEEDS_ARE = (
    "Needs are categories of the responsible authority, matched by category to services on published lists. "
    "A service on a list may have no place, and may not be right for this child: the area authority knows "
    "which can meet the need."
)
SCORE_GIVES_WAY = (
    "The profile is of the place and knows nothing of the child, the home or anyone who lives near it. It "
    "decides nothing: what an authority knows of it comes before any figure here."
)
ENCLOSURES = (
    "The papers themselves are not held here: only the reference of each, the SHA-256 of its bytes, and when "
    "it was sent. Whoever holds the paper can compare."
)
SEPARATE = (
    "Consultation, notification, approval and ending are four acts, each recorded apart with its own time "
    "and papers. None stands for another."
)
VERIFY = (
    "This edition is to be read, and cannot itself be verified. The case file (JSON) that it was made from "
    "can, and so can a redacted copy of that file (placement-check consult redact), without any account or "
    "network: placement-check verify CASE.json --receipt RECEIPT.json --key KEY.pem, with the receipt and the "
    "public key of the other authority. Without a receipt or head from outside, the check shows only that the "
    "file is consistent within itself; this does not prove that nothing was removed or rewritten."
)
ADDRESS_APART = (
    "The address of the placement is not written here. It goes apart, by the responsible authority's secure "
    "channel, under the case reference."
)
FOR_THE_ADDRESS = (
    "Answer for the address, which goes to you apart by the responsible authority's secure channel, and not "
    "for the postcode alone. Where it has not come, ask for it before you answer."
)
NOT_COMPARED_WITH_LAW = (
    "* The source was not read for this edition: compare with the current text before you rely on it."
)
NOT_STATED = "Not stated."
NO_AREA_AUTHORITY = "None: the placement is in the responsible authority's own area"
LATER = "published after this day"
HINDSIGHT = (
    "{count} come from sources published after {day}, the day of this profile. Nobody could have known them "
    "on that day: {titles}."
)
NO_NAMES_IN_TEXT = (
    "Roles and offices only: no name of any person, no date of birth, no telephone or vehicle number."
)
NOT_DECIDED = "No decision is recorded."
LETTER_PARTNERS = (
    "The police, the integrated care board and the local authority are the safeguarding partners of the area "
    "(Children Act 2004, section 16E). What you advise is used to plan the care of children and not to judge "
    "anyone who lives near by."
)
OWN_AREA = (
    "The placement is in the area of the responsible authority itself. There is no area authority, so none "
    "is consulted or notified."
)
OWN_AREA_PAST = (
    "The responsible authority proposed to place a looked-after child in its own area. There is no area "
    "authority, so none is consulted or notified."
)
EITHER_PAST = (
    "The responsible authority proposed to place a looked-after child in the area of another authority. The "
    "law asks that that authority be notified or, where the placement is at a distance, consulted and given a "
    "copy of the child's care plan."
)
OWN_AREA_LAW = "SI 2010/959, regulation 2(1) (area authority)."
EITHER = (
    "The responsible authority proposes to place a looked-after child in the area of another authority. "
    "Before approval that authority must have been notified or, where the placement is at a distance, "
    "consulted and given a copy of the child's care plan."
)
EITHER_LAW = law_of("adjoining_nominated_officer", "distant_dcs")
TO_CONFIRM = (
    "Whether the two authorities adjoin could not be told from the tables. A person must confirm it, on evidence "
    "that is recorded. Until then the stricter duty, to consult, is followed, and nothing that depends on it is "
    "approved but an emergency."
)
VIEW_ADVISORY = (
    "The view of the area authority is advisory. It is no veto: the responsible authority considers it, and "
    "records its reasons where it departs from it."
)
