"""The data source: ``context.data_sources.add_polars(name)``, with assets for Parquet files and for frames."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Literal

import polars as pl
from great_expectations.core.batch import LegacyBatchDefinition
from great_expectations.core.batch_spec import RuntimeDataBatchSpec
from great_expectations.core.id_dict import IDDict
from great_expectations.datasource.fluent import BatchRequest
from great_expectations.datasource.fluent.batch_identifier_util import make_batch_identifier
from great_expectations.datasource.fluent.constants import _DATA_CONNECTOR_NAME
from great_expectations.datasource.fluent.interfaces import Batch, DataAsset, Datasource
from great_expectations.exceptions.exceptions import BuildBatchRequestError

from dq.expect.engine.execution import PolarsExecutionEngine
from dq.expect.engine.metrics import register_metrics
from dq.expect.engine.types import (
    ExpectColumnTypeToBe as _TypeToBe,
)  # registers itself, as all expectations do

FRAME = "dataframe"
"""Batch parameter of a frame; GX writes a placeholder for this name into its results."""


class _PolarsAsset(DataAsset):
    def _lazy(self, options: dict[str, Any]) -> pl.LazyFrame:
        raise NotImplementedError

    def test_connection(self) -> None:
        """Nothing to connect to."""

    def get_batch_identifiers_list(self, batch_request: Any) -> list[dict[str, Any]]:
        """The one batch."""
        return [IDDict(batch_request.options)]

    def _validate_batch_request(self, batch_request: Any) -> None:
        self.build_batch_request(batch_request.options)

    def get_batch(self, batch_request: Any) -> Batch:
        """The whole of the file or frame as one batch."""
        self._validate_batch_request(batch_request)
        spec = RuntimeDataBatchSpec(batch_data=self._lazy(batch_request.options))
        data, markers = self.datasource.get_execution_engine().get_batch_data_and_markers(batch_spec=spec)
        definition = LegacyBatchDefinition(
            datasource_name=self.datasource.name,
            data_connector_name=_DATA_CONNECTOR_NAME,
            data_asset_name=self.name,
            batch_identifiers=make_batch_identifier(batch_request.options),
            batch_spec_passthrough=None,
        )
        spec["batch_data"] = "LazyFrame"
        return Batch(
            datasource=self.datasource,
            data_asset=self,
            batch_request=batch_request,
            data=data,
            metadata=self._get_batch_metadata_from_batch_request(batch_request, ignore_options=(FRAME,)),
            batch_markers=markers,
            batch_spec=spec,
            batch_definition=definition,
        )


class ParquetAsset(_PolarsAsset):
    """One Parquet file, or several of one schema by a pattern; scanned, never held in memory as a whole."""

    type: Literal["polars_parquet"] = "polars_parquet"
    path: Path

    def _lazy(self, options: dict[str, Any]) -> pl.LazyFrame:
        return pl.scan_parquet(self.path)

    def get_batch_parameters_keys(self, partitioner: Any = None) -> tuple[str, ...]:
        """None: the file is the batch."""
        return ()

    def build_batch_request(
        self, options: dict[str, Any] | None = None, batch_slice: Any = None, partitioner: Any = None
    ) -> Any:
        """The request for the file; it takes no parameter."""
        if options or batch_slice is not None or partitioner is not None:
            raise BuildBatchRequestError(message="a Parquet file is one batch and takes no parameters")
        return BatchRequest(datasource_name=self.datasource.name, data_asset_name=self.name, options={})


class FrameAsset(_PolarsAsset):
    """A polars DataFrame or LazyFrame, given as the batch parameter ``dataframe``."""

    type: Literal["polars_frame"] = "polars_frame"

    def _lazy(self, options: dict[str, Any]) -> pl.LazyFrame:
        lazy: pl.LazyFrame = options[FRAME].lazy()
        return lazy

    def get_batch_parameters_keys(self, partitioner: Any = None) -> tuple[str, ...]:
        """The frame."""
        return (FRAME,)

    def build_batch_request(
        self, options: dict[str, Any] | None = None, batch_slice: Any = None, partitioner: Any = None
    ) -> Any:
        """The request for a frame."""
        frame = (options or {}).get(FRAME)
        if set(options or ()) != {FRAME} or not isinstance(frame, pl.DataFrame | pl.LazyFrame):
            raise BuildBatchRequestError(message="give a polars frame as the one batch parameter 'dataframe'")
        if batch_slice is not None or partitioner is not None:
            raise BuildBatchRequestError(message="a frame is one batch: no slice, no partitioner")
        return BatchRequest(datasource_name=self.datasource.name, data_asset_name=self.name, options=options)


class PolarsDatasource(Datasource):
    """Data that polars reads."""

    asset_types: ClassVar[Any] = [ParquetAsset, FrameAsset]
    type: Literal["polars"] = "polars"
    assets: list[ParquetAsset | FrameAsset] = []  # noqa: RUF012 - a field of GX's pydantic model

    @property
    def execution_engine_type(self) -> Any:
        """The engine that judges the data."""
        return PolarsExecutionEngine

    def test_connection(self, test_assets: bool = True) -> None:
        """Nothing to connect to."""

    def add_parquet_asset(self, name: str, path: str | Path) -> ParquetAsset:
        """Add a Parquet file."""
        asset: ParquetAsset = self._add_asset(ParquetAsset(name=name, path=Path(path)))
        return asset

    def add_frame_asset(self, name: str) -> FrameAsset:
        """Add a name under which frames are given."""
        asset: FrameAsset = self._add_asset(FrameAsset(name=name))
        return asset


register_metrics()
__all__ = ["FRAME", "FrameAsset", "ParquetAsset", "PolarsDatasource", "_TypeToBe"]
