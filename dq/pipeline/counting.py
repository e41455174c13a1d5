"""The counts of a run, added up slice by slice: rows, findings and what could not be judged, values, money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from dq.check.engine import silenced
from dq.model import columns
from dq.model.gate import GateSpec
from dq.pipeline.gating import gate_counts
from dq.pipeline.judging import Judged
from dq.pipeline.slices import Rest
from dq.route.findings import QUARANTINED


def probe_counts(judged: Judged) -> list[pl.Expr]:
    """Rows, accepted rows, and for the n-th probe the counts that :class:`Counts` has, as expressions."""
    wanted = [pl.len().alias("rows"), (~pl.col(QUARANTINED)).sum().alias("accepted")]
    for place, probe in enumerate(judged.probes):
        failed = pl.col(judged.fail(place))
        bad = [pl.col(columns.bad(name)).is_not_null() for name in probe.inputs if name in judged.present]
        unread = failed.is_null() & (pl.any_horizontal(bad) if bad else pl.lit(value=False))
        wanted += [
            failed.sum().alias(f"found:{place}"),
            failed.null_count().alias(f"null:{place}"),
            unread.sum().alias(f"unreadable:{place}"),
        ]
        if probe.silenced_by:
            doubtful = failed.is_null() & ~unread & silenced(probe)
            wanted.append(doubtful.sum().alias(f"silenced:{place}"))
    return wanted


class Counts:
    """``values``: ``rows``, ``accepted``; for the n-th probe ``found:n``, ``null:n`` (not judged), of these
    ``unreadable:n`` (an input can't be read) and ``silenced:n`` (another finding says it); for each field
    ``before:`` and ``after:`` (cells with a content, with a value); ``money``, ``money_accepted``,
    ``money_unreadable`` of the total due; and what the gate asks for."""

    def __init__(self, judged: Judged, gate: GateSpec) -> None:
        self._judged = judged
        self._sums = list(_money(judged))
        self._gate = gate_counts(gate, judged.present)
        self.values: dict[str, Any] = {}

    def add(self, rows: pl.DataFrame, rest: Rest) -> None:
        """Count the judged rows of one slice; ``rest``: what it left out."""
        self._plus("rows", rows.height)
        self._plus("accepted", rows.height - int(rows[QUARANTINED].sum()))
        for name in self._judged.present:
            self._plus(f"before:{name}", rest.filled(rows, columns.raw(name)))
            self._plus(f"after:{name}", rows.height - rows[name].null_count())
        for place in range(len(self._judged.probes)):
            failed = rows[self._judged.fail(place)]
            self._plus(f"found:{place}", int(failed.sum() or 0))
            self._plus(f"null:{place}", failed.null_count())
        asked = [*self._unjudged(rows), *self._sums, *self._gate]
        for name, value in rows.select(asked).row(0, named=True).items() if asked else ():
            self._join(name, value)

    def _plus(self, name: str, count: int) -> None:
        self.values[name] = self.values.get(name, 0) + count

    def _join(self, name: str, value: Any) -> None:
        """Sums are added, of the newest dates the newest is kept; null is nothing."""
        known = self.values.get(name)
        if known is None or value is None:
            self.values[name] = value if known is None else known
        else:
            self.values[name] = max(known, value) if name.startswith("newest:") else known + value

    def _unjudged(self, rows: pl.DataFrame) -> Iterator[pl.Expr]:
        """Why rows were not judged, for the probes that leave some out."""
        bad = {name for name in self._judged.present if rows[columns.bad(name)].null_count() < rows.height}
        for place, probe in enumerate(self._judged.probes):
            failed = pl.col(self._judged.fail(place))
            faults = [pl.col(columns.bad(name)).is_not_null() for name in probe.inputs if name in bad]
            if rows[self._judged.fail(place)].null_count() == 0 or not (faults or probe.silenced_by):
                continue
            unread = failed.is_null() & (pl.any_horizontal(faults) if faults else pl.lit(value=False))
            yield unread.sum().alias(f"unreadable:{place}")
            if probe.silenced_by:
                doubtful = failed.is_null() & ~unread & silenced(probe)
                yield doubtful.sum().alias(f"silenced:{place}")


def _money(judged: Judged) -> Iterator[pl.Expr]:
    if "total_due" in judged.present:
        due = pl.col("total_due")
        yield due.sum().alias("money")
        yield due.filter(~pl.col(QUARANTINED)).sum().alias("money_accepted")
        yield pl.col(columns.bad("total_due")).count().alias("money_unreadable")
