"""Common ways to write Chinese numbers, read by vector.

Each form is a shape of whole cells for which what the cell layer would say is known: one or two mobiles with
punctuation, prefixes or harmless words around them, landlines, masks, bare local numbers, wrong lengths.
Cells of no form are left to the cell layer; a test holds the two ways equal.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from dq.phones.describe import describe
from dq.phones.plain import COLUMNS, is_plain, judge_plain
from dq.text.filled import filled

_WIDE_DIGITS: Final = "０１２３４５６７８９"
_INVISIBLE: Final = ("\u200b", "\u202a", "\u202c", "\u202d", "\ufeff")
_WEAK: Final = r"^[ .()_-]{0,4}\+?[0-9]+(?:[ .()_-]{1,4}[0-9]+){0,6}[ .()_-]{0,4}$"
_DROPPED: Final = [" ", ".", "(", ")", "_", "-"]
_MOBILE: Final = r"^(\+86|0086|86)?(0)?(1[3-9][0-9]{9})$"
_LANDLINE: Final = r"^(\+86|0086|86)?(0[1-9][0-9]{9,10})$"
_DECIMAL: Final = r"^(1[3-9][0-9]{9})\.0+$"
_TWO: Final = r"^(1[3-9][0-9]{9})(?: ?[、/;,|] ?| |(，|；))(1[3-9][0-9]{9})$"
_LABELLED: Final = (
    r"^((?:[(（]?[一-鿿]{1,6}[)）]?[ :：]?)?)(1[3-9][0-9]{9})((?: ?[(（]?[一-鿿]{1,6}[)）]?)?)$"
)
_TELLING: Final = (
    r"微信|邮箱|身份证|卡号|账号|地址|空号|不|销号|注销|停机|关机|通|错|非|换号|接|转|分机|内线|未"
)
_MASK: Final = r"^[0-9]{1,8}\*{2,}[0-9]{0,8}$"
_LOCAL: Final = r"^[2-8][0-9]{6,7}$"
_WRONG_LENGTH: Final = r"^1[3-9](?:[0-9]{8}|[0-9]{10})$"
_COUNTING: Final = (
    r"^(?:2345678|3456789|4567890|5678901|6789012|7890123|8901234|8765432|7654321|6543210|5432109)"
)
_EXTENSION: Final = r"^(0[1-9][0-9]{1,2})([ -]?)([2-8][0-9]{6,7})(-| ?(?:转|转接|分机) ?)([0-9]{1,5})$"


def read_forms(text: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
    """Judge the cells that are of a known form.

    Returns the positions of these cells and, for each, the columns of :func:`dq.phones.judge`.
    """
    left = pl.DataFrame({"text": text}).with_row_index("at")
    found: list[pl.DataFrame] = []
    for form in (
        _mobiles,
        _decimals,
        _pairs,
        _labelled,
        _landlines,
        _extensions,
        _masks,
        _local,
        _wrong_length,
    ):
        if left.is_empty():
            break
        told = form(left)
        if not told.is_empty():
            found.append(told)
            left = left.join(told, on="at", how="anti", maintain_order="left")
    if not found:
        return pl.Series([], dtype=pl.UInt32), pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    table = pl.concat(found)
    return table["at"], table.select(COLUMNS)


def _with_steps(cells: pl.DataFrame, told: pl.DataFrame, *steps: pl.Expr) -> pl.DataFrame:
    """Judgements of cells (``at``, ``text`` and what the steps need), with their steps."""
    joined = pl.concat([cells, told.drop("steps")], how="horizontal")
    done = pl.concat_str(*steps, separator="+", ignore_nulls=True)
    done = pl.when(done == "").then(pl.lit("e164")).otherwise(done)
    return joined.with_columns(steps=pl.when(pl.col("e164") != pl.col("text")).then(done)).select(
        "at", *COLUMNS
    )


def _step(condition: pl.Expr, name: str) -> pl.Expr:
    return pl.when(condition).then(pl.lit(name))


def _accepted_mobiles(cells: pl.DataFrame, column: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells whose ``column`` is an ordinary mobile, and what is said of it."""
    cells = cells.filter(is_plain(cells[column]))
    told = judge_plain(cells[column])
    good = told["state"] == "ok"
    return cells.filter(good), told.filter(good)


