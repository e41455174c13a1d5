"""Two columns for one moment: one of days, one of times of day. The headers and the values together tell them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from dq.map.phrases import say
from dq.map.shapes import Shape, times_of
from dq.map.views import View
from dq.model.companions import COMPANIONS

_MOST = 0.5
_CLOCK = "clock"
_DAY_NAMED = re.compile("(?:日期|日|date|day)$")
_TIME_NAMED = re.compile("(?!.*(?:日期|date)).*(?:时间|time)$")


def place_clocks(views: Sequence[View], sample: pl.DataFrame, table: str) -> None:
    """Give columns of clocks the field of the clock, where another column has the days that they belong to.

    A header such as 拨打时间 stands over moments in one file and over clocks beside 拨打日期 in the next: the values
    tell, and where neither column has any, as in the log of a quiet day, the headers alone.
    """
    for moment, clock in COMPANIONS[table].clocks.items():
        named = [view for view in views if view.candidate(moment) or view.candidate(clock)]
        if len(named) < 2:
            continue
        times = times_of(sample.select({view.column for view in named} & set(sample.columns)))
        clocks = [view for view in named if times.get(view.column, Shape(0)).share(_CLOCK) >= _MOST]
        days = [view for view in named if view not in clocks and _has_days(view, moment, times)]
        if not any(view.shape.count for view in named):
            days, clocks = _by_header(named, clock)
        if days:
            for view in clocks:
                _become(view, moment, clock, times.get(view.column, Shape(0)), days[0].column)


def _by_header(named: Sequence[View], clock: str) -> tuple[list[View], list[View]]:
    """The columns of days, and those of clocks, as far as their headers alone tell."""
    clocks = [view for view in named if view.candidate(clock)]
    if clocks:
        return [view for view in named if view not in clocks], clocks
    days = [view for view in named if _DAY_NAMED.search(view.facts.key)]
    return days, [view for view in named if _TIME_NAMED.match(view.facts.key)]


def _has_days(view: View, moment: str, times: dict[str, Shape]) -> bool:
    """Whether most values are days, and few of them have a time of day."""
    found = view.candidate(moment)
    shape = times.get(view.column, Shape(0))
    return found is not None and found.fit.score >= _MOST and shape.share("timed") < _MOST


def _become(view: View, moment: str, clock: str, times: Shape, day: str) -> None:
    """Let a column mean the clock of the moment that its header names."""
    named = view.candidate(moment) or view.candidate(clock)
    assert named is not None
    view.candidates = [found for found in view.candidates if found.field not in (moment, clock)]
    view.shape = Shape(view.shape.count, {**view.shape.shares, _CLOCK: times.share(_CLOCK)})
    reason = say(view.lang, "clock_of", column=day)
    view.offer(clock, named.name_score, named.how, *named.reasons, reason)
