"""Answers that change cells are proved: the rules judge the rows with all of them in place."""

from __future__ import annotations

from dq.model.schema import field as field_of
from dq.pipeline.answered import Result
from dq.pipeline.rejudging import Today, Verdict


def prove(results: list[Result], now: Today) -> None:
    """Let the rules judge the rows with all answers in place; what does not pass is taken out, and so on."""
    if not results:
        return
    cells = {result.cell for result in results if result.cell is not None}
    base = now.judged({}, cells)
    while results:
        answers = {result.cell: result.reply.value or "" for result in results if result.cell is not None}
        verdict = now.judged(answers, answers)
        left = [result for result in results if _passes(result, verdict, base, now)]
        if len(left) == len(results):
            return
        results = left


def _passes(result: Result, verdict: Verdict, base: Verdict, now: Today) -> bool:
    cell, rule = result.cell, result.question.rule
    assert cell is not None
    if verdict.values[cell] is None:
        result.refuse("unreadable", field=field_of(cell[1]).label(now.past.lang))
        return False
    before = {said.rule for said in base.said.get(cell, ())}
    for said in verdict.said.get(cell, ()):
        if said.rule == rule:
            result.refuse("still", text=said.message)
            return False
        if said.doubts and said.rule not in before:
            result.refuse("new_finding", text=said.message)
            return False
    return True
