"""How the width of a page is shared among the columns of a table."""

from __future__ import annotations

from placement_check.records.blocks import Table

_PAGE = 92.0  # characters of a table's text across a printed page
_GAP = 2.5
_LONGEST_WORD = 18


def shares(table: Table) -> tuple[float, ...]:
    """Return each column's share of the width, adding up to 1: as the table says, or by what stands in it.

    Every column has room for its longest word first; what is left goes to the columns that ask for least, so that a
    figure with its interval stays on one line and only sentences wrap.
    """
    if table.widths:
        return _normal(list(table.widths))
    cells = [[name, *(row[n] for row in table.rows)] for n, name in enumerate(table.columns)]
    given = [
        min(max((len(w) for c in column for w in c.split()), default=1), _LONGEST_WORD) for column in cells
    ]
    widths = [1.1 * g + _GAP for g in given]
    asked = [_line(column) + _GAP - width for column, width in zip(cells, widths, strict=True)]
    rest = max(0.0, _PAGE - sum(widths))
    order = sorted(range(len(asked)), key=lambda n: asked[n])
    for place, n in enumerate(order):
        more = min(max(0.0, asked[n]), rest / (len(order) - place))
        widths[n] += more
        rest -= more
    return _normal(widths)


def _line(column: list[str]) -> float:
    """Return how many characters a column asks for; the name at its head may take two lines."""
    name, *texts = column
    return max([len(name) / 2, *(float(len(text)) for text in texts)])


def _normal(weights: list[float]) -> tuple[float, ...]:
    whole = sum(weights)
    return tuple(w / whole for w in weights)
