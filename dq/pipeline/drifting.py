"""A batch against the source's earlier ones, from the manifests of their runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from dq.expect import drift
from dq.expect.interface import Expectation
from dq.expect.profile import shape
from dq.pipeline import facts
from dq.pipeline.intake import Intake
from dq.pipeline.judging import Judged
from dq.pipeline.outcome import Passed
from dq.pipeline.settings import Settings
from dq.record.earlier import earlier_runs


@dataclass(frozen=True, slots=True)
class Drift:
    """The shape of this batch, the earlier runs it was held against, and what came of it."""

    shape: Mapping[str, Any]
    earlier: tuple[Mapping[str, Any], ...] = ()
    compared: tuple[drift.Drifted, ...] = ()

    def expectations(self) -> list[Expectation]:
        """What drifted, as statements on the file that are not met."""
        return [item.expectation() for item in self.compared if item.severity]

    def facts(self) -> dict[str, Any]:
        """For the manifest: the runs compared with, the number of comparisons, and what drifted."""
        return {
            "against": [manifest["run_id"] for manifest in self.earlier],
            "compared": len(self.compared),
            "told": drift.facts(self.compared),
            "history": [_history(manifest) for manifest in self.earlier],
        }


def earlier_batches(intake: Intake, out: Path, settings: Settings) -> list[Mapping[str, Any]]:
    """The manifests of the runs in ``out`` that this batch is held against, the oldest first.

    None for a file without a source, or where the source says ``drift: off``.
    """
    spec = intake.source.drift
    if intake.proposed or spec is None:
        return []
    found = earlier_runs(out, intake.source.id, settings.as_of, spec.against)
    return [manifest for manifest in found if "shape" in manifest]


def judge_drift(
    intake: Intake,
    judged: Judged,
    passed: Passed,
    cleaned: Path,
    earlier: Sequence[Mapping[str, Any]],
    settings: Settings,
) -> Drift | None:
    """Hold a batch against :func:`earlier_batches`; None where there never are any.

    ``cleaned``: the accepted cases, as Parquet.
    """
    spec = intake.source.drift
    if intake.proposed or spec is None:
        return None
    made = shape(pl.scan_parquet(cleaned), int(passed.counts["accepted"]), settings.as_of)
    now = drift.Batch(
        "",
        int(passed.counts["rows"]),
        _columns(facts.mapping_facts(intake)),
        _filled(facts.completeness(judged, intake, passed, {})),
        made,
    )
    compared = drift.compare(now, [_batch(manifest) for manifest in earlier], spec)
    return Drift(made, tuple(earlier), tuple(compared))


def _history(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a later report tells of an earlier run."""
    return {
        "run_id": manifest["run_id"],
        "as_of": manifest["as_of"],
        "verdict": manifest["verdict"],
        "counts": {
            name: manifest["counts"][name] for name in ("read", "accepted", "quarantined", "rejected")
        },
        "findings": {rule: entry["findings"] for rule, entry in manifest["findings"].items()},
    }


def _batch(manifest: Mapping[str, Any]) -> drift.Batch:
    counts = manifest["counts"]
    return drift.Batch(
        manifest["run_id"],
        counts["accepted"] + counts["quarantined"],
        _columns(manifest["mapping"]),
        _filled(manifest["completeness"]),
        manifest["shape"],
    )


def _columns(mapping: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(
        [
            column
            for name in ("mapped", "second")
            for entry in mapping[name]
            for column in entry.get("parts", [entry["column"]])
        ]
        + mapping["ignored"]
        + mapping["unmapped"]
    )


def _filled(completeness: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {entry["field"]: entry["before"] for entry in completeness if entry["column"]}
