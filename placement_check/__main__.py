"""The command line's front door."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    from placement_check.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
