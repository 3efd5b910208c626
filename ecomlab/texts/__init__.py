"""Texts that carry results, and briefs: one file for each language and lesson.

``use("zh")`` shows the course in another language, text by text; what that lacks is shown in
English.
"""

from ecomlab.texts.fact import Fact, Form
from ecomlab.texts.files import ENGLISH, Catalogue, Text, language, languages, locale, use

__all__ = [
    "ENGLISH", "Catalogue", "Fact", "Form", "Text", "language", "languages", "locale", "use",
]  # fmt: skip
