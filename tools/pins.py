"""Compile constraints.txt and environment.yml from pyproject.toml (needs uv).

Kept pins stay as they are unless `--upgrade` is given.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from tools.environment import PINS, ROOT

OPTIONS = ["--universal", "--python-version", "3.11", "--no-header", "--no-annotate", "--quiet"]
NO_ADDRESS = ["--no-emit-index-url", "--no-emit-find-links"]
MADE_BY = "made by `python course.py pins`"
CONDA = f"""\
# The course for conda users, {MADE_BY}:
#   conda env create -f environment.yml && conda activate ecomlab && python course.py lab
name: ecomlab
channels:
  - conda-forge
dependencies:
  - python >=3.11,<3.14
  - pip
  - pip:
"""


def compiled(uv, *more):
    """One resolution for every system, without any address in it."""
    command = [uv, "pip", "compile", *OPTIONS, *NO_ADDRESS, *map(str, more), "pyproject.toml"]
    answer = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode:
        sys.exit("uv found no resolution: its message is above.")
    return answer.stdout


def main(arguments):
    uv = shutil.which("uv")
    if not uv:
        sys.exit("`pins` needs uv: pip install uv")
    compiled(uv, "--all-extras", "-o", PINS, *arguments)
    pins = PINS.read_text(encoding="utf-8")
    PINS.write_text(f"# Every package at its version, {MADE_BY}\n{pins}", encoding="utf-8")
    core = [f'      - "{line}"' for line in compiled(uv, "-c", PINS).splitlines()]
    text = CONDA + "\n".join([*core, "      - -e ."]) + "\n"
    Path(ROOT, "environment.yml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
