"""Ed25519 in plain whole numbers, from RFC 8032 (section 5.1): a second program for the signatures of heads.

It is slow, and what it does takes a time that depends on its input: it verifies in tests and signs nothing.
"""

from __future__ import annotations

import base64
import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493  # the order of the base point
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # a square root of -1
DER = bytes.fromhex("302a300506032b6570032100")  # what stands before the 32 bytes of a key (RFC 8410)

Point = tuple[int, int]


def raw(pem: bytes) -> bytes:
    """Return the 32 bytes of a public key in PEM."""
    lines = pem.decode("ascii").split("\n")
    assert (lines[0], lines[-2:]) == ("-----BEGIN PUBLIC KEY-----", ["-----END PUBLIC KEY-----", ""])
    der = base64.b64decode("".join(lines[1:-2]), validate=True)
    assert der.startswith(DER)
    assert len(der) == len(DER) + 32
    return der[len(DER) :]


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether a signature of 64 bytes is that of the key's holder over the message (5.1.7)."""
    s = int.from_bytes(signature[32:], "little")
    a, r = _point(key), _point(signature[:32])
    if len(signature) != 64 or len(key) != 32 or s >= L or a is None or r is None:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little")
    return _times(s, BASE) == _sum(r, _times(k % L, a))


def _sum(one: Point, other: Point) -> Point:
    """Return the sum of two points of -x² + y² = 1 + d x² y² (5.1.4)."""
    (a, b), (c, e) = one, other
    t = D * a * b * c * e % P
    return (a * e + b * c) * pow(1 + t, -1, P) % P, (b * e + a * c) * pow(1 - t, -1, P) % P


def _times(n: int, point: Point) -> Point:
    found = (0, 1)
    while n:
        if n & 1:
            found = _sum(found, point)
        point = _sum(point, point)
        n >>= 1
    return found


def _point(text: bytes) -> Point | None:
    """Return the point that 32 bytes mean: y, and the lowest bit of x as the highest bit (5.1.3)."""
    whole = int.from_bytes(text, "little")
    y, odd = whole & (2**255 - 1), whole >> 255
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT % P
    if x * x % P != square or (x == 0 and odd):
        return None
    return (P - x if x & 1 != odd else x), y


def _base() -> Point:
    found = _point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    assert found is not None
    return found


BASE = _base()
