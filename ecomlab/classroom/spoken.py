"""Exercises and a notebook's Markdown in the language in use; what that lacks is English."""

from collections.abc import Mapping
from dataclasses import fields, replace

from ecomlab.classroom.course_map import NAVIGATION, TITLE
from ecomlab.texts import ENGLISH, Catalogue, language

SECTION, CELLS = "exercises", "cells"
MADE = (TITLE, NAVIGATION)  # of a lesson's header


def cells_in_language(notebook, lesson_id):
    """Put a notebook's Markdown into the language in use, in place."""
    if language() != ENGLISH:
        texts = Catalogue(lesson_id)
        for cell in notebook.cells:
            if cell.cell_type == "markdown" and cell.id not in MADE:
                cell.source = str(texts.tell((CELLS, cell.id), cell.source))
    return notebook


def in_language(exercise, lesson_id):
    """The exercise in the language in use."""
    if language() == ENGLISH:
        return exercise
    texts = Catalogue(lesson_id)
    return turned(exercise, lambda path, text: str(texts.tell((SECTION, *path), text)))


def texts_of(exercise) -> dict[tuple[str, ...], str]:
    """Every English text of an exercise, by its path in a language's file."""
    found = {}

    def keep(path, text):
        found[(SECTION, *path)] = text
        return text

    turned(exercise, keep)
    return found


def turned(exercise, turn):
    """The exercise with each text ``text`` at ``path`` in the form ``turn(path, text)``."""

    def at(*path):
        return lambda text: turn((exercise.name, *path), text) if text else text

    wrong = [
        replace(item, sentence=at("wrong", item.name)(item.sentence))
        for item in exercise.misconceptions
    ]
    return replace(
        exercise,
        title=at("title")(exercise.title),
        prompt=at("prompt")(exercise.prompt),
        hints=tuple(at("hint", str(n))(hint) for n, hint in enumerate(exercise.hints, start=1)),
        praise=at("right")(exercise.praise),
        misconceptions=wrong,
        defensible=[
            replace(item, sentence=at("also", item.name)(item.sentence))
            for item in exercise.defensible
        ],
        kind=_turned_kind(exercise.kind, at),
        conditions=[
            replace(item, sentence=at("condition", item.holds.__name__)(item.sentence))
            for item in exercise.conditions
        ],
    )


def _turned_kind(kind, at):
    """A kind whose letters stand for sentences has these turned, and a memo its checklist."""
    changed = {}
    for part in fields(kind):
        value = getattr(kind, part.name)
        if part.name == "criteria":
            changed[part.name] = [
                replace(item, asks=at(part.name, str(n))(item.asks))
                for n, item in enumerate(value, start=1)
            ]
        if isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()):
            changed[part.name] = {key: at(part.name, str(key))(text) for key, text in value.items()}
    return replace(kind, **changed) if changed else kind
