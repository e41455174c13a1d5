"""Case files of any size: clean cases with seeded defects, and the truth about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from dq.demo.cases import clean_cases
from dq.demo.layout import FULL, HEADERS
from dq.demo.seeding import seed_defects

SEED = 20260131
DEFECT_SHARE = 0.1
_TOTALLED = ("loan_amount", "overdue_principal", "total_due")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Cases and what was done to them.

    ``frame`` has one String column per field (see :data:`dq.demo.layout.HEADERS`), empty cells null.
    ``truth`` has one row a damaged cell with the columns of :data:`dq.demo.seeding.TRUTH_SCHEMA`; rows of the
    frame that it does not name have no defect. ``totals`` are the sums of some amounts before the damage.
    """

    frame: pl.DataFrame
    truth: pl.DataFrame
    totals: dict[str, Decimal]

    def table(self) -> pl.DataFrame:
        """The frame under the headers of the file."""
        return self.frame.rename({name: HEADERS[name] for name in self.frame.columns})


def generate(
    rows: int,
    seed: int = SEED,
    columns: Sequence[str] = FULL,
    defect_share: float = DEFECT_SHARE,
) -> CaseFile:
    """``rows`` invented cases with these fields, about ``defect_share`` of them with one defect each.

    The same arguments give the same cases. ``ValueError`` for an unknown field, a negative number of rows, or
    a share outside 0–0.5.
    """
    if rows < 0:
        raise ValueError(f"rows must not be negative, not {rows}")
    if not 0 <= defect_share <= 0.5:
        raise ValueError(f"defect_share must be 0 to 0.5, not {defect_share}")
    good = clean_cases(rows, seed, columns)
    totals = {
        name: Decimal(good[name].cast(pl.Decimal(18, 2)).sum()) for name in _TOTALLED if name in good.columns
    }
    frame, truth = seed_defects(good, seed, defect_share)
    return CaseFile(frame, truth, totals)
