"""Why a total is not the sum of its parts: the single slips that would make the two agree.

A total and its parts that disagree say what each figure would have to be if all the others were right. A slip is
an explanation when it leads from the figure in the file to the one that is needed, within the tolerance that the
file's sums have. Whatever no slip leads to stays unexplained.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

import polars as pl

from dq.loans import slips
from dq.loans.cents import MONEY, cents, whole, yuan
from dq.loans.slips import Cause

SCHEMA = {
    "row": pl.UInt32(),
    "rank": pl.UInt32(),
    "cause": pl.String(),
    "field": pl.String(),
    "value": MONEY,
    "suggestion": MONEY,
    "other": pl.String(),
    "difference": MONEY,
    "sure": pl.String(),
}


class Sure(StrEnum):
    """How sure an explanation is."""

    HIGH = "high"  # nothing else explains the difference nearly as well
    MEDIUM = "medium"  # it shares the first place, or others are not far behind
    LOW = "low"  # it may well be chance


@dataclass(frozen=True, slots=True)
class Identity:
    """A total and what it is the sum of, as a file follows it; the names are columns of the rows.

    ``payments``: amounts that the debtor paid, which a source may forget to deduct. ``order``: the file's amount
    columns from left to right, for values that stand one column off. ``rivals``: for a part, what some sources
    count in its stead, such as the principal left for the principal overdue. ``likely``: for a figure, a column
    with what it should be by other evidence, such as the loan's schedule. ``usual``: parts that nearly every row
    has, so that an empty cell is suspicious. ``shares``: for a part, the least and the most that it usually is of
    the total, in ten-thousandths. The last three decide between explanations; :func:`learned` measures the last
    two. ``tolerance``: how far a sum may be off, in yuan.
    """

    total: str
    parts: tuple[str, ...]
    payments: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    rivals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    likely: Mapping[str, str] = field(default_factory=dict)
    usual: frozenset[str] = frozenset()
    shares: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    tolerance: Decimal = Decimal("0.02")

    @property
    def figures(self) -> tuple[str, ...]:
        """The total and its parts."""
        return (self.total, *self.parts)

    def beside(self) -> Iterator[tuple[str, str, int]]:
        """A figure, the nearest column left or right of it that is no figure, and how many columns away it is.

        A part that its neighbours pushed out of its place ends up there.
        """
        figures = [name for name in self.order if name in self.figures]
        for name in figures:
            place = self.order.index(name)
            for there in (range(place - 1, -1, -1), range(place + 1, len(self.order))):
                near = next((n for n in there if self.order[n] not in self.figures), None)
                if near is not None:
                    yield name, self.order[near], abs(near - place)


_LEARN_FROM = 100
_FILLED = 0.99
_TAIL = 0.01


def learned(rows: pl.DataFrame, identity: Identity) -> Identity:
    """``identity`` with what is usual in a file, measured on those ``rows`` that add up.

    Fewer than a hundred such rows say nothing; ``identity`` comes back as it was.
    """
    held = _in_cents(rows, identity).filter(pl.col("gap").abs() <= slips.in_cents(identity.tolerance))
    held = held.filter(pl.col(identity.total) > 0)
    if held.height < _LEARN_FROM:
        return identity
    filled = held.select(pl.col(p).is_not_null().mean() for p in identity.parts).row(0, named=True)
    shares = {}
    for name in identity.parts:
        share = (pl.col(name) * slips.SHARES // pl.col(identity.total)).cast(pl.Int64)
        given = held.filter(pl.col(name) != 0).select(share)[name]
        if len(given) >= _LEARN_FROM // 2:
            low, high = given.quantile(_TAIL, "lower"), given.quantile(1 - _TAIL, "higher")
            shares[name] = (int(low or 0), int(high or 0))
    usual = frozenset(name for name, share in filled.items() if share >= _FILLED)
    return replace(identity, usual=usual, shares=shares)


def diagnose(rows: pl.DataFrame, identity: Identity) -> pl.DataFrame:
    """All explanations for the rows whose total is not the sum of its parts, the best of a row first.

    ``rows`` has the money columns that ``identity`` names, Decimal; an empty part counts as zero, a row without a
    total is not judged. One row of the result is one explanation: ``row`` (UInt32, place in ``rows`` from 0),
    ``rank`` (UInt32 from 1; explanations that are equally good share a rank), ``cause``
    (:class:`dq.loans.slips.Cause`), ``field`` (the figure that is wrong), ``value`` (what the file has),
    ``suggestion`` (what it should be; null where that can't be told), ``other`` (the figure that is missing,
    counted twice, … or the column where the value stands; null for slips within one figure), ``difference``
    (total less its parts), ``sure`` (:class:`Sure`). A row that nothing explains has no line.
    """
    broken = _breakers(rows, identity)
    if broken.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    found = pl.concat(
        [_of_figures(broken, identity), _of_total(broken, identity), _from_beside(broken, identity)]
    )
    return _ranked(_told_once(_weighed(found, broken, identity)))


def _breakers(rows: pl.DataFrame, identity: Identity) -> pl.DataFrame:
    return _in_cents(rows, identity).filter(pl.col("gap").abs() > slips.in_cents(identity.tolerance))


def _in_cents(rows: pl.DataFrame, identity: Identity) -> pl.DataFrame:
    """The columns that are named, in cents, with ``row``, ``sum`` of the parts and ``gap`` (the total less that)."""
    named = {*identity.figures, *identity.payments, *identity.likely.values(), *identity.order}
    named.update(name for names in identity.rivals.values() for name in names)
    held = rows.select(
        pl.int_range(rows.height, dtype=pl.UInt32).alias("row"), *(cents(pl.col(n)) for n in sorted(named))
    )
    held = held.with_columns(sum=pl.sum_horizontal(pl.col(p).fill_null(whole(0)) for p in identity.parts))
    return held.with_columns(gap=pl.col(identity.total) - pl.col("sum"))


def _of_figures(broken: pl.DataFrame, identity: Identity) -> pl.DataFrame:
    """Slips within one figure: its sign, unit, decimal point or digits, or the cell is empty."""
    lines = [
        broken.select(
            "row",
            "gap",
            pl.lit(name).alias("field"),
            pl.col(name).is_null().alias("empty"),
            pl.col(name).fill_null(whole(0)).alias("value"),
            need=(
                pl.col("sum") if name == identity.total else pl.col(name).fill_null(whole(0)) + pl.col("gap")
            ),
            part=pl.lit(name != identity.total),
            usual=pl.lit(name in identity.usual),
        )
        for name in identity.figures
    ]
    return slips.within(pl.concat(lines), identity.tolerance)


def _of_total(broken: pl.DataFrame, identity: Identity) -> pl.DataFrame:
    """Slips in the adding up: a part left out, counted twice or subtracted; a payment not deducted."""
    gap = pl.col("gap")
    found = []

    def explains(cause: Cause, other: str, gives: pl.Expr, valid: pl.Expr, mended: pl.Expr) -> None:
        off = (gap - gives).abs()
        found.append(
            broken.filter(valid & (off <= slips.in_cents(identity.tolerance))).select(
                "row",
                "gap",
                pl.lit(cause.value).alias("cause"),
                pl.lit(identity.total).alias("field"),
                pl.col(identity.total).alias("value"),
                mended.alias("suggestion"),
                pl.lit(other).alias("other"),
                pl.lit(slips.WEIGHTS[cause]).alias("weight"),
            )
        )

    for name in identity.parts:
        part = pl.col(name)
        explains(Cause.PART_MISSING, name, whole(0) - part, part != 0, pl.col("sum"))
        explains(Cause.PART_TWICE, name, part, part != 0, pl.col("sum"))
        explains(Cause.SIGN_FLIPPED, name, part * -2, part > 0, pl.col("sum"))
        for other in identity.rivals.get(name, ()):
            more = pl.col(other) - part.fill_null(whole(0))
            # What is counted in a part's stead contains it; a smaller one rather stands in the wrong column.
            explains(Cause.INSTEAD, other, more, more > 0, pl.col("sum"))
    unknown = pl.lit(None, pl.Int128)
    for name in identity.payments:
        paid = pl.col(name)
        explains(Cause.PAYMENT_NOT_DEDUCTED, name, paid, paid > 0, pl.col("sum"))
        explains(Cause.PAYMENT_IN_PARTS, name, whole(0) - paid, paid > 0, unknown)
    return pl.concat(found)


def _from_beside(broken: pl.DataFrame, identity: Identity) -> pl.DataFrame:
    """The value that a figure needs stands in a column beside it."""
    found = [slips.nothing()]
    for name, other, away in identity.beside():
        value = pl.col(name).fill_null(whole(0))
        need = pl.col("sum") if name == identity.total else value + pl.col("gap")
        near = (pl.col(other) - need).abs() <= slips.in_cents(identity.tolerance)
        # Only a cell that was left empty can have lost its value to a column farther off.
        valid = pl.col(other) != 0 if away == 1 else (pl.col(other) != 0) & pl.col(name).is_null()
        weight = pl.when(value == 0).then(slips.WEIGHTS[Cause.SHIFTED]).otherwise(slips.SHIFTED_OVER_A_VALUE)
        found.append(
            broken.filter(near & valid).select(
                "row",
                "gap",
                pl.lit(Cause.SHIFTED.value).alias("cause"),
                pl.lit(name).alias("field"),
                value.alias("value"),
                pl.col(other).alias("suggestion"),
                pl.lit(other).alias("other"),
                (weight + slips.SHIFTED_FAR * (away - 1)).alias("weight"),
            )
        )
    return pl.concat(found)


def _weighed(found: pl.DataFrame, broken: pl.DataFrame, identity: Identity) -> pl.DataFrame:
    """Let the size of the difference and what else is known speak for or against an explanation."""
    weight = pl.col("weight") + pl.when(pl.col("gap").abs() < slips.SMALL_GAP).then(slips.CHANCE).otherwise(0)
    near = slips.in_cents(identity.tolerance)
    for name, likely in identity.likely.items():
        right = (pl.col("suggestion") - pl.col(f"row:{likely}")).abs() <= near
        wrong = (pl.col("value") - pl.col(f"row:{likely}")).abs() <= near
        change = pl.when(right).then(-slips.EVIDENCE).when(wrong).then(slips.EVIDENCE).otherwise(0)
        weight += pl.when(pl.col("field") == name).then(change).otherwise(0)
    total = _if_right(identity.total)
    for name, (low, high) in identity.shares.items():
        part = _if_right(name)
        usual = (part == 0) | (part * slips.SHARES // total).is_between(low, high)
        weight += pl.when(usual.fill_null(True) | (total <= 0)).then(0).otherwise(slips.UNUSUAL)
    known = broken.drop("gap").rename(lambda name: name if name == "row" else f"row:{name}")
    joined = found.join(known, on="row", how="left", maintain_order="left")
    return joined.with_columns(weight=weight).select(found.columns)


def _if_right(name: str) -> pl.Expr:
    """The value of a figure, were the explanation right."""
    here = (pl.col("field") == name) & pl.col("suggestion").is_not_null()
    return pl.when(here).then("suggestion").otherwise(f"row:{name}")


def _told_once(found: pl.DataFrame) -> pl.DataFrame:
    """Of several slips that lead to the same value of a figure, the likelier; it is one explanation."""
    return found.sort(
        "row", "weight", "field", "cause", "other", maintain_order=True, nulls_last=True
    ).unique(["row", "field", "suggestion", "other"], keep="first", maintain_order=True)


def _ranked(found: pl.DataFrame) -> pl.DataFrame:
    rank = pl.col("weight").rank("min").over("row")
    best, second = pl.col("weight").min().over("row"), pl.col("weight").bottom_k(2).max().over("row")
    alone = pl.len().over("row") == 1
    clear = (rank == 1) & (alone | (second - best >= slips.CLEARLY_BEHIND))
    sure = (
        pl.when(pl.col("weight") >= slips.CHANCE)
        .then(pl.lit(Sure.LOW.value))
        .when(clear)
        .then(pl.lit(Sure.HIGH.value))
        .when(pl.col("weight") - best < slips.CLEARLY_BEHIND)
        .then(pl.lit(Sure.MEDIUM.value))
        .otherwise(pl.lit(Sure.LOW.value))
    )
    return found.select(
        "row",
        rank.cast(pl.UInt32).alias("rank"),
        "cause",
        "field",
        yuan(pl.col("value")).alias("value"),
        yuan(pl.col("suggestion")).alias("suggestion"),
        "other",
        yuan(pl.col("gap")).alias("difference"),
        sure.alias("sure"),
    ).sort("row", "rank", maintain_order=True)
