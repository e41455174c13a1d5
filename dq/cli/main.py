"""``dq``: the command line. Heavy libraries are imported inside the commands."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module

from dq import __version__
from dq.model.errors import DqError

COMMANDS = {
    "run": ("dq.cli.run", "read, clean, enrich and check case files, and write the results"),
    "check": ("dq.cli.check", "the same judgement, no files written"),
    "apply": ("dq.cli.apply", "check the answers of a filled worklist, and remember them for the next run"),
    "map": ("dq.cli.map", "propose a source YAML for a file"),
    "profile": ("dq.cli.profile", "statistics of each column of a file"),
    "rules": ("dq.cli.rules", "the catalogue of rules: list, show, test"),
    "phone": ("dq.cli.phone", "everything known about a phone number, and why"),
    "runs": ("dq.cli.runs", "the runs in a folder, from its ledger"),
    "diff": ("dq.cli.diff", "what became of the findings of one run in another"),
    "suppress": ("dq.cli.suppress", "agree not to raise a finding or a rule: with reason, person, end"),
    "undo": (
        "dq.cli.undo",
        "take back a cleaning step, the answers on a rule, or all that was done in a cell",
    ),
    "purge": ("dq.cli.purge", "delete old runs, or one subject's cases, from the folder and the ledger"),
    "sources": ("dq.cli.sources", "how each source does over time: defects, and days to fix them"),
    "report": ("dq.cli.report", "a run's page again in another language, or a source over time"),
    "schema": ("dq.cli.schema", "print the JSON Schema of run.json, which --json prints"),
    "verify": ("dq.cli.verify", "check from a run's files that nothing was lost or altered"),
    "gx": ("dq.cli.gx", "Great Expectations' suites: run one on a file, or make one of rule packs"),
    "contracts": ("dq.cli.contracts", "the contract of a cleaned dataset, as pandera's YAML"),
    "demo": ("dq.cli.demo", "make a realistic messy case file and run on it"),
}
ALLOCATOR = ("_RJEM_MALLOC_CONF", "narenas:1,oversize_threshold:0,dirty_decay_ms:5000,muzzy_decay_ms:0")
"""How polars takes memory, read when it is loaded: pages that one thread gave back serve the next, whichever it is.
With an arena for each thread, and large pieces returned to the system at once, a fifth of a run was page faults. What
is not used again within five seconds goes back."""
PIECES = ("POLARS_CSV_CHUNK_SIZE", str(4 * 1024 * 1024))
"""How many bytes of a CSV polars parses at once: a million lines took a tenth less memory so than in its own pieces."""
ALGEBRA = ("OPENBLAS_NUM_THREADS", "1")
"""numpy finds and counts bytes here, and never multiplies: its threads for that would only wait, busily."""
_PANICS = "pyo3_runtime"
"""Where the class of a panic in polars says that it is from: it is no Exception, and polars is not loaded for it."""
EXIT_CODES = """exit codes:
  0   nothing at or above --fail-on
  1   findings or expectations at or above it
  2   wrong usage or configuration
  3   nothing readable
  70  internal error"""


def parser(chosen: str | None = None) -> argparse.ArgumentParser:
    """The parser of the command line, with the options of all commands or of the ``chosen`` one alone; making it needs
    none of the heavy libraries."""
    top = argparse.ArgumentParser(
        prog="dq",
        description="Checks, cleans and enriches debt-collection case files.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"dq {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, text) in COMMANDS.items():
        sub = commands.add_parser(
            name, help=text, description=text[0].upper() + text[1:] + ".", epilog=EXIT_CODES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        if chosen in (None, name):
            import_module(module).add_arguments(sub)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code. No error of a user's reaches the terminal as a traceback."""
    os.umask(0o077)
    os.environ.setdefault(*ALLOCATOR)
    os.environ.setdefault(*PIECES)
    os.environ.setdefault(*ALGEBRA)
    # Told in words by the commands that it concerns.
    warnings.filterwarnings("ignore", "phonenumbers .* was not verified")
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = parser(given[0] if given and given[0] in COMMANDS else None).parse_args(given)
    command: Callable[[argparse.Namespace], int] = import_module(COMMANDS[options.command][0]).execute
    try:
        return command(options)
    except DqError as error:
        say(f"dq {options.command}: {error.message}")
        if error.next_step:
            say(error.next_step)
        return error.exit_code
    except KeyboardInterrupt:
        say("dq: stopped; nothing was published")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the barrier: a traceback may hold values of persons
        return _internal(error)
    except BaseException as error:
        if type(error).__module__ != _PANICS:
            raise
        return _internal(error)


def _internal(error: BaseException) -> int:
    """Tell a defect of ours by its kind and place, without any value; the full trace only with ``DQ_DEBUG=1``."""
    if os.environ.get("DQ_DEBUG") == "1":
        raise error
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (
        f" at {trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace is not None else ""
    )
    say(f"dq: internal error: {type(error).__name__}{place}")
    say(
        "Nothing was published. Please report it; DQ_DEBUG=1 shows the details (they may hold personal values)."
    )
    return 70


def say(text: str) -> None:
    """Talk goes to the error stream; data to the output."""
    print(text, file=sys.stderr)


def say_wrapped(text: str) -> None:
    """:func:`say` in lines of at most 80 columns, with the first further to the left."""
    from dq.text.visible import one_line
    from dq.text.width import wrap

    first, *rest = wrap(one_line(text), 78)
    say("\n".join([first, *(f"  {line}" for line in rest)]))
