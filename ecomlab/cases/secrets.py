"""The instructor's secret of a class's issue: 256 random bits, stretched.

A secret is one line that says its form and how it is stretched. One of the first edition is any
other line; it still gives the issue that it gave, but can be guessed word by word.
"""

import hashlib
import hmac
import re
from secrets import token_hex

from ecomlab.errors import InputError

FORM = "ecomlab-secret-2"
COST = {"n": 2**16, "r": 8, "p": 1}  # of scrypt: 64 MB, and more than 50 ms a guess
HEAD = f"{FORM} scrypt n={COST['n']} r={COST['r']} p={COST['p']} "
LINE = re.compile(HEAD.encode() + rb"[0-9a-f]{64}")
SHORTEST = 8  # bytes of one of the first edition
WAY_OUT = "Leave it out for a new issue: a secret is then made at random and kept beside the key."


def make() -> bytes:
    """A new secret: nobody can guess it, and whoever tries has to stretch each guess.

    >>> make().decode()[:39], len(make())
    ('ecomlab-secret-2 scrypt n=65536 r=8 p=1', 104)
    """
    return (HEAD + token_hex(32)).encode()


def check(secret) -> bytes:
    """Refuse what is no secret; return it. Empty bytes are none at all.

    Raises
    ------
    InputError
        It isn't bytes, is too short, or is a damaged or later form.

    Examples
    --------
    >>> check("abcdefghij")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: The secret is a str. Give bytes, as in the file secret.txt beside
    the key.
    """
    if not isinstance(secret, bytes):
        raise InputError(
            f"The secret is a {type(secret).__name__}. Give bytes, as in the file secret.txt "
            "beside the key."
        )
    if secret.startswith(FORM.encode()[:-1]) and not LINE.fullmatch(secret):
        raise InputError(
            "The secret is damaged, or of a later edition. Take the line as it was written: "
            f'"{HEAD}" and 64 hexadecimal digits.'
        )
    if secret and len(secret) < SHORTEST:
        raise InputError(f"The secret has {len(secret)} letters: too few. {WAY_OUT}")
    return secret


def is_stretched(secret) -> bool:
    """Is it one of today's form, of which a guess costs time?

    >>> is_stretched(make()), is_stretched(b"teacher2027")
    (True, False)
    """
    return bool(LINE.fullmatch(secret))


def number(words, secret=b"") -> int:
    """Words and a secret as a number that nobody can turn back.

    Parameters
    ----------
    words : bytes
        Of what, and whose.
    secret : bytes

    Examples
    --------
    >>> number(b"page_redesign: 7B") == number(b"page_redesign: 7B")
    True
    """
    secret = check(secret)
    if is_stretched(secret):
        drawn = hashlib.scrypt(secret, salt=words, **COST, maxmem=2**27, dklen=16)
    else:
        drawn = hmac.new(secret, words, hashlib.sha256).digest()[:16]
    return int.from_bytes(drawn, "big")
