"""Stage ``expect`` where a source brings a suite: Great Expectations judges the cleaned dataset, on polars.

Only a source with ``expectations`` pays for it: nothing here loads Great Expectations before it is asked.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dq.expect.history import act, check_actions, keep
from dq.expect.interface import Expectation
from dq.expect.suite import Judged, Judgement, judge
from dq.model.rules import Lang
from dq.model.suite import Suite

_SEVERITIES = {"critical": "error", "warning": "warning", "info": "info"}


@dataclass(frozen=True)
class Accepted:
    """A source's suite, judged on the cleaned dataset: its statements, its facts for the manifest, GX's result."""

    statements: tuple[Expectation, ...]
    facts: dict[str, Any]
    judgement: Judgement = field(repr=False)


def accept(suite: Suite | None, cleaned: Path) -> Accepted | None:
    """Judge the source's suite on the cleaned dataset, which is written but not published; None without a suite.

    Raises :class:`ConfigError` if Great Expectations does not take an expectation or an action.
    """
    if suite is None:
        return None
    judgement = judge(suite, cleaned)
    check_actions(judgement)
    facts = {
        "name": suite.name,
        "sha256": suite.sha256,
        "met": judgement.met,
        "results": [_facts(item) for item in judgement.judged],
    }
    return Accepted(tuple(map(_statement, judgement.judged)), facts, judgement)


def settle(accepted: Accepted | None, out: Path, run_id: str, lang: Lang) -> list[str]:
    """After the run is published: keep the history beside the runs, run the actions; return what went wrong."""
    if accepted is None:
        return []
    judgement = accepted.judgement
    if judgement.suite.history:
        keep(judgement, out, run_id)
    return act(judgement, run_id, lang)


def _statement(item: Judged) -> Expectation:
    about = f"{', '.join(item.about)}: " if item.about else ""
    return Expectation(
        name=about + item.kind.removeprefix("expect_").replace("_", " "),
        expected=item.expected or "met",
        found=told(item),
        met=item.met,
        severity=_SEVERITIES[item.severity],
        kind="expectation",
    )


def told(item: Judged) -> str:
    """What was found, in counts."""
    if item.error is not None:
        return f"not judged: {item.error}"
    if item.unexpected is not None:
        return f"{item.unexpected:,} of {item.rows or 0:,} rows unexpected"
    if item.observed is not None:
        return item.observed
    return "met" if item.met else "not met"


def _facts(item: Judged) -> dict[str, Any]:
    facts = asdict(item)
    del facts["values"]
    return {**facts, "about": list(item.about)}
