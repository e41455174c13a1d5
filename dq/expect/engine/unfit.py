"""What is wrong with one expectation, told without a value of the data."""

from __future__ import annotations


class UnfitError(Exception):
    """The expectation can't be judged on this frame: a column is absent, a type does not fit, a part is not supported.

    The message names columns, types and what the suite says; never a value of the data.
    """
