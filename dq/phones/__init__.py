"""The phone library: what a cell holds, and what numbering plans say of it.

- :func:`describe`: each string exactly as the installed ``phonenumbers`` judges it
- :func:`from_cells`: the numbers found in dirty cells, one row a number
- :func:`judge`: one row a cell, for cleaning a column
- :func:`explain`: everything known about one number
- :func:`known_region`: whether a region's national numbers can be read
- :func:`with_area`: a local Chinese number completed with an area code
"""

from dq.phones.describe import describe
from dq.phones.explain import explain
from dq.phones.found import from_cells
from dq.phones.judge import judge
from dq.phones.regions import known_region

__all__ = ["describe", "explain", "from_cells", "judge", "known_region"]
