"""A publisher's CSV file, with the encoding, line ends and quotation marks that the publisher uses."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal


def write(
    path: Path,
    rows: Iterable[Sequence[Any]],
    *,
    encoding: str = "utf-8",
    line_end: str = "\n",
    quote_texts: bool = False,
) -> None:
    """Write rows as CSV, the header among them, making the folder if it is not there.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    text = io.StringIO(newline="")
    quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if quote_texts else csv.QUOTE_MINIMAL
    csv.writer(text, lineterminator=line_end, quoting=quoting).writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))
