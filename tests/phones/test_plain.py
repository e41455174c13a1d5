"""What plain mobiles are judged by is made once and read by later runs."""

from polars.testing import assert_frame_equal

from dq.phones import plain


def test_the_table_of_prefixes_is_made_once(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    plain._table.cache_clear()
    made = plain._table()
    monkeypatch.setattr(plain, "_judged_prefixes", None)
    plain._table.cache_clear()

    assert_frame_equal(plain._table(), made)
