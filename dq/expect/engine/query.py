"""Custom SQL of expectations, run by polars over the batch alone.

The only place of the project where a text is run as a query. The text is the suite's, never the data's; it may read
the batch and nothing else: one SELECT, no table functions (which read files), and only functions that are listed here.
"""

from __future__ import annotations

import re
from string import Formatter

import polars as pl

from dq.expect.engine.unfit import UnfitError
from dq.packs.expressions import FUNCTIONS

BATCH = "dq_batch"
MOST_ROWS = 200
_AGGREGATES = frozenset(
    re.findall(
        "[a-z_]+",
        "count sum avg min max stddev stddev_samp variance var_samp median first last "
        "row_number rank dense_rank lag lead over partition",
    )
)
_SYNTAX = frozenset(
    re.findall(
        "[a-z]+",
        "select from where with as in and or not on using exists values any all when then else case having by "
        "between like ilike union intersect except distinct join is limit",
    )
)
_CALLED = re.compile(r"(?<![\w\"])([A-Za-z_]\w*)\s*\(")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_NAMES = re.compile(r'"(?:[^"]|"")*"')
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.S)
_FILES = re.compile(r"(read|scan)_\w", re.I)
"""polars' table functions, refused wherever they stand, in a string too: no way of quoting may hide one."""
_STARTS = re.compile(r"\s*(select|with)\b", re.I)


def unexpected_rows(frame: pl.LazyFrame, query: str) -> pl.LazyFrame:
    """The rows that a query with ``{batch}`` for its table selects. Raises :class:`UnfitError` if it may not be run."""
    sql = _substituted(query)
    _admit(sql)
    empty = pl.DataFrame(schema=frame.collect_schema()).lazy()
    try:
        plan = _run(empty, sql).explain(optimized=False)
        _run(empty, sql).collect_schema()
    except pl.exceptions.PolarsError as error:
        raise UnfitError(f"polars can't run the query: {_first_line(error)}") from None
    if "SCAN" in plan:
        raise UnfitError("the query may read nothing but its batch")
    return _run(frame, sql)


def _run(frame: pl.LazyFrame, sql: str) -> pl.LazyFrame:
    return pl.SQLContext({BATCH: frame}, register_globals=False, eager=False).execute(sql)


def _substituted(query: str) -> str:
    try:
        fields = {name for _, name, _, _ in Formatter().parse(query) if name is not None}
        if fields - {"batch"}:
            raise UnfitError(
                f"the query has the unknown placeholder '{min(fields - {'batch'})}'; known is {{batch}}"
            )
        return query.format(batch=BATCH)
    except (ValueError, IndexError):
        raise UnfitError("the query has a brace without its pair; double a literal brace") from None


def _admit(sql: str) -> None:
    """Raise unless the text is one SELECT over the batch with functions that are known."""
    if _FILES.search(sql):
        raise UnfitError("the query may read nothing but its batch")
    bare = _COMMENT.sub(" ", _QUOTED.sub("''", sql))
    if not _STARTS.match(bare) or ";" in bare:
        raise UnfitError("the query must be one SELECT")
    if re.search(r"[\"`]\s*\(", bare):
        raise UnfitError("the query may not call a function by a quoted name")
    unnamed = _NAMES.sub('"x"', bare)
    allowed = FUNCTIONS | _AGGREGATES | _SYNTAX
    refused = [
        word
        for word in _CALLED.findall(unnamed)
        if word.lower() not in allowed and not _is_cte(word, unnamed)
    ]
    if refused:
        raise UnfitError(f"the query may not use '{refused[0]}'")


def _is_cte(word: str, sql: str) -> bool:
    """Whether the word names a table of a WITH clause that lists its columns."""
    return re.search(rf"\b(with|,)\s+{word}\s*\([^()]*\)\s+as\s*\(", sql, re.I) is not None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
