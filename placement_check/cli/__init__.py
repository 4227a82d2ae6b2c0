"""The command line: wires real parts together, prints, and exits with a code.

Exit codes: 0 every open indicator that the method rates was measured, or the command did what was asked; 1 a fault of
the program; 2 bad input; 3 answered with incomplete evidence; 4 no usable data release; 5 built, but a layer or file
failed its checks; 6 the result could not be written.
"""

from __future__ import annotations

from placement_check.cli.app import app, run

__all__ = ["app", "run"]
