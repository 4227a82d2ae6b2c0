"""The crime layer: street files into map points, force-months with a typed status, and grid periods.

Method S-2, S-3, S-4, S-8, S-11, S-13 and S-22a, as amended in section 9.11.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from geodata import grid
from geodata.build.harvest import SourceFile
from geodata.build.police_files import Member, StreetFile, members, read
from geodata.errors import SourceFileError
from geodata.types import Rejection

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.build.draft import Draft

MIN_RATIO = 0.50  # method S-8: a month with less than this share of the usual records is not covered
USUAL_MONTHS = 12  # method S-8: the usual is the median of so many covered months before
ENGLAND_SHARE = 0.90  # method S-2: with this share of England's forces covered, one last month holds for all
BREAK_SHARE = 0.50  # method S-22a: with more of a month's records on new map points, the points have moved
BREAK_MONTHS = 12  # method S-22a: points used in none of so many months before are new
PERIOD_MONTHS = 24  # method S-22a: a grid period is at most so many months
PERIOD_MIN_MONTHS = 6  # method S-22a: a shorter period is passed over for the one before it
NON_TERRITORIAL = ("btp",)  # method S-13: their records count as events, never as a force's coverage
OUTSIDE = ("northern-ireland",)  # in the archive, but on no land that this project knows


@dataclass(frozen=True, slots=True)
class Broken:
    """A street file that failed: its force-month is not covered."""

    name: str
    sha256: str
    slug: str
    month: str
    rule: str
    row: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A street file whose records are those of one already read: none of them counts again."""

    name: str
    sha256: str
    slug: str
    month: str
    rows: int
    same_as: str


@dataclass(frozen=True, slots=True)
class Streets:
    """Every street file of a release: read, broken, or the copy of one that was read."""

    files: tuple[StreetFile, ...]
    broken: tuple[Broken, ...]
    copies: tuple[Copy, ...] = ()

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        """Every rejected row."""
        return tuple(r for f in self.files for r in f.rejections)


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    code: Mapping[str, int]
    known: frozenset[str]
    good: dict[tuple[str, str], StreetFile] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)


def read_all(
    files: list[SourceFile], labels: Sequence[str], slugs: Iterable[str], progress: Callable[[str], None]
) -> Streets:
    """Return every street file; one that fails is kept as broken and takes its force-month with it (S-3)."""
    code = {label: number for number, label in enumerate(labels)}
    reading = _Reading(code, frozenset({*slugs, *NON_TERRITORIAL}))
    for file in files:
        progress(file.name)
        try:
            for member in members(file):
                if member.slug not in OUTSIDE:
                    _read_one(member, reading)
        except SourceFileError as error:
            reading.broken.append(Broken(file.name, file.sha256, "", "", error.rule, error.row, error.text))
    _refuse_contradicted(reading)
    return Streets(
        tuple(reading.good[key] for key in sorted(reading.good)),
        tuple(sorted(reading.broken, key=lambda b: b.name)),
        tuple(sorted(reading.copies, key=lambda c: c.name)),
    )


def _read_one(member: Member, reading: _Reading) -> None:
    try:
        if member.slug not in reading.known:
            raise SourceFileError(
                member.name, "force", f"'{member.slug}' is no police force of the table forces.csv."
            )
        found = read(member, reading.code)
        first = reading.good.setdefault((member.slug, member.month), found)
        if first is found:
            return
        if not _same(first, found):
            raise SourceFileError(
                member.name, "twice", f"the same force and month is also in {first.name}, with other records."
            )
        reading.copies.append(
            Copy(found.name, found.sha256, found.slug, found.month, found.rows_in, first.name)
        )
    except SourceFileError as error:
        reading.broken.append(
            Broken(member.name, member.sha256, member.slug, member.month, error.rule, error.row, error.text)
        )


def _refuse_contradicted(reading: _Reading) -> None:
    """Refuse the first file of a force-month too, and its copies, where another has other records."""
    for conflict in [b for b in reading.broken if b.rule == "twice"]:
        first = reading.good.pop((conflict.slug, conflict.month), None)
        if first is None:
            continue
        alike = [c for c in reading.copies if c.same_as == first.name]
        reading.copies = [c for c in reading.copies if c.same_as != first.name]
        text = f"the same force and month is also in {conflict.name}, with other records."
        for name, sha256 in [(first.name, first.sha256), *((c.name, c.sha256) for c in alike)]:
            reading.broken.append(replace(conflict, name=name, sha256=sha256, text=text))


