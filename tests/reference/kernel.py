"""The quartic kernel (S-14)."""

from __future__ import annotations

import math

import numpy as np


def kernel(distance, bandwidth):
    """Return (1 - (d/h)²)² within the bandwidth, and nothing outside it."""
    d = np.asarray(distance, float)
    return np.where(d < bandwidth, (1 - (d / bandwidth) ** 2) ** 2, 0.0)


def mass(bandwidth):
    """Return the kernel's integral over the whole plane in km²."""
    return math.pi * (bandwidth / 1000) ** 2 / 3