def _digits(left: pl.DataFrame) -> pl.DataFrame:
    """Cells that are digits and light punctuation: ``digits`` without it, and whether it was there."""
    invisible = pl.col("text").str.contains_any(list(_INVISIBLE))
    wide = pl.col("text").str.contains_any(list(_WIDE_DIGITS))
    old = [*_WIDE_DIGITS, *_INVISIBLE, "\u3000", "\u00a0"]
    new = [*"0123456789", *[""] * len(_INVISIBLE), " ", " "]
    cells = left.with_columns(clean=pl.col("text").str.replace_many(old, new).str.strip_chars(" \t\n\r"))
    cells = cells.filter(pl.col("clean").str.contains(_WEAK) & ~pl.col("clean").str.contains(r"\.0+$"))
    digits = pl.col("clean").str.replace_many(_DROPPED, [""] * len(_DROPPED))
    return cells.with_columns(digits=digits, invisible=invisible, wide=wide).with_columns(
        separated=pl.col("digits") != pl.col("clean")
    )


_TIDIED: Final = (_step(pl.col("invisible"), "invisible"), _step(pl.col("wide"), "full_width"))


def _mobiles(left: pl.DataFrame) -> pl.DataFrame:
    cells = _digits(left)
    cells = cells.with_columns(
        pl.col("digits").str.extract_groups(_MOBILE).struct.rename_fields(["p", "z", "m"])
    )
    cells = cells.unnest("digits").filter(pl.col("m").is_not_null())
    cells, told = _accepted_mobiles(cells, "m")
    return _with_steps(
        cells,
        told,
        *_TIDIED,
        _step(pl.col("separated"), "separators"),
        _step(pl.col("p").is_in(["86", "0086"]), "country_code"),
        _step(pl.col("z").is_not_null(), "trunk_zero"),
    )


def _decimals(left: pl.DataFrame) -> pl.DataFrame:
    cells = left.with_columns(m=pl.col("text").str.extract(_DECIMAL)).filter(pl.col("m").is_not_null())
    cells, told = _accepted_mobiles(cells, "m")
    return _with_steps(cells, told, pl.lit("decimal_tail"))


def _pairs(left: pl.DataFrame) -> pl.DataFrame:
    cells = left.with_columns(
        pl.col("text").str.extract_groups(_TWO).struct.rename_fields(["m", "wide", "n"]).alias("g")
    )
    cells = cells.unnest("g").filter(pl.col("m").is_not_null())
    cells, _ = _accepted_mobiles(cells, "n")
    cells, told = _accepted_mobiles(cells, "m")
    other = pl.select(pl.when(cells["m"] != cells["n"]).then(filled("+86{}", cells["n"]))).to_series()
    told = told.with_columns(others=other)
    return _with_steps(cells, told, _step(pl.col("wide").is_not_null(), "full_width"), pl.lit("split"))


def _labelled(left: pl.DataFrame) -> pl.DataFrame:
    groups = pl.col("text").str.extract_groups(_LABELLED).struct.rename_fields(["b", "m", "a"])
    cells = left.with_columns(groups.alias("g")).unnest("g").filter(pl.col("m").is_not_null())
    cells = cells.filter(~pl.col("text").str.contains(_TELLING))
    cells, told = _accepted_mobiles(cells, "m")
    wide = pl.col("text").str.contains(r"[（）：]")
    return _with_steps(cells, told, _step(wide, "full_width"), pl.lit("label"), pl.lit("separators"))


