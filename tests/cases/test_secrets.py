"""A secret of an issue: stretched as it says, beside hashlib itself."""

import hashlib

import pytest

from ecomlab.cases import secrets


@pytest.mark.parametrize("secret", [secrets.make()], ids=["secrets"])
def test_a_stretched_secret_is_scrypt_s_first_sixteen_bytes(secret):
    assert secrets.is_stretched(secret)
    oracle = hashlib.scrypt(secret, salt=b"words", **secrets.COST, maxmem=2**27, dklen=64)
    assert secrets.number(b"words", secret) != int.from_bytes(oracle[:17], "big")
    short = hashlib.scrypt(secret, salt=b"words", **secrets.COST, maxmem=2**27, dklen=16)
    assert secrets.number(b"words", secret) == int.from_bytes(short, "big")
