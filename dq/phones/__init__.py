"""The phone library: what a cell holds, and what numbering plans say of it.

- :func:`describe`: each string exactly as the installed ``phonenumbers`` judges it
- :func:`from_cells`: the numbers found in dirty cells, one row a number
- :func:`judge`: one row a cell, for cleaning a column
- :func:`explain`: everything known about one number
- :func:`known_region`: whether a region's national numbers can be read
- :func:`complete_landlines`: local Chinese numbers completed from a city
- :func:`statistics`, :func:`since`: how much went the slow way; :func:`engine_used`: whether the fast way is open,
  :func:`verified`: whether the installed version is one that the engine was proved equal to (else a
  :class:`UnverifiedLibraryWarning`)
- ``pl.col("phone").phone``: the same as polars expressions

See ``README.md`` beside this file for how it works and how it is proved.
"""

from dq.phones.complete import complete_landlines
from dq.phones.describe import UnverifiedLibraryWarning, describe, engine_used, verified
from dq.phones.explain import explain
from dq.phones.found import from_cells
from dq.phones.judge import judge
from dq.phones.namespace import PhoneNamespace
from dq.phones.regions import known_region
from dq.phones.statistics import since, statistics

__all__ = [
    "PhoneNamespace",
    "UnverifiedLibraryWarning",
    "complete_landlines",
    "describe",
    "engine_used",
    "explain",
    "from_cells",
    "judge",
    "known_region",
    "since",
    "statistics",
    "verified",
]
