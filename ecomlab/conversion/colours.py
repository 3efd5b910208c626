"""Is the photo's colour the article's? (色差, course map C36, C38)

Two colours are compared in CIE Lab, a space in which equal distances look about equally large.
"""

import re

import numpy as np

from ecomlab.checks import check_once, check_table
from ecomlab.errors import InputError, check_positive

HEX = r"#[0-9a-f]{6}"
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375],
                   [0.2126729, 0.7151522, 0.0721750],
                   [0.0193339, 0.1191920, 0.9503041]])  # of sRGB, light D65  # fmt: skip
WHITE = np.array([0.95047, 1.0, 1.08883])
LIMIT = 5.0  # of delta E, from which a shop looks again: a choice


def _lab(colours):
    """Colours of a screen (sRGB) in CIE Lab: lightness, from green to red, from blue to yellow.

    Parameters
    ----------
    colours : sequence of str
        As "#1f77b4".

    Returns
    -------
    ndarray, one row per colour: L (0 black to 100 white), a, b

    Raises
    ------
    InputError

    Examples
    --------
    >>> _lab(["#ff0000"]).round(1)
    array([[53.2, 80.1, 67.2]])

    References
    ----------
    CIE 15 (Lab, light D65); IEC 61966-2-1 (sRGB).
    """
    rgb = np.array([_rgb(colour) for colour in colours]).reshape(-1, 3) / 255
    line = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    ratio = line @ TO_XYZ.T / WHITE
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = f.T
    return np.column_stack([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def colour_delta(photos, limit=LIMIT):
    """How far is each photo's colour from the article's (ΔE)?

    Parameters
    ----------
    photos : DataFrame
        sku, photo, item: colours as "#1f77b4", both read under the same light, from the same spot
        (a grey card in the picture says whether the light was the same).
    limit : float
        From this ΔE on somebody looks again. About 2 is hardly seen; the shop chooses.

    Returns
    -------
    DataFrame, the largest first
        photos' columns, delta (ΔE, 1976), lighter, redder, yellower (photo less item), look
        (flag).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> photos = pd.DataFrame({"sku": ["TE01"], "photo": ["#4f7f4f"], "item": ["#5f7f4f"]})
    >>> colour_delta(photos)[["delta", "lighter", "redder", "yellower", "look"]].round(1)
       delta  lighter  redder  yellower  look
    0    6.1     -0.9    -5.8      -1.4  True

    References
    ----------
    Row C36. CIE 1976; it overrates differences between strong colours: CIEDE2000 does that better.
    """
    photos = check_table(photos, "photos", "sku", "photo", "item")
    limit = check_positive("limit", limit)
    gap = _lab(photos["photo"]) - _lab(photos["item"])
    names = dict(zip(("lighter", "redder", "yellower"), gap.T, strict=True))
    delta = np.sqrt((gap**2).sum(axis=1))
    table = photos.assign(delta=delta, **names, look=delta >= limit)
    return table.sort_values("delta", ascending=False, kind="stable").reset_index(drop=True)


def style_check(pages, palette, limit=20.0):
    """Do all pages use the shop's colours (统一色调)?

    Parameters
    ----------
    pages : DataFrame
        page, colour: one row per page and main colour on it.
    palette : mapping of name to colour
        The shop's colours.
    limit : float
        ΔE up to which a colour counts as one of them.

    Returns
    -------
    DataFrame, one row per row of pages
        page, colour, nearest (name of the palette), delta, fits (flag).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> pages = pd.DataFrame({"page": ["home", "list"], "colour": ["#2e5e4e", "#d02090"]})
    >>> style_check(pages, {"forest": "#2f5d50", "sand": "#e7dcc8"})[["nearest", "fits"]]
      nearest   fits
    0  forest   True
    1    sand  False

    References
    ----------
    Row C38: one style looks tidy. That it sells is a claim for a test (lesson 3.2).
    """
    pages = check_table(pages, "pages", "page", "colour")
    check_once(pages, "pages", "page", "colour")
    limit = check_positive("limit", limit)
    names, own = list(palette), _lab(list(dict(palette).values()))
    if not names:
        raise InputError("palette is empty. Give the shop's colours, as {'forest': '#2f5d50'}.")
    gap = np.sqrt(((_lab(pages["colour"])[:, None] - own[None]) ** 2).sum(axis=2))
    best = gap.argmin(axis=1)
    delta = gap[np.arange(len(gap)), best]
    return pages[["page", "colour"]].assign(
        nearest=[names[at] for at in best], delta=delta, fits=delta <= limit
    )


def _rgb(colour):
    """A screen colour as three numbers from 0 to 255."""
    if not isinstance(colour, str) or not re.fullmatch(HEX, colour.strip().lower()):
        raise InputError(f"{colour!r} is no colour. Write it as '#1f77b4'.")
    digits = colour.strip().lstrip("#")
    return [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
