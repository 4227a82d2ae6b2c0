"""A person's move of a band: upward freely, downward one step with reasons, never below a floor (S-30)."""

from __future__ import annotations

from dataclasses import dataclass

HIGHEST = 4


class MoveRefused(ValueError):
    """A move that S-30 does not allow; ``advice`` says what to do next."""

    def __init__(self, text: str, advice: str) -> None:
        self.text, self.advice = text, advice
        super().__init__(f"{text} {advice}")


@dataclass(frozen=True, slots=True)
class BandMove:
    """The final band by the method, the band that a person set, and why; both are printed."""

    before: int
    after: int
    reasons: str


def move_band(before: int | None, lowest: int, after: int, reasons: str, unruled: int = 1) -> BandMove:
    """Return the move of the final band ``before`` to ``after`` (S-30).

    ``lowest`` is the highest band of the floors, and 2 where a cap keeps the place out of band 1 (S-5a, S-28): no
    person's move goes below it. ``unruled`` is the highest band of the floors that missing figures leave open: no move
    downward goes below it, for what is missing may be what would fire it.

    Raises
    ------
    MoveRefused
        If the place is not rated, the move goes below ``lowest``, or down below ``unruled``, more than one step down,
        or down without reasons.
    """
    if before is None:
        raise MoveRefused(
            "The place is not rated, so it has no band to move.",
            "Remove the move and write it in the reasons.",
        )
    if not 1 <= after <= HIGHEST:
        raise MoveRefused(f"There is no band {after}.", f"Give a band from 1 to {HIGHEST}.")
    if after < lowest:
        raise MoveRefused(
            f"A floor or cap of the method keeps this place at band {lowest} or above; band {after} is below it.",
            "No move goes below a floor (S-30); remove the move.",
        )
    if after < before - 1:
        raise MoveRefused(
            f"From band {before} to band {after} is more than one step down.",
            "Downward one step only (S-30).",
        )
    if after < before and not reasons.strip():
        raise MoveRefused("A move downward needs reasons.", "Write them in band_move.reasons (S-30).")
    if after < min(before, unruled):
        raise MoveRefused(
            f"Figures that a floor of band {unruled} rests on are missing, so it is not ruled out; band {after} is "
            "below it.",
            "Find the missing figures first: what is missing moves no band down. Until then remove the move.",
        )
    return BandMove(before, after, reasons)
