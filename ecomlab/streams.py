"""Keyed random streams: the same draw for the same key, whoever asks and in whatever order.

Two kinds. A *generator* per subsystem and day gives a block of uniforms for the potential
population of that day. A *hash* gives the uniforms of one person or one session from its key
alone. Only raw integers and uniforms are drawn; other distributions go through inverse
functions, so that every platform and NumPy version sees the same numbers.
"""

import hashlib
from functools import cache

import numpy as np
import pandas as pd
from scipy import special

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)
POINTS = 4097  # of the inverse-CDF tables


def generator(seed, subsystem, day=0):
    """The random generator of one subsystem on one day.

    Parameters
    ----------
    seed : int or tuple of int
    subsystem, day : int
        The key. A subsystem's number never changes and is never used again.

    Examples
    --------
    >>> generator(7, 2, 30).random(2).round(4)
    array([0.7147, 0.1088])
    >>> bool((generator(7, 2, 30).random(2) == generator(7, 2, 30).random(2)).all())
    True
    """
    sequence = np.random.SeedSequence(seed, spawn_key=(subsystem, day))
    return np.random.Generator(np.random.PCG64(sequence))


def uniforms(seed, stream, shape, part=0):
    """A block of uniforms of one subsystem (and one part of it, such as a day), of any shape.

    >>> bool((uniforms(7, 2, 3, part=30) == generator(7, 2, 30).random(3)).all())
    True
    """
    return generator(seed, stream, part).random(shape)


def hash_uniforms(seed, stream, key, nth=0, count=1):
    """``count`` uniforms of each key, from the key alone (SplitMix64).

    Parameters
    ----------
    seed : int or tuple of int
    stream : int
        Which use: two streams of one key have nothing to do with each other.
    key : array of int, shape (n,)
    nth : int or array of int
        The key's how-manieth time: a person's third visit draws anew.
    count : int

    Returns
    -------
    array of float, shape (count, n), above 0 and below 1

    Examples
    --------
    >>> hash_uniforms(7, 1, np.array([10, 11]), count=2).round(4)
    array([[0.0968, 0.2828],
           [0.6347, 0.2655]])
    """
    start = _mix(np.atleast_1d(key).astype(np.uint64) + _root(seed, stream))
    start = _mix(start + np.atleast_1d(nth).astype(np.uint64) * GOLDEN)
    steps = np.arange(1, count + 1, dtype=np.uint64) * GOLDEN
    bits = _mix(start + steps[:, None])
    bits >>= np.uint64(11)
    return bits * 2.0**-53 + 2.0**-54


@cache
def _root(seed, stream):
    """Where the stream's keys start counting."""
    return np.random.SeedSequence(seed, spawn_key=(stream,)).generate_state(1, np.uint64)[0]


def _mix(bits):
    """SplitMix64's finaliser (Steele, Lea and Flood 2014); fresh arrays are worked on in place."""
    bits ^= bits >> np.uint64(30)
    bits *= FIRST
    bits ^= bits >> np.uint64(27)
    bits *= SECOND
    bits ^= bits >> np.uint64(31)
    return bits


def poisson(mean, u):
    """The Poisson count that lies at the share ``u`` of its distribution.

    >>> poisson(3, np.array([0.04, 0.5, 0.99]))
    array([0, 3, 8])
    """
    if np.ndim(mean) == 0 and mean <= 0:
        return np.zeros(np.shape(u), dtype=np.int64)[()]
    return np.maximum(np.ceil(np.round(special.pdtrik(u, mean), 6)), 0).astype(np.int64)


def binomial(n, p, u):
    """How many of ``n`` say yes, at the share ``u`` of the binomial distribution.

    >>> binomial(1000, 0.02, np.array([0.04, 0.5, 0.99]))
    array([13, 20, 31])
    """
    from scipy.stats import binom  # slow to import; only worlds being drawn need it

    return binom.ppf(u, n, p).astype(np.int64)


