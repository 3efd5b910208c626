"""An exercise's solution as code that runs where the trainee stands: in the notebook.

The code is the function that computes the right answer, with what it needs of its module: imports,
constants, helpers. Its data are called as the notebook calls them, and it ends in ``answer = …``.
"""

import ast
import inspect
import json
import sys
import textwrap
from collections.abc import Mapping
from functools import cache


def solution(exercise, data) -> str:
    """The code to paste into the notebook.

    Parameters
    ----------
    exercise : Exercise
    data : mapping of str to object
        What the question is asked on: texts and numbers among it are written out.
    """
    function = exercise.solution
    module = _module(function.__module__)
    node = module.bound[function.__name__]
    there = {
        name: _reached(name, exercise.names) for name in inspect.signature(function).parameters
    }
    plain = {name for name in there if isinstance(data[name], str | int | float)}
    renamed = {name: other for name, other in there.items() if other.isidentifier()}
    renamed = {name: other for name, other in renamed.items() if name not in plain}
    given = [
        f"{name} = {json.dumps(data[name])}" if name in plain else f"{name} = {other}"
        for name, other in there.items()
        if name not in renamed
    ]
    imports, helpers = _needed(module, node)
    if _returns_once(node):
        lines = _answered(module.body(node, renamed))
    else:
        helpers = [*helpers, module.plain(node)]
        lines = [f"answer = {node.name}({', '.join(renamed.get(name, name) for name in there)})"]
    parts = ["\n".join(imports), *helpers, "\n".join([*given, *lines])]
    return "\n\n".join(part for part in parts if part)


def _reached(name, names) -> str:
    """How the notebook reaches the data of that name."""
    if isinstance(names, Mapping):
        return names.get(name, name)
    return name if name == "case" else names.format(name)


def _returns_once(node) -> bool:
    """Does the function return in its last line, and nowhere else?"""
    returns = [item for item in ast.walk(node) if isinstance(item, ast.Return)]
    return returns == [node.body[-1]]


def _answered(body):
    """The lines of a function's body, whose last statement becomes the answer."""
    lines = body.splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith("return "))
    lines[last] = lines[last].replace("return", "answer =", 1)
    return lines


def _needed(module, node):
    """The imports, and the constants and helpers as text, that a function needs; in their order."""
    found, waiting = set(), [node]
    while waiting:
        for name in _names(waiting.pop()) & set(module.bound) - found - {node.name}:
            found.add(name)
            waiting.append(module.bound[name])
    imports, helpers = {}, []
    for name, where in module.bound.items():
        if name in found and isinstance(where, ast.Import | ast.ImportFrom):
            imports.setdefault(_from(where), []).append(name)
        elif name in found:
            helpers.append(module.plain(where))
    return [_import(*item, module) for item in imports.items()], list(dict.fromkeys(helpers))


def _names(node):
    """What a statement reads, as far as it may stand elsewhere in its module."""
    parts, own = [node], set()
    if isinstance(node, ast.FunctionDef):
        parts = [*node.body, *node.args.defaults, *_kept_decorators(node)]
        own = {item.arg for item in ast.walk(node.args) if isinstance(item, ast.arg)}
    found = [x for part in parts for x in ast.walk(part) if isinstance(x, ast.Name)]
    own |= {item.id for item in found if isinstance(item.ctx, ast.Store)}
    return {item.id for item in found} - own


def _from(node):
    return node.module if isinstance(node, ast.ImportFrom) else None


def _import(source, names, module):
    if source is None:
        return "\n".join(ast.unparse(module.bound[name]) for name in names)
    aliases = {(a.asname or a.name): a for name in names for a in module.bound[name].names}
    return f"from {source} import {', '.join(ast.unparse(aliases[name]) for name in names)}"


def _kept_decorators(node):
    """The decorators that aren't the declaration of an exercise."""
    return [
        item
        for item in node.decorator_list
        if not (
            isinstance(item, ast.Call)
            and isinstance(item.func, ast.Attribute)
            and item.func.attr in ("exercise", "wrong", "facts")
        )
    ]


class _Source:
    """A module's text, and the statement that binds each of its names."""

    def __init__(self, text):
        self.lines, self.bound = text.splitlines(), {}
        for node in ast.parse(text).body:
            self.bound |= dict.fromkeys(_binds(node), node)

    def plain(self, node) -> str:
        """A statement as it stands; of a function without the declaration of an exercise."""
        if not isinstance(node, ast.FunctionDef):
            return "\n".join(self.lines[node.lineno - 1 : node.end_lineno])
        kept = _kept_decorators(node)
        decorators = [self.lines[item.lineno - 1] for item in kept]
        if len(kept) == len(node.decorator_list):  # a helper keeps its docstring
            return "\n".join(decorators + self.lines[node.lineno - 1 : node.end_lineno])
        head = f"def {node.name}({ast.unparse(node.args)}):"
        return "\n".join([*decorators, head, textwrap.indent(self.body(node, {}), "    ")])

    def body(self, node, renamed) -> str:
        """A function's body without its docstring, some of its names written otherwise."""
        first = node.body[1] if ast.get_docstring(node) else node.body[0]
        before = node.body[0].end_lineno if ast.get_docstring(node) else first.lineno - 1
        lines = {
            number: self.lines[number - 1] for number in range(before + 1, node.end_lineno + 1)
        }
        places = [item for part in node.body for item in ast.walk(part) if _is_in(item, renamed)]
        for item in sorted(places, key=lambda item: item.col_offset, reverse=True):
            line = lines[item.lineno].encode()
            line = line[: item.col_offset] + renamed[item.id].encode() + line[item.end_col_offset :]
            lines[item.lineno] = line.decode()
        return textwrap.dedent("\n".join(lines.values())).strip("\n")


def _is_in(node, renamed):
    return isinstance(node, ast.Name) and node.id in renamed


def _binds(node):
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name for alias in node.names]
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    targets = getattr(node, "targets", [])
    return [
        item.id for target in targets for item in ast.walk(target) if isinstance(item, ast.Name)
    ]


@cache
def _module(name) -> _Source:
    return _Source(inspect.getsource(sys.modules[name]))
