"""Judging a suite on a dataset: Great Expectations' judgement, on polars, in counts.

Values of the data leave only if they are asked for: no unexpected value, and of what was observed only counts and
shares (a greatest name or a median of one row is a person's value).
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from dq.expect.load import load_gx
from dq.model.errors import ConfigError
from dq.model.suite import Statement, Suite
from dq.packs.expectation_types import OTHERS

PLACE = "dq_place"
_COUNTED = frozenset(
    re.findall(
        "[a-z_]+",
        "expect_table_row_count_to_be_between expect_table_row_count_to_equal unexpected_rows_expectation "
        "expect_table_column_count_to_be_between expect_table_column_count_to_equal "
        "expect_column_unique_value_count_to_be_between expect_column_kl_divergence_to_be_less_than "
        "expect_column_proportion_of_non_null_values_to_be_between expect_column_values_to_be_of_type "
        "expect_column_proportion_of_unique_values_to_be_between expect_column_type_to_be "
        "expect_column_values_to_be_in_type_list",
    )
)
"""Expectations of which the observed value is a count, a share or a type."""
_COUNTS = (
    "element_count", "unexpected_count", "unexpected_percent", "missing_count", "missing_percent",
    "unexpected_percent_total", "unexpected_percent_nonmissing",
)  # fmt: skip
_ARGUMENTS = 60


@dataclass(frozen=True, slots=True)
class Judged:
    """One expectation, judged.

    ``about``: its columns; ``expected``: its arguments in words; ``rows``, ``missing`` and ``unexpected``: counts, None
    where it has none; ``observed``: a count, a share or a type; ``error``: why it could not be judged.
    """

    kind: str
    about: tuple[str, ...]
    expected: str
    severity: str
    met: bool
    rows: int | None = None
    missing: int | None = None
    unexpected: int | None = None
    observed: str | None = None
    error: str | None = None
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Judgement:
    """A suite, judged: one :class:`Judged` an expectation, in the suite's order, and GX's result without values."""

    suite: Suite
    judged: tuple[Judged, ...]
    batch: Any = field(repr=False)
    result: Any = field(repr=False)

    @property
    def met(self) -> bool:
        """Whether every expectation is met."""
        return all(item.met for item in self.judged)

    def unmet(self, *severities: str) -> list[Judged]:
        """The expectations of these severities that are not met, or could not be judged."""
        return [item for item in self.judged if not item.met and item.severity in severities]


def judge(
    suite: Suite, data: pl.LazyFrame | Path, *, values: bool = False, index: Sequence[str] = ()
) -> Judgement:
    """Judge a suite on a frame or a Parquet file.

    ``values``: the unexpected values and what was observed are kept, with the columns ``index`` of their rows. Raises
    :class:`ConfigError` if an expectation is not what Great Expectations takes.
    """
    gx = load_gx()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # GX's deprecations are told of in its release notes, not to our users
        wanted = gx.ExpectationSuite(name=suite.name)
        wanted.expectations = [
            _expectation(suite, place, statement)
            for place, statement in enumerate(suite.statements)
            if statement.kind not in OTHERS
        ]
        batch = _batch(gx, data)
        result = batch.validate(wanted, result_format=_result_format(values, index))
    by_place = {item.expectation_config.meta.pop(PLACE): item for item in result.results}
    judged = tuple(
        _judged(statement, by_place[place], values=values)
        if place in by_place
        else Judged(**_about(statement), met=False, error=OTHERS[statement.kind])
        for place, statement in enumerate(suite.statements)
    )
    if not values:
        for item in result.results:
            _without_values(item)
    return Judgement(suite, judged, batch, result)


def _result_format(values: bool, index: Sequence[str]) -> dict[str, Any]:
    if not values:
        return {"result_format": "BASIC", "partial_unexpected_count": 0}
    return {
        "result_format": "SUMMARY",
        "partial_unexpected_count": 20,
        **({"unexpected_index_column_names": list(index)} if index else {}),
    }


def _batch(gx: Any, data: pl.LazyFrame | Path) -> Any:
    """A batch in a context that is in memory alone, and that prints nothing."""
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_polars("dq")
    if isinstance(data, Path):
        return source.add_parquet_asset("cleaned", data).add_batch_definition("whole").get_batch()
    definition = source.add_frame_asset("frame").add_batch_definition("whole")
    return definition.get_batch({"dataframe": data})


def _expectation(suite: Suite, place: int, statement: Statement) -> Any:
    from great_expectations.compatibility.pydantic import ValidationError
    from great_expectations.exceptions import GreatExpectationsError
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    where = f"suite '{suite.name}', expectation {place + 1} ({statement.kind})"
    try:
        return ExpectationConfiguration(
            type=statement.kind,
            kwargs=dict(statement.kwargs),
            meta={**statement.meta, PLACE: place},
            severity=statement.severity,
        ).to_domain_obj()
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    except (GreatExpectationsError, TypeError, ValueError) as error:
        raise ConfigError(f"{where}: {str(error).splitlines()[0]}") from None


def _about(statement: Statement) -> dict[str, Any]:
    kwargs = statement.kwargs
    columns = kwargs.get("column_list") or [
        kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs
    ]
    rest = {k: v for k, v in kwargs.items() if k not in ("column", "column_A", "column_B", "column_list")}
    rest.pop("condition_parser", None)
    told = ", ".join(
        f"{key} {json.dumps(value, ensure_ascii=False, default=str)}" for key, value in rest.items()
    )
    return {
        "kind": statement.kind,
        "about": tuple(map(str, columns)),
        "expected": told if len(told) <= _ARGUMENTS else told[: _ARGUMENTS - 1] + "…",
        "severity": statement.severity,
    }


def _judged(statement: Statement, item: Any, *, values: bool) -> Judged:
    found: Mapping[str, Any] = item.result or {}
    observed = found.get("observed_value")
    shown = values or statement.kind in _COUNTED
    return Judged(
        **_about(statement),
        met=bool(item.success),
        rows=found.get("element_count"),
        missing=found.get("missing_count"),
        unexpected=found.get("unexpected_count"),
        observed=None if observed is None or not shown else f"{observed}",
        error=_error(item.exception_info),
        values=item.to_json_dict()["result"] if values else None,
    )


def _error(info: Mapping[str, Any] | None) -> str | None:
    """Why an expectation could not be judged: the engine's message, or the kind of GX's error, never its text."""
    if not info or info.get("raised_exception") is False:
        return None
    if "exception_message" not in info:
        return str(next(iter(info.values()))["exception_message"])
    last = str(info.get("exception_traceback") or "").strip().splitlines()
    return f"Great Expectations: {last[-1].split(':')[0] if last else 'error'}"


def _without_values(item: Any) -> None:
    """Take out of GX's own result whatever may be a value of the data."""
    kind = item.expectation_config.type
    kept = (*_COUNTS, "observed_value") if kind in _COUNTED else _COUNTS
    item.result = {key: value for key, value in (item.result or {}).items() if key in kept}
    error = _error(item.exception_info)
    item.exception_info = {
        "raised_exception": error is not None,
        "exception_message": error,
        "exception_traceback": None,
    }
