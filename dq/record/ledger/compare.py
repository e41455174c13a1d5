"""Two runs side by side: what was wrong in the one and what became of it in the other, from their folders."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.errors import UsageError
from dq.model.known_by import case_number
from dq.packs.source import default_source
from dq.record.ledger.found import CASE
from dq.record.ledger.looked import Looks, looks_of, whole_tables
from dq.record.ledger.runs import RunRecord, runs
from dq.record.ledger.store import Ledger
from dq.record.publish import read_manifest

STATES = ("fixed", "unchanged", "changed", "vanished", "newly_broken", "skipped")
"""Gone though its case is there · there with the same value · with another value · gone with its case · only in B ·
not looked at in B, where a table or a column that was there in A is missing, or an agreement stops the rule."""

_NOT_JUDGED = frozenset({"column_absent", "table_absent", "suppressed"})
COMPARED_COLUMNS = ("fingerprint", "case_no", "field", "rule", "state")


@dataclass(frozen=True, slots=True)
class Compared:
    """The findings of two runs: ``findings`` has :data:`COMPARED_COLUMNS` (text), in the order of rules."""

    findings: pl.DataFrame

    def counts(self) -> dict[str, dict[str, int]]:
        """Rule -> each of :data:`STATES` -> number of findings, in the order of rules."""
        counted: dict[str, dict[str, int]] = {}
        rows = self.findings.group_by("rule", "state").len().sort("rule", "state").iter_rows()
        for rule, state, number in rows:
            counted.setdefault(rule, dict.fromkeys(STATES, 0))[state] = number
        return counted


def find_run(ledger: Ledger, name: str) -> RunRecord:
    """The run of a number (``3``, ``-1`` for the last), an id, or the beginning of one.

    Raises :class:`UsageError` if there is none or more than one.
    """
    known = runs(ledger)
    found = [item for item in known if item.run_id.startswith(name)]
    if name.lstrip("-").isdigit():
        number = int(name)
        wanted = known[number].number if number < 0 and -number <= len(known) else number
        found = [item for item in known if item.number == wanted] or found
    if len(found) != 1:
        told = "several runs begin with" if found else "no run"
        raise UsageError(f"{told} '{name}'", "'dq runs' lists the runs; give a number or a run's id.")
    return found[0]


def compare(out: Path, before: RunRecord, after: RunRecord) -> Compared:
    """Hold the findings of a run against those of an earlier one of the same source.

    Raises :class:`UsageError` if the sources differ or the folder of a run is gone.
    """
    if before.source != after.source:
        raise UsageError(
            f"run {before.number} is of source '{before.source}', run {after.number} of '{after.source}'",
            "Compare two runs of one source.",
        )
    old, new = (_listed(out / item.run_id, item) for item in (before, after))
    cases = _cases(out / after.run_id, new)
    old = old.join(_looked(old, out / before.run_id, out / after.run_id), on=["rule", "field"], how="left")
    joined = old.join(new, on="fingerprint", how="full", suffix="_new", maintain_order="left_right")
    gone, present = pl.col("fingerprint_new").is_null(), pl.col("case").is_in(cases.implode())
    state = (
        pl.when(pl.col("fingerprint").is_null())
        .then(pl.lit("newly_broken"))
        .when(gone & pl.col("skipped") & (present | ~pl.col("of_case")))
        .then(pl.lit("skipped"))
        .when(gone & present)
        .then(pl.lit("fixed"))
        .when(gone)
        .then(pl.lit("vanished"))
        .when(pl.col("value") == pl.col("value_new"))
        .then(pl.lit("unchanged"))
        .otherwise(pl.lit("changed"))
    )
    named = [
        pl.coalesce(name, f"{name}_new").alias(name) for name in ("fingerprint", "case_no", "field", "rule")
    ]
    findings = joined.select(*named, state.alias("state")).sort(
        "rule", "state", "field", "case_no", "fingerprint"
    )
    return Compared(findings)


def _listed(folder: Path, run: RunRecord) -> pl.DataFrame:
    """The findings of a run, one row a fingerprint, with all of its values as one text."""
    path = folder / "exceptions.parquet"
    if not path.exists():
        raise UsageError(
            f"the folder of run {run.number} ({run.run_id}) is gone", "'dq runs' shows which are there."
        )
    listed = pl.scan_parquet(path).with_columns(case=CASE, value=pl.col("value").fill_null(""))
    grouped = listed.group_by("fingerprint").agg(
        pl.col("case", "case_no", "field", "rule").first(), pl.col("value").sort().str.join("\x1f")
    )
    return grouped.sort("fingerprint").collect()


def _cases(folder: Path, listed: pl.DataFrame) -> pl.Series:
    """All cases of a run: the accepted ones, and those with findings."""
    cleaned = pl.scan_parquet(folder / "cleaned.parquet")
    manifest = read_manifest(folder)
    names = set(cleaned.collect_schema().names())
    whole = cleaned.with_columns(
        case_number(names).alias("case_no"),
        *([] if "file" in names else [pl.lit(manifest["inputs"][0]["file"]).alias("file")]),
    )
    return pl.concat([whole.select(case=CASE).collect()["case"], listed["case"]]).unique().sort()


def _looked(old: pl.DataFrame, before: Path, after: Path) -> pl.DataFrame:
    """Of each ``rule`` and ``field`` with findings: ``skipped`` in the later run, and ``of_case`` (Boolean)."""
    first, last = read_manifest(before), read_manifest(after)
    tables = frozenset(whole_tables(first)) - frozenset(whole_tables(last))
    rules = looks_of(default_source().rules)
    unjudged = {rule for rule, reasons in last["skipped"].items() if not _NOT_JUDGED.isdisjoint(reasons)}
    lost = _fields(first) - _fields(last)
    lines = []
    for rule, name in old.select("rule", "field").unique().iter_rows():
        looks = rules.get(rule, Looks(of_case=True, tables=frozenset()))
        skipped = rule in unjudged or name in lost or not looks.tables.isdisjoint(tables)
        lines.append((rule, name, skipped, looks.of_case))
    schema = {"rule": pl.String, "field": pl.String, "skipped": pl.Boolean, "of_case": pl.Boolean}
    return pl.DataFrame(lines, schema=schema, orient="row")


def _fields(manifest: Mapping[str, Any]) -> set[str]:
    """The fields that the files of a run had columns for."""
    tables = manifest.get("companions", {}).get("tables", {}).values()
    return {
        entry["field"]
        for mapping in (manifest["mapping"], *(table["mapping"] for table in tables))
        for entry in mapping["mapped"]
    }


def as_json(compared: Compared, before: RunRecord, after: RunRecord) -> str:
    """The counts as JSON."""
    told: dict[str, Any] = {"from": before.run_id, "to": after.run_id, "rules": compared.counts()}
    return json.dumps(told, ensure_ascii=False, indent=2)
