"""Commands on a case file: open it, show it, answer it, record an act, print it, make a key."""

from __future__ import annotations

import os
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from placement_check.cli.consult_options import (
    at_option,
    directory_option,
    earlier_key_option,
    earlier_option,
    earlier_receipt_option,
    key_option,
    output_option,
    reader_option,
    strict_option,
)
from placement_check.cli.exits import Exit, tell
from placement_check.cli.options import PATH, data_option, in_london, now_in_london, spare_inputs

if TYPE_CHECKING:
    from placement_check.chain import Chain
    from placement_check.consultation.acts import Context
    from placement_check.consultation.directory import Directory
    from placement_check.consultation.kinds import Kind


@click.group()
def consult() -> None:
    """Carry a consultation with the area authority, and the acts round it, from question to considered answer.

    A case is one file that both authorities can check: see 'verify'. No person is named in it, child or officer.
    """


@consult.command()
@click.argument("form", type=PATH)
@output_option
@data_option
@at_option
@key_option
def new(form: Path, output: Path, data: Path, at: str, key: Path | None) -> int:
    """Open a case from FORM (.toml or .json): the duties, the place's profile, and what to ask of whom."""
    when = moment_of(at)
    _fresh(output, form, key)
    from placement_check.chain import begin
    from placement_check.cli.consult_opening import opening_act
    from placement_check.consultation.workflow import record as recorded

    case, act, said = opening_act(form, data, when)
    _say(said)
    chain = recorded(begin(case or salt()), act, salt)
    _write(chain, output, key, when)
    tell("OFFICIAL-SENSITIVE: the file holds where a child may live. Handle it as the case record.")
    sys.stdout.write(_shown(chain))
    return Exit.DONE


@consult.command()
@click.argument("case", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema case_state, version 1).")
def show(case: Path, as_json: bool) -> int:
    """Show where CASE stands: each act apart, what is open, every clock with the earliest first, what can come next."""
    chain = _read(case)
    sys.stdout.write(_shown(chain, as_json=as_json))
    sys.stdout.flush()
    return Exit.DONE


@consult.command()
@click.argument("case", type=PATH)
@click.argument("form", type=PATH)
@output_option
@at_option
@strict_option
@key_option
@click.option(
    "--receipt", metavar="FILE", type=PATH,
    help="Where the receipt for the asking authority goes.  [default: beside FILE, as FILE.receipt.json]",
)  # fmt: skip
def answer(
    case: Path, form: Path, output: Path, at: str, strict: bool, key: Path | None, receipt: Path | None
) -> int:
    """Answer the consultation of CASE with FORM, for the area authority, and write a receipt for the asking side."""
    when = moment_of(at)
    kept = receipt or output.with_suffix(".receipt.json")
    _fresh(output, case, form, key)
    _fresh(kept, case, form, key, output)
    from placement_check.cli.consult_answer import head_of, receipt_text, write_both
    from placement_check.consultation.kinds import Kind

    chain = _read(case)
    chain = _recorded(
        chain, form, _context(chain, when, None), strict, Kind.CONSULTATION_ANSWERED, head_of(chain)
    )
    chain = _signed(chain, key, when)
    text = receipt_text(chain)
    write_both(chain, output, kept, text)
    tell(f"Written to {output}; the receipt for the asking authority to {kept}.")
    if key is None:
        tell("The receipt is not signed. With --key it shows whose it is.")
    sys.stdout.write(_shown(chain))
    return Exit.DONE


