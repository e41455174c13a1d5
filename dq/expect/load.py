"""Loading Great Expectations with the polars engine: late, quiet, and without a word to anybody outside."""

from __future__ import annotations

import logging
import os
import warnings
from functools import cache
from types import ModuleType


@cache
def load_gx() -> ModuleType:
    """The module ``great_expectations``, with the polars data source registered.

    Its log is silenced: what goes wrong stands in the results, and its messages may hold values of the data.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations

        import dq.expect.engine.datasource  # noqa: F401 - registers add_polars

    module: ModuleType = great_expectations
    return module
