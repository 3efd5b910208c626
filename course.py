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

from tools import lab as server
from tools import suite
from tools.environment import CourseError, call, course_python, explain

# --- For trainees --------------------------------------------------------------------------


def lab(arguments):
    """open the course: [--no-browser] [--workspace DIR] [--port N] [-- JupyterLab's options]"""
    return server.main(arguments)


def reset(arguments):
    """start a lesson of yours again, after a backup: LESSON [--workspace DIR]"""
    return classroom("reset", *arguments)


def doctor(arguments):
    """check Python, packages, kernel, fonts, disk, ports, and say what to do about each"""
    return tool("doctor", *arguments)


# --- For instructors -----------------------------------------------------------------------


def present(arguments):
    """a case as slides with speaker's notes: CASE [--issue DIR] [--no-browser], or --list"""
    lists = not arguments or "--list" in arguments
    return classroom("present", *arguments, extras=() if lists else ("slides",))


def reissue(arguments):
    """a case with new numbers for a class: CASE --class NAME --out DIR [--secret-file FILE]"""
    return classroom("reissue", *arguments)


# --- For contributors ----------------------------------------------------------------------


def test(arguments):
    """run the whole suite, or what belongs to 5_1, page_redesign, retention: [pytest's options]"""
    words = suite.arguments(arguments)
    return call(course_python("test", "slides"), "-m", "pytest", *words)


def build(arguments):
    """execute lessons/ into notebooks/: [lesson ...] [--instructor]"""
    return classroom("build", *arguments, extras=("test",))


def verify(arguments):
    """run everything, on every supported Python and pandas, note the results in docs/: [NAME]"""
    return tool("verify", *arguments, extras=("test", "slides"))


def pages(arguments):
    """write the generated pages of docs/ again, from docs/results/ and the package: [PAGE]"""
    return tool("pages", *arguments, extras=("test",))


def pins(arguments):
    """recompile constraints.txt and environment.yml from pyproject.toml: [--upgrade]"""
    return tool("pins", *arguments)


# --- What was typed ------------------------------------------------------------------------

COMMANDS = {
    f.__name__: f for f in (lab, present, reissue, reset, doctor, test, build, verify, pages, pins)
}


def classroom(command, *arguments, extras=()):
    """Run a command of the classroom where you are, so that your folders are meant."""
    python = course_python(*extras)
    return call(python, "-P", "-m", "ecomlab.classroom", command, *arguments, cwd=os.getcwd())


def tool(name, *arguments, extras=None):
    """Run a module of tools/: in the course's environment, or without any where extras is None."""
    python = sys.executable if extras is None else course_python(*extras)
    return call(python, "-m", f"tools.{name}", *arguments)


def usage():
    """What can be typed."""
    lines = [f"  python course.py {name:8}{f.__doc__.strip()}" for name, f in COMMANDS.items()]
    return "\n".join([__doc__.splitlines()[0], "", *lines])


def main(arguments):
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    name, rest = arguments[0], arguments[1:]
    command = COMMANDS.get(name)
    if command is None:
        close = difflib.get_close_matches(name, COMMANDS, 1)
        hint = f"Did you mean `{close[0]}`?" if close else ""
        print(f"There is no command `{name}`. {hint}\n\n{usage()}", file=sys.stderr)
        return 2
    try:
        return command(rest)
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
