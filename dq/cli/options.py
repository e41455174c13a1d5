"""Options that several commands share."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from getpass import getuser
from typing import TYPE_CHECKING

from dq.model.errors import UsageError

if TYPE_CHECKING:
    from dq.record.ledger import Ledger

FAIL_ON = ("error", "warning", "never")
LANGS = ("en", "zh")
COMPANIONS = {
    "contacts": "companion table of contacts (FILE#SHEET for a sheet)",
    "calls": "call log",
    "repayments": "repayments",
    "promises": "promises to pay",
    "optouts": "opt-outs, complaints, consents",
    "checks": "results of number checks",
    "earlier": "an earlier batch of the same client",
}
"""The companion tables, as :data:`dq.model.companions.GIVEN` names them, with what they hold."""


def add_judging(parser: argparse.ArgumentParser) -> None:
    """The options of a judgement: files, source, date, region, language."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="case file, folder or archive; - is standard input"
    )
    parser.add_argument(
        "--source", metavar="ID|FILE", help="source id or YAML; without it columns are proposed"
    )
    for table, text in COMPANIONS.items():
        parser.add_argument(
            f"--{table}", metavar="FILE", action="append", default=[], help=f"{text}; repeatable"
        )
    parser.add_argument("--as-of", metavar="DATE", help="date that rules compare with (default: today)")
    parser.add_argument(
        "--region", metavar="CC", help="region of phone numbers (default: the source's, or CN)"
    )
    parser.add_argument(
        "--fail-on", choices=FAIL_ON, default="error", help="exit 1 at or above (default: error)"
    )
    parser.add_argument(
        "--lang", choices=LANGS, help="language of messages and reports (default: the source's, or en)"
    )
    parser.add_argument(
        "--json", action="store_true", help="print the manifest as JSON instead of the summary"
    )
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")


def add_ledger(parser: argparse.ArgumentParser, *, own_lang: bool = False) -> None:
    """The options of a command that reads the ledger; with ``own_lang`` it speaks the language of its runs."""
    parser.add_argument("--out", metavar="DIR", default="dq-out", help="folder of the runs (default: dq-out)")
    lang, told = (None, "that of the source's latest run") if own_lang else ("en", "en")
    parser.add_argument("--lang", choices=LANGS, default=lang, help=f"language (default: {told})")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")


def language(options: argparse.Namespace, ledger: Ledger, source: str | None) -> str:
    """The language asked for, else that of the latest run of a source (None: of any); English before the first."""
    from dq.record.ledger.runs import runs

    found = [] if options.lang else runs(ledger, source)
    return str(options.lang or (found[-1].facts.get("lang", "en") if found else "en"))


def companions(options: argparse.Namespace) -> dict[str, list[str]]:
    """The companion files given, by table."""
    return {table: files for table in COMPANIONS if (files := getattr(options, table))}


def add_person(parser: argparse.ArgumentParser) -> None:
    """The option of a command that writes down who used it."""
    parser.add_argument("--person", metavar="NAME", help="who says so (default: the user who runs this)")


def person(options: argparse.Namespace) -> str:
    """The person given, or the user of this process."""
    try:
        return options.person or getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        raise UsageError("who says so?", "Give a name with --person.") from None


def as_of(options: argparse.Namespace) -> str:
    """The date given, or today's; the manifest records the answer."""
    return options.as_of or today()


def today() -> str:
    """Today's date (ISO). The clock is asked in this module alone."""
    return now()[:10]


def now() -> str:
    """The time, ISO 8601 with the zone; for announcements, never for the road."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def day_or_none(text: str | None, option: str) -> str | None:
    """The date of an option as ISO text, None if it was not given; raises :class:`UsageError` if it is none."""
    try:
        return None if text is None else date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"{option}: '{text}' is no date", "Give it as YYYY-MM-DD.") from None


def progress(quiet: bool, what: str) -> Callable[[int], None] | None:
    """A line on the terminal that counts rows; None where there is no terminal to write on."""
    if quiet or not sys.stderr.isatty():
        return None
    done = 0

    def tick(rows: int) -> None:
        nonlocal done
        done += rows
        if done >= 200_000:
            print(f"\r{what}: {done:,} rows", end="", file=sys.stderr, flush=True)

    return tick


def end_progress(quiet: bool) -> None:
    """Clear the line of :func:`progress`."""
    if not quiet and sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
