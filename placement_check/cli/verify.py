"""The command that checks a case file offline, alone or against a head that someone else kept."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from placement_check.cli.options import PATH

SCHEMA_VERSION = 1


@click.command()
@click.argument("file", type=PATH)
@click.option("--head", "head_file", metavar="FILE", type=PATH, help="A head that was kept outside the file.")
@click.option("--receipt", metavar="FILE", type=PATH, help="The receipt that the other side holds.")
@click.option(
    "--key", "key_files", metavar="PEM", type=PATH, multiple=True,
    help="A public key that the organisation gave you by another way; may be given several times.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema verify, version 1).")
def verify(
    file: Path, head_file: Path | None, receipt: Path | None, key_files: tuple[Path, ...], as_json: bool
) -> int:
    """Check the case FILE, which may be redacted: name the first event that was changed, dropped, moved or put in.

    Exit codes: 0 it agrees with a head or receipt that covers all its events; 3 it is consistent, but no head covers
    all of it, or one key signs for two organisations; 7 it does not verify; 2 a file cannot be read.
    """
    if head_file is not None and receipt is not None:
        raise click.UsageError("Give --head or --receipt, not both.")
    from placement_check.chain import files
    from placement_check.chain.verify import verify as verified

    keys = []
    if key_files:
        from placement_check.chain.keys import read_public

        keys = [read_public(path) for path in key_files]
    outside = None
    if head_file is not None:
        outside = files.read_head(head_file)
    elif receipt is not None:
        outside = files.read_head(receipt)
    verdict = verified(files.read_case(file), outside=outside, keys=keys)
    if as_json:
        body = {"schema_version": SCHEMA_VERSION, **verdict.plain()}
        sys.stdout.write(json.dumps(body, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(verdict.says + "\n")
    sys.stdout.flush()
    return verdict.exit_code
