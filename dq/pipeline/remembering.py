"""Stage ``record`` seen from the road: what the ledger is asked before a run is written, and told when it is out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.enums import Severity
from dq.model.known_by import case_number
from dq.pipeline.intake import Intake
from dq.pipeline.judging import Judged
from dq.pipeline.outcome import Lists
from dq.record.ledger import Ledger
from dq.record.ledger.found import CASE, FOUND_SCHEMA, digits_of, found_in, number_of
from dq.record.ledger.looked import Looked, looks_of, whole_tables
from dq.record.ledger.memory import Memory
from dq.record.ledger.runs import RunRecord, facts_kept, latest, record, run_of, runs
from dq.record.ledger.scorecard import scorecard
from dq.record.ledger.states import Found, Settled, settle
from dq.record.ledger.stops import alike, stop_list_gone
from dq.route.interface import FINDING_COLUMNS

_AGREEMENT = ("reason", "person", "until")


@dataclass(frozen=True, slots=True)
class Remembered:
    """A run's findings held against the earlier runs: their states, and what stands of it in the manifest.

    ``hushed``: the findings that a standing agreement stopped, with ``reason, person, until``.
    """

    settled: Settled
    facts: dict[str, Any]
    hushed: pl.DataFrame

    def with_states(self, found: pl.LazyFrame) -> pl.LazyFrame:
        """The findings with their ``state``, in the same order."""
        told = self.settled.findings.filter(pl.col("state") != "new").select("fingerprint", known="state")
        if told.is_empty():
            return found
        joined = found.with_columns(_number=number_of()).join(
            told.lazy(), left_on="_number", right_on="fingerprint", how="left", maintain_order="left"
        )
        return joined.with_columns(pl.coalesce("known", "state").alias("state")).drop("_number", "known")


def remember(
    ledger: Ledger,
    memory: Memory,
    manifest: dict[str, Any],
    intake: Intake,
    judged: Sequence[Judged],
    lists: Lists,
    cleaned: Path,
) -> Remembered:
    """Hold the findings of a run, not published yet, against the earlier runs of its source.

    ``manifest``: its facts so far. ``judged``: the cases, and the companion tables. ``cleaned``: the Parquet
    file of its accepted cases. A run that the ledger knows already is held against the runs before it, so that it
    comes out as it did.
    """
    known = run_of(ledger, manifest["run_id"])
    listed = pl.scan_ipc(list(lists.findings)) if lists.findings else None
    hushed = _agreed(lists, memory)
    found = Found(
        findings=pl.DataFrame(schema=FOUND_SCHEMA) if listed is None else found_in(ledger.key, listed),
        hushed=hushed.select(number_of()).to_series(),
        cases=lambda: _cases(ledger, pl.scan_parquet(cleaned), listed, intake.tables[0].reading.file),
        looked=Looked(
            {(rule, name) for table in judged for rule in _judged(table) for name in table.present},
            looks_of(intake.source.rules),
            frozenset(whole_tables(manifest)),
        ),
    )
    settled = settle(ledger, intake.source.id, found, known.number if known else None)
    if known is not None:
        return Remembered(settled, known.facts["history"], hushed)
    return Remembered(settled, _history(ledger, manifest, intake, settled, hushed), hushed)


def _agreed(lists: Lists, memory: Memory) -> pl.DataFrame:
    """The findings that were stopped, each with the agreement that is closest to it."""
    if not lists.hushed:
        return pl.DataFrame(
            schema={**dict.fromkeys((*FINDING_COLUMNS, *_AGREEMENT), pl.String), "row": pl.UInt32}
        )
    rows = [
        (item.rule, item.case_no, item.field, item.reason, item.person, item.until)
        for item in memory.suppressions
    ]
    names = ("rule", "_case", "_field", *_AGREEMENT)
    table = pl.LazyFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row").with_row_index("_order")
    numbered = pl.scan_ipc(list(lists.hushed)).with_row_index("_number")
    fits = [pl.col("_case").is_null() | (pl.col("_case") == pl.col("case_no"))]
    closest = (
        numbered.join(table, on="rule", how="left")
        .filter(*fits)
        .sort(
            "_number",
            pl.col("_case").is_null(),
            pl.col("_field").eq_missing(pl.col("field")).not_(),
            "_order",
        )
        .unique("_number", keep="first", maintain_order=True)
    )
    return closest.with_columns(state=pl.lit("suppressed")).select(*FINDING_COLUMNS, *_AGREEMENT).collect()


def _history(
    ledger: Ledger, manifest: dict[str, Any], intake: Intake, settled: Settled, hushed: pl.DataFrame
) -> dict[str, Any]:
    """What the manifest says of the earlier runs; see the README's table of ``run.json``."""
    source = intake.source.id
    earlier = runs(ledger, source)
    gone = stop_list_gone(manifest, alike(earlier, manifest, settled.batch) if intake.proposed else earlier)
    base = latest(ledger, settled.batch) if settled.batch is not None else None
    rules = settled.counts()
    states: Counter[str] = Counter()
    for counted in rules.values():
        states.update(counted)
    history = {
        "source": source,
        "base": {"run_id": base.run_id, "as_of": base.as_of} if base is not None else None,
        "states": dict(sorted(states.items())),
        "rules": rules,
        "suppressed": dict(hushed.group_by("rule").len().sort("rule").iter_rows()),
        "fixed_after_days": _fixed_after(settled, date.fromisoformat(manifest["as_of"])),
        **({"stop_list_gone": gone} if gone else {}),
    }
    kept = facts_kept(manifest | {"history": history})
    this = RunRecord(0, manifest["run_id"], source, manifest["as_of"], 0, None, kept)
    return history | {"scorecard": scorecard([*earlier, this])}


