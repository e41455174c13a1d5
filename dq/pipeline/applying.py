"""A filled worklist is taken in: every answer ends applied or refused with a reason, and is remembered once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dq.model.source import Source
from dq.pipeline.answered import Applied, Result, still_open
from dq.pipeline.asked import Runs
from dq.pipeline.deciding import decisions_of, is_known
from dq.pipeline.filled import read_filled
from dq.pipeline.holding import agree, can_stop, compare, locate
from dq.pipeline.proving import prove
from dq.pipeline.rejudging import Today
from dq.pipeline.stands import Stand, new_files
from dq.pipeline.untaken import refuse_untaken
from dq.pipeline.worklists import signer
from dq.record.ledger import Decision, Ledger
from dq.record.ledger.decisions import decide, decisions_in_force
from dq.record.ledger.reconcile import reconcile
from dq.route.answers import Given, understood
from dq.route.refusals import Refusal
from dq.write.worklist_keys import is_genuine


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
        runs = Runs(ledger, folders, source, (line.key[1] for line in lines if line.key is not None))
        results = [Result(line) for line in lines if line.lost is not None or not line.given.is_empty]
        for result in results:
            _identify(result, runs, ledger)
        _once(results)
        refuse_untaken(results)
        for result in list(still_open(results)):
            told = understood(result.line.given, result.question.task, today)
            if isinstance(told, Refusal):
                result.refusal, result.fate = told, "refused"
            else:
                result.answer = told
        by_source: dict[str, list[Result]] = {}
        for result in still_open(results):
            by_source.setdefault(result.question.source, []).append(result)
        decisions: list[Decision] = []
        for name in sorted(by_source):
            past = by_source[name][0].question.past
            with new_files(cases, past, Path(work), today) as newest:
                decisions += _settled(by_source[name], name, runs, newest, ledger, person, today)
        decide(ledger, decisions)
        for result in results:
            if result.repeats is not None and result.repeats.refusal is not None:
                result.refusal, result.fate = result.repeats.refusal, "refused"
        pasts = [result.asked.past for result in results if result.asked is not None]
        return Applied(results, len(lines) - len(results), pasts[0].lang if pasts else "zh")


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
    for result in still_open(results):
        asked = result.question
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
    for past, tasks in runs.current(source, (result.question for result in results), newest):
        now = Today(past, in_force, source, ledger.key)
        mine = [of_task[id(task)] for task in tasks]
        now.learn(
            (name, text)
            for result in mine
            for name in [result.question.task.field]
            for text in (result.question.task.value, result.reply.value)
        )
        for result in mine:
            if not result.question.beside and result.reply.choice != "stop":
                locate(result, now, source)
                if result.cell is not None:
                    compare(result, result.cell, now, known, runs)
            elif result.reply.choice == "stop" and not can_stop(result, now):
                result.refuse("nothing_stopped")
        agree(mine, now)
        prove([result for result in still_open(mine) if result.changes], now)
        for result in still_open(mine):
            made = decisions_of(result, now, runs, ledger.key, person, today)
            fresh = [one for one in made if not is_known(one, known.get(one.fingerprint), ledger.key)]
            if not fresh:
                result.fate = "known"
            yield from fresh
