"""All that a section of the open report may look at; what is not here cannot be printed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from geodata.store import Store
from placement_check.assess import Assessment
from placement_check.findings import Finding, Measured, NotCovered, Unavailable
from placement_check.records.blocks import Block
from placement_check.records.document import to_json
from placement_check.records.marks import PLACED_BY, validity_of
from placement_check.validity import Validity


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided: in what role, on what day, and why. Never a name."""

    role: str
    day: date
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Human:
    """What people have recorded about an assessment, in plain lines.

    ``not_placing`` answers the box on the cost of not placing here, a term and its text each. ``until`` is the last
    day of a decision that ends before the report does; ``expired`` says that it had ended when the report was read;
    ``band_moved`` is the sentence on a band that a person set.
    """

    decision: Decision | None = None
    visits: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    not_placing: tuple[tuple[str, str], ...] = ()
    views: tuple[str, ...] = ()
    consultations: tuple[str, ...] = ()
    until: date | None = None
    expired: bool = False
    band_moved: str = ""


@dataclass(frozen=True, slots=True)
class Additions:
    """What is printed besides the assessment: what people recorded, and the answers to a planning application.

    ``json`` is the JSON document of the whole case, "" where it is that of the assessment alone; ``validity`` counts
    what people recorded, None where nothing was.
    """

    human: Human | None = None
    planning: tuple[Block, ...] = ()
    json: str = ""
    validity: Validity | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A layer that the assessment rests on, with the number under which the report cites it."""

    number: int
    layer: str

    @property
    def key(self) -> str:
        """Return how the report cites the layer, as "S3"."""
        return f"S{self.number}"


@dataclass(frozen=True, slots=True)
class Edition:
    """One report to be written: the assessment, its release, what people added, and what follows from them."""

    assessment: Assessment
    store: Store
    human: Human
    validity: Validity
    digest: str
    sources: tuple[Source, ...]

    @property
    def measured(self) -> list[Measured]:
        """Return the findings that have a figure, in the report's order."""
        return [f for f in self.assessment.findings if isinstance(f, Measured)]

    @property
    def gaps(self) -> list[NotCovered | Unavailable]:
        """Return the findings without a figure, in the report's order."""
        return [f for f in self.assessment.findings if not isinstance(f, Measured)]

    @property
    def reference_key(self) -> str:
        """Return the comparator that stands for the reference set of the rating."""
        return "england" if self.assessment.reference[0] == "england" else "force"

    def of(self, domain: str) -> list[Finding]:
        """Return the findings of a domain."""
        return [f for f in self.assessment.findings if f.question.domain == domain]

    def keys_of(self, finding: Finding) -> str:
        """Return the keys of the sources of a finding, as "S1, S4"; the report's last annex lists them."""
        used = {p.layer for p in finding.provenance}
        return ", ".join(s.key for s in self.sources if s.layer in used)


def edition(assessment: Assessment, store: Store, added: Additions) -> Edition:
    """Return the edition of an assessment."""
    return Edition(
        assessment, store, added.human or Human(), added.validity or validity_of(assessment),
        digest(added.json or to_json(assessment)), _sources(assessment),
    )  # fmt: skip


def digest(document: str) -> str:
    """Return the SHA-256 of a JSON document, byte for byte as ``check -o FILE.json`` writes it."""
    return hashlib.sha256(document.encode("utf-8")).hexdigest()


def _sources(assessment: Assessment) -> tuple[Source, ...]:
    """Return the layers behind every figure and behind the place itself, in the order of their first use."""
    used = [p.layer for f in assessment.findings if isinstance(f, Measured) for p in f.provenance]
    held = [n for n in dict.fromkeys((*PLACED_BY, *used)) if n in assessment.layers]
    built = [n for n in held if assessment.layers[n]["status"] == "built"]
    return tuple(Source(k, name) for k, name in enumerate(built, 1))
