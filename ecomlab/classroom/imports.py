"""``python course.py import``: a platform's export into a trainee's folder, told as it goes."""

import re
import shlex
import sys
import time

from ecomlab import exports
from ecomlab.classroom import workspace
from ecomlab.errors import InputError

WORTH_SAYING = 2.0  # seconds between two lines of progress where they aren't written over
OPTIONS = {  # of exports.read, as they are typed here
    r'timezone="([^"]+)"': r"--timezone \1",
    r'platform="([^"]+)"': r"--platform \1",
    r'lines="([^"]+)"': r"--lines \1",
    r'table="([^"]+)", ': r"--table \1 ",
    r'table="([^"]+)"': r"--table \1",
    r'decimal="([^"]+)"': r"--decimal \1",
    r'currency="([^"]+)"': r"--currency \1",
    r"dayfirst=True": "--dates day-first",
    r"dayfirst=False": "--dates month-first",
}
COLUMN = r'"([^"]+)": "([^"]+)"'
PAIRS = {"columns": "--column", "states": "--state"}  # mappings, typed once for each pair
COMMAND = "python course.py import"
CALL = r' ?exports\.read\(path, ((?:[^(){}"]|"[^"]*"|\{[^}]*\})*)\)\.? ?'  # with its full stop


def add_to(commands):
    """The command and its options."""
    parser = commands.add_parser(
        "import",
        help="a platform's export into your own copies",
        description="Read your platform's order export, one file or several, and keep it beside "
        "your copies of the lessons. Nothing leaves this computer; names, phones and addresses "
        "are not kept.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="CSV, .xlsx or .xls")
    parser.add_argument(
        "--platform",
        metavar="NAME",
        help=f"one of {', '.join([*exports.platforms(), 'canonical'])}",
    )
    parser.add_argument("--timezone", metavar="ZONE", help="the shop's, such as Asia/Shanghai")
    parser.add_argument(
        "--column", action="append", default=[], metavar="OURS=YOURS",
        help="customer_id=UserNo, where no platform is known; once for each column",
    )  # fmt: skip
    parser.add_argument(
        "--state", action="append", default=[], metavar="WORD=MEANS",
        help="storniert=closed: what a word of the file's state means; once for each word",
    )  # fmt: skip
    parser.add_argument("--lines", choices=exports.providers.LINES, help="how rows make orders")
    parser.add_argument(
        "--table", choices=list(exports.reports.tables()),
        help="what the files are, where they hold no orders and aren't recognised",
    )  # fmt: skip
    parser.add_argument("--decimal", choices=(".", ","), default=".", help="in 95,00 the comma")
    parser.add_argument("--currency", metavar="CODE", help="whose orders, where there are several")
    parser.add_argument(
        "--dates", choices=("day-first", "month-first"), help="how 03/04/2025 is meant"
    )
    parser.add_argument("--name", default=exports.keeping.NAME, help="keep several shops")
    parser.add_argument(
        "--again", action="store_true", help="in place of an earlier one, which goes into backups"
    )
    return parser


def run(options):
    """Read, keep, and say what was read."""
    folder = _folder(options)
    exports.keeping.check_free(folder, options.again)  # before minutes of reading
    states = _pairs("--state", options.state, "WORD=MEANS, such as storniert=closed")
    try:
        shop = exports.read(
            options.files, options.platform, options.timezone,
            _pairs("--column", options.column, "OURS=YOURS, such as customer_id=UserNo"),
            options.lines, options.decimal, _day_first(options.dates), options.currency,
            salt_folder=options.workspace, progress=_Told(sys.stdout),
            **({"states": states} if states else {}),
            **({"table": options.table} if options.table else {}),
        )  # fmt: skip
    except InputError as error:
        raise InputError(as_typed(str(error))) from error
    backups = options.workspace / workspace.BACKUPS if options.again else None
    earlier = exports.save(shop, folder, backups)
    print(f"\n{as_typed(str(shop))}\n\nKept in {folder}")
    if earlier:
        print(f"The earlier import is in {earlier}")
    name = "" if options.name == exports.keeping.NAME else f'"{options.name}"'
    print(f"In a notebook: shop = exports.my_shop({name})", flush=True)
    if name:
        print(
            "The notebook Your shop opens the import without a name. Change its line to: "
            f"shop = exports.my_shop({name})",
            flush=True,
        )


def as_typed(message):
    """An error's advice for Python, as it is typed in a terminal.

    >>> print(as_typed('Name the zone: exports.read(path, timezone="Asia/Shanghai"). Or not.'))
    Name the zone:
        python course.py import FILE --timezone Asia/Shanghai
    Or not.
    """
    message = re.sub(CALL, rf"\n    {COMMAND} FILE \1\n", message)
    message = message.replace("exports.read([orders, articles])", f"{COMMAND} ORDERS ARTICLES")
    for python, option in PAIRS.items():
        for name in re.findall(python + r"=\{([^}]*)\}", message):
            words = " ".join(f"{option} {_quoted(*pair)}" for pair in re.findall(COLUMN, name))
            message = message.replace(python + "={" + name + "}", words)
    for python, typed in OPTIONS.items():
        message = re.sub(python, typed, message)
    return message.rstrip("\n")


def _quoted(ours, own):
    """A pair as a terminal takes it: quoted where it has blanks or signs of its own."""
    pair = f"{ours}={own}"
    if re.fullmatch(r"[\w=.-]+", pair):
        return pair
    plain = not re.search(r"[\"$`\\!%]", pair)
    return f'"{pair}"' if plain else shlex.quote(pair)


def _folder(options):
    """Where the import is kept; never in a folder of the course's own lessons."""
    exports.keeping.check_name(options.name)
    lessons = {name.partition("/")[0] for name in workspace.editions() if "/" in name}
    if options.name in {*lessons, workspace.BACKUPS}:
        raise InputError(f"{options.name} is a folder of the course. Choose another --name.")
    return options.workspace / options.name


def _pairs(option, pairs, form):
    """What stands on both sides of =, as a mapping; None where nothing is given."""
    found = {}
    for pair in pairs:
        ours, sign, own = pair.partition("=")
        if not (ours and sign and own):
            raise InputError(f"{option} {pair} has no form {form}.")
        found[ours] = own
    return found or None


def _day_first(dates):
    return None if dates is None else dates == "day-first"


class _Told:
    """How far the reading is: one line that is written over on a terminal, else now and then."""

    def __init__(self, out):
        self.out, self.last, self.terminal = out, 0.0, out.isatty()
        self.done = set()

    def __call__(self, name, share):
        now = time.monotonic()
        if name in self.done:
            return
        if share >= 1:
            self.done.add(name)
        elif now - self.last < (0.1 if self.terminal else WORTH_SAYING):
            return
        self.last = now
        end = "\r" if self.terminal and share < 1 else "\n"
        print(f"{name}: {share:.0%} read", end=end, file=self.out, flush=True)
