"""What the manifest says of companion tables: where their rows came from, and where each line went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from dq.enrich.companions import DERIVED
from dq.model.columns import CASE, ID
from dq.model.companions import GIVEN
from dq.model.enums import Severity
from dq.model.errors import InternalError
from dq.model.known_by import number_of_case
from dq.pipeline.assuming import assumptions
from dq.pipeline.companions import Companion
from dq.pipeline.company import Company, Judgement, identity_of
from dq.pipeline.comparing import batches, comparing
from dq.pipeline.facts import mapping_facts, skipped_by_rule
from dq.pipeline.judging import Judged
from dq.pipeline.outcome import Lists, Passed, places_of
from dq.route.findings import WORKING, findings
from dq.route.grouped import Groups
from dq.route.interface import Wording

_COUNTS = ("lines", "header", "preamble", "blank", "read", "rejected")


def companion_facts(company: Company) -> dict[str, Any]:
    """``tables``: the tables by name; ``refused``: files that could not be read; ``absent``: tables of which no
    file was given; ``overruled``: files that the source names, not read since others of their table were given.

    Raises :class:`InternalError` if the lines of a table do not reconcile.
    """
    tables = company.tables
    return {
        "tables": {
            name: _table(table, company.judged.get(name), company.untied.get(name, ()))
            for name, table in tables.items()
        },
        "refused": [
            {
                "table": name,
                "file": item.file,
                "reason": item.reason,
                "message": item.message,
                "next_step": item.next_step,
            }
            for name, items in company.beside.refused.items()
            for item in items
        ],
        "overruled": [
            {"table": name, "file": Path(file).name}
            for name, files in company.beside.overruled.items()
            for file in files
        ],
        "absent": [name for name in GIVEN if name not in tables and name not in company.beside.refused],
    }


def _table(
    companion: Companion, judgement: Judgement | None, untied: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    assert companion.intake is not None
    readings = [table.reading for table in companion.intake.tables]
    counts = {name: sum(getattr(reading.counts, name) for reading in readings) for name in _COUNTS}
    accepted = companion.rows if judgement is None else int(judgement.passed.counts["accepted"])
    counts |= {"accepted": accepted, "quarantined": companion.rows - accepted}
    if (
        counts["lines"] != counts["header"] + counts["preamble"] + counts["blank"] + counts["read"]
        or counts["read"] != counts["accepted"] + counts["quarantined"] + counts["rejected"]
    ):
        raise InternalError(f"the lines do not add up: {counts}", "Nothing was published. Please report it.")
    assumed = assumptions(companion.intake)
    return {
        "inputs": [
            {
                "file": reading.file,
                "sheet": reading.sheet,
                "lines": reading.counts.lines,
                "sha256": reading.sha256,
                "bytes": reading.bytes,
            }
            for reading in readings
        ],
        "reading": [
            {"file": reading.file, "sheet": reading.sheet, "facts": reading.facts} for reading in readings
        ],
        "mapping": mapping_facts(companion.intake),
        **({"assumed": assumed} if assumed else {}),
        **({"untied": [*untied]} if untied else {}),
        "learned": {
            name: {"order": order, "cells": cells} for name, (order, cells) in companion.orders.items()
        },
        "counts": counts,
        "of_known_cases": companion.tied,
        "enriched": {
            name: {"step": DERIVED[name], "cells": cells}
            for name, cells in sorted(companion.enriched.items())
        },
    }


def skipped_rules(judged: Judged, passed: Passed, company: Company) -> dict[str, dict[str, int]]:
    """Rule -> reason -> rows that could not be judged, over the cases and all companion tables."""
    skipped = skipped_by_rule(judged, passed)
    for one in company.judged.values():
        skipped |= skipped_by_rule(one.judged, one.passed)
    return dict(sorted(skipped.items()))


def list_company(company: Company, lists: Lists, wording: Wording, work: Path) -> Groups:
    """Add the findings on rows of companion tables to the lists, with their own file, sheet, row and column.

    ``lists.beside`` gets the lines that are no row of any, ``lists.changes`` their changed cells.
    Returns the findings as they are to become tasks; the part of a finding is the place of its file in ``findings``.
    """
    lists.beside = [
        item.reading.rejected.with_columns(table=pl.lit(name))
        for name, intake in company.beside.intakes.items()
        for item in intake.tables
    ]
    lists.tables, lists.numbers = company.beside.intakes, company.numbers
    groups = Groups()
    lists.changes = [cells for table in company.tables.values() for cells in table.changes]
    for table, one in company.judged.items():
        told, quiet = one.judged.judgements(Severity.ERROR, Severity.WARNING), one.judged.hushed()
        tables = one.companion.intake.tables if one.companion.intake is not None else ()
        places = {item.key: places_of(item) for item in tables}
        words = replace(wording, table=table, identity=identity_of(table))
        failing = one.passed.failing
        for number, batch in enumerate(batches(failing)):
            assert company.numbers is not None
            batch = batch.with_columns(number_of_case(company.numbers, CASE, batch.columns))
            found = findings(batch, comparing(told, batch, failing), places, words)
            flagged = Counter(lists.tally.flagged)
            lists.tally.add(found, told, batch.select(ID, due=pl.lit(0, pl.Decimal(18, 2))))
            lists.tally.flagged = (
                flagged  # how many cells of the cases are doubtful is no matter of these rows
            )
            groups.add(found, batch.select(ID, CASE), told, len(lists.findings))
            path = work / f"findings-{table}-{number}.arrow"
            found.drop(WORKING).write_ipc(path)
            lists.findings.append(path)
            if quiet:
                hushed = findings(batch, comparing(quiet, batch, failing), places, words).drop(WORKING)
                path = work / f"hushed-{table}-{number}.arrow"
                hushed.write_ipc(path)
                lists.hushed.append(path)
    return groups
