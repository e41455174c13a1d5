"""What stands more than once: the numbers of a long column, and a case whose rows are periods of its loan."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

PERIODS: Final = "periods"
"""The diagnosis that rows of one case differ as periods of its loan do; the name of the column that says so follows."""


def repeated(keys: pl.Series) -> pl.Series:
    """The numbers that occur more than once, each of them once, in ascending order; nulls do not count.

    Sorted by numpy, whose sort of numbers takes a quarter of the time, and half of what a table of them would.
    """
    ordered = np.sort(keys.drop_nulls().to_numpy())
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    return pl.Series(keys.name, np.unique(again), dtype=keys.dtype)
