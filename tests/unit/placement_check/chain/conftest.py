"""The small case, and the heads over it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from drawn.chains import BEGUN, OURS, THEIRS, grown

from placement_check.chain import Chain, SignedHead, head, sign, with_head


@pytest.fixture
def chain() -> Chain:
    return grown()


@pytest.fixture
def signed(chain) -> SignedHead:
    """Return the head over all five events, signed by the other side."""
    return sign(head(chain), THEIRS, BEGUN + timedelta(minutes=6), "E08000005")


@pytest.fixture
def headed(chain) -> Chain:
    """Return the chain with our own head over all five events in the file."""
    return with_head(chain, sign(head(chain), OURS, BEGUN + timedelta(minutes=6), "E06000032"))
