"""``python -m ecomlab.classroom build | sync | reset``: what `course.py` calls."""

import argparse
import sys
from pathlib import Path

from ecomlab.classroom import workspace
from ecomlab.errors import EcomlabError


def main(arguments=None) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except EcomlabError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def _build(options):
    from ecomlab.classroom.build import build

    build(options.lessons, options.instructor)


def _sync(options):
    done = workspace.sync(options.workspace)
    for name, status in done.items():
        if status == workspace.BESIDE_YOURS:
            print(f"{name}: you worked in it; the new edition is {workspace.beside(name)}")
        elif status != workspace.CURRENT:
            print(f"{name}: {status}")


def _reset(options):
    kept = workspace.reset(options.lesson, options.workspace)
    if workspace.BACKUPS in kept.relative_to(options.workspace).parts:
        print(f"Fresh copy made; what was there before: {kept}")
    else:
        print(f"Fresh copy made: {kept}. There was none before, so nothing was backed up.")


def _parser():
    parser = argparse.ArgumentParser(prog="python -m ecomlab.classroom", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="build | sync | reset")
    build = commands.add_parser("build", help="execute lessons/ into notebooks/")
    build.add_argument("lessons", nargs="*", metavar="LESSON", help='such as "5_1"; all if none')
    build.add_argument("--instructor", action="store_true", help="with notes and solutions")
    build.set_defaults(run=_build)
    sync = commands.add_parser("sync", help="bring the notebooks to a trainee's folder")
    sync.set_defaults(run=_sync)
    reset = commands.add_parser("reset", help="start a lesson again, after a backup")
    reset.add_argument("lesson", metavar="LESSON")
    reset.set_defaults(run=_reset)
    for command in (sync, reset):
        command.add_argument(
            "--workspace", type=Path, default=workspace.REPOSITORY / "my_course", metavar="DIR"
        )
    return parser


if __name__ == "__main__":
    sys.exit(main())
