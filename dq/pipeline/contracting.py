"""The contracts at the two ends of a run: what was mapped, and what is handed over."""

from __future__ import annotations

from dq.contracts.hold import hold_input
from dq.contracts.promises import Promise
from dq.model import columns
from dq.model.columns import FILE, ID, OTHERS, ROW, SHEET
from dq.model.enums import Severity
from dq.pipeline.framing import frame, written_apart
from dq.pipeline.intake import Intake
from dq.pipeline.judging import Judged


def hold_mapped(intake: Intake) -> None:
    """Hold the rows after mapping against their contract, before any is read; raises :class:`InternalError`."""
    raw = [columns.raw(name) for name in (*intake.fields, *intake.seconds)]
    marks = [columns.mark(name) for name in intake.marked]
    ways = [columns.way(name) for name in written_apart(intake)]
    kept = [
        columns.kept(column.name)
        for table in intake.tables
        for column in table.reading.columns
        if column.name not in table.mapping.held()
    ]
    others = [OTHERS] if intake.layout.others else []
    hold_input(frame(intake), [FILE, SHEET, *raw, *ways, *marks, *kept], [ROW, ID], others)


def promises(judged: Judged) -> tuple[Promise, ...]:
    """What the rules say of every accepted row: errors on one field, judged on every row and never hushed."""
    return tuple(
        Promise(probe.rule, probe.field, judged.context.as_of)
        for place, probe in enumerate(judged.probes)
        if probe.rule.severity is Severity.ERROR
        and len(probe.inputs) == 1
        and not probe.silenced_by
        and place not in judged.hushes
    )