@consult.command()
@click.argument("case", type=PATH)
@click.argument("form", type=PATH)
@output_option
@at_option
@strict_option
@directory_option
@key_option
@click.option(
    "--enclosure", metavar="FILE", type=PATH, help="The paper itself: its hash must be that of FORM."
)
@earlier_option
@earlier_receipt_option
@earlier_key_option
@click.option(
    "--receipt", metavar="FILE", type=PATH, help="The other authority's receipt: its head is recorded."
)
def record(
    case: Path, form: Path, output: Path, at: str, strict: bool, directory: Path | None, key: Path | None,
    enclosure: Path | None, earlier: Path | None, earlier_receipt: Path | None, earlier_key: Path | None,
    receipt: Path | None,
) -> int:  # fmt: skip
    """Record any other act of CASE from FORM: which one, its key 'act' says. An answer goes by 'consult answer'."""
    when = moment_of(at)
    if earlier is None and (earlier_receipt or earlier_key):
        raise click.UsageError(
            "--earlier-receipt and --earlier-key prove an --earlier case file, and none is given."
        )
    _fresh(output, case, form, directory, key, enclosure, earlier, earlier_receipt, earlier_key, receipt)
    from placement_check.cli.consult_answer import check_enclosure, earlier_act, head_in

    chain = _read(case)
    context = _context(chain, when, directory)
    head = None if receipt is None else head_in(receipt, chain)
    if earlier is not None:
        from placement_check.consultation.workflow import record as recorded

        act = earlier_act(form, context, _read(earlier), earlier_receipt, earlier_key)
        chain = recorded(chain, act, salt)
    else:
        check_enclosure(form, enclosure)
        chain = _recorded(chain, form, context, strict, None, head)
    _write(chain, output, key, when)
    sys.stdout.write(_shown(chain))
    return Exit.DONE


@consult.command()
@click.argument("case", type=PATH)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=PATH,
    required=True,
    help="Write to FILE.html, .pdf, .docx or .json.",
)
@click.option(
    "--redacted", is_flag=True,
    help="The redacted edition, to be read. It cannot be verified: 'consult redact' writes a case file that can be.",
)  # fmt: skip
@reader_option
@click.option(
    "--letter", metavar="KIND", default="",
    help="One of the letters instead of the record: police_new_home, police_established_home, area_notice, "
    "ending_notice or escalation.",
)  # fmt: skip
def render(case: Path, output: Path, redacted: bool, reader: str, letter: str) -> int:
    """Print the record of CASE, or a letter. What is printed is to be read; what can be verified is the case file."""
    spare_inputs(output, case)
    if output.suffix.lower() == ".json":
        _new(output)
    from placement_check.cli.consult_render import edition_of, rendered
    from placement_check.cli.writing import write_whole

    edition = edition_of(redacted=redacted, reader=reader)
    write_whole(output, rendered(_read(case), output, edition=edition, letter=letter))
    tell(f"Written to {output}. OFFICIAL-SENSITIVE: for the offices named in it.")
    return Exit.DONE


@consult.command()
@click.argument("case", type=PATH)
@output_option
@reader_option
def redact(case: Path, output: Path, reader: str) -> int:
    """Write a redacted copy of CASE: a case file that 'verify' accepts against the same heads and receipts.

    Values that the reader may not see are taken out, with their salts; their commitments and all heads stay.
    """
    _fresh(output, case)
    from placement_check.chain import to_json
    from placement_check.cli.consult_render import edition_of
    from placement_check.cli.writing import write_whole
    from placement_check.records.consultation.edition import redacted_for

    edition = edition_of(redacted=True, reader=reader)
    write_whole(output, to_json(redacted_for(_read(case), edition.reader)))
    tell(f"Written to {output}, a redacted case file. Check it with: placement-check verify {output}")
    return Exit.DONE


@consult.command()
@click.option(
    "--private", metavar="PEM", type=PATH, required=True, help="New file for the private key, mode 0600."
)
@click.option("--public", metavar="PEM", type=PATH, required=True, help="New file for the public key.")
def keygen(private: Path, public: Path) -> int:
    """Make an Ed25519 key for the organisation; no file is written over."""
    import secrets

    from placement_check.chain import keys

    if private.absolute() == public.absolute():
        raise click.UsageError("The two halves of a key go to two files.")
    made = keys.make(secrets.token_bytes(keys.SEED))
    keys.write_private(private, made)
    try:
        keys.write_public(public, made.public_key())
    except BaseException:  # half a pair is none; the fault is raised again
        private.unlink(missing_ok=True)
        raise
    sys.stdout.write(f"{keys.fingerprint(made.public_key())}\n")
    tell(
        f"Keep {private} to yourselves. Give {public} to the other authority, and the fingerprint printed above by "
        "another way, as by telephone."
    )
    return Exit.DONE


def moment_of(text: str) -> datetime:
    """Return the time asked for, in London; now where none is. This front door reads the clock."""
    if not text:
        return now_in_london().replace(microsecond=0)
    if re.fullmatch(r"(19|20)\d\d-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?", text):
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            found = None
        if found is not None:
            return in_london(found, text, "--at")
    raise click.BadParameter(
        f"'{text}' is no time; write it as YYYY-MM-DD or YYYY-MM-DDTHH:MM.", param_hint="--at"
    )


