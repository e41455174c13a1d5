"""The engine's metrics in GX's registry, so that GX's expectations find them."""

from __future__ import annotations

from typing import Any

from great_expectations.expectations.metrics.metric_provider import MetricProvider
from great_expectations.expectations.registry import (
    _registered_metrics,
    register_core_expectations,
    register_core_metrics,
    register_metric,
)

from dq.expect.engine.aggregates import AGGREGATES
from dq.expect.engine.execution import (
    ALIASES,
    QUERY_COUNT,
    QUERY_ROWS,
    TABLE_METRICS,
    PolarsExecutionEngine,
)
from dq.expect.engine.maps import CONDITIONS, PARTS


class PolarsMetric(MetricProvider):
    """A metric of the polars engine: it depends on no other, since all of them are computed together."""

    @classmethod
    def _get_evaluation_dependencies(cls, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
        return {}


def _provider(*_args: Any, **_kwargs: Any) -> None:
    """Stands in the registry; the engine computes its metrics itself, in ``resolve_metrics``."""
    raise NotImplementedError


def register_metrics() -> None:
    """Register every metric of the engine under GX's name and keys."""
    register_core_metrics()
    register_core_expectations()
    names = [f"{condition}.{part}" for condition in CONDITIONS for part in PARTS]
    names += [*AGGREGATES, *ALIASES, *TABLE_METRICS, QUERY_COUNT, QUERY_ROWS]
    for name in names:
        known = _registered_metrics.get(name)
        if known is not None:
            register_metric(
                metric_name=name,
                metric_domain_keys=tuple(known["metric_domain_keys"]),
                metric_value_keys=tuple(known["metric_value_keys"]),
                execution_engine=PolarsExecutionEngine,
                metric_class=PolarsMetric,
                metric_provider=_provider,
            )
