"""A suite's own SQL reads its batch and nothing else."""

import polars as pl
import pytest

from dq.expect.engine.query import unexpected_rows
from dq.expect.engine.unfit import UnfitError

FRAME = pl.LazyFrame({"case_no": ["A1", "A1", "B1"], "due": [1, 2, 3]})


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT * FROM {batch} WHERE due > 1", 2),
        ("select case_no from {batch} group by case_no having count(*) > 1", 1),
        (
            "WITH many AS (SELECT case_no, COUNT(*) AS n FROM {batch} GROUP BY case_no) SELECT * FROM many WHERE n > 1",
            1,
        ),
        ("SELECT * FROM {batch} WHERE case_no IN ('A1', 'drop(')", 2),
        ("SELECT a.due FROM {batch} AS a JOIN {batch} AS b ON a.due = b.due", 3),
        ("SELECT * FROM {batch} WHERE case_no LIKE 'A%' -- all of A", 2),
        ("SELECT *, ROW_NUMBER() OVER (PARTITION BY case_no ORDER BY due) AS n FROM {batch}", 3),
    ],
)
def test_a_select_runs(query, rows):
    assert unexpected_rows(FRAME, query).collect().height == rows


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM READ_PARQUET ('x.parquet')",
        "SELECT * FROM scan_ndjson('x')",
        "SELECT * FROM {batch} UNION ALL SELECT * FROM read_json('x')",
        "SELECT * FROM {batch} WHERE due IN (SELECT a FROM read_csv/**/('x'))",
        "SELECT * FROM \"read_csv\"('/etc/passwd')",
        "SELECT * FROM `read_csv`('/etc/passwd')",
        "FROM read_csv('/etc/passwd')",
        "(SELECT * FROM read_csv('/etc/passwd'))",
        "SELECT E'\\'', * FROM read_csv('/etc/passwd') WHERE 'x' = ''",
        'SELECT "count"(*) FROM {batch}',
        'SELECT * FROM "/etc/passwd"',
        "SELECT * FROM {batch}; SELECT 1",
        "DROP TABLE {batch}",
        "CREATE TABLE x AS SELECT * FROM {batch}",
        "DELETE FROM {batch}",
        "TRUNCATE TABLE {batch}",
        "EXPLAIN SELECT * FROM {batch}",
        "SELECT * FROM elsewhere",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM {batch} WHERE {other}",
        "SELECT * FROM {batch} WHERE due > {",
        "SELECT pg_sleep(9) FROM {batch}",
        "SELECT nothing FROM {batch}",
        "",
    ],
)
def test_anything_else_is_refused(query):
    with pytest.raises(UnfitError):
        unexpected_rows(FRAME, query).collect_schema()
