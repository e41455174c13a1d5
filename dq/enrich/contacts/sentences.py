"""Why a number has its state and score, in sentences of both languages, each with its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from dq.enrich.contacts.interface import MINUTES, NO_VOICE, POOLS, UNDATED
from dq.enrich.contacts.optouts import BARS
from dq.enrich.contacts.state import bought, conflict, doubtful, elsewhere
from dq.model.contacts import ContactSettings
from dq.model.enums import Party
from dq.model.evidence import words_in
from dq.model.rules import Lang
from dq.text.days import iso_of
from dq.text.filled import filled

_WORDS: Final = {
    "opted_out": ("asked not to be called on {}", "{} 要求停止联系"),
    "opted_out_undated": ("asked not to be called, on a day that is not known", "要求停止联系（日期不详）"),
    "bankruptcy": ("the debtor is marked as bankrupt, on {}", "{} 标记为债务人已破产"),
    "bankruptcy_undated": ("the debtor is marked as bankrupt", "标记为债务人已破产"),
    "attorney": ("an attorney represents the debtor, told on {}", "{} 告知债务人已委托律师"),
    "attorney_undated": ("an attorney represents the debtor", "债务人已委托律师"),
    "plan_changed": ("of an old numbering plan", "号码属旧编号方案"),
    "retired": ("the number range was retired", "号段已停用"),
    "reassigned": ("given out again since {}", "{} 起已二次放号"),
    "vacant": ("not in service on {}", "空号 {}"),
    "cut": ("suspended ×{} {}..{}", "停机 ×{} {}..{}"),
    "wrong_party": ("a stranger answered on {}", "{} 接听者非本人"),
    "spoke": ("somebody last answered {} days ago ({})", "最近一次有人接听 {} 天前（{}）"),
    "answered": ("the debtor last answered {} days ago ({})", "最近一次本人接听 {} 天前（{}）"),
    "verified": ("verified on {}", "{} 已核实"),
    "held": ("a check found the same subscriber on {}", "{} 检测机主未变更"),
    "bought": ("from a vendor only", "仅来自外部供应商"),
    "never": ("never confirmed, known for {} days (since {})", "从未核实，已登记 {} 天（{} 起）"),
    "undated": ("never confirmed, of unknown date", "从未核实，登记日期不详"),
    "silent": ("not answered ×{}, last on {}", "无人接听 ×{}，最近 {}"),
    "superseded": ("replaced by a newer number on {}", "{} 已被新号码取代"),
    "conflict": ("also the own number of {} other debtors", "同为其他 {} 名债务人的本人号码"),
    "many": ("a contact of {} debtors", "是 {} 名债务人的联系人"),
    "mvno": ("a virtual operator's number", "虚拟运营商号码"),
    "no_voice": ("not a voice line ({})", "非语音号码（{}）"),
    "elsewhere": ("answered in another case", "在其他案件中本人接听过"),
    "agreement": ("{} independent sources agree", "{} 个独立来源一致"),
    "active": ("a check found the line in service on {}", "{} 检测为实号"),
    "doubtful": ("a check found the line silent or at risk on {}", "{} 检测为沉默或风险号"),
    "address_book": ("from an address book: not to be called", "来自通讯录：不得联系"),
    "third_person": (
        "third person, not permitted (numbers of the debtor in use: {}, failed tries in a row: {})",
        "第三人，不可联系（本人在用号码 {} 个，连续未接通 {} 次）",
    ),
    "no_own_known": ("third person, permitted: the debtor's numbers: {}", "第三人，可联系：本人 {}"),
    "no_own": ("third person, permitted: the debtor has no number", "第三人，可联系：本人无号码"),
    "failed": (
        "third person, permitted: {} tries in a row on the debtor's numbers failed",
        "第三人，可联系：本人号码连续 {} 次未接通",
    ),
}  # fmt: skip
"""What is said, in English and Chinese; dates and counts fill the braces."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence, the lines that it is said of, and what fills its braces."""

    key: str
    where: pl.Expr
    values: tuple[pl.Expr, ...] = ()


def with_reasons(lines: pl.DataFrame, as_of: date, settings: ContactSettings, lang: Lang) -> pl.DataFrame:
    """Add ``reasons``: what speaks for the state, the score and the permission, joined with ``; `` or ``；``."""
    said = _said(as_of, settings)
    holds = lines.select(
        sentence.where.fill_null(value=False).alias(str(n)) for n, sentence in enumerate(said)
    )
    spoiled = (
        lines.select(~pl.col("phone_state").is_in(["ok", "plan_changed"])).to_series().fill_null(value=False)
    )
    parts = [_placed(lines, spoiled, _unusable(lang)).alias("unusable")]
    for n, sentence in enumerate(said):
        where = holds[str(n)]
        if where.any():
            parts.append(_text(lines, where, sentence, lang).alias(str(n)))
    joined = pl.concat_str(pl.all(), separator="；" if lang == "zh" else "; ", ignore_nulls=True)
    reasons = pl.DataFrame(parts).select(joined.alias("reasons"))["reasons"]
    return lines.with_columns(reasons.set(reasons == "", None))


def _unusable(lang: Lang) -> pl.Expr:
    """Why nobody can call a number: what is wrong with its cell."""
    words = words_in(lang)
    why = pl.when(pl.col("reason") != pl.col("phone_state")).then(pl.col("reason").replace(words))
    state = pl.col("phone_state").replace(words)
    return pl.concat_str(state, why, separator="：" if lang == "zh" else ": ", ignore_nulls=True)


