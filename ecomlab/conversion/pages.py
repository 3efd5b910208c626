"""Is it true, and may it be said? What pages and pictures claim (详情页)."""

import re

from ecomlab.errors import InputError

# In this order: the first that is found decides.
CLAIMS = {
    r"best|no\. ?1": "may not run: absolute term (art. 9)",
    r"heal|cure|good for the heart": "may not run: health claim (art. 17)",
    r"never|for ever|whole life|free|last three": "false unless it is exactly so (art. 28)",
    r"\d": "show evidence and its source (art. 11)",
}
TRY = "somebody must try it on the pan"


def check_claim(text, claims=CLAIMS, otherwise=TRY):
    """What a claim needs before it may run; words alone never show that it is true (广告法).

    Parameters
    ----------
    text : str
    claims : mapping of pattern to str
        Regular expressions, and what is said where one is found; the first one decides. By default
        those of a pan, by articles of the Advertising Law of China.
    otherwise : str
        Said where none is found.

    Returns
    -------
    str

    Raises
    ------
    InputError

    Examples
    --------
    >>> check_claim("The best pan in the country")
    'may not run: absolute term (art. 9)'
    >>> check_claim("1.2 kg: lift it with one hand")
    'show evidence and its source (art. 11)'

    References
    ----------
    Advertising Law (广告法, 2021), articles 9, 11, 17, 28. Case K08.
    """
    if not isinstance(text, str):
        raise InputError(f"text is {text!r}. Give the words of the claim.")
    found = (says for pattern, says in claims.items() if re.search(pattern, text, re.IGNORECASE))
    return next(found, otherwise)