def _same(one: StreetFile, other: StreetFile) -> bool:
    """Return whether two files hold the same records: the second copy of one month is no second month."""
    pairs = (
        (one.x, other.x), (one.y, other.y), (one.category, other.category), (one.n, other.n),
        (one.unlocated, other.unlocated),
    )  # fmt: skip
    return one.rows_in == other.rows_in and all(np.array_equal(a, b) for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Months:
    """Force-months: rows are forces, columns are months; tallies have the category as a middle axis."""

    months: tuple[str, ...]
    slugs: tuple[str, ...]
    records: NDArray[np.int64]
    located: NDArray[np.int64]
    unlocated: NDArray[np.int64]
    held: NDArray[np.bool_]
    status: list[list[str]]


def month_range(first: str, last: str) -> tuple[str, ...]:
    """Return every month from the first to the last, YYYY-MM."""
    start, end = (int(m[:4]) * 12 + int(m[5:7]) - 1 for m in (first, last))
    return tuple(f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, end + 1))


def _axis(streets: Streets) -> tuple[str, ...]:
    """Return the months from the first to the last readable one, and on to a broken one within the next year.

    Other broken files, whatever month their names state, stay in the list of failures only.
    """
    seen = sorted({f.month for f in streets.files})
    if not seen:
        return ()
    soon = month_range(seen[-1], f"{int(seen[-1][:4]) + 1}{seen[-1][4:]}")
    last = max({seen[-1], *(b.month for b in streets.broken if b.month in soon)})
    return month_range(seen[0], last)


def tabulate(streets: Streets, labels: Sequence[str], territorial: Sequence[str]) -> Months:
    """Return the force-months of territorial forces, none missing between the first and the last month held."""
    months = _axis(streets)
    at = {m: i for i, m in enumerate(months)}
    row = {slug: i for i, slug in enumerate(territorial)}
    shape = (len(territorial), len(labels), len(months))
    located, unlocated = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    held = np.zeros((len(territorial), len(months)), dtype=bool)
    status = [["no_data"] * len(months) for _ in territorial]
    for file in streets.files:
        if file.slug in row:
            f, m = row[file.slug], at[file.month]
            located[f, :, m], unlocated[f, :, m] = file.located, file.unlocated
            held[f, m] = True
            status[f][m] = "held"
    for bad in streets.broken:
        if bad.slug in row and bad.month in at and status[row[bad.slug]][at[bad.month]] == "no_data":
            status[row[bad.slug]][at[bad.month]] = "failed_check"
    return Months(
        months, tuple(territorial), (located + unlocated).sum(axis=1), located, unlocated, held, status
    )


def judge_coverage(table: Months, overrides: list[dict[str, str]], codes: Sequence[str]) -> NDArray[np.bool_]:
    """Return which force-months are covered (method S-8 as amended), and write the reason into ``status``.

    A month is covered if its file holds at least half the median of the force's previous twelve covered months; the
    force's first twelve months held are compared with the median of its months 13 to 24 held.
    """
    covered = np.zeros_like(table.held)
    for f in range(len(table.slugs)):
        months = np.flatnonzero(table.held[f])
        counts = table.records[f]
        later = [int(counts[m]) for m in months[USUAL_MONTHS : 2 * USUAL_MONTHS]]
        past: list[int] = []
        for rank, m in enumerate(months):
            first = later or [int(counts[k]) for k in months]
            basis = first if rank < USUAL_MONTHS else past[-USUAL_MONTHS:] or later
            covered[f, m] = int(counts[m]) > 0 and int(counts[m]) >= MIN_RATIO * median(basis)
            if covered[f, m]:
                past.append(int(counts[m]))
            table.status[f][m] = "covered" if covered[f, m] else "coverage_below_minimum"
    _override(table, covered, overrides, codes)
    return covered


def mark_others_only(table: Months, streets: Streets, index: grid.GridIndex, land: NDArray[np.int16]) -> None:
    """Write ``btp_only`` into the status of force-months that hold only records of a non-territorial force (S-13)."""
    at = {m: i for i, m in enumerate(table.months)}
    key = _point_key(np.asarray(index.x), np.asarray(index.y))
    order = np.argsort(key)
    for file in streets.files:
        if file.slug not in NON_TERRITORIAL or not file.n.size:
            continue
        point = order[np.searchsorted(key[order], _point_key(file.x, file.y))]
        for f in np.unique(land[point][land[point] >= 0]):
            if table.status[f][at[file.month]] == "no_data":
                table.status[f][at[file.month]] = "btp_only"


def _override(
    table: Months, covered: NDArray[np.bool_], overrides: list[dict[str, str]], codes: Sequence[str]
) -> None:
    for row in overrides:
        if row["force"] not in codes:
            continue
        f = list(codes).index(row["force"])
        for m, month in enumerate(table.months):
            if table.held[f, m] and row["from_month"] <= month <= (row["to_month"] or "9999-99"):
                covered[f, m] = row["covered"] == "true"
                table.status[f][m] = "covered" if covered[f, m] else "override"


