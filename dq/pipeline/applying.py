"""A filled worklist is taken in: every answer ends applied or refused with a reason, and is remembered once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dq.model.schema import field as field_of
from dq.model.source import Source
from dq.pipeline.answered import Applied, Result
from dq.pipeline.asked import Asked, Runs
from dq.pipeline.filled import read_filled
from dq.pipeline.rejudging import Cell, Today, Verdict
from dq.pipeline.stands import Stand, new_files
from dq.pipeline.worklists import signer
from dq.record.ledger import Decision, Key, Ledger, StoredDecision
from dq.record.ledger.decisions import decide, decisions_in_force
from dq.record.ledger.reconcile import reconcile
from dq.route.answers import CHANGING, Answer, Given, understood
from dq.route.findings import fingerprint
from dq.route.refusals import Refusal
from dq.write.worklist_keys import is_genuine
from dq.write.worklist_words import DECISIONS, say

STOP_RULE = "contact.stop"
"""The rule under which a stopped contact is remembered, whatever the task was about."""

_FINAL = (*CHANGING, "keep")


def apply(
    workbook: Path,
    out: Path,
    folders: Sequence[Path],
    source: Source | None,
    *,
    person: str,
    today: date,
    cases: Sequence[Path] = (),
) -> Applied:
    """Take the answers of a filled worklist in and remember them in the ledger of ``out``.

    ``folders``: where its run may be. ``cases``: case files of its source that are newer than the runs: of a case that
    they have, the values of today are theirs. ``today``: the day of the import; ``person``: who answers for the list.
    The run's files stay as they are: the next run of the source takes the answers up. The same list once more changes
    nothing.
    Raises the errors of :mod:`dq.model.errors`; nothing is remembered then.
    """
    with TemporaryDirectory(prefix="dq-") as work, Ledger.open(out, create=False) as ledger:
        lines = read_filled(workbook, Path(work))
        reconcile(ledger)
        runs = Runs(ledger, folders, source)
        results = [Result(line) for line in lines if line.lost is not None or not line.given.is_empty]
        for result in results:
            _identify(result, runs, ledger)
        _once(results)
        for result in list(_open(results)):
            if _asked(result).beside and result.line.given.decision in CHANGING:
                result.refuse("beside")
                continue
            told = understood(result.line.given, _asked(result).task, today)
            if isinstance(told, Refusal):
                result.refusal, result.fate = told, "refused"
            else:
                result.answer = told
        by_source: dict[str, list[Result]] = {}
        for result in _open(results):
            by_source.setdefault(_asked(result).source, []).append(result)
        decisions: list[Decision] = []
        for name in sorted(by_source):
            past = _asked(by_source[name][0]).past
            with new_files(cases, past, Path(work), today) as newest:
                decisions += _settled(by_source[name], name, runs, newest, ledger, person, today)
        decide(ledger, decisions)
        for result in results:
            if result.repeats is not None and result.repeats.refusal is not None:
                result.refusal, result.fate = result.repeats.refusal, "refused"
        pasts = [result.asked.past for result in results if result.asked is not None]
        return Applied(results, len(lines) - len(results), pasts[0].lang if pasts else "zh")


def _open(results: Iterable[Result]) -> Iterator[Result]:
    return (result for result in results if result.fate == "taken")


def _asked(result: Result) -> Asked:
    assert result.asked is not None
    return result.asked


def _answer(result: Result) -> Answer:
    assert result.answer is not None
    return result.answer


def _identify(result: Result, runs: Runs, ledger: Ledger) -> None:
    """Find the task of a line, or say why it has none."""
    line = result.line
    if line.lost is not None:
        result.refuse("lost_line", text=line.lost[:80])
    elif line.key is None:
        result.refuse("no_key")
    elif not is_genuine(line.key, line.shown, signer(ledger.key)):
        result.refuse("altered")
    elif (past := runs.find(line.key[0])) is None:
        result.refuse("unknown_run", run=line.key[0])
    else:
        result.asked = runs.asked(past, line.key[1], line.shown)
        if result.asked is None:
            result.refuse("unknown_task", run=line.key[0])


def _once(results: Iterable[Result]) -> None:
    """Of several lines of one task equal answers count once, different ones not at all."""
    tasks: dict[object, list[Result]] = {}
    for result in _open(results):
        asked = _asked(result)
        tasks.setdefault((asked.past.folder.name, asked.fingerprint, asked.place), []).append(result)
    for same in tasks.values():
        if len({_plain(result.line.given) for result in same}) > 1:
            for result in same:
                result.refuse("twice")
        for result in same[1:]:
            if result.refusal is None:
                result.fate, result.repeats = "repeated", same[0]


def _plain(given: Given) -> tuple[str | None, ...]:
    return (given.said, given.new_value, given.way, given.verified_on, given.note)


def _settled(
    results: Sequence[Result],
    source: str,
    runs: Runs,
    newest: Stand | None,
    ledger: Ledger,
    person: str,
    today: date,
) -> Iterator[Decision]:
    """Hold the answers to one source against today's rows and the rules; those that pass, as decisions."""
    in_force = decisions_in_force(ledger, source)
    known = {item.fingerprint: item for item in in_force}
    of_task = {id(result.asked): result for result in results}
    for past, tasks in runs.current(source, map(_asked, results), newest):
        now = Today(past, in_force, source, ledger.key)
        mine = [of_task[id(task)] for task in tasks]
        now.learn(
            (name, text)
            for result in mine
            for name in [_asked(result).task.field]
            for text in (_asked(result).task.value, _answer(result).value)
        )
        for result in mine:
            if _asked(result).beside:
                _hold_beside(result, now)
            elif _answer(result).choice != "stop":
                _locate(result, now, source)
                if result.cell is not None:
                    _compare(result, result.cell, now, known, runs)
        _agree(mine, now)
        _judge([result for result in _open(mine) if result.changes], now)
        for result in _open(mine):
            made = _decisions(result, now, runs, person, today)
            fresh = [one for one in made if not _is_known(one, known.get(one.fingerprint), ledger.key)]
            if not fresh:
                result.fate = "known"
            yield from fresh


