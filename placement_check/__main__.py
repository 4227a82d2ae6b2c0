"""The command line's front door."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line."""
    from placement_check.cli import run

    code = run()
    # What is still held goes with the process: looking all of it through once more costs a tenth of a check.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