def _judged(judged: Judged) -> set[str]:
    """The rules that were judged; an explained finding may stand on any field, so they are taken as a whole."""
    return {item.rule.id for item in judged.judgements(Severity.ERROR, Severity.WARNING)}


def _fixed_after(settled: Settled, as_of: date) -> dict[str, int]:
    """Days from the first run with a finding to this one, which no longer has it -> fixed findings."""
    fixed = settled.over.filter(pl.col("ended") == "fixed")
    days = (pl.lit(as_of) - pl.col("since").str.to_date()).dt.total_days().clip(0)
    counted = fixed.group_by(days.alias("days")).len().sort("days")
    return {str(told): count for told, count in counted.iter_rows()}


def note(ledger: Ledger, manifest: dict[str, Any], settled: Settled) -> None:
    """Record a run that is published."""
    record(
        ledger,
        manifest["run_id"],
        manifest["history"]["source"],
        manifest["as_of"],
        facts_kept(manifest),
        settled,
    )


def resolved(settled: Settled) -> pl.DataFrame:
    """What was open before the run and is no more, as the file ``resolved`` has it."""
    return settled.over.select(
        digits_of(settled.over["fingerprint"]).alias("fingerprint"),
        pl.col("case").alias("case_no"),
        "field",
        "rule",
        pl.col("ended").alias("state"),
        "since",
    ).sort("rule", "field", "case_no", "fingerprint", nulls_last=True)


def _cases(ledger: Ledger, cleaned: pl.LazyFrame, listed: pl.LazyFrame | None, file: str) -> pl.DataFrame:
    """All cases of the file: the accepted ones, and those with findings."""
    names = set(cleaned.collect_schema().names())
    whole = cleaned.with_columns(
        case_number(names).alias("case_no"),
        *([] if "file" in names else [pl.lit(file).alias("file")]),
    )
    parts = [part.select(case=CASE) for part in (whole, listed) if part is not None]
    cases = pl.concat(parts).unique().collect()["case"].sort()
    return pl.DataFrame({"case": cases, "case_hash": ledger.key.hashes(cases)})