def _hold_beside(result: Result, now: Today) -> None:
    """Refuse what can't be remembered of a task on companion rows."""
    asked, choice = _asked(result), _answer(result).choice
    private = field_of(asked.task.field).private
    if choice in ("keep", "stop") and private and asked.past.manifest.get("masked"):
        result.refuse("beside_masked")
    elif choice == "keep" and (asked.case_no is None or not now.rows_of(asked.case_no)):
        result.refuse("beside_no_case", rule=asked.rule)


def _locate(result: Result, now: Today, source: str) -> None:
    """Find the row of a task in the files of today."""
    asked, name = _asked(result), _asked(result).task.field
    if not now.has(name):
        return result.refuse("no_column", field=field_of(name).label(now.past.lang))
    file, _, row = asked.place
    if asked.case_no is None and fingerprint(source, None, file, row, name, asked.rule) != asked.fingerprint:
        return result.refuse("no_number")
    places = now.row_at(*asked.place) if asked.case_no is None else now.rows_of(asked.case_no)
    if not places:
        return result.refuse("gone")
    if len(places) > 1:
        if result.changes:
            return result.refuse("several")
        places = now.row_at(*asked.place) or places
    result.cell = (places[0], name)
    return None


def _compare(result: Result, cell: Cell, now: Today, known: Mapping[str, StoredDecision], runs: Runs) -> None:
    """Hold the value as exported, the answer, and the value of today against one another."""
    asked, answer, name = _asked(result), _answer(result), cell[1]
    text = now.text(cell)
    exported, current, wanted = (now.canon(name, each) for each in (asked.task.value, text, answer.value))
    earlier = known.get(asked.fingerprint)
    if result.changes and current == wanted != exported:
        result.fate = "known"
    elif current != exported:
        result.today = asked.show(text)
        result.refuse("stale", exported=asked.show(asked.task.value), today=result.today)
    elif result.changes and wanted == exported:
        result.refuse("same")
    elif (
        earlier is not None and _contradicts(earlier, answer) and runs.number(earlier.run_id) >= asked.number
    ):
        said = say(DECISIONS[earlier.decision], now.past.lang)
        result.refuse("conflict", person=earlier.person, said=said)
    elif answer.choice == "keep" and now.is_unread(cell):
        result.refuse("nothing_kept")


