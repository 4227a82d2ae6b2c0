"""A head: how many events a chain had and the digest of the last, signed with an organisation's key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from placement_check.chain.canonical import Value, canonical
from placement_check.chain.errors import ChainError
from placement_check.chain.event import office_text, time_kept

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    from placement_check.chain.chain import Chain

HEAD_FORMAT = "placement-check head 1"
THEIR_HEAD = "their_head"  # the field in which an event holds the other side's signed head

# RFC 8410: what stands before the 32 bytes of an Ed25519 public key in its DER form (SubjectPublicKeyInfo).
_DER = bytes.fromhex("302a300506032b6570032100")


@dataclass(frozen=True, slots=True)
class Head:
    """The case, the count of its events, and the digest of the last of them."""

    case: str
    count: int
    digest: str

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ChainError(
                f"case {self.case}", "a head covers one event at least.", "Record an event first."
            )

    def plain(self) -> dict[str, Value]:
        """Return the head as it stands in JSON."""
        return {"case": self.case, "count": self.count, "digest": self.digest}


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head with the signer's own word on when and for whom, the fingerprint of the key, and the signature."""

    head: Head
    at: datetime
    organisation: str
    key: str
    signature: str

    def plain(self) -> dict[str, Value]:
        """Return the signed head as it stands in JSON; it may be recorded as the value of a field."""
        return {**_said(self), "signature": self.signature}


def head(chain: Chain) -> Head:
    """Return the head of a chain.

    Raises
    ------
    ChainError
        If the chain has no events: a head of nothing would prove nothing.
    """
    return Head(chain.case, len(chain.events), chain.events[-1].digest if chain.events else "")


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 of a public key in DER form, as ``openssl pkey -pubin -outform DER | sha256sum`` gives it."""
    return hashlib.sha256(_DER + key.public_bytes_raw()).hexdigest()


def sign(found: Head, key: Ed25519PrivateKey, at: datetime, organisation: str) -> SignedHead:
    """Return the head signed with a key: what is signed holds the time, the organisation and the fingerprint too."""
    bare = SignedHead(
        found,
        time_kept(at, "the time of signing"),
        office_text(organisation, "the organisation that signs"),
        fingerprint(key.public_key()),
        "",
    )
    return SignedHead(found, bare.at, bare.organisation, bare.key, key.sign(message(bare)).hex())


def message(signed: SignedHead) -> bytes:
    """Return the bytes that are signed: canonical JSON of the head without its signature, with its format."""
    return canonical({"format": HEAD_FORMAT, **_said(signed)}, "the head")


def check(signed: SignedHead, key: Ed25519PublicKey) -> bool:
    """Return whether a head names this public key and its signature was made with the private half of it."""
    from cryptography.exceptions import InvalidSignature

    if fingerprint(key) != signed.key:
        return False
    try:
        key.verify(bytes.fromhex(signed.signature), message(signed))
    except InvalidSignature:
        return False
    return True


def _said(signed: SignedHead) -> dict[str, Value]:
    return {
        **signed.head.plain(),
        "at": signed.at.isoformat(timespec="seconds"),
        "organisation": signed.organisation,
        "key": signed.key,
    }
