"""Chance that always falls the same way: one seeded stream for each purpose."""

from __future__ import annotations

import zlib

import numpy as np


def stream(purpose: str) -> np.random.Generator:
    """Return the stream of a purpose; it does not depend on what other purposes have drawn."""
    return np.random.Generator(np.random.PCG64(zlib.crc32(purpose.encode("ascii"))))
