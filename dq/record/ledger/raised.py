"""A finding that a person names by its fingerprint: what it stands for, from the latest run that raised it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dq.model.errors import UsageError
from dq.record.ledger.runs import runs
from dq.record.ledger.sealing import unsealed
from dq.record.ledger.store import Ledger

_DIGITS = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding as a run raised it; ``value`` is the keyed hash of the cell."""

    source: str
    fingerprint: str
    rule: str
    case_no: str
    field: str
    value: int


def raised(ledger: Ledger, fingerprints: Sequence[str]) -> list[Raised]:
    """The findings of these fingerprints; a case that stands twice in a file gives two.

    Raises :class:`UsageError` if no run in the folder has one of them, or its case has no number.
    """
    found: list[Raised] = []
    left = set(fingerprints)
    for word in sorted(left):
        if not _DIGITS.fullmatch(word):
            raise UsageError(f"'{word}' is no fingerprint", "Copy the 16 digits from exceptions.csv.")
    for item in reversed(runs(ledger)):
        path = ledger.out / item.run_id / "exceptions.parquet"
        if not left or not path.exists():
            continue
        rows = pl.scan_parquet(path).filter(pl.col("fingerprint").is_in(sorted(left))).collect()
        rows = unsealed(rows, ledger.key)
        for row in rows.iter_rows(named=True):
            if row["case_no"] is None:
                raise UsageError(
                    f"finding {row['fingerprint']}: its case has no number, so it can't be known again",
                    "Suppress the rule for the source instead (--rule).",
                )
            value = ledger.key.hash(row["value"] or "")
            found.append(
                Raised(item.source, row["fingerprint"], row["rule"], row["case_no"], row["field"], value)
            )
        left -= set(rows["fingerprint"])
    if left:
        raise UsageError(
            f"no run in {ledger.out} has the finding {min(left)}", "Copy it from exceptions.csv."
        )
    return found