def _contradicts(earlier: StoredDecision, answer: Answer) -> bool:
    """Whether an earlier answer that settles the task would be undone by this one."""
    return earlier.decision in _FINAL and earlier.decision != answer.choice


def _agree(results: Sequence[Result], now: Today) -> None:
    """Answers to several tasks of one cell must come to the same, and so those to one finding of a case in two rows."""
    findings: dict[str, list[Result]] = {}
    for result in _open(results):
        if _answer(result).choice != "stop":
            findings.setdefault(_asked(result).fingerprint, []).append(result)
    for same in findings.values():
        if len({(_asked(result).task.value, replace(_answer(result), note=None)) for result in same}) > 1:
            for result in same:
                result.refuse("disagree")
    cells: dict[Cell, list[Result]] = {}
    for result in results:
        if result.cell is not None and result.fate in ("taken", "known"):
            cells.setdefault(result.cell, []).append(result)
    for cell, mine in cells.items():
        ends = {now.canon(cell[1], _answer(result).value) for result in mine if result.changes}
        ends |= {None for result in mine if _answer(result).choice == "keep"}
        if len(ends) > 1:
            for result in mine:
                if result.changes or _answer(result).choice == "keep":
                    result.refuse("disagree")


def _judge(results: list[Result], now: Today) -> None:
    """Let the rules judge the rows with all answers in place; what does not pass is taken out, and so on."""
    if not results:
        return
    cells = {result.cell for result in results if result.cell is not None}
    base = now.judged({}, cells)
    while results:
        answers = {result.cell: _answer(result).value or "" for result in results if result.cell is not None}
        verdict = now.judged(answers, answers)
        left = [result for result in results if _passes(result, verdict, base, now)]
        if len(left) == len(results):
            return
        results = left


def _passes(result: Result, verdict: Verdict, base: Verdict, now: Today) -> bool:
    cell, rule = result.cell, _asked(result).rule
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


def _is_known(decision: Decision, earlier: StoredDecision | None, key: Key) -> bool:
    """Whether the same has been remembered already, on whatever day and by whomever."""
    if earlier is None:
        return False
    before = None if decision.before is None else key.hash(decision.before)
    return (earlier.decision, earlier.before, earlier.value, earlier.note) == (
        decision.decision, before, decision.value, decision.note,
    )  # fmt: skip


def _decisions(result: Result, now: Today, runs: Runs, person: str, today: date) -> list[Decision]:
    """The decision; where a task stands for many companion rows and all are right, one for each of their findings."""
    one, asked = _decision(result, now, person, today), _asked(result)
    if not asked.beside or one.decision != "keep":
        return [one]
    found = {finding["fingerprint"]: finding for finding in runs.rows_of(asked)}
    return [
        replace(one, fingerprint=print_, field=finding["field"], before=finding["value"])
        for print_, finding in found.items()
    ]


def _decision(result: Result, now: Today, person: str, today: date) -> Decision:
    asked, answer, name = _asked(result), _answer(result), _asked(result).task.field
    rule, print_, before, value = asked.rule, asked.fingerprint, asked.task.value, answer.value
    if answer.choice == "stop":
        rule = STOP_RULE
        print_ = fingerprint(asked.source, asked.case_no, asked.place[0], asked.place[2], name, rule)
        value = now.number(name, before)
    if result.changes and result.cell is not None:
        before = now.canon(name, now.came(result.cell))
    return Decision(
        source=asked.source, fingerprint=print_, case_no=asked.case_no, field=name, rule=rule,
        decision=answer.choice, before=before, value=value, person=person,
        decided_on=answer.verified_on or today.isoformat(), run_id=asked.past.folder.name,
        verified_by=answer.verified_by, verified_on=answer.verified_on, note=answer.note,
    )  # fmt: skip
