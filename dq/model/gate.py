"""What a source expects of a whole file: thresholds, and how far a batch may differ from earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class GateSpec:
    """Thresholds on the whole file; what is None or empty is not judged. Shares are between 0 and 1.

    ``max_findings`` and ``max_findings_share`` go by severity or by rule; a share is of the rows read. ``totals`` are
    the control totals that the source sent along, by money field, over all rows read. ``max_age_days`` goes by date
    field: how old its newest value may be at the as-of date. ``warn`` holds thresholds of the same kinds whose breach
    is a warning.
    """

    min_rows: int | None = None
    max_rows: int | None = None
    rows: int | None = None
    max_quarantined_share: Decimal | None = None
    max_rejected_share: Decimal | None = None
    max_findings: Mapping[str, int] = field(default_factory=dict)
    max_findings_share: Mapping[str, Decimal] = field(default_factory=dict)
    max_null_share: Mapping[str, Decimal] = field(default_factory=dict)
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    max_age_days: Mapping[str, int] = field(default_factory=dict)
    warn: GateSpec | None = None

    def both(self) -> tuple[GateSpec, ...]:
        """The thresholds that fail, then those that warn."""
        return (self,) if self.warn is None else (self, self.warn)


@dataclass(frozen=True, slots=True)
class DriftSpec:
    """How a batch is held against the source's earlier ones.

    ``against``: so many of the last earlier runs. ``warn`` and ``fail``: population stability index from which a
    distribution has drifted; ``fail`` None: drift never fails a file. ``ignore``: fields that are not compared.
    """

    against: int = 6
    warn: Decimal = Decimal("0.10")
    fail: Decimal | None = None
    ignore: tuple[str, ...] = ()
