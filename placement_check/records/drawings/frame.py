"""A square window on the ground: metres of the grid to user units, lines clipped at its edge, labels kept apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from placement_check.records.drawings.lettering import advance
from placement_check.records.drawings.svg import Box, Xy

POINTS = (
    "north", "north-north-east", "north-east", "east-north-east", "east", "east-south-east", "south-east",
    "south-south-east", "south", "south-south-west", "south-west", "west-south-west", "west", "west-north-west",
    "north-west", "north-north-west",
)  # fmt: skip
# Where a label is tried round its point, as parts of a turn's sine and cosine: the diagonals first.
TRIED = (
    (0.71, -0.71), (-0.71, -0.71), (0.71, 0.71), (-0.71, 0.71), (1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0),
    (0.92, -0.38), (-0.92, -0.38), (0.92, 0.38), (-0.92, 0.38), (0.38, -0.92), (-0.38, -0.92), (0.38, 0.92),
    (-0.38, 0.92),
)  # fmt: skip
AWAY = (13.0, 19.0, 26.0, 34.0, 44.0, 56.0, 70.0, 86.0, 104.0, 124.0, 146.0, 170.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """A square of ``half_m`` metres each way round ``centre`` (EPSG:27700), drawn in ``box``."""

    centre: Xy
    half_m: float
    box: Box

    @property
    def scale(self) -> float:
        """Return user units to the metre."""
        return (self.box.right - self.box.left) / (2 * self.half_m)

    def at(self, point: Xy) -> Xy:
        """Return where a point of the grid is drawn; northings rise, user units fall."""
        x = self.box.left + (point[0] - self.centre[0] + self.half_m) * self.scale
        return x, self.box.bottom - (point[1] - self.centre[1] + self.half_m) * self.scale

    def clipped(self, runs: Iterable[Sequence[Xy]]) -> list[list[Xy]]:
        """Return what is seen of broken lines of the grid, in user units, thinned to what an eye can tell apart."""
        seen: list[list[Xy]] = []
        for run in runs:
            drawn = [self.at(p) for p in run]
            fresh = True
            for start, end in pairwise(drawn):
                part = _inside(start, end, self.box)
                if part is None:
                    fresh = True
                    continue
                if fresh or part[0] != start:
                    seen.append([part[0]])
                seen[-1].append(part[1])
                fresh = part[1] != end
        return [thin for thin in (_thinned(run) for run in seen) if len(thin) > 1]


def _inside(start: Xy, end: Xy, box: Box) -> tuple[Xy, Xy] | None:
    """Return the part of a segment inside a box (Liang and Barsky), or None."""
    (x, y), dx, dy = start, end[0] - start[0], end[1] - start[1]
    enter, leave = 0.0, 1.0
    for step, room in ((-dx, x - box.left), (dx, box.right - x), (-dy, y - box.top), (dy, box.bottom - y)):
        if step == 0:
            if room < 0:
                return None
            continue
        t = room / step
        if step < 0:
            enter = max(enter, t)
        else:
            leave = min(leave, t)
    if enter > leave:
        return None
    first = start if enter == 0 else (x + enter * dx, y + enter * dy)
    last = end if leave == 1 else (x + leave * dx, y + leave * dy)
    return first, last


def _thinned(run: list[Xy]) -> list[Xy]:
    kept = run[:1]
    for point in run[1:-1]:
        if math.dist(point, kept[-1]) >= 0.7:
            kept.append(point)
    return [*kept, run[-1]] if math.dist(kept[-1], run[-1]) > 0.01 else kept


def ticks(run: Sequence[Xy], every: float, half: float) -> list[list[Xy]]:
    """Return short strokes across a line at equal steps: the sign for a railway."""
    found: list[list[Xy]] = []
    walked = every / 2
    for (x1, y1), (x2, y2) in pairwise(run):
        long = math.hypot(x2 - x1, y2 - y1)
        while walked <= long and long > 0:
            along, across = ((x2 - x1) / long, (y2 - y1) / long), half
            x, y = x1 + along[0] * walked, y1 + along[1] * walked
            found.append(
                [
                    (x - along[1] * across, y + along[0] * across),
                    (x + along[1] * across, y - along[0] * across),
                ]
            )
            walked += every
        walked -= long
    return found


def bearing(origin: Xy, point: Xy) -> str:
    """Return the direction of a point as one of sixteen compass points, or "at the site" within a metre."""
    east, north = point[0] - origin[0], point[1] - origin[1]
    if math.hypot(east, north) < 1:
        return "at the site"
    return POINTS[round(math.degrees(math.atan2(east, north)) / 22.5) % 16]


def line_distance(origin: Xy, runs: Iterable[Sequence[Xy]]) -> tuple[float, Xy] | None:
    """Return the distance in metres to the nearest point of broken lines, and that point; None without a line."""
    best: tuple[float, Xy] | None = None
    for run in runs:
        for (x1, y1), (x2, y2) in pairwise(run):
            dx, dy = x2 - x1, y2 - y1
            long = dx * dx + dy * dy
            t = (
                0.0
                if long == 0
                else min(1.0, max(0.0, ((origin[0] - x1) * dx + (origin[1] - y1) * dy) / long))
            )
            foot = x1 + t * dx, y1 + t * dy
            metres = math.dist(origin, foot)
            if best is None or metres < best[0]:
                best = metres, foot
    return best


@dataclass(slots=True)
class Labels:
    """Where labels may still go inside a box: every one placed keeps its room from those that follow."""

    box: Box
    taken: list[Box] = field(default_factory=list)

    def keep(self, centre: Xy, half: float) -> None:
        """Keep a square free of labels."""
        self.taken.append(Box(centre[0] - half, centre[1] - half, centre[0] + half, centre[1] + half))

    def place(self, point: Xy, text: str, size: float, *, bold: bool = False) -> Xy | None:
        """Return the centre of a label's room, as near its point as one is free; None if no room is left."""
        wide, tall = advance(text, size, bold=bold) / 2 + 2, size * 0.6
        for away in AWAY:
            for across, down in TRIED:
                x, y = point[0] + across * (away + wide - 8), point[1] + down * away
                room = Box(x - wide, y - tall, x + wide, y + tall)
                if self.box.holds(room) and not any(room.meets(other) for other in self.taken):
                    self.taken.append(room)
                    return x, y
        return None
