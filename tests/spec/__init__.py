"""This page states every rule that an open check follows, in the order in which a place is looked at. Rule numbers
(S-1, S-2, ...) are those that code, manifests and reports cite; worked examples (WE-1, WE-2, ...) are proven to the
digits that the method prints; a number such as 1.3 is a section of the method. Each rule stands with the tests that
prove it. Where a rule leaves room, [decision 0004](decisions/0004-readings-of-the-method.md) says how the profile
reads it, and [decision 0008](decisions/0008-readings-of-the-rating.md) how the rating does. Every parameter, with the
rule that sets it: [method-parameters.md](method-parameters.md). Terms: [glossary.md](glossary.md).

The order is the message: first the profile, indicator by indicator with its interval and what is missing; then the
score, never without its interval, its reference set and its completeness; then the set of bands. The method has not
been back-tested: it describes, and predicts nothing.

What it cannot say: police.uk's "violence and sexual offences" mixes common assault with rape, has no victim's age,
and child sexual exploitation is no offence category at all. Recorded crime is what people reported and police
recorded. Only the police and the area authority can say what is known of exploitation.

Each indicator's rationale, evidence grade and limits: [layers.md](layers.md). No validated distance threshold for
child sexual exploitation, county lines or missing episodes was found; every radius is a choice informed by studies of
mobility and of crime patterns.

Not in this version: offender numbers and restricted layers (S-35 to S-50); the back-test (S-59 to S-61); the
comparison with the same rural-urban class (S-21), for which no file is read yet; and the displacement of records
within their map point's neighbourhood.
"""
