"""An organisation's Ed25519 key: made, written and read as PEM files; the private one for its owner's eyes only."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from placement_check.chain import ordinary
from placement_check.chain.errors import ChainError
from placement_check.chain.heads import fingerprint

__all__ = ["fingerprint", "make", "read_private", "read_public", "write_private", "write_public"]

SEED = 32
_LARGEST = 64 * 1024


def make(seed: bytes) -> Ed25519PrivateKey:
    """Return the key that 32 bytes drawn at random stand for.

    Raises
    ------
    ChainError
        If there are not 32 of them.
    """
    if len(seed) != SEED:
        raise ChainError("the seed of the key", f"it has {len(seed)} bytes.", f"Draw {SEED} bytes.")
    return Ed25519PrivateKey.from_private_bytes(seed)


def write_private(path: Path, key: Ed25519PrivateKey) -> None:
    """Write a private key to a new file that only its owner may read (mode 0600).

    Raises
    ------
    ChainError
        If there is such a file already (a key is never written over), a link included.
    OSError
        If it cannot be written.
    """
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write_new(path, pem, 0o600)


def write_public(path: Path, key: Ed25519PublicKey) -> None:
    """Write a public key to a new file that anyone may read (mode 0644).

    Raises
    ------
    ChainError
        If there is such a file already, a link included.
    OSError
        If it cannot be written.
    """
    _write_new(path, key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644)


def _write_new(path: Path, pem: bytes, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise ChainError(
            str(path), "there is such a file already.", "Name another; no key is written over."
        ) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            os.fchmod(stream.fileno(), mode)
            stream.write(pem)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:  # half a key is worse than none; the fault is raised again
        path.unlink(missing_ok=True)
        raise


def read_private(path: Path) -> Ed25519PrivateKey:
    """Return the private key in a PEM file.

    Raises
    ------
    ChainError
        If others than its owner may read or write the file, or it holds no unencrypted Ed25519 private key.
    """
    data = _private(path)
    try:
        key = load_pem_private_key(data, password=None)
    except TypeError:
        raise ChainError(
            str(path), "the key is encrypted.", "Give it without a password, mode 0600."
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ChainError(
            str(path), "it holds no Ed25519 private key in PEM form.", "Make one with consult keygen."
        )
    return key


def read_public(path: Path) -> Ed25519PublicKey:
    """Return the public key in a PEM file.

    Raises
    ------
    ChainError
        If it holds no Ed25519 public key.
    """
    data, _ = ordinary.read(path, _LARGEST)
    if b"PRIVATE KEY" in data:
        raise ChainError(
            str(path), "it holds a private key.", "Give the public one; keep the private one to yourself."
        )
    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise ChainError(str(path), "it holds no Ed25519 public key in PEM form.", "Ask its owner for it.")
    return key


def _private(path: Path) -> bytes:
    """Return the bytes of a private key, asking the file that was opened, and no other, who may use it."""
    data, mode = ordinary.read(path, _LARGEST)
    if mode & 0o077:
        raise ChainError(
            str(path), f"others than its owner may use it (mode {mode:04o}).",
            f"Run: chmod 600 {path}. If others could read it until now, make a new key.",
        )  # fmt: skip
    return data
