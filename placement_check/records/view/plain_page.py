"""Page one: what a twelve-year-old can read, before any table, score or band."""

from __future__ import annotations

from collections.abc import Iterator

from placement_check.findings import Measured, Percentile
from placement_check.records import numbers, wording
from placement_check.records.blocks import Block, Bullets, Heading, Paragraph
from placement_check.records.view.edition import Edition
from placement_check.records.view.words import lowered, quoted
from placement_check.surroundings import Nearby

GAPS = {
    "crime": "crime that the police recorded",
    "venues.pubs": "pubs, bars and clubs",
    "venues.takeaways": "takeaways",
    "venues.hotels": "hotels and guest houses",
    "venues.interchanges": "stations and taxi ranks",
    "venues.gambling": "betting shops and other places to gamble",
    "hazards.rail": "railway lines",
    "hazards.water": "rivers, canals and lakes",
    "hazards.road": "big, fast roads",
    "services.isolation": "how far it is to a shop or a bus stop",
    "services.transport": "bus stops",
    "services.school": "schools and colleges",
    "services.gp": "doctors",
    "services.camhs": "help for young people's mental health",
    "services.youth": "youth clubs and sports",
    "services.library": "libraries",
}
HELPS = {
    "services.isolation": "A shop or bus stop",
    "services.transport": "A bus stop",
    "services.school": "A school or college",
    "services.gp": "A doctor's surgery",
    "services.camhs": "Mental health help",
    "services.youth": "A youth club or sports",
    "services.library": "A library",
}
VENUES = {
    "venues.pubs": ("pub, bar or club", "pubs, bars or clubs"),
    "venues.takeaways": ("takeaway", "takeaways"),
}
HAZARDS = {
    "hazards.rail": "a railway line about",
    "hazards.water": "a river, canal or lake about",
    "hazards.road": "a big road about",
}
NOT_NAMED = ("", "unknown")


def plain_page(e: Edition) -> Iterator[Block]:
    """Yield the first page: what is known, what is not, what helps, what must still be asked, and who decides."""
    a = e.assessment
    yield Heading(2, "In plain words", "plain-words")
    yield Paragraph(wording.HEADER, strong=True)
    yield Paragraph(wording.NOT_BACK_TESTED, strong=True)
    yield Paragraph(
        f"Before a child lives somewhere, grown-ups should find out what the place is like. We looked up what public "
        f"records say about this place in {a.where.district.name}, for {numbers.day(a.at)}."
    )
    yield Heading(3, "What we know", "plain-known")
    yield Bullets(tuple(_known(e)))
    yield Heading(3, "What we do not know", "plain-unknown")
    yield Bullets(tuple(_unknown(e)))
    yield Heading(3, "Things nearby that help", "plain-helps")
    yield Bullets(tuple(_helps(e)))
    yield Heading(3, "What must still be asked", "plain-ask")
    yield Bullets((
        "The police: what do they know about this place?",
        f"The council ({a.where.authority.name}): do they know of adults who harm children here?",
        "Young people who know the area: what is it like, and where do they not go?",
        "Someone must also go and look, by day and after dark.",
    ))  # fmt: skip
    yield Heading(3, "People decide", "plain-decide")
    yield Paragraph(
        "This report does not decide anything. A person with the right job must read it, ask the questions, listen to "
        "the child, and then decide. That person must write down why."
    )


def _known(e: Edition) -> Iterator[str]:
    yield from _crime(e)
    yield from _venues(e)
    near = {n.indicator: n for n in e.assessment.near}
    hazards = [f"{w} {_about(near[n].metres)} away" for n, w in HAZARDS.items() if n in near]
    if hazards:
        yield f"There is {_listed(hazards)}."
    if not e.measured:
        yield "We have no facts about this place yet."


def _crime(e: Edition) -> Iterator[str]:
    counts = e.assessment.crime.counts
    if "by_category" in counts:
        total = sum(counts["by_category"].values())
        miles = counts["radius_m"] / 1609.344
        reach = "a mile" if abs(miles - 1) < 0.02 else f"{counts['radius_m']:,.0f} metres"
        yield (
            f"The police wrote down {numbers.count(total)} reports of crime or trouble within {reach} of here, from "
            f"{numbers.window(counts['from'], counts['to'])}."
        )
    found = next((f for f in e.measured if f.question.indicator == "crime.vso.density"), None)
    standing = None if found is None else found.percentiles.get(e.reference_key)
    if isinstance(standing, Percentile) and standing.value is not None:
        area = wording.reference_area(e.assessment.reference[0])
        yield f"There is more recorded violence here than in {_of_100(standing.value)} places in {area}."


def _of_100(percentile: float) -> str:
    if percentile >= 99.5:
        return "nearly all"
    return f"{max(1, round(percentile))} of every 100" if percentile >= 0.5 else "hardly any"


def _venues(e: Edition) -> Iterator[str]:
    counted = {f.question.indicator: f for f in e.measured if "count" in f.detail}
    held = [(counted[n], *words) for n, words in VENUES.items() if n in counted]
    if held:
        within = f"within {held[0][0].detail['radius_m']:,.0f} metres"
        yield f"The lists show {_listed([_many(*one) for one in held])} {within}."


def _many(found: Measured, one: str, many: str) -> str:
    n = int(found.detail["count"])
    least = "at least " if found.bound == "at_least" else ""
    return f"{least}{numbers.count(n)} {one if n == 1 else many}"


def _listed(some: list[str]) -> str:
    return some[0] if len(some) == 1 else f"{', '.join(some[:-1])} and {some[-1]}"


def _unknown(e: Edition) -> Iterator[str]:
    names = [_gap_name(f.question.indicator, f.question.title) for f in e.gaps]
    if names:
        yield (
            f"We have no usable facts about: {'; '.join(dict.fromkeys(names))}. Not knowing is not good news. Someone "
            "has to find out."
        )
    yield "Much harm is never reported, so no list can show it. And no list says how it feels to live here."


def _gap_name(indicator: str, title: str) -> str:
    if indicator.startswith("crime."):
        return GAPS["crime"]
    return GAPS.get(indicator) or lowered(title)


def _helps(e: Edition) -> Iterator[str]:
    mine = [n for n in e.assessment.near if n.helps]
    for near in mine:
        what = HELPS.get(near.indicator, near.title)
        yield f"{what}{_named(near)}: about {_about(near.metres)} away."
    if not mine:
        yield "We found none in the lists that we hold. That does not mean that there are none."


def _named(near: Nearby) -> str:
    return "" if near.name in NOT_NAMED else f" ({quoted(near.name)})"


def _about(metres: float) -> str:
    if metres < 100:
        return f"{max(10, 10 * round(metres / 10))} metres"
    if metres < 2000:
        return f"{50 * round(metres / 50):,} metres"
    return f"{metres / 1000:.0f} kilometres"
