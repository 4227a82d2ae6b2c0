"""Who answers for a place on a day: children's services authorities, their neighbours, their police forces.

Everything is read from dated tables (see docs/decisions/0003). Both ends of a validity are included; an
empty ``valid_from`` means "since before the tables begin", an empty ``valid_to`` means "until further
notice". A question about an earlier day is refused: an empty ``valid_from`` says nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple, cast, get_args

from geodata.errors import TableError
from geodata.tables import Row, Rows, by_code, period, rows_of, word

Kind = Literal[
    "county", "unitary", "metropolitan_district", "london_borough", "city_of_london", "isles_of_scilly",
    "welsh_principal_council", "scottish_council",
]  # fmt: skip
Nation = Literal["E", "W", "S"]
Basis = Literal["land", "water", "confirmed"]
KINDS, NATIONS, BASES = get_args(Kind), get_args(Nation), get_args(Basis)

# The day the duty to consult came into force (SI 2013/3239): no placement before it is asked about.
BEGINS: Final = date(2014, 1, 27)


@dataclass(frozen=True, slots=True)
class Authority:
    """A council with children's services, or a Welsh or Scottish council that adjoins England.

    ``code_issued`` is false where no official code exists yet and ``code`` is provisional. ``valid_from`` is
    None for "since before the tables begin"; ``valid_to``, the last day, is None for "until further notice".
    """

    code: str
    name: str
    kind: Kind
    nation: Nation
    region: str
    valid_from: date | None
    valid_to: date | None
    code_issued: bool
    successors: tuple[str, ...]


class Force(NamedTuple):
    """A territorial police force: official code, police.uk ``slug`` and the MAPPA area it belongs to."""

    code: str
    name: str
    slug: str
    nation: Nation
    mappa_area: str


@dataclass(frozen=True, slots=True)
class Adjoining:
    """A neighbouring authority; an empty ``confirmed_by`` means that nobody has confirmed it yet."""

    code: str
    name: str
    nation: Nation
    basis: Basis
    confirmed_by: str


class _Span(NamedTuple):
    """What a row says, and the first and last day on which it says so."""

    first: date
    last: date
    value: str

    def holds(self, on: date) -> bool:
        return self.first <= on <= self.last


class _Border(NamedTuple):
    span: _Span
    basis: Basis
    confirmed_by: str


class Authorities:
    """The dated tables, indexed. Build one with :meth:`from_tables`; it is never changed afterwards."""

    def __init__(
        self,
        *,
        authorities: dict[str, Authority],
        districts: dict[str, list[_Span]],
        forces: dict[str, Force],
        policed: dict[str, list[_Span]],
        borders: dict[str, list[_Border]],
    ) -> None:
        self._authorities = authorities
        self._districts = districts
        self._forces = forces
        self._policed = policed
        self._borders = borders
        self._slugs = {force.slug: force for force in forces.values()}
        self._predecessors: dict[str, list[str]] = {}
        for authority in authorities.values():
            for successor in authority.successors:
                self._predecessors.setdefault(successor, []).append(authority.code)

    @classmethod
    def from_tables(cls, tables: Mapping[str, Rows]) -> Authorities:
        """Return the index of the tables that :func:`geodata.tables.read_tables` gives.

        Raises
        ------
        TableError
            If a table is absent, a code stands twice, a date is not one, or a word is not of its vocabulary.
        """
        return cls(
            authorities={code: _authority(row) for code, row in by_code(tables, "authorities").items()},
            districts=_spans(rows_of(tables, "districts"), "code", "authority", "districts"),
            forces={code: _force(row) for code, row in by_code(tables, "forces").items()},
            policed=_spans(rows_of(tables, "authority_forces"), "authority", "force", "authority_forces"),
            borders=_borders(rows_of(tables, "adjacency")),
        )

    def authority(self, code: str, on: date) -> Authority:
        """Return the authority whose code is valid on the day.

        Raises
        ------
        TableError
            If the code is unknown, or not valid on the day: the message says since or until when, and which
            codes stand in its place.
        """
        found = self._known(code, on)
        if _holds(found, on):
            return found
        others = ", ".join(f"{other.name} ({other.code})" for other in self.resolve(code, on))
        if found.valid_from is not None and on < found.valid_from:
            when = f"is valid only since {found.valid_from.isoformat()}; its predecessors on that day"
        else:
            until = cast("date", found.valid_to)
            when = f"was valid only until {until.isoformat()}; its successors on that day"
        raise TableError(
            f"Authority {found.name} ({code}) {when}: {others or 'none in the tables'}. "
            f"Asked for {on.isoformat()}. Use a code of that day."
        )

    def resolve(self, code: str, on: date) -> tuple[Authority, ...]:
        """Return the authorities that stand for the code on the day, sorted by code.

        Several, where an authority was split or merged: a predecessor or a successor may hold more land, or
        less, than the code asked for. Empty where the chain of codes reaches none that is valid.

        Raises
        ------
        TableError
            If the code is unknown or the day lies before the tables begin.
        """
        start = self._known(code, on)
        forward = start.valid_to is not None and on > start.valid_to
        seen: dict[str, Authority] = {}
        waiting = [start]
        while waiting:
            authority = waiting.pop()
            if authority.code in seen:
                continue
            seen[authority.code] = authority
            if not _holds(authority, on):
                before = self._predecessors.get(authority.code, ())
                onward = authority.successors if forward else before
                waiting += [self._known(other, on) for other in onward]
        return tuple(seen[other] for other in sorted(seen) if _holds(seen[other], on))

    def authority_of_district(self, district_code: str, on: date) -> Authority:
        """Return the children's services authority of a district's area on the day.

        Parameters
        ----------
        district_code
            The local authority district's code of April 2025, which names the same area on every day.
        on
            The day.

        Raises
        ------
        TableError
            If the district is unknown, or no authority is recorded for it on that day.
        """
        spans = self._districts.get(district_code)
        if spans is None:
            raise TableError(
                f"District {district_code} is not in table 'districts'. "
                "Use an English district code of April 2025."
            )
        return self.authority(_only(spans, on, f"district {district_code}", "districts"), on)

    def force_of(self, authority_code: str, on: date) -> Force:
        """Return the territorial police force of an authority on the day.

        Raises
        ------
        TableError
            If the code is not valid on the day, or no force is recorded for it (Scottish councils).
        """
        authority = self.authority(authority_code, on)
        spans = self._policed.get(authority_code)
        if spans is None:
            raise TableError(
                f"No police force is recorded for {authority.name} ({authority_code}): table "
                "'authority_forces' holds English and adjoining Welsh councils only. Ask that council."
            )
        return self.force_by_code(_only(spans, on, f"authority {authority_code}", "authority_forces"))

    def force_of_district(self, district_code: str, on: date) -> Force:
        """Return the territorial police force of a district's area on the day.

        Raises
        ------
        TableError
            As :meth:`authority_of_district` and :meth:`force_of`.
        """
        return self.force_of(self.authority_of_district(district_code, on).code, on)

    def adjoining(self, authority_code: str, on: date) -> tuple[Adjoining, ...]:
        """Return the neighbours of an English authority on the day, sorted by code.

        Empty means that no neighbour is recorded by land or by the listed river boundaries. It is a table to
        be confirmed, not law: see ``basis`` and ``confirmed_by``.

        Raises
        ------
        TableError
            If the code is not valid on the day, or is not English: only English neighbours are complete.
        """
        authority = self.authority(authority_code, on)
        if authority.nation != "E":
            raise TableError(
                f"The neighbours of {authority.name} ({authority_code}) are not known: table 'adjacency' is "
                "complete for English authorities only. Ask for those of the English authority instead."
            )
        found: dict[str, Adjoining] = {}
        for border in self._borders.get(authority_code, ()):
            if border.span.holds(on):
                other = self.authority(border.span.value, on)
                if other.code in found:
                    raise TableError(
                        f"Table 'adjacency' has two rows for {authority_code} and {other.code} on "
                        f"{on.isoformat()}. Correct their dates."
                    )
                found[other.code] = Adjoining(
                    other.code, other.name, other.nation, border.basis, border.confirmed_by
                )
        return tuple(found[code] for code in sorted(found))

    def english(self, on: date) -> tuple[Authority, ...]:
        """Return every English children's services authority of the day, sorted by code.

        Raises
        ------
        TableError
            If the day lies before the tables begin.
        """
        _check_day(on)
        found = (known for _, known in sorted(self._authorities.items()))
        return tuple(known for known in found if known.nation == "E" and _holds(known, on))

    def forces(self, nation: Nation) -> tuple[Force, ...]:
        """Return the territorial forces of a nation (``E`` or ``W``), sorted by code.

        Raises
        ------
        TableError
            If the table holds no force of that nation.
        """
        found = tuple(force for _, force in sorted(self._forces.items()) if force.nation == nation)
        if not found:
            raise TableError(f"Table 'forces' holds no force of nation '{nation}'. Ask for 'E' or 'W'.")
        return found

    def force_by_slug(self, slug: str) -> Force:
        """Return the force that police.uk calls by this slug.

        Raises
        ------
        TableError
            If no territorial force of England or Wales has it.
        """
        if slug not in self._slugs:
            raise TableError(
                f"'{slug}' is not the police.uk id of a territorial force of England or Wales. "
                "Check its spelling."
            )
        return self._slugs[slug]

    def force_by_code(self, code: str) -> Force:
        """Return the force with this official police force area code.

        Raises
        ------
        TableError
            If the table has no such force.
        """
        if code not in self._forces:
            raise TableError(f"Police force {code} is not in table 'forces'. Use a code of England or Wales.")
        return self._forces[code]

    def _known(self, code: str, on: date) -> Authority:
        _check_day(on)
        if code not in self._authorities:
            raise TableError(
                f"Authority {code} is not in table 'authorities'. Use the code of an upper-tier authority; "
                "for a district, ask for the authority of the district."
            )
        return self._authorities[code]


def _check_day(on: date) -> None:
    if on < BEGINS:
        raise TableError(
            f"The tables of authorities begin on {BEGINS.isoformat()} and do not speak of {on.isoformat()}. "
            "Ask about a later day."
        )


def _holds(authority: Authority, on: date) -> bool:
    since, until = authority.valid_from, authority.valid_to
    return (since is None or since <= on) and (until is None or on <= until)


def _only(spans: list[_Span], on: date, what: str, table: str) -> str:
    """Return the one value that holds on the day."""
    _check_day(on)
    values = [span.value for span in spans if span.holds(on)]
    if len(values) == 1:
        return values[0]
    if values:
        raise TableError(
            f"Table '{table}' has {len(values)} rows for {what} on {on.isoformat()}. Correct their dates."
        )
    raise TableError(
        f"Table '{table}' has no row for {what} on {on.isoformat()}: its rows cover {_periods(spans)}. "
        "Ask about a day in them."
    )


def _periods(spans: list[_Span]) -> str:
    words = []
    for first, last, _ in sorted(spans):
        since = "the start" if first == date.min else first.isoformat()
        words.append(f"{since} to {last.isoformat()}" if last != date.max else f"{since} onwards")
    return ", ".join(words)


def _authority(row: Row) -> Authority:
    where = f"Table 'authorities', code {row['code']}"
    first, last = period(row, where)
    return Authority(
        code=row["code"],
        name=row["name"],
        kind=cast("Kind", word(row["kind"], KINDS, where)),
        nation=cast("Nation", word(row["nation"], NATIONS, where)),
        region=row["region"],
        valid_from=None if first == date.min else first,
        valid_to=None if last == date.max else last,
        code_issued=word(row["code_issued"], ("true", "false"), where) == "true",
        successors=tuple(code for code in row["successors"].split(";") if code),
    )


def _force(row: Row) -> Force:
    nation = word(row["nation"], NATIONS, f"Table 'forces', code {row['code']}")
    return Force(row["code"], row["name"], row["slug"], cast("Nation", nation), row["mappa_area"])


def _spans(rows: Rows, key: str, value: str, table: str) -> dict[str, list[_Span]]:
    spans: dict[str, list[_Span]] = {}
    for row in rows:
        first, last = period(row, f"Table '{table}', {row[key]}")
        spans.setdefault(row[key], []).append(_Span(first, last, row[value]))
    return spans


def _borders(rows: Rows) -> dict[str, list[_Border]]:
    borders: dict[str, list[_Border]] = {}
    for row in rows:
        one, other = row["code_a"], row["code_b"]
        where = f"Table 'adjacency', {one} and {other}"
        first, last = period(row, where)
        basis = cast("Basis", word(row["basis"], BASES, where))
        for here, there in ((one, other), (other, one)):
            border = _Border(_Span(first, last, there), basis, row["confirmed_by"])
            borders.setdefault(here, []).append(border)
    return borders
