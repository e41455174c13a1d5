"""Findings with the same cause, told as one line: what, where, how often, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as of
from decimal import Decimal
from typing import Any

import polars as pl

from dq.model.columns import ID
from dq.model.rules import Rule, Words
from dq.packs.check_specs import CHECKS as SPECS
from dq.route import roots
from dq.route.findings import CAUSE
from dq.route.interface import Judgement
from dq.route.roots import FEW, HALF, MARKS, NEARLY_ALL, Kind

_KEPT_VALUES = 50
_MONEY = pl.col("due").filter(pl.col(ID).is_first_distinct()).sum()
"""What is due in the cases of a group, each counted once."""
_SHIFTED = "shifted-from:"


@dataclass(slots=True)
class Cause:
    """A rule that fails on a field, or a root cause: how many findings in how many cases, and one example value.

    ``money``: what is due in these cases, 0 where it is not known. ``rules``: the findings of each rule; a cause of a
    rule has only its own. ``key``: the name that its findings share.
    """

    rule: Rule
    field: str
    key: str = ""
    kind: Kind = Kind.RULE
    column: str = ""
    findings: int = 0
    cases: int = 0
    example: str | None = None
    money: Decimal = Decimal(0)
    rules: Counter[str] = of(default_factory=Counter)
    values: Counter[str] = of(default_factory=Counter)
    empty: int = 0
    marks: Counter[str] = of(default_factory=Counter)

    @property
    def words(self) -> tuple[Words, Words]:
        """Title and remedy."""
        if self.kind is Kind.RULE:
            return self.rule.title, self.rule.fix
        return roots.wording(self.kind, self.findings, self.rule.title, self.key)


@dataclass(slots=True)
class Tally:
    """Counts of findings, gathered slice by slice.

    ``flagged``: for each field the cells with a content that have a finding.
    """

    causes: dict[tuple[str, str, str], Cause] = of(default_factory=dict)
    cases_of_rule: dict[str, int] = of(default_factory=dict)
    money_of_rule: dict[str, Decimal] = of(default_factory=dict)
    flagged: Counter[str] = of(default_factory=Counter)
    shifted: Counter[str] = of(default_factory=Counter)

    def add(self, found: pl.DataFrame, judgements: Sequence[Judgement], due: pl.DataFrame) -> None:
        """Count the findings of one slice; a case (``_id``) is wholly in one slice.

        ``due``: what is due in each case (``_id``, ``due``).
        """
        rules = {judgement.rule.id: judgement.rule for judgement in judgements}
        found = found.join(due, on=ID, how="left", maintain_order="left")
        for rule_id, cases, money in (
            found.group_by("rule").agg(pl.col(ID).n_unique(), money=_MONEY).iter_rows()
        ):
            self.cases_of_rule[rule_id] = self.cases_of_rule.get(rule_id, 0) + cases
            self.money_of_rule[rule_id] = self.money_of_rule.get(rule_id, Decimal(0)) + money
        self.flagged.update(
            dict(
                found.filter(pl.col("value").is_not_null())
                .group_by("field")
                .agg(pl.col(ID).n_unique())
                .iter_rows()
            )
        )
        shifted = roots.shifted_rows(found, {rule_id: rule.check for rule_id, rule in rules.items()})
        self.shifted.update(_SHIFTED + name for name in shifted["from"])
        keyed = _keyed(found, shifted)
        grouped = keyed.group_by("rule", "field", "key", maintain_order=True).agg(
            pl.len().alias("findings"),
            pl.col(ID).n_unique().alias("cases"),
            _MONEY.alias("money"),
            pl.col("value").drop_nulls().first().alias("example"),
            pl.col("column").drop_nulls().first().alias("column"),
            pl.col("value").null_count().alias("empty"),
            pl.col("value").drop_nulls().value_counts(sort=True).head(_KEPT_VALUES).alias("values"),
            pl.col("value").str.slice(0, 1).value_counts().alias("first"),
            pl.col("value").str.slice(-1).value_counts().alias("last"),
        )
        for row in grouped.iter_rows(named=True):
            name = (row["rule"], row["field"], row["key"])
            cause = self.causes.setdefault(name, Cause(rules[row["rule"]], row["field"], row["key"]))
            cause.findings += row["findings"]
            cause.cases += row["cases"]
            cause.money += row["money"]
            cause.rules[row["rule"]] += row["findings"]
            cause.example = cause.example or row["example"]
            cause.column = cause.column or row["column"] or ""
            cause.empty += row["empty"]
            cause.values.update({entry["value"]: entry["count"] for entry in row["values"]})
            for side in ("first", "last"):
                cause.marks.update(
                    {side + entry["value"]: entry["count"] for entry in row[side] if entry["value"] in MARKS}
                )

    def ordered(self, rows: int) -> list[Cause]:
        """The causes, errors first, most findings first; ``rows``: how many were judged."""
        rank = {"error": 0, "warning": 1, "info": 2}
        return sorted(
            self._settled(rows),
            key=lambda c: (rank[c.rule.severity], -c.findings, c.rule.id, c.field, c.kind, c.key),
        )

    def _settled(self, rows: int) -> list[Cause]:
        """Root causes split off; what is left stays with its rule and field."""
        settled: list[Cause] = []
        plain: dict[tuple[str, str], Cause] = {}
        shifted: dict[str, Cause] = {}
        for (rule_id, name, key), cause in sorted(self.causes.items()):
            if key.startswith(_SHIFTED):
                start = replace(
                    cause, field=key.removeprefix(_SHIFTED), kind=Kind.SHIFTED, column="", **_nothing()
                )
                _merge(shifted.setdefault(key, start), cause)
                if name == shifted[key].field:
                    shifted[key].column = cause.column
            elif key and cause.findings >= FEW:
                settled.append(replace(cause, kind=Kind.DIAGNOSED))
            else:
                _merge(plain.setdefault((rule_id, name), replace(cause, key="", **_nothing())), cause)
        settled += [replace(cause, cases=self.shifted[key]) for key, cause in shifted.items()]
        for cause in plain.values():
            settled += _split(cause, rows)
        return settled


def _keyed(found: pl.DataFrame, shifted: pl.DataFrame) -> pl.DataFrame:
    """The findings with ``key``: what those with one cause share, else empty."""
    known = [cause for cause in found[CAUSE].unique().drop_nulls() if roots.worth_naming(cause)]
    joined = found.join(shifted, on=ID, how="left", maintain_order="left")
    return joined.with_columns(
        key=pl.coalesce(
            pl.lit(_SHIFTED) + pl.col("from"),
            pl.when(pl.col(CAUSE).is_in(known)).then(CAUSE),
            pl.lit(""),
        )
    )


def _nothing() -> dict[str, Any]:
    return {
        "findings": 0,
        "cases": 0,
        "money": Decimal(0),
        "empty": 0,
        "rules": Counter(),
        "values": Counter(),
        "marks": Counter(),
    }


def _merge(into: Cause, other: Cause) -> None:
    into.findings += other.findings
    into.cases += other.cases
    into.money += other.money
    into.empty += other.empty
    into.rules += other.rules
    into.values += other.values
    into.marks += other.marks
    rank = ("error", "warning", "info")
    if rank.index(other.rule.severity) < rank.index(into.rule.severity):
        into.rule = other.rule


def _split(cause: Cause, rows: int) -> list[Cause]:
    """The cause as a whole, if one thing explains nearly all of it; or one value split off; or as it is."""
    count = cause.findings
    if count < FEW:
        return [cause]
    if count >= rows * NEARLY_ALL:
        return [replace(cause, kind=Kind.EMPTY if cause.empty >= count * NEARLY_ALL else Kind.COLUMN)]
    if SPECS[cause.rule.check].takes != "each" or SPECS[cause.rule.check].scope != "row":
        return [cause]
    value, often = max(cause.values.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if often >= FEW and often >= count * HALF:
        one = replace(
            cause, kind=Kind.VALUE, key=value, findings=often, cases=often, example=value, money=Decimal(0),
            rules=Counter({cause.rule.id: often}),
        )  # fmt: skip
        rest = replace(
            cause, findings=count - often, cases=max(cause.cases - often, 0), money=Decimal(0),
            rules=Counter({cause.rule.id: count - often}),
            example=next((other for other in cause.values if other != value), cause.example),
        )  # fmt: skip
        return [one, rest] if rest.findings else [one]
    mark, often = max(cause.marks.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if often >= count * NEARLY_ALL:
        return [replace(cause, kind=Kind.AFFIX, key=mark)]
    return [cause]