def grid_breaks(streets: Streets, table: Months) -> NDArray[np.bool_]:
    """Return the force-months in which the publisher moved to another set of map points (method S-22a).

    A break is a month in which over half of the located records lie on points that the force did not use in the
    twelve months before; the first twelve months held cannot be judged.
    """
    breaks = np.zeros((len(table.slugs), len(table.months)), dtype=bool)
    at = {m: i for i, m in enumerate(table.months)}
    by_force: dict[str, list[StreetFile]] = defaultdict(list)
    for file in streets.files:
        by_force[file.slug].append(file)
    for f, slug in enumerate(table.slugs):
        files = sorted(by_force[slug], key=lambda file: file.month)
        keys = [_point_key(file.x, file.y) for file in files]
        for i in range(BREAK_MONTHS, len(files)):
            seen = np.unique(np.concatenate(keys[i - BREAK_MONTHS : i]))
            n, new = files[i].n, ~np.isin(keys[i], seen)
            if n.sum() and n[new].sum() > BREAK_SHARE * n.sum():
                breaks[f, at[files[i].month]] = True
    return breaks


def grid_period(breaks: NDArray[np.bool_], covered: NDArray[np.bool_], f: int, last: int) -> range:
    """Return the months of a force's current grid period that ends at ``last`` (method S-22a).

    At most the latest 24 months since the last break; a period of fewer than six months is too short to use, and
    the one before it stands instead.
    """
    starts = [int(m) for m in np.flatnonzero(breaks[f, : last + 1])]
    end = last
    while starts and end - starts[-1] + 1 < PERIOD_MIN_MONTHS:
        end = starts.pop() - 1
    begin = starts[-1] if starts else 0
    return range(max(begin, end - PERIOD_MONTHS + 1), end + 1)


def window_ends(covered: NDArray[np.bool_], english: NDArray[np.bool_]) -> tuple[NDArray[np.int64], str]:
    """Return each force's last month t0 (-1 where it has none), and which rule set it (method S-2 as amended).

    With at least 90 % of English territorial forces covered in some month, the latest such month is t0 for all;
    otherwise each force's own latest covered month is.
    """
    needed = ENGLAND_SHARE * int(english.sum())
    national = (
        np.flatnonzero(covered[english].sum(axis=0) >= needed) if english.any() else np.empty(0, np.int64)
    )
    if national.size:
        return np.full(covered.shape[0], int(national[-1])), "england"
    own = [int(np.flatnonzero(row)[-1]) if row.any() else -1 for row in covered]
    return np.array(own, dtype=np.int64), "force"


def _point_key(x: NDArray[np.int32], y: NDArray[np.int32]) -> NDArray[np.int64]:
    return (y.astype(np.int64) << 32) | x.astype(np.int64)


def write(
    draft: Draft, streets: Streets, table: Months, active: Callable[[str], range | None]
) -> grid.GridIndex:
    """Write map points with their rows; return the point index.

    ``active`` gives, for a force's slug, the months of its current grid period; a point is active when a record of
    a territorial force lies on it in that force's period.
    """
    at = {m: i for i, m in enumerate(table.months)}
    files = [f for f in streets.files if f.n.size]
    key = np.concatenate([_point_key(f.x, f.y) for f in files]) if files else np.empty(0, np.int64)
    month = np.concatenate([np.full(f.n.size, at[f.month], np.int64) for f in files]) if files else key
    category = np.concatenate([f.category for f in files]) if files else key
    n = np.concatenate([f.n for f in files]) if files else key
    live = np.concatenate([np.full(f.n.size, _is_active(f, at, active)) for f in files]) if files else key > 0
    points, inverse = np.unique(key, return_inverse=True)
    index, order = grid.build((points & 0xFFFFFFFF).astype(np.int32), (points >> 32).astype(np.int32))
    place = np.empty(points.size, dtype=np.int64)
    place[order] = np.arange(points.size)
    _write_rows(draft, place[inverse], month, category, n, points.size)
    is_live = np.zeros(points.size, dtype=bool)
    is_live[place[inverse[live]]] = True
    draft.add("crime.active", is_live)
    for name in ("x", "y", "start"):
        draft.add(f"crime.{name}", getattr(index, name))
    return index


def _is_active(file: StreetFile, at: dict[str, int], active: Callable[[str], range | None]) -> bool:
    period = active(file.slug)
    return period is not None and at[file.month] in period


def _write_rows(
    draft: Draft, point: NDArray[np.int64], month: NDArray[np.int64], category: NDArray[np.int64],
    n: NDArray[np.int64], points: int,
) -> None:  # fmt: skip
    """Write (month, category, count) rows point by point; records of several forces on one point are added up."""
    months, categories = int(month.max(initial=0)) + 1, int(category.max(initial=0)) + 1
    key = (point * months + month) * categories + category
    unique, inverse = np.unique(key, return_inverse=True)
    total = np.bincount(inverse, n, unique.size).astype(np.int64) if unique.size else unique
    owner = unique // categories // months
    draft.add(
        "crime.row_start",
        np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=points)))).astype(np.int32),
    )
    draft.add("crime.row_month", (unique // categories % months).astype(np.uint16))
    draft.add("crime.row_category", (unique % categories).astype(np.uint8))
    draft.add("crime.row_n", total.astype(np.uint16 if total.max(initial=0) < 65_536 else np.uint32))
