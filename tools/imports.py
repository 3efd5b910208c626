"""A platform's export, read into the trainee's folder; then *Your shop* is opened on it."""

import argparse
import os
from pathlib import Path

from tools import lab
from tools.environment import call_classroom, course_python
from tools.steps import ROOT

NOTEBOOK = "9_2_your_shop.ipynb"


def main(arguments):
    """Read the files with the course's Python, then open the notebook that shows them."""
    if not arguments or {"-h", "--help"} & set(arguments):
        return call_classroom(course_python(), "import", "--help")
    options, words = read(arguments)
    workspace = lab.own_folder(options.workspace)
    code = call_classroom(
        course_python(), "import", *words, "--workspace", workspace, cwd=os.getcwd()
    )
    if code or options.no_browser:
        return code
    return lab.main(["--workspace", str(workspace)], start=NOTEBOOK)


def read(arguments):
    """What belongs to the notebook's opening, and the words for the reader of files."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--workspace", type=Path, default=ROOT / "my_course")
    return parser.parse_known_args(arguments)
