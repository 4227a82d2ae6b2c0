"""Heads, and the keys that sign them."""

import hashlib
import os
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from drawn.chains import BEGUN, OURS, THEIRS
from reference import ed25519

from placement_check.chain import ChainError, check, head, keys, sign
from placement_check.chain.heads import Head, message


def test_a_signature_holds_for_its_own_head_and_key_alone(signed):
    assert check(signed, THEIRS.public_key())
    assert not check(signed, OURS.public_key())
    assert not check(replace(signed, key=keys.fingerprint(OURS.public_key())), OURS.public_key())


def test_a_changed_head_has_a_wrong_signature(signed):
    key = THEIRS.public_key()
    for found in (
        replace(signed.head, count=4),
        replace(signed.head, case="1" * 32),
        replace(signed.head, digest="0" * 64),
    ):
        assert not check(replace(signed, head=found), key)
    assert not check(replace(signed, at=signed.at + timedelta(seconds=1)), key)
    assert not check(replace(signed, organisation="Luton"), key)
    assert not check(replace(signed, signature="0" * 128), key)


def test_what_is_signed_names_its_format_so_that_it_can_be_taken_for_nothing_else(signed):
    assert message(signed).startswith(b'{"at":"2026-11-22T10:21:00+00:00","case":"c0ffee')
    assert b'"format":"placement-check head 1"' in message(signed)


def test_a_head_over_no_events_is_refused(chain):
    with pytest.raises(ChainError, match="one event at least"):
        Head(chain.case, 0, "0" * 64)


def test_a_head_is_not_signed_without_an_offset_or_an_organisation(chain):
    with pytest.raises(ChainError, match="no offset"):
        sign(head(chain), OURS, datetime(2026, 11, 22), "Luton")  # noqa: DTZ001 - the fault that is tested
    with pytest.raises(ChainError, match="organisation"):
        sign(head(chain), OURS, BEGUN, "")


def test_the_fingerprint_is_that_of_the_der_form():
    key = OURS.public_key()
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert keys.fingerprint(key) == hashlib.sha256(der).hexdigest()


def test_keys_are_written_and_read(tmp_path):
    private, public = tmp_path / "key.pem", tmp_path / "key.pub.pem"
    keys.write_private(private, OURS)
    keys.write_public(public, OURS.public_key())
    assert private.stat().st_mode & 0o777 == 0o600
    assert public.stat().st_mode & 0o777 == 0o644
    assert keys.read_private(private).private_bytes_raw() == b"o" * 32
    assert keys.fingerprint(keys.read_public(public)) == keys.fingerprint(OURS.public_key())


def test_a_private_key_has_its_mode_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        keys.write_private(tmp_path / "key.pem", OURS)
    finally:
        os.umask(before)
    assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610, 0o602])
def test_a_private_key_that_others_may_use_is_refused(tmp_path, mode):
    path = tmp_path / "key.pem"
    keys.write_private(path, OURS)
    path.chmod(mode)
    with pytest.raises(ChainError, match=f"others than its owner may use it .mode {mode:04o}.*chmod 600"):
        keys.read_private(path)


def test_a_link_to_a_private_key_is_judged_by_the_file_it_leads_to(tmp_path):
    keys.write_private(tmp_path / "key.pem", OURS)
    (tmp_path / "link.pem").symlink_to(tmp_path / "key.pem")
    assert keys.read_private(tmp_path / "link.pem")
    (tmp_path / "key.pem").chmod(0o644)
    with pytest.raises(ChainError, match="others than its owner"):
        keys.read_private(tmp_path / "link.pem")


def test_no_key_is_written_over_nor_through_a_link(tmp_path):
    path, link = tmp_path / "key.pem", tmp_path / "link.pem"
    keys.write_private(path, OURS)
    link.symlink_to(tmp_path / "nowhere.pem")
    for taken in (path, link):
        with pytest.raises(ChainError, match="no key is written over"):
            keys.write_private(taken, THEIRS)
    assert keys.read_private(path).private_bytes_raw() == b"o" * 32
    assert not (tmp_path / "nowhere.pem").exists()


