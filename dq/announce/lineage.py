"""OpenLineage: a run as one event, with its inputs, their quality, and its outputs.

Source: the OpenLineage specification 2-0-2 (RunEvent) with its facets for data quality metrics and assertions, dataset
version, output statistics and processing engine (openlineage.io/spec).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

_PRODUCER = "urn:dq"
_SPEC = "https://openlineage.io/spec"
_NAMESPACE = uuid.UUID("5f0f7c5e-0d7e-5b7c-9d0a-6e3a1f0c2b11")
"""Under which a run's id becomes the UUID that the specification asks for."""


def lineage(manifest: Mapping[str, Any], now: str) -> str:
    """The event as one line of JSON. ``now``: the time of the event, ISO 8601 with a zone."""
    source = (manifest["source"] or {"id": "proposed"})["id"]
    event = {
        "eventType": "COMPLETE" if manifest["status"] == "complete" else "FAIL",
        "eventTime": now,
        "run": {
            "runId": str(uuid.uuid5(_NAMESPACE, manifest["run_id"])),
            "facets": {
                "processing_engine": _facet(
                    "facets/1-1-1/ProcessingEngineRunFacet.json",
                    version=manifest["versions"]["polars"],
                    name="polars",
                ),
            },
        },
        "job": {"namespace": "dq", "name": source},
        "inputs": [_input(entry, manifest) for entry in manifest["inputs"]],
        "outputs": [
            _output(f"{manifest['run_id']}/{name}", entry)
            for name, entry in manifest.get("outputs", {}).items()
        ],
        "producer": _PRODUCER,
        "schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
    }
    return json.dumps(event, ensure_ascii=False) + "\n"


def _input(entry: Mapping[str, Any], manifest: Mapping[str, Any]) -> dict[str, Any]:
    quality = {
        "dataQualityMetrics": _facet(
            "facets/1-0-2/DataQualityMetricsInputDatasetFacet.json",
            rowCount=entry["lines"],
            bytes=entry["bytes"],
            columnMetrics={},
        ),
        "dataQualityAssertions": _facet(
            "facets/1-0-1/DataQualityAssertionsDatasetFacet.json",
            assertions=[
                {"assertion": item["name"], "success": item["met"]} for item in manifest["expectations"]
            ]
            + [
                {"assertion": rule, "success": item["severity"] != "error"}
                for rule, item in manifest["findings"].items()
            ],
        ),
    }
    return {
        "namespace": "file",
        "name": entry["file"] + (f"#{entry['sheet']}" if entry["sheet"] else ""),
        "facets": {"version": _version(entry["sha256"])},
        "inputFacets": quality,
    }


def _output(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    statistics = {"size": entry["bytes"]} if entry["rows"] is None else {
        "size": entry["bytes"],
        "rowCount": entry["rows"],
    }  # fmt: skip
    return {
        "namespace": "dq",
        "name": name,
        "facets": {"version": _version(entry["sha256"])},
        "outputFacets": {
            "outputStatistics": _facet("facets/1-0-2/OutputStatisticsOutputDatasetFacet.json", **statistics)
        },
    }


def _version(sha256: str) -> dict[str, Any]:
    return _facet("facets/1-0-1/DatasetVersionDatasetFacet.json", datasetVersion=f"sha256:{sha256}")


def _facet(schema: str, **values: object) -> dict[str, Any]:
    return {"_producer": _PRODUCER, "_schemaURL": f"{_SPEC}/{schema}", **values}