def _landlines(left: pl.DataFrame) -> pl.DataFrame:
    cells = _digits(left)
    cells = cells.with_columns(
        number=pl.col("digits").str.extract(_LANDLINE, 2), p=pl.col("digits").str.extract(_LANDLINE)
    )
    cells = cells.filter(pl.col("number").is_not_null())
    cells, told = _accepted_landlines(cells, "digits")
    steps = (
        _step(pl.col("separated"), "separators"),
        _step(pl.col("p").is_in(["86", "0086"]), "country_code"),
    )
    return _with_steps(cells, told, *_TIDIED, *steps)


def _accepted_landlines(cells: pl.DataFrame, column: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells whose ``column`` is a valid landline, of a plan that never changed under it."""
    told = describe(cells[column], "CN", lang="zh", columns=("e164", "valid", "kind", "region", "place"))
    number = told["e164"]
    old_plan = number.str.starts_with("+86851") & (number.str.len_bytes() == 13)
    made_up = cells[column].str.contains(r"^0?1?234567|^(?:\+86|0086|86)?0*1*$")
    good = (
        told["valid"] & (told["kind"] == "fixed_line") & ~old_plan & ~made_up & (number.str.len_bytes() > 12)
    )
    good = good.fill_null(value=False)
    return cells.filter(good), _blank(told.filter(good).drop("valid"), state="ok")


def _blank(some: pl.DataFrame, **same: str) -> pl.DataFrame:
    """Judgements with these columns, the same values in all rows, and nothing in the other columns."""
    rest = {name: pl.lit(same.get(name), dtype=pl.String) for name in COLUMNS if name not in some.columns}
    return some.with_columns(**rest).select(COLUMNS)


def _extensions(left: pl.DataFrame) -> pl.DataFrame:
    names = ["area", "gap", "local", "mark", "tail"]
    groups = pl.col("text").str.extract_groups(_EXTENSION).struct.rename_fields(names)
    cells = left.with_columns(groups.alias("g")).unnest("g").filter(pl.col("area").is_not_null())
    cells = cells.with_columns(
        body=pl.concat_str("area", "local"), whole=pl.concat_str("area", "local", "tail")
    )
    joined = describe(cells["whole"], "CN", columns=("valid",))["valid"]
    cells = cells.filter(~joined | (cells["mark"] != "-"))
    cells, told = _accepted_landlines(cells, "body")
    told = told.with_columns(ext=cells["tail"])
    return _with_steps(cells, told, _step(pl.col("gap") != "", "separators"), pl.lit("extension"))


def _masks(left: pl.DataFrame) -> pl.DataFrame:
    cells = left.filter(pl.col("text").str.contains(_MASK)).select("at")
    return _blank(cells, state="masked", reason="masked").insert_column(0, cells["at"])


def _local(left: pl.DataFrame) -> pl.DataFrame:
    return _invalid(left, _LOCAL, "no_area_code")


def _wrong_length(left: pl.DataFrame) -> pl.DataFrame:
    short = _invalid(left.filter(pl.col("text").str.len_bytes() == 10), _WRONG_LENGTH, "too_short")
    long = _invalid(left.filter(pl.col("text").str.len_bytes() == 12), _WRONG_LENGTH, "too_long")
    return pl.concat([short, long])


def _invalid(left: pl.DataFrame, pattern: str, reason: str) -> pl.DataFrame:
    """Digits that the library calls invalid and that fail for a reason that their shape tells."""
    cells = left.filter(
        pl.col("text").str.contains(pattern)
        & ~pl.col("text").str.contains(r"^179|^86|^20[0-9]{2}[01][0-9][0-3][0-9]$")
    )
    valid = describe(cells["text"], "CN", columns=("valid",))["valid"]
    repeated = pl.any_horizontal(pl.col("text").str.contains(f"^{digit}+$") for digit in range(10))
    made_up = cells.select(repeated | pl.col("text").str.contains(_COUNTING)).to_series()
    cells = cells.filter(~(valid | made_up)).select("at")
    return _blank(cells, state="malformed", reason=reason).insert_column(0, cells["at"])


_FORMS: Final = (
    _mobiles,
    _decimals,
    _pairs,
    _labelled,
    _landlines,
    _extensions,
    _masks,
    _local,
    _wrong_length,
)
