"""Options that the commands on a case file share."""

from __future__ import annotations

import click

from placement_check.cli.options import PATH

at_option = click.option(
    "--at", metavar="TIME", default="",
    help="When it is recorded, YYYY-MM-DD or YYYY-MM-DDTHH:MM, London time.  [default: now]",
)  # fmt: skip
output_option = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=PATH,
    required=True,
    help="Write the case to FILE.json, a new file.",
)
strict_option = click.option(
    "--strict", is_flag=True, help="Refuse where a text looks like it names a person, instead of warning."
)
directory_option = click.option(
    "--directory", metavar="FILE", type=PATH, help="Directory of offices with the day each was last verified."
)
reader_option = click.option(
    "--reader", "--for", "reader", metavar="READER", default="",
    help="Redacted for one reader: provider, child, family, carers or other_authorities.  [default: anyone, who may "
    "read least]",
)  # fmt: skip
key_option = click.option(
    "--key",
    metavar="PEM",
    type=PATH,
    help="Private key of the organisation: signs the head of what is written.",
)
earlier_option = click.option(
    "--earlier",
    metavar="FILE",
    type=PATH,
    help="The case file whose answer is reused; with --earlier-receipt and "
    "--earlier-key, or with the reason why there is no receipt in FORM.",
)
earlier_receipt_option = click.option(
    "--earlier-receipt", metavar="FILE", type=PATH,
    help="The receipt of the answer that is reused.",
)  # fmt: skip
earlier_key_option = click.option(
    "--earlier-key", metavar="PEM", type=PATH, help="Public key of the authority that gave that answer."
)
