"""Why a batch is refused as a whole; a bad row never is."""

from __future__ import annotations

from geodata.errors import GeodataError


class BatchError(GeodataError):
    """A file of places, its output or what is left of an earlier run cannot be used; the message says what to do."""
