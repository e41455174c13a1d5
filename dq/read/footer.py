"""Where the data ends: notes and signatures below the last case."""

from __future__ import annotations

from dq.read.guard import Survey
from dq.read.interface import Rejection
from dq.read.lines import is_note
from dq.read.records import parse
from dq.read.verdict import Judge


def settle_footer(survey: Survey, judge: Judge) -> int:
    """Mark the prose below the last case as ``note``; give the number of lines below the last case.

    Goes upwards from the end of the file while lines are rejected already or are notes, so a short line
    between
    cases stays ``ragged_short`` and a note in the middle stays a case.
    """
    rejected = {item.row: index for index, item in enumerate(survey.rejected)}
    below = 0
    for row, text in reversed(survey.tail):
        if row != survey.row - 1 - below:
            break
        index = rejected.get(row)
        note = is_note(parse(text, judge.dialect).cells, judge.width)
        if index is None and not note:
            break
        if index is not None:
            item = survey.rejected[index]
            if note and item.reason in ("ragged_short", "stray_quote"):
                survey.rejected[index] = Rejection(row, "note", item.text)
        else:
            survey.rejected.append(Rejection(row, "note", text))
        below += 1
    if survey.row - below <= survey.first_case:
        survey.first_case = 0
    return below