def dirichlet(concentration, u):
    """Shares that add up to 1, by the gamma distribution's inverse: a row per row of ``u``.

    >>> dirichlet(np.array([2.0, 2.0, 0.0]), np.array([[0.5, 0.5, 0.9]]))
    array([[0.5, 0.5, 0. ]])
    """
    some = concentration > 0
    gamma = np.zeros_like(u)
    gamma[:, some] = special.gammaincinv(concentration[some], u[:, some])
    return gamma / gamma.sum(axis=1, keepdims=True)


def normal(u):
    """The standard normal deviate at the share ``u``, rounded so that platforms agree.

    >>> normal(np.array([0.025, 0.5]))
    array([-1.95996398,  0.        ])
    """
    return np.round(special.ndtri(u), 9) + 0.0


@cache
def gamma_table(shape):
    """A gamma distribution of mean 1, as the values at ``POINTS`` even shares.

    >>> float(gamma_table(2.0).mean().round(2))
    1.0
    """
    return _frozen(special.gammaincinv(shape, _shares()) / shape)


@cache
def beta_table(a, b):
    """A beta distribution, as the values at ``POINTS`` even shares.

    >>> float(beta_table(1.0, 3.0).mean().round(2))
    0.25
    """
    return _frozen(special.betaincinv(a, b, _shares()))


def at(table, u):
    """The value that a table has at the shares ``u``.

    >>> at(np.array([0.0, 1.0, 4.0]), np.array([0.25, 0.75]))
    array([0.5, 2.5])
    """
    return np.interp(u, np.linspace(0, 1, len(table)), table)


def _shares():
    return (np.arange(POINTS) + 0.5) / POINTS


def _frozen(values):
    values = np.round(values, 12)
    values.setflags(write=False)
    return values


def table_hash(frame):
    """A fingerprint of a frame's columns, the same under every pandas and NumPy.

    Names, order of columns and rows, and values count. How a column is stored does not:
    int32 as int64, text as categories, times of any unit and zone.

    Parameters
    ----------
    frame : pandas DataFrame

    Returns
    -------
    str, SHA-256 in hexadecimal

    Examples
    --------
    >>> a = pd.DataFrame({"channel": ["live", None], "uv": [3, 4]})
    >>> b = a.astype({"channel": "category", "uv": "int32"})
    >>> table_hash(a) == table_hash(b)
    True
    >>> table_hash(a)[:12]
    '6d71f82a7807'
    """
    digest = hashlib.sha256()
    for name in frame.columns:
        kind, parts = _canonical(frame[name])
        digest.update(f"{name}\0{kind}\0{len(frame)}\0".encode())
        for part in parts:
            digest.update(part)
    return digest.hexdigest()


def _canonical(column):
    """A column's kind and its bytes, little-endian."""
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype) or not _is_plain(dtype):
        return "text", _text_bytes(column)
    if isinstance(dtype, pd.DatetimeTZDtype) or dtype.kind == "M":
        zoned = column.dt.tz_convert("UTC").dt.tz_localize(None) if _zone(dtype) else column
        return "time", [_little(zoned.to_numpy().astype("M8[us]").astype("int64"))]
    if pd.api.types.is_extension_array_dtype(dtype):
        known = column.notna().to_numpy()
        return "whole", [_little(column.to_numpy("int64", na_value=0)), known.tobytes()]
    if dtype.kind == "f":
        values = column.to_numpy("float64") + 0.0  # -0.0 becomes 0.0
        return "number", [_little(np.where(np.isnan(values), np.nan, values))]
    known = np.ones(len(column), dtype=bool)
    return "whole", [_little(column.to_numpy("int64")), known.tobytes()]


def _is_plain(dtype):
    return pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_datetime64_any_dtype(dtype)


def _zone(dtype):
    return isinstance(dtype, pd.DatetimeTZDtype)


def _text_bytes(column):
    """Which word of a list each row has (-1: none), and the list in order of appearance."""
    codes, words = pd.factorize(column)
    encoded = [str(word).encode() for word in words]
    lengths = np.array([len(word) for word in encoded], dtype="int64")
    return [_little(codes.astype("int64")), _little(lengths), *encoded]


def _little(values):
    return np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<")).tobytes()
