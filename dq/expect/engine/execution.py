"""The execution engine: whatever GX asks of a batch is gathered into one ``select`` over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import polars as pl
from great_expectations.core.batch import BatchData, BatchMarkers
from great_expectations.exceptions import MetricResolutionError
from great_expectations.execution_engine import ExecutionEngine
from great_expectations.expectations.row_conditions import (
    AndCondition,
    ComparisonCondition,
    Condition,
    NullityCondition,
    OrCondition,
)

from dq.expect.engine.aggregates import AGGREGATES, Wanted
from dq.expect.engine.conditions import of_object, rows_where
from dq.expect.engine.frame import INDEX, Domain, Frame, columns_of
from dq.expect.engine.maps import map_metric, needs_index, split
from dq.expect.engine.query import MOST_ROWS, unexpected_rows
from dq.expect.engine.unfit import UnfitError

QUERY_ROWS, QUERY_COUNT = "unexpected_rows_query.table", "unexpected_rows_query.row_count"
TABLE_METRICS = ("table.columns", "table.column_count", "table.column_types", "table.head")
ALIASES: Mapping[str, tuple[str, str]] = {
    "column_values.match_regex.count": ("column_values.not_match_regex", "unexpected_count"),
    "column_values.not_match_regex.count": ("column_values.match_regex", "unexpected_count"),
}


class PolarsBatchData(BatchData):
    """A batch of data: a lazy frame that is scanned when metrics are asked for."""

    def __init__(self, execution_engine: PolarsExecutionEngine, lazy: pl.LazyFrame) -> None:
        super().__init__(execution_engine=execution_engine)
        self.frame = Frame(lazy)


class PolarsExecutionEngine(ExecutionEngine):
    """Computes the metrics of expectations with polars.

    All metrics that GX asks for at a time are one ``select`` over the lazy frame, so a file is scanned once a round
    (a suite takes one round, two where it asks for types first). A metric that does not fit the frame is found by its
    types, before any data is read, and fails alone. No message of the engine holds a value of the data.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known: dict[Any, Any] = {}
        self._failed: dict[Any, str] = {}
        self.scans = 0
        """How often a frame has been collected, for whom it may concern."""

    def get_batch_data_and_markers(self, batch_spec: Any) -> tuple[PolarsBatchData, BatchMarkers]:
        """The batch of a specification that holds a lazy frame under ``batch_data``."""
        return PolarsBatchData(self, batch_spec["batch_data"]), BatchMarkers({"ge_load_time": None})

    def load_batch_data(self, batch_id: str, batch_data: Any) -> None:
        """Take a batch; what was known of an earlier one of this name is forgotten."""
        if self.batch_manager.batch_data_cache.get(batch_id) is not batch_data:
            self._known.clear()
            self._failed.clear()
        super().load_batch_data(batch_id=batch_id, batch_data=batch_data)

    def resolve_metrics(
        self,
        metrics_to_resolve: Iterable[Any],
        metrics: dict[Any, Any] | None = None,
        runtime_configuration: dict[str, Any] | None = None,
    ) -> dict[Any, Any]:
        """Compute metrics; raises GX's ``MetricResolutionError`` that names those which can't be.

        GX asks again, without the failed ones in the end; what was computed with them is not computed again.
        """
        asked = {metric.id: metric for metric in metrics_to_resolve}
        if not asked:
            return metrics or {}
        new = {
            key: metric for key, metric in asked.items() if key not in self._known and key not in self._failed
        }
        by_batch: dict[Any, dict[Any, Any]] = {}
        for key, metric in new.items():
            by_batch.setdefault(metric.metric_domain_kwargs.get("batch_id"), {})[key] = metric
        for batch_id, group in by_batch.items():
            self._compute(self._frame(batch_id), group)
        failed = [key for key in asked if key in self._failed]
        if failed:
            message = self._failed[failed[0]]
            same = tuple(asked[key] for key in failed if self._failed[key] == message)
            raise MetricResolutionError(message=message, failed_metrics=same)
        return {key: self._known[key] for key in asked}

    def _frame(self, batch_id: str | None) -> Frame:
        manager = self.batch_manager
        data = manager.batch_data_cache.get(batch_id) if batch_id else manager.active_batch_data
        if data is None:
            raise UnfitError("no batch is loaded")
        frame: Frame = data.frame
        return frame

    def _compute(self, frame: Frame, asked: Mapping[Any, Any]) -> None:
        wanted: dict[Any, Wanted] = {}
        indexed = False
        empty = pl.DataFrame(schema={INDEX: pl.UInt32, **frame.schema}).lazy()
        for key, metric in asked.items():
            try:
                direct = self._direct(frame, metric)
                if direct is not None:
                    self._known[key] = direct[0]
                    continue
                want = self._wanted(frame, metric)
                empty.select(want.expression.alias("value")).collect()
            except UnfitError as problem:
                self._failed[key] = str(problem)
            except pl.exceptions.PolarsError as error:
                self._failed[key] = f"polars can't judge this: {_first_line(error)}"
            else:
                wanted[key] = want
                found = split(metric.metric_name)
                indexed |= found is not None and needs_index(*found, metric.metric_value_kwargs)
        if wanted:
            self._collect(frame.lazy.with_row_index(INDEX) if indexed else frame.lazy, wanted)

    def _collect(self, lazy: pl.LazyFrame, wanted: Mapping[Any, Wanted]) -> None:
        """Compute all in one pass; only if the data itself breaks it, one after the other."""
        try:
            row = self._row(lazy, list(wanted.values()))
        except pl.exceptions.PolarsError:
            for key, want in wanted.items():
                try:
                    self._known[key] = want.finish(self._row(lazy, [want])[0])
                except pl.exceptions.PolarsError as error:
                    self._failed[key] = f"polars can't judge this on the data: {type(error).__name__}"
        else:
            for (key, want), value in zip(wanted.items(), row, strict=True):
                self._known[key] = want.finish(value)

    def _row(self, lazy: pl.LazyFrame, wanted: list[Wanted]) -> tuple[Any, ...]:
        self.scans += 1
        chosen = lazy.select(want.expression.alias(str(place)) for place, want in enumerate(wanted))
        return tuple(chosen.collect(engine="streaming").row(0))

    def _wanted(self, frame: Frame, metric: Any) -> Wanted:
        domain_kwargs, kwargs = metric.metric_domain_kwargs, metric.metric_value_kwargs
        rows = rows_where(frame, domain_kwargs.get("row_condition"), domain_kwargs.get("condition_parser"))
        domain = Domain(columns_of(domain_kwargs), rows)
        for column in domain.columns:
            frame.dtype(column)
        name = metric.metric_name
        if name in AGGREGATES:
            return AGGREGATES[name](frame, domain, kwargs)
        found = ALIASES.get(name) or split(name)
        assert found is not None, name
        return map_metric(frame, *found, domain, domain_kwargs, kwargs)

    def _direct(self, frame: Frame, metric: Any) -> tuple[Any] | None:
        """What is known from the schema alone, or is a query of its own; None for the rest."""
        match metric.metric_name:
            case "table.columns":
                return ([*frame.schema],)
            case "table.column_count":
                return (len(frame.schema),)
            case "table.column_types":
                return ([{"name": name, "type": dtype} for name, dtype in frame.schema.items()],)
            case "table.head":
                return (_head(frame, metric.metric_value_kwargs),)
            case "unexpected_rows_query.table" | "unexpected_rows_query.row_count":
                return (self._query(frame, metric),)
            case _:
                return None

    def _query(self, frame: Frame, metric: Any) -> Any:
        kwargs = metric.metric_domain_kwargs
        rows = rows_where(frame, kwargs.get("row_condition"), kwargs.get("condition_parser"))
        lazy = frame.lazy if rows is None else frame.lazy.filter(rows)
        query = metric.metric_value_kwargs["unexpected_rows_query"]
        unexpected_rows(pl.DataFrame(schema=frame.schema).lazy(), query).collect()
        chosen = unexpected_rows(lazy, query)
        self.scans += 1
        try:
            if metric.metric_name == QUERY_COUNT:
                return chosen.select(pl.len()).collect(engine="streaming").item()
            return chosen.head(MOST_ROWS).collect(engine="streaming").to_dicts()
        except pl.exceptions.PolarsError as error:
            raise UnfitError(f"polars can't run the query on the data: {type(error).__name__}") from None

    def _comparison_condition_to_filter_clause(self, condition: ComparisonCondition) -> pl.Expr:
        return self._clause(condition)

    def _nullity_condition_to_filter_clause(self, condition: NullityCondition) -> pl.Expr:
        return self._clause(condition)

    def _and_condition_to_filter_clause(self, condition: AndCondition) -> pl.Expr:
        return self._clause(condition)

    def _or_condition_to_filter_clause(self, condition: OrCondition) -> pl.Expr:
        return self._clause(condition)

    def _clause(self, condition: Condition) -> pl.Expr:
        return of_object(self._frame(None), condition)


def _head(frame: Frame, kwargs: Mapping[str, Any]) -> pd.DataFrame:
    lazy = frame.lazy if kwargs.get("fetch_all") else frame.lazy.head(kwargs.get("n_rows") or 5)
    return pd.DataFrame(lazy.collect().to_dict(as_series=False))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