def _text(lines: pl.DataFrame, where: pl.Series, sentence: _Said, lang: Lang) -> pl.Series:
    """The sentence on the lines that it is said of, null on others."""
    text = _WORDS[sentence.key][1 if lang == "zh" else 0]
    return _placed(lines, where, filled(text, *sentence.values) if sentence.values else pl.lit(text))


def _placed(lines: pl.DataFrame, where: pl.Series, told: pl.Expr) -> pl.Series:
    """A text on some lines, null on the others, for which it is not made."""
    written = lines.lazy().filter(pl.lit(where)).select(told.alias("told")).collect()["told"]
    nothing = pl.Series("told", [None], pl.String).new_from_index(0, lines.height)
    return nothing.scatter(where.arg_true(), written)


def _said(as_of: date, settings: ContactSettings) -> list[_Said]:
    """All sentences, in the order in which they are said."""
    col = pl.col
    ok, own = col("state") == "ok", col("party") == Party.SELF.value
    bad = conflict(settings) != 0
    unconfirmed = ok & col("proof_of_life").is_null()
    permitted = col("callable") & ~col("liable")
    none_own = col("own_sound") == 0
    there = col("own_evidence").is_not_null()
    dated = col("opted_out_on") != UNDATED
    wished = [
        ("opted_out", col("out_for").is_null()),
        *((bar, col("out_for").str.contains(bar, literal=True)) for bar in BARS),
    ]
    ago = pl.lit(as_of).cast(pl.Int32) - col("answer_at") // MINUTES
    return [
        *(
            _Said(key + end, because & at, on)
            for key, because in wished
            for end, at, on in (("", dated, (iso_of(col("opted_out_on")),)), ("_undated", ~dated, ()))
        ),
        _Said("retired", col("state") == "retired"),
        _Said("plan_changed", col("state") == "plan_changed"),
        _Said("reassigned", col("reassigned"), (iso_of(col("recycled_on")),)),
        _Said("vacant", col("dead") & col("dead_at").is_not_null(), (_on("dead_at"),)),
        _Said("cut", col("cuts") > 0, (col("cuts"), _on("cut_at"), _on("cut_last"))),
        _Said("wrong_party", col("wrong"), (_on("wrong_at"),)),
        _Said("answered", own & col("answer_at").is_not_null(), (ago, _on("answer_at"))),
        _Said("spoke", ~own & col("answer_at").is_not_null(), (ago, _on("answer_at"))),
        _Said("verified", col("verified_on").is_not_null(), (iso_of(col("verified_on")),)),
        _Said("held", col("held_on").is_not_null(), (iso_of(col("held_on")),)),
        _Said("never", unconfirmed & col("since").is_not_null(), (col("age"), iso_of(col("since")))),
        _Said("undated", unconfirmed & col("since").is_null()),
        _Said("bought", ok & bought()),
        _Said("silent", col("silences") > 0, (col("silences"), _on("silent_at"))),
        _Said("superseded", col("superseded"), (iso_of(col("superseded_on")),)),
        _Said("conflict", bad & own & (col("owners") >= 2), (col("owners") - 1,)),
        _Said("many", bad & (col("debtors") >= settings.many), (col("debtors"),)),
        _Said("mvno", col("kind") == "mvno"),
        _Said("no_voice", col("kind").is_in(NO_VOICE), (col("kind"),)),
        _Said("elsewhere", elsewhere()),
        _Said("agreement", ok & (col("sources") >= 2), (col("sources"),)),
        _Said("active", col("check_alive_at").is_not_null(), (_on("check_alive_at"),)),
        _Said("doubtful", doubtful(), (iso_of(col("doubtful_on")),)),
        _Said("address_book", col("barred") == "address_book"),
        _Said("third_person", col("barred") == "third_person", (col("own_sound"), col("failed"))),
        _Said("no_own_known", permitted & none_own & there, (col("own_evidence"),)),
        _Said("no_own", permitted & none_own & ~there),
        _Said("failed", permitted & ~none_own, (col("failed"),)),
    ]


def _on(minute: str) -> pl.Expr:
    return iso_of(pl.col(minute) // MINUTES)


def own_evidence(lines: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """For each case with third persons that may be called, what is known of the debtor's own numbers.

    ``case``, ``own_evidence``: ``138****8000 空号 2026-11-02``; numbers are masked, since the line is another's.
    """
    place = 1 if lang == "zh" else 0
    needed = lines.filter("callable", ~pl.col("liable")).select("case").unique()
    own = lines.filter(pl.col("party") == Party.SELF.value, ~pl.col("sound")).join(
        needed, on="case", how="semi"
    )
    digits = (pl.col("number") // POOLS).cast(pl.String)
    china = pl.when(digits.str.starts_with("86")).then(digits.str.slice(2)).otherwise(digits)
    shown = pl.concat_str(china.str.slice(0, 3), pl.lit("****"), china.str.slice(-4))
    vacant = filled(_WORDS["vacant"][place], _on("dead_at"))
    cut = filled(_WORDS["cut"][place], "cuts", _on("cut_at"), _on("cut_last"))
    wrong = filled(_WORDS["wrong_party"][place], _on("wrong_at"))
    no_voice = filled(_WORDS["no_voice"][place], "kind")
    why = (
        pl.when(pl.col("dead") & pl.col("dead_at").is_not_null()).then(vacant)
        .when("dead").then(cut)
        .when("wrong").then(wrong)
        .when(pl.col("fault") == "ok").then(no_voice)
        .otherwise(pl.col("fault").replace(words_in(lang)))
    )  # fmt: skip
    return (
        own.select("case", "order", pl.concat_str(shown, why, separator=" ", ignore_nulls=True).alias("text"))
        .sort("case", "order", "text")
        .group_by("case", maintain_order=True)
        .agg(pl.col("text").head(3).str.join("; ").alias("own_evidence"))
    )
