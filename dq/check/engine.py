"""From rules to probes, and to what the rules must know of the whole file first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from dq.check.interface import Context, KeyNeed, LinkNeed, Probe, ShareNeed, Skipped, Tables
from dq.check.registry import CHECKS, CUSTOMS, LINKS, NEEDS
from dq.model.enums import Severity
from dq.model.rules import Rule
from dq.packs.check_specs import CHECKS as SPECS


def needs(rules: Iterable[Rule], context: Context) -> list[KeyNeed]:
    """What the group rules must know of all rows."""
    return [need for rule in rules if rule.check in NEEDS for need in NEEDS[rule.check](rule, context)]


def customs(rules: Iterable[Rule], context: Context) -> list[ShareNeed]:
    """What must be known of the file's customs; what was learned comes back in ``Measured.shares``."""
    return [need for rule in rules if rule.check in CUSTOMS for need in CUSTOMS[rule.check](rule, context)]


def links(rules: Iterable[Rule], context: Context) -> list[LinkNeed]:
    """What must be found in other rows and tables; it comes back in ``Measured.found``."""
    return [need for rule in rules if rule.check in LINKS for need in LINKS[rule.check](rule, context)]


def found_by(needs: Iterable[LinkNeed], tables: Tables) -> dict[str, pl.DataFrame]:
    """Find the failing rows of each need, each once, in the order of their ``_id``."""
    return {need.name: _once(need.find(tables).collect(engine="streaming")) for need in needs}


def _once(rows: pl.DataFrame) -> pl.DataFrame:
    """A row that is found for several reasons tells all of them."""
    ordered = (
        rows.select(pl.col("id").cast(pl.UInt32), pl.col("told").cast(pl.String)).unique().sort("id", "told")
    )
    if not ordered["id"].is_duplicated().any():
        return ordered
    return ordered.group_by("id", maintain_order=True).agg(pl.col("told").str.join("; "))


def probes(rules: Sequence[Rule], context: Context) -> tuple[list[Probe], list[Skipped]]:
    """All probes of the rules in their order, and the rules that can't be judged on this file.

    One wrong cell is one finding: a probe on several fields is not judged where another finding says that one of
    them can't be right (``doubts``), and a vaguer probe not where a sharper one on several fields has a finding
    with one of its own (``yields``).
    """
    found: list[Probe] = []
    skipped: list[Skipped] = []
    for rule in rules:
        built = CHECKS[rule.check](rule, context)
        if isinstance(built, Skipped):
            skipped.append(built)
        else:
            found.extend(built)
    return [replace(probe, silenced_by=_silencers(probe, found)) for probe in found], skipped


def _silencers(probe: Probe, found: Sequence[Probe]) -> tuple[int, ...]:
    if len(probe.inputs) == 1 and not SPECS[probe.rule.check].yields:
        return ()
    return tuple(place for place, other in enumerate(found) if _silences(other, probe))


def _silences(other: Probe, probe: Probe) -> bool:
    told, own = SPECS[other.rule.check], SPECS[probe.rule.check]
    if len(other.inputs) > 1:
        sharper = told.scope == "row" and told.yields < own.yields
        return sharper and not set(other.inputs).isdisjoint(probe.inputs)
    doubts = told.doubts and other.rule.severity is not Severity.INFO and not own.doubts
    return doubts and len(probe.inputs) > 1 and other.field in probe.inputs


def fail(place: int) -> str:
    """The Boolean column of the probe at this place: True a finding, False none, null not judged."""
    return f"fail:{place}"


def _found(place: int) -> str:
    return f"found:{place}"


LASTING = pl.exclude(r"^found:\d+$")
"""The columns of :func:`judged` but those that :func:`silenced` reads."""


def judged(frame: pl.LazyFrame, found: Sequence[Probe]) -> pl.LazyFrame:
    """Add the column :func:`fail` of each probe to the working frame."""
    frame = frame.with_columns(probe.failing.alias(_found(place)) for place, probe in enumerate(found))
    return frame.with_columns(
        (
            pl.when(silenced(probe)).then(None).otherwise(pl.col(_found(place)))
            if probe.silenced_by
            else pl.col(_found(place))
        ).alias(fail(place))
        for place, probe in enumerate(found)
    )


def silenced(probe: Probe) -> pl.Expr:
    """Whether another finding of the row made this probe pointless; over the frame of :func:`judged`."""
    return pl.any_horizontal([pl.col(_found(place)) for place in probe.silenced_by]).fill_null(value=False)


def hush(place: int) -> str:
    """The Boolean column of the probe at this place, if it is hushed somewhere: a finding that is not raised."""
    return f"hush:{place}"


def hushed(frame: pl.LazyFrame, where: Mapping[int, pl.Expr]) -> pl.LazyFrame:
    """Move findings from :func:`fail` to :func:`hush` where the expression of the probe's place holds."""
    frame = frame.with_columns(
        (pl.col(fail(place)) & agreed).fill_null(value=False).alias(hush(place))
        for place, agreed in where.items()
    )
    return frame.with_columns(
        pl.when(hush(place)).then(pl.lit(value=False)).otherwise(fail(place)).alias(fail(place))
        for place in where
    )