def salt() -> str:
    """Return 128 random bits as 32 small hexadecimal figures."""
    import secrets

    return secrets.token_hex(16)


def _fresh(output: Path, *inputs: Path | None) -> None:
    """Refuse an output that is read by the command, that is not JSON, or that is there already."""
    if output.suffix.lower() != ".json":
        raise click.BadParameter(f"'{output.name}' must end in .json.", param_hint="--output")
    if any(one is not None and one.absolute() == output.absolute() for one in inputs):
        raise click.BadParameter(
            f"'{output.name}' is another file of this very command. Give another name.", param_hint="--output"
        )
    spare_inputs(output, *inputs)
    _new(output)


def _new(output: Path) -> None:
    """Refuse an output that is there already, a link included: it may be the only copy of a case or receipt."""
    if os.path.lexists(output):
        raise click.BadParameter(
            f"'{output.name}' is there already: no case file, receipt or record is written over. Give another name.",
            param_hint="--output",
        )


def _read(path: Path) -> Chain:
    """Return the chain of a case file that holds together.

    Raises
    ------
    ChainError
        If it cannot be read, or an event does not fit.
    """
    from placement_check.chain import ChainError
    from placement_check.chain.files import read_case
    from placement_check.chain.verify import FAULTY, verify

    chain = read_case(path)
    found = verify(chain)
    if found.exit_code == FAULTY:
        raise ChainError(str(path), found.says, "Nothing is added to a file that does not verify.")
    return chain


def _context(chain: Chain, at: datetime, directory: Path | None) -> Context:
    from geodata.calendar import LONDON, Holidays
    from placement_check.consultation.acts import Context
    from placement_check.consultation.case import state_of

    holidays = Holidays.load()
    known: Directory | None = None
    if directory is not None:
        from placement_check.consultation.directory import read_directory

        known = read_directory(directory, at.astimezone(LONDON).date())
    return Context(at, state_of(chain, holidays), holidays, known)


def _recorded(
    chain: Chain, form: Path, context: Context, strict: bool, only: Kind | None, their_head: object
) -> Chain:
    from dataclasses import replace

    from placement_check.chain import THEIR_HEAD
    from placement_check.consultation.acts import read_act
    from placement_check.consultation.refusal import StepRefused
    from placement_check.consultation.workflow import record as recorded

    found = read_act(form, context, only)
    if only is None and found.act.kind == "consultation_answered":
        raise StepRefused(
            "the_other_authority_answers",
            "an answer is the area authority's own act, which the asking side does not record for it",
            "The area authority uses 'consult answer', with a key of its own.",
        )
    refused = found.refused_strictly() if strict else None
    if refused is not None:
        raise refused
    _say(found.said)
    fields = dict(found.act.fields)
    if their_head is not None:
        fields[THEIR_HEAD] = their_head  # type: ignore[assignment]
    return recorded(chain, replace(found.act, fields=fields), salt)


def _say(warnings: tuple[str, ...]) -> None:
    for warning in warnings:
        tell(f"Warning: {warning}")


def _signed(chain: Chain, key: Path | None, at: datetime) -> Chain:
    """Return the chain with its head signed by the organisation of its last event, where a key is given."""
    if key is None:
        return chain
    from placement_check.chain import head, sign, with_head
    from placement_check.chain.keys import read_private
    from placement_check.chain.parties import shared_keys, signed_of

    signed = with_head(chain, sign(head(chain), read_private(key), at, chain.events[-1].organisation))
    _say(shared_keys(signed_of(signed)))
    return signed


def _write(chain: Chain, output: Path, key: Path | None, at: datetime) -> None:
    from placement_check.chain import to_json
    from placement_check.cli.writing import write_whole

    write_whole(output, to_json(_signed(chain, key, at)))
    tell(f"Written to {output}.")


def _shown(chain: Chain, *, as_json: bool = False) -> str:
    from placement_check.cli.consult_show import as_text, document
    from placement_check.consultation.case import state_of

    state = state_of(chain, now=moment_of(""))
    if not as_json:
        return as_text(state)
    import json

    return json.dumps(document(state), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
