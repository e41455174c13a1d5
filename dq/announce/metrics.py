"""Prometheus' text format, for the textfile collector of node_exporter: counts of the last run of each source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

Sample = tuple[Mapping[str, str], int | str]


def metrics(manifest: Mapping[str, Any]) -> str:
    """The metrics of a run, each with its help and type, labelled with the run's source; ends in a line end."""
    source = (manifest["source"] or {"id": "proposed"})["id"]
    return "".join(
        f"# HELP dq_{name} {told}\n# TYPE dq_{name} gauge\n"
        + "".join(f"dq_{name}{_labels({'source': source, **labels})} {value}\n" for labels, value in samples)
        for name, told, samples in _families(manifest)
        if samples
    )


def _families(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str, list[Sample]]]:
    counts, money = manifest["counts"], manifest.get("money")
    yield "lines", "Lines of the case files, by where they went.", _by("place", counts)
    if money:
        amounts = {name: money[name] for name in ("read", "accepted", "quarantined")}
        yield "total_due", "Sum of the total due, by where it went.", _by("place", amounts)
    yield "findings", "Findings, by severity.", _by("severity", manifest["severities"])
    rules = {rule: entry["findings"] for rule, entry in manifest["findings"].items()}
    yield "rule_findings", "Findings, by rule.", _by("rule", rules)
    met: list[Sample] = [
        ({"expectation": entry["name"], "severity": entry["severity"]}, int(entry["met"]))
        for entry in manifest["expectations"]
        if entry["kind"] != "drift"
    ]
    yield "expectation_met", "Whether an expectation on the whole file holds.", met
    if "drift" in manifest:
        yield "drifts", "Differences from earlier batches.", [({}, len(manifest["drift"]["told"]))]
    passed = int(manifest["verdict"] == "pass")
    yield "verdict_pass", "Whether the file may go in.", [({}, passed)]
    yield "files_refused", "Files that could not be read.", [({}, len(manifest["refused"]))]
    yield "as_of_timestamp_seconds", "As-of date of the run.", [({}, _seconds(manifest["as_of"]))]


def _by(label: str, figures: Mapping[str, int | str]) -> list[Sample]:
    return [({label: name}, value) for name, value in figures.items()]


def _seconds(day: str) -> int:
    midnight = datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=UTC)
    return int(midnight.timestamp())


def _labels(labels: Mapping[str, str]) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    parts: Iterable[tuple[str, str]] = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"))
    for plain, escaped in parts:
        value = value.replace(plain, escaped)
    return value