def test_half_a_key_is_not_left_behind(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keys.write_private(tmp_path / "key.pem", OURS)
    assert list(tmp_path.iterdir()) == []


def pem(key, how=None):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how or NoEncryption())


def test_what_is_no_private_key_is_refused(tmp_path):
    path = tmp_path / "key.pem"
    for data, said in (
        (b"", "no Ed25519 private"), (b"nonsense", "no Ed25519 private"), (b"x" * 70_000, "KiB"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "no Ed25519 private"),
        (pem(OURS, BestAvailableEncryption(b"secret")), "encrypted"),
    ):  # fmt: skip
        path.write_bytes(data)
        path.chmod(0o600)
        with pytest.raises(ChainError, match=said):
            keys.read_private(path)


def test_what_is_no_public_key_is_refused(tmp_path):
    path = tmp_path / "key.pem"
    other = rsa.generate_private_key(65537, 2048).public_key()
    for data, said in (
        (b"nonsense", "no Ed25519 public"), (pem(OURS), "holds a private key"),
        (other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), "no Ed25519 public"),
    ):  # fmt: skip
        path.write_bytes(data)
        with pytest.raises(ChainError, match=said):
            keys.read_public(path)
    for absent in (tmp_path / "absent.pem", tmp_path):
        with pytest.raises(ChainError, match=r"no ordinary file|No such file"):
            keys.read_public(absent)


def test_a_pipe_is_no_key_and_nobody_waits_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ChainError, match="no ordinary file"):
        keys.read_public(tmp_path / "pipe")


def test_a_key_is_made_of_32_bytes():
    assert isinstance(keys.make(bytes(32)), Ed25519PrivateKey)
    with pytest.raises(ChainError, match="31 bytes"):
        keys.make(bytes(31))


@pytest.mark.parametrize(
    ("key", "text", "signature"),
    [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2"
            "4655141438e7a100b",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
            "c027beceea1ec40a",
        ),
    ],
)  # fmt: skip
def test_the_other_program_agrees_with_the_standard(key, text, signature):
    """Tests 1 and 3 of RFC 8032, section 7.1."""
    public, said, signed = bytes.fromhex(key), bytes.fromhex(text), bytes.fromhex(signature)
    assert ed25519.verify(public, said, signed)
    assert not ed25519.verify(public, said + b" ", signed)


def test_another_program_checks_the_signature(signed, tmp_path):
    """Written from RFC 8032, it shares no code with the library that signs, and needs nothing installed."""
    keys.write_public(tmp_path / "key.pem", THEIRS.public_key())
    key, text = ed25519.raw((tmp_path / "key.pem").read_bytes()), bytes.fromhex(signed.signature)
    assert ed25519.verify(key, message(signed), text)
    assert not ed25519.verify(key, message(replace(signed, organisation="Luton")), text)
    assert not ed25519.verify(OURS.public_key().public_bytes_raw(), message(signed), text)
    beyond = (
        int.from_bytes(text[32:], "little") + ed25519.L
    )  # the same sum, but not the one form that is allowed
    for wrong in (bytes(64), text[:32] + beyond.to_bytes(32, "little"), text[:63] + bytes(1), b"\xff" * 64):
        assert not ed25519.verify(key, message(signed), wrong)
        assert not check(replace(signed, signature=wrong.hex()), THEIRS.public_key())


def test_a_signature_that_names_another_key_is_not_good_for_its_own(signed):
    """The signature is by our key over a head that names theirs."""
    forged = replace(signed, signature=OURS.sign(message(signed)).hex())
    assert not check(forged, OURS.public_key())
    assert not check(forged, THEIRS.public_key())


def test_a_public_key_may_be_read_by_all_whatever_the_umask(tmp_path):
    before = os.umask(0o077)
    try:
        keys.write_public(tmp_path / "key.pem", OURS.public_key())
    finally:
        os.umask(before)
    assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o644
