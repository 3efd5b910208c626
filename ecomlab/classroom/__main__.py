"""``python -m ecomlab.classroom build | sync | import | …``: what `course.py` calls."""

import argparse
import sys
import webbrowser
from pathlib import Path

from ecomlab.classroom import imports, stock, workspace
from ecomlab.datasets import make_all
from ecomlab.errors import DataFileError, EcomlabError


def main(arguments=None) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except EcomlabError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def _make_tables():
    """Make the tables that aren't shipped before the first notebook needs them."""
    try:
        make_all(sys.stdout)
    except DataFileError as error:  # many lessons don't need them
        print(f"\n{error}\n", file=sys.stderr)


def _build(options):
    from ecomlab.classroom.build import build

    _make_tables()
    build(options.lessons, options.instructor, stale=options.stale)


def _sync(options):
    _make_tables()
    done = workspace.sync(options.workspace)
    for name, status in done.items():
        if status == workspace.BESIDE_YOURS:
            print(f"{name}: you worked in it; the new edition is {workspace.beside(name)}")
            if reason := workspace.why(name):
                print(f"  What changed: {reason}.")
        elif status != workspace.CURRENT:
            print(f"{name}: {status}")


def _reset(options):
    kept = workspace.reset(options.lesson, options.workspace)
    if workspace.BACKUPS in kept.relative_to(options.workspace).parts:
        print(f"Fresh copy made; what was there before: {kept}")
    else:
        print(f"Fresh copy made: {kept}. There was none before, so nothing was backed up.")


def _present(options):
    from ecomlab.classroom import decks

    if options.list or options.case is None:
        print(decks.overview().to_string(index=False))
        return
    page = decks.deck(options.case, options.issue)
    print(f"{page}\nKey S: the speaker's view with your notes. The folder needs no network.")
    if not options.no_browser:
        webbrowser.open(page.as_uri())


def _papers(options):
    from ecomlab.classroom import papers

    note, handout = papers.write(options.case, options.issue)
    print(f"{note}\n  two pages, for you\n{handout}\n  one page, for each trainee")
    if not options.no_browser:
        for page in (note, handout):
            webbrowser.open(page.as_uri())


def _reissue(options):
    from ecomlab.cases import secrets
    from ecomlab.classroom import reissues

    secret = reissues.read_secret(options.secret_file) if options.secret_file else None
    folder = reissues.reissue(options.case, options.class_name, options.out, secret)
    print(f"{folder}\n  {reissues.TRAINEES}: to hand out\n  {reissues.INSTRUCTOR}: to keep")
    if secret and not secrets.is_stretched(secret):
        print(reissues.GUESSED, file=sys.stderr)


def _folder(text):
    """A path as whoever types means it."""
    return Path(text).expanduser().resolve()


def _parser():
    parser = argparse.ArgumentParser(prog="course.py")
    commands = parser.add_subparsers(
        required=True, metavar="build | sync | reset | import | stock | present | papers | reissue"
    )
    build = commands.add_parser("build", help="execute lessons/ into notebooks/")
    build.add_argument("lessons", nargs="*", metavar="LESSON", help='such as "5_1"; all if none')
    build.add_argument("--instructor", action="store_true", help="with notes and solutions")
    build.add_argument(
        "--stale", action="store_true", help="only those that differ from their source"
    )
    build.set_defaults(run=_build)
    sync = commands.add_parser("sync", help="bring the notebooks to a trainee's folder")
    sync.set_defaults(run=_sync)
    reset = commands.add_parser("reset", help="start a lesson again, after a backup")
    reset.add_argument("lesson", metavar="LESSON", help='such as "5_1"')
    reset.set_defaults(run=_reset)
    own = imports.add_to(commands)
    own.set_defaults(run=imports.run)
    morning = stock.add_to(commands)
    morning.set_defaults(run=stock.run)
    for command in (sync, reset, own, morning):
        command.add_argument(
            "--workspace", type=_folder, default=workspace.REPOSITORY / "my_course", metavar="DIR"
        )
    present = commands.add_parser("present", help="a case as a deck of slides")
    present.add_argument("case", nargs="?", metavar="CASE", help='such as "page_redesign"')
    present.add_argument("--list", action="store_true", help="number, name, title, minutes")
    present.add_argument("--issue", type=_folder, metavar="DIR", help="a class's, of `reissue`")
    present.add_argument("--no-browser", action="store_true", help="only say where they are")
    present.set_defaults(run=_present)
    printed = commands.add_parser("papers", help="a case's teaching note and hand-out, to print")
    printed.add_argument("case", metavar="CASE", help='such as "page_redesign"')
    printed.add_argument("--issue", type=_folder, metavar="DIR", help="a class's, of `reissue`")
    printed.add_argument("--no-browser", action="store_true", help="only say where they are")
    printed.set_defaults(run=_papers)
    reissue = commands.add_parser("reissue", help="a case with new numbers for a class")
    reissue.add_argument("case", metavar="CASE", help='such as "page_redesign"')
    reissue.add_argument(
        "--class", dest="class_name", required=True, metavar="NAME", help="any words"
    )
    reissue.add_argument("--out", type=_folder, required=True, metavar="DIR")
    reissue.add_argument(
        "--secret-file", type=_folder, metavar="FILE", help="of a known issue, to make it again"
    )
    reissue.set_defaults(run=_reissue)
    return parser


if __name__ == "__main__":
    sys.exit(main())
