"""The files of texts: ``<language>/<lesson>.toml``. English has every text.

In a text ``{name}`` is a fact, ``{name:unit}`` a fact with the word for its unit. Where the fact
is a code, the file says its phrase under ``[codes.name]``. Braces that follow a letter, a brace,
``_`` or ``^`` are TeX and stay.
"""

import os
import re
import tomllib
import warnings
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ecomlab.errors import ChoiceError, DataFileError, check_choice

FOLDER = Path(__file__).parent
ENGLISH, SWITCH, OWN = "en", "ECOMLAB_LANGUAGE", "language"
FIELD = re.compile(r"(?<![A-Za-z0-9}_^\\])\{(\w+)(?::(\w+))?\}")
CHECK = "python -m ecomlab.classroom.translations check"
_chosen, _told = [], set()


class Text(str):
    """Markdown, shown as such in a notebook."""

    def _repr_markdown_(self):
        return str(self)

    __repr__ = str.__str__


def languages() -> list[str]:
    """The languages that have a folder of texts: English first.

    >>> languages()[0]
    'en'
    """
    found = {path.parent.name for path in FOLDER.glob(f"*/{OWN}.toml")}
    return [ENGLISH, *sorted(found - {ENGLISH})]


def use(language=None):
    """Show texts in this language from now on; in English what it lacks. None: as at the start.

    Raises
    ------
    ChoiceError
        There are no texts in this language.

    Examples
    --------
    >>> use("en")
    """
    if language is not None:
        check_choice("language", language, languages())
    _chosen[:] = [language] if language else []


def language() -> str:
    """The language in use: that of ``use``, else of the environment's ECOMLAB_LANGUAGE."""
    if _chosen:
        return _chosen[0]
    found = os.environ.get(SWITCH) or ENGLISH
    check_choice(SWITCH, found, languages())
    return found


def locale(name=None) -> Mapping:
    """How a language tells numbers, units and dates; of the language in use, if none is named.

    >>> locale("en")["dates"]["day"]
    '{day} {month}'
    """
    return read(name or language(), OWN)


@cache
def read(language, name) -> Mapping:
    """A file of texts as it stands; nothing where there is none.

    Raises
    ------
    DataFileError
        The file isn't TOML.
    """
    path = FOLDER / language / f"{name}.toml"
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(
            f"The texts in {language}/{path.name} can't be read: {error}. Mend that line."
        ) from error


class Catalogue:
    """The texts of one lesson, in the language in use.

    Parameters
    ----------
    lesson : str
        As the file is called: ``"5_1"``, ``"page_redesign"``.
    language : str, optional
        The one in use, if not given.
    """

    def __init__(self, lesson, language=None):
        self.lesson, self.own = lesson, language

    @property
    def language(self) -> str:
        """The one that this catalogue was made for, else the one in use."""
        return self.own or language()

    def names(self, section) -> list[str]:
        """The names of the English texts in a section of the file."""
        return list(read(ENGLISH, self.lesson).get(section, {}))

    def say(self, section, name, facts=None) -> Text:
        """A text with its facts filled in.

        Raises
        ------
        ChoiceError
            There is no such text, fact or code, or the fact has another unit.

        Examples
        --------
        >>> Catalogue("course").say("texts", "with-instructor").split(".")[0]
        'This text tells the truth of the case'
        """
        return self.tell((section, name), self._english(section, name), facts or {})

    def tell(self, path, english, facts=None) -> Text:
        """The text at a path of the file in the language in use; else the English one.

        With ``facts=None`` the text is given as it stands, braces included.
        """
        spoken = self.language
        found = "" if spoken == ENGLISH else _text(_at(read(spoken, self.lesson), path))
        if not found:
            self._miss(spoken, path)
            spoken, found = ENGLISH, english
        if facts is None:
            return Text(found)
        return Text(self.filled(found, facts, spoken, ".".join(path)).strip())

    def fields(self, section, name) -> set[str]:
        """The facts that an English text needs, those in its phrases included."""
        return needed(self._english(section, name), self.phrases(ENGLISH))

    def _english(self, section, name):
        check_choice(f"The text of {self.lesson}", name, self.names(section))
        return read(ENGLISH, self.lesson)[section][name]

    def phrases(self, language) -> Mapping:
        """For each fact that is a code: what the file says for each code."""
        return read(language, self.lesson).get("codes", {})

    def filled(self, text, facts, spoken=ENGLISH, where="a text") -> str:
        """A text of a language with its facts."""

        def said(found):
            name, unit = found.groups()
            if name not in facts:
                raise ChoiceError(f"A fact of {self.lesson}, {where},", name, sorted(facts))
            fact = facts[name]
            if not isinstance(fact, str):
                return fact.say(locale(spoken), unit)
            phrases = self.phrases(spoken).get(name, {})
            if fact not in phrases:
                raise ChoiceError(f"The code {name} of {self.lesson}", fact, sorted(phrases))
            return self.filled(_text(phrases[fact]), facts, spoken, where)

        return FIELD.sub(said, text)

    def _miss(self, spoken, path):
        """Say once for each lesson that a text isn't there in the language in use."""
        if spoken != ENGLISH and (spoken, self.lesson) not in _told:
            _told.add((spoken, self.lesson))
            warnings.warn(
                f"Lesson {self.lesson} has no text {'.'.join(path)} in {spoken}; it is shown in "
                f"English. To see all that is missing: {CHECK} {spoken}",
                stacklevel=4,
            )


def needed(text, phrases=None) -> set[str]:
    """The names of the facts in a text, and in the phrases of those that are codes.

    >>> sorted(needed(r"{naive} of {n:count}: $\\frac{a}{b} = {mean}$"))
    ['mean', 'n', 'naive']
    """
    names = {found[1] for found in FIELD.finditer(text)}
    for name in names & set(phrases or {}):
        for phrase in phrases[name].values():
            names |= needed(_text(phrase))
    return names


def _at(tree, path):
    for name in path:
        tree = tree.get(name, {}) if isinstance(tree, Mapping) else {}
    return tree


def _text(entry) -> str:
    """English texts stand alone, translated ones beside the hash of what they translate."""
    if isinstance(entry, str):
        return entry
    return entry.get("text", "")
