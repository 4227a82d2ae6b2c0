"""Words that a person or a publisher wrote, marked as quotations: they are nobody's judgement but theirs."""

from __future__ import annotations

NOT_GIVEN = "Not given."


def quoted(text: str) -> str:
    """Return a text in double quotation marks, on one line; "Not given." where there is none."""
    if not text:
        return NOT_GIVEN
    inner = " ".join(text.split()).replace("\N{LEFT DOUBLE QUOTATION MARK}", '"')
    return (
        f"\N{LEFT DOUBLE QUOTATION MARK}{inner.replace(chr(0x201D), chr(34))}\N{RIGHT DOUBLE QUOTATION MARK}"
    )
