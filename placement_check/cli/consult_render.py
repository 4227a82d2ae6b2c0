"""The record of a case, or a letter, in the form that a file's ending asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from placement_check.chain import Chain
from placement_check.consultation.case import state_of
from placement_check.consultation.codes import Withheld as Reader

if TYPE_CHECKING:
    from placement_check.records.consultation.edition import Edition

PAPERS = ("html", "pdf", "docx")


def edition_of(*, redacted: bool, reader: str) -> Edition:
    """Return the edition asked for; whoever names a reader asks for a redacted one.

    Raises
    ------
    click.BadParameter
        If there is no such reader.
    """
    from placement_check.records.consultation.edition import FULL, REDACTED, Edition

    if not reader:
        return REDACTED if redacted else FULL
    if reader not in list(Reader):
        raise click.BadParameter(
            f"'{reader}' is no reader. Write one of: {', '.join(Reader)}.", param_hint="--reader"
        )
    return Edition(redacted=True, reader=Reader(reader))


def rendered(chain: Chain, output: Path, *, edition: Edition, letter: str) -> str | bytes:
    """Return the bytes of the record or letter.

    Raises
    ------
    click.ClickException
        If the ending asks for no form that there is, a letter is of no kind that there is, or what writes the form is
        not installed.
    """
    form = output.suffix.removeprefix(".").lower()
    if form not in (*PAPERS, "json") or (letter and form == "json"):
        raise click.BadParameter(
            f"'{output.name}' must end in .html, .pdf or .docx{'' if letter else ', or .json'}.",
            param_hint="--output",
        )
    from placement_check.records.word import WordMissing

    try:
        return _made(chain, form, edition=edition, letter=letter)
    except WordMissing as fault:
        raise click.ClickException(str(fault)) from fault
    except ModuleNotFoundError as fault:
        raise click.ClickException(
            f"A .{form} record needs the package {fault.name}, which is not installed. Install placement-check again "
            "with all that it requires, or ask for .json or .html."
        ) from fault


def _made(chain: Chain, form: str, *, edition: Edition, letter: str) -> str | bytes:
    from placement_check.records.consultation.paper import paper

    state = state_of(chain)
    if form == "json":
        from placement_check.records.consultation.json import to_json

        return to_json(chain, state, edition)
    wanted = cast("Literal['html', 'pdf', 'docx']", form)
    if not letter:
        from placement_check.records.consultation.record import consultation_record

        return paper(consultation_record(chain, state, edition), wanted)
    from placement_check.records.consultation.letters import Letter
    from placement_check.records.consultation.letters import letter as written

    if edition.redacted:
        raise click.UsageError("A letter has no redacted edition: it is made from the whole record.")
    if letter not in [kind.value for kind in Letter]:
        raise click.BadParameter(
            f"'{letter}' is no letter. Write one of: {', '.join(Letter)}.", param_hint="--letter"
        )
    return paper(written(chain, state, Letter(letter)), wanted)
