"""``dq report``: the page of a run again, in another language; or how a source develops over its runs."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from dq.cli.options import LANGS
from dq.model.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("run", nargs="?", metavar="RUN", help="folder of a run, or its id within --out")
    parser.add_argument("--source", metavar="ID", help="instead: how this source develops over its runs")
    parser.add_argument("--out", metavar="DIR", default="dq-out", help="folder of the runs (default: dq-out)")
    parser.add_argument("--to", metavar="FILE", help="the page (default: report-RUN-LANG.html here)")
    parser.add_argument("--lang", choices=LANGS, help="language (default: the run's, or en)")


def execute(options: argparse.Namespace) -> int:
    """Write the page and print where it is."""
    from dq.announce.files import replace

    if bool(options.run) == bool(options.source):
        raise UsageError(
            "dq report takes a run or --source", "dq report RUN --lang zh, or dq report --source ID"
        )
    name, text = _development(options) if options.source else _run(options)
    path = Path(options.to or name)
    replace(path, text)
    print(path)
    return 0


def _run(options: argparse.Namespace) -> tuple[str, str]:
    """The page of a run from its folder; in the run's own language the same bytes as its ``report.html``."""
    from dq.record.publish import MANIFEST, is_whole
    from dq.write.report import report
    from dq.write.samples import samples

    folder = Path(options.run) if (Path(options.run) / MANIFEST).is_file() else Path(options.out, options.run)
    if not (folder / MANIFEST).is_file():
        raise UsageError(f"{options.run} is no run", "Give the folder of a run; 'dq runs' lists them.")
    if not is_whole(folder):
        raise UsageError(f"{folder} is not as it was written", f"See what differs: dq verify {folder}")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    lang = options.lang or manifest["lang"]
    manifest["outputs"].pop("report.html", None)
    return f"report-{folder.name}-{lang}.html", report(manifest, lang, samples(folder))


def _development(options: argparse.Namespace) -> tuple[str, str]:
    """The page of a source from the ledger."""
    from dq.record.ledger import Ledger
    from dq.record.ledger.ageing import open_by_age
    from dq.record.ledger.runs import runs
    from dq.record.ledger.scorecard import scorecard
    from dq.write.development import development

    lang = options.lang or "en"
    with Ledger.open(Path(options.out), create=False) as ledger:
        history = sorted(runs(ledger, options.source), key=lambda item: (item.as_of, item.number))
        if not history:
            raise UsageError(
                f"no run of source '{options.source}'", "'dq sources' lists those that there are."
            )
        ages = open_by_age(ledger, options.source, date.fromisoformat(history[-1].as_of))
    lines = [_line(item) for item in history]
    return f"development-{options.source}-{lang}.html", development(
        options.source, lines, scorecard(history), ages, lang
    )


def _line(item: Any) -> dict[str, Any]:
    counts = item.facts["counts"]
    return {
        "run_id": item.run_id,
        "as_of": item.as_of,
        "cases": counts["accepted"] + counts["quarantined"],
        "quarantined": counts["quarantined"],
        "severities": item.facts["severities"],
        "findings": item.facts["findings"],
        "states": item.facts["history"]["states"],
    }
