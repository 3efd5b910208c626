"""The course's one command: it makes the environment if needed, then does what you ask.

    python course.py lab       open the course in your browser
    python course.py doctor    say what is wrong with this computer's set-up, and what to do

`python course.py` lists the rest. Needs nothing but Python 3.11 or newer.
"""

import difflib
import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 (this is where an older Python is told so)
    sys.exit(
        f"The course needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.\n"
        "Install Python 3.12 (python.org), then run: python3.12 course.py lab"
    )

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # PYTHONSAFEPATH leaves it out

from tools import imports, suite
from tools import lab as server
from tools.environment import CourseError, call, call_classroom, course_python, explain

TITLE = "The course's one command: it makes the environment if needed, then does what you ask."
COMMANDS, HELP = {}, {}  # `python -OO` takes docstrings away, so the help is no docstring


def command(words, name=None):
    """Make a function one of the commands; the words are what is said of it."""

    def add(function):
        called = name or function.__name__
        COMMANDS[called], HELP[called] = function, words
        return function

    return add


# --- For trainees --------------------------------------------------------------------------


@command("open the course: [--no-browser] [--workspace DIR] [--port N] [-- JupyterLab's options]")
def lab(arguments):
    return server.main(arguments)


@command("start a lesson of yours again, after a backup: LESSON [--workspace DIR]")
def reset(arguments):
    return classroom("reset", *arguments)


@command(
    "read your platform's export into your copies: FILE... [--timezone ZONE], or --help", "import"
)
def import_(arguments):
    return imports.main(arguments)


@command("a page of what your stock needs this morning: [FILE...] [--shop running], or --help")
def stock(arguments):
    return classroom("stock", *arguments)


@command("check Python, packages, kernel, fonts, disk, ports, and say what to do about each")
def doctor(arguments):
    return tool("doctor", *arguments)


@command("make the environment anew; the one that is there goes when the new one is finished")
def mend(arguments):
    course_python(anew=True)
    print("The environment is new.")
    return 0


# --- For instructors -----------------------------------------------------------------------


@command("a case as slides with speaker's notes: CASE [--issue DIR] [--no-browser], or --list")
def present(arguments):
    lists = not arguments or "--list" in arguments
    return classroom("present", *arguments, extras=() if lists else ("slides",))


@command("a case's teaching note and hand-out, to print: CASE [--issue DIR] [--no-browser]")
def papers(arguments):
    return classroom("papers", *arguments)


@command("a case with new numbers for a class: CASE --class NAME --out DIR [--secret-file FILE]")
def reissue(arguments):
    return classroom("reissue", *arguments)


# --- For contributors ----------------------------------------------------------------------


@command("run the whole suite, or what belongs to 5_1, page_redesign, retention: [pytest options]")
def test(arguments):
    words = suite.arguments(arguments)
    return call(course_python("test", "slides"), "-m", "pytest", *words)


@command("the files of a new lesson or case: 2_3_paid, or case_k23_name --chapter CHAPTER")
def new(arguments):
    return tool("new", *arguments, extras=("test",))


@command("execute lessons/ into notebooks/: [lesson ... | --stale] [--instructor]")
def build(arguments):
    return classroom("build", *arguments, extras=("test",))


@command("run everything, on every supported Python and pandas, note the results in docs/: [NAME]")
def verify(arguments):
    return tool("verify", *arguments, extras=("test", "slides"))


@command("write the generated pages again, from results, headers and the package: [PAGE]")
def pages(arguments):
    return tool("pages", *arguments, extras=("test",))


@command("recompile constraints.txt and environment.yml from pyproject.toml: [--upgrade]")
def pins(arguments):
    return tool("pins", *arguments)


# --- What was typed ------------------------------------------------------------------------


def classroom(name, *arguments, extras=()):
    """Run a command of the classroom where you are, so that your folders are meant."""
    return call_classroom(course_python(*extras), name, *arguments, cwd=os.getcwd())


def tool(name, *arguments, extras=None):
    """Run a module of tools/: in the course's environment, or without any where extras is None."""
    python = sys.executable if extras is None else course_python(*extras)
    return call(python, "-m", f"tools.{name}", *arguments)


def usage():
    """What can be typed."""
    return "\n".join([TITLE, "", *(f"  python course.py {name:8}{HELP[name]}" for name in HELP)])


def main(arguments):
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    name, rest = arguments[0], arguments[1:]
    wanted = COMMANDS.get(name)
    if wanted is None:
        close = difflib.get_close_matches(name, COMMANDS, 1)
        hint = f"Did you mean `{close[0]}`?" if close else ""
        print(f"There is no command `{name}`. {hint}\n\n{usage()}", file=sys.stderr)
        return 2
    try:
        return wanted(rest)
    except CourseError as error:
        print(f"\n{error}", file=sys.stderr)
    except OSError as error:
        print(f"\n{error}\n{explain(str(error))}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped. Nothing is broken: run the same command again.", file=sys.stderr)
        return 130
    return 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):  # a path's Chinese must not stop a Western console
        stream.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
