"""Text: one Unicode form, no invisible characters, no fillers, none of a spreadsheet's quoting."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from dq.clean.interface import Cleaner, all_but, join_steps, nothing_else, step_if
from dq.model.columns import TEXT_PARTS
from dq.text.distinct import by_distinct

PLACEHOLDERS = (
    "无", "无无", "暂无", "没有", "不详", "未知", "未填", "未提供", "空", "空白", "不清楚", "待补充", "待定", "同上",
    "-", "--", "---", "—", "——", "/", "//", "\\", ".", "*", "?", "N/A", "n/a", "NA", "N.A.", "#N/A", "NULL", "null",
    "Null", "None", "none", "nil", "(null)", "(空)", "nan", "NaN", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NUM!",
)  # fmt: skip
"""Fillers that stand for nothing; what a value equals one of is emptied, and the change is told."""

# Anything but printable ASCII, common Han, the middle dot of foreign names, the enumeration comma and the full stop
# (NFKC keeps those), or blanks and quotes that a final form has not: one pattern, since each costs a walk of the text.
# What may be odd in a way that the rules tell (ODDITIES) is no plain text either.
ODD_TEXT = r"[^ -~\u{4E00}-\u{9FFF}·、。]|^[ '=+@-]| $|  |锟斤拷"
_CONTROL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]"
_UNDECODABLE = r"\u{FFFD}|锟斤拷"
_FORMULA = r"^=|^[+@-].*[(|!]"
# Zero-width and directional marks, soft hyphen, BOM, controls, and the replacement for unreadable bytes stays.
_INVISIBLE = (
    r"[\u{00AD}\u{034F}\u{061C}\u{115F}\u{180E}\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{2064}"
    r"\u{2066}-\u{206F}\u{FEFF}\u{FFF9}-\u{FFFB}\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]"
)
_SPACE = r"[\s\u{3000}]+"
_EXCEL_FORMULA_TEXT = r'^="([^"]*)"$'


def plain_by(odd: str) -> Callable[[pl.Series], pl.Series]:
    """Whether a text is in its final form already (null for an empty cell): no filler, no match of ``odd``."""
    return by_distinct(lambda cells: ~(cells.str.contains(odd) | cells.is_in(PLACEHOLDERS)))


is_plain = plain_by(ODD_TEXT)


def normal_form(cells: pl.Series) -> pl.DataFrame:
    """``value``: the text in its normal form (null for a filler); ``step``.

    NFKC, no invisible characters, single spaces, none at the ends, no ``="…"`` and no leading apostrophe.
    """
    frame = (
        pl.LazyFrame({"t0": cells})
        .with_columns(t1=pl.col("t0").str.normalize("NFKC"))
        .with_columns(t2=pl.col("t1").str.replace_all(_INVISIBLE, ""))
        .with_columns(t3=pl.col("t2").str.replace_all(_SPACE, " ").str.strip_chars(" "))
        .with_columns(
            t4=pl.coalesce(pl.col("t3").str.extract(_EXCEL_FORMULA_TEXT), pl.col("t3")).str.strip_prefix("'")
        )
        .with_columns(filler=pl.col("t4").is_in(PLACEHOLDERS), blank=pl.col("t4") == "")
    )
    return frame.select(
        value=pl.when(~(pl.col("filler") | pl.col("blank"))).then(pl.col("t4")),
        step=join_steps(
            step_if(pl.col("t1") != pl.col("t0"), "text.nfkc"),
            step_if(pl.col("t2") != pl.col("t1"), "text.invisible"),
            step_if(pl.col("t3") != pl.col("t2"), "text.space"),
            step_if(pl.col("t4") != pl.col("t3"), "text.quote"),
            step_if(pl.col("filler"), "text.placeholder"),
        ),
    ).collect(engine="in-memory")


def _fast(cells: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    return nothing_else(cells, TEXT_PARTS), all_but(cells, is_plain(cells))


def _slow(cells: pl.Series) -> pl.DataFrame:
    return normal_form(cells).with_columns(bad=pl.lit(None, pl.String), odd=oddities(cells))


clean_text = Cleaner(_fast, _slow, "text")
"""For the cells of a text field."""


_EMPTY_PARTS = (
    "-", "--", "---", "—", "——", "/", "//", "\\", ".", "N/A", "n/a", "N.A.", "#N/A", "NULL", "null", "(null)",
    "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NUM!", "NMN", "NMI",
)  # fmt: skip
"""Fillers for a part of a name: no middle name, and those of :data:`PLACEHOLDERS` that are nobody's name, as Na is."""
_EMPTY_PART = f"(?:^| )(?:{'|'.join(map(re.escape, _EMPTY_PARTS))})(?: |$)"
_is_plain_name = plain_by(f"{ODD_TEXT}|{_EMPTY_PART}")


def _fast_name(cells: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    return nothing_else(cells, TEXT_PARTS), all_but(cells, _is_plain_name(cells))


def _slow_name(cells: pl.Series) -> pl.DataFrame:
    normal = normal_form(cells)
    words = pl.col("value").str.split(" ")
    left = words.list.filter(~pl.element().is_in(_EMPTY_PARTS)).list.join(" ")
    named = normal.with_columns(left=pl.when(left != "").then(left))
    dropped = step_if(
        pl.col("value").is_not_null() & pl.col("left").ne_missing(pl.col("value")), "text.placeholder"
    )
    return named.select(
        value="left",
        step=join_steps(pl.col("step"), dropped),
        bad=pl.lit(None, pl.String),
        odd=oddities(cells),
    )


clean_joined_name = Cleaner(_fast_name, _slow_name, "name")
"""For names that stand in several columns: fillers of single parts go, ``JOHN NULL SMITH`` is ``JOHN SMITH``."""


def oddities(cells: pl.Series) -> pl.Series:
    """Which :data:`dq.model.columns.ODDITIES` a cell has, joined with ``+``; null if none."""
    raw = pl.lit(cells)
    text = raw.str.normalize("NFKC").str.strip_chars()
    wrapped = text.str.contains(_EXCEL_FORMULA_TEXT)
    return pl.select(
        join_steps(
            step_if(raw.str.contains(_CONTROL), "control"),
            step_if(raw.str.contains(_UNDECODABLE), "undecodable"),
            step_if(text.str.contains(_FORMULA) & ~wrapped, "formula"),
        )
    ).to_series()
