"""Stage ``record`` seen from the road: what the ledger is asked before a run is written, and told when it is out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.enums import Severity
from dq.pipeline.intake import Intake
from dq.pipeline.judging import Judged
from dq.pipeline.outcome import Lists
from dq.record.ledger import Ledger
from dq.record.ledger.found import CASE, FOUND_SCHEMA, digits_of, found_in, number_of
from dq.record.ledger.runs import facts_kept, latest, record, run_of
from dq.record.ledger.states import Found, Settled, settle


@dataclass(frozen=True, slots=True)
class Remembered:
    """A run's findings held against the earlier runs: their states, and what stands of it in the manifest."""

    settled: Settled
    facts: dict[str, Any]

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
    ledger: Ledger, run_id: str, intake: Intake, judged: Judged, lists: Lists, cleaned: Path
) -> Remembered:
    """Hold the findings of a run, not published yet, against the earlier runs of its source.

    A run that the ledger knows already is held against the runs before it, so that it comes out as it did.
    """
    known = run_of(ledger, run_id)
    listed = pl.scan_ipc(list(lists.findings)) if lists.findings else None
    found = Found(
        findings=pl.DataFrame(schema=FOUND_SCHEMA) if listed is None else found_in(ledger.key, listed),
        hushed=pl.Series(dtype=pl.Int64),
        cases=lambda: _cases(ledger, pl.scan_parquet(cleaned), listed, intake.tables[0].reading.file),
        judged={(item.rule.id, item.field) for item in judged.judgements(Severity.ERROR, Severity.WARNING)},
    )
    settled = settle(ledger, intake.source.id, found, known.number if known else None)
    if known is not None and known.facts["history"] is not None:
        return Remembered(settled, known.facts["history"])
    base = latest(ledger, settled.batch) if settled.batch is not None else None
    rules = settled.counts()
    states: dict[str, int] = {}
    for counted in rules.values():
        for state, number in counted.items():
            states[state] = states.get(state, 0) + number
    history = {
        "source": intake.source.id,
        "base": base and {"run_id": base.run_id, "as_of": base.as_of},
        "states": dict(sorted(states.items())),
        "rules": rules,
    }
    return Remembered(settled, history)


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
        *([] if "case_no" in names else [pl.lit(None, pl.String).alias("case_no")]),
        *([] if "file" in names else [pl.lit(file).alias("file")]),
    )
    parts = [part.select(case=CASE) for part in (whole, listed) if part is not None]
    cases = pl.concat(parts).unique().collect()["case"].sort()
    return pl.DataFrame({"case": cases, "case_hash": ledger.key.hashes(cases)})
