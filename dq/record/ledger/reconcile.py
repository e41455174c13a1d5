"""Runs that were published but not recorded: a process was killed between the two, or the ledger is a new one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from dq.record.ledger.found import found_in, number_of
from dq.record.ledger.runs import facts_kept, record, run_of, runs
from dq.record.ledger.sealing import opened
from dq.record.ledger.states import OVER_SCHEMA, Settled, states_now
from dq.record.ledger.store import Ledger
from dq.record.publish import is_whole, read_manifest

_RUN = re.compile(r"\d{8}-[0-9a-f]{12}")


def reconcile(ledger: Ledger) -> list[str]:
    """Record the whole runs in the folder that the ledger does not know, and return their ids.

    A run that was killed after its publication is recorded as it would have been. If there are several, as after the
    loss of the ledger, they are taken in the order of their as-of dates, each after the one that it names as its base.
    """
    known = {item.run_id for item in runs(ledger)}
    left = [
        path for path in sorted(ledger.out.iterdir()) if _RUN.fullmatch(path.name) and path.name not in known
    ]
    manifests = {path.name: read_manifest(path) for path in left if is_whole(path)}
    order = _in_order({run_id: manifest for run_id, manifest in manifests.items() if "history" in manifest})
    for run_id in order:
        manifest = manifests[run_id]
        settled = _settled(ledger, ledger.out / run_id, manifest)
        record(
            ledger, run_id, manifest["history"]["source"], manifest["as_of"], facts_kept(manifest), settled
        )
    return order


def _in_order(manifests: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """By date, but each run after its base."""
    order: dict[str, None] = {}
    for run_id in sorted(manifests, key=lambda name: (manifests[name]["as_of"], name)):
        chain: dict[str, None] = {}
        while run_id in manifests and run_id not in order and run_id not in chain:
            chain[run_id] = None
            run_id = _base(manifests[run_id])
        order.update(dict.fromkeys(reversed(chain)))
    return list(order)


def _base(manifest: Mapping[str, Any]) -> str:
    base = manifest["history"]["base"]
    return str(base["run_id"]) if base else ""


def _settled(ledger: Ledger, folder: Path, manifest: Mapping[str, Any]) -> Settled:
    """What a folder says: its findings against the ledger as it is, and what the run itself found to be over."""
    kept = pl.read_parquet(folder / "exceptions.parquet")
    listed, known = opened(kept, ledger.key, masked=manifest["masked"])
    found = found_in(ledger.key, listed.lazy(), known=known)
    base = run_of(ledger, _base(manifest))
    return Settled(
        states_now(ledger, manifest["history"]["source"], found),
        _over(folder / "resolved.parquet"),
        base.batch if base else None,
    )


def _over(path: Path) -> pl.DataFrame:
    if not path.exists():
        return pl.DataFrame(schema=OVER_SCHEMA)
    named = {"case_no": "case", "state": "ended"}
    return pl.read_parquet(path).with_columns(number_of()).rename(named).select(OVER_SCHEMA.keys())
