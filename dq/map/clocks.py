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
_SHAPE_SCORE = 0.5
_SHAPE_FROM = 0.8
_CLOCK = "clock"
_DAY_NAMED = re.compile("(?:日期|日|date|day)$")
_TIME_NAMED = re.compile("(?!.*(?:日期|date)).*(?:时间|time)$")


def place_clocks(views: Sequence[View], sample: pl.DataFrame, table: str) -> None:
    """Give columns of clocks the field of the clock, where another column has the days that they belong to.

    A header such as 拨打时间 stands over moments in one file and over clocks beside 拨打日期 in the next: the values
    tell, and where neither column has any, as in the log of a quiet day, the headers alone. A header that is not known
    is one of clocks if it is the only one over such values. Clocks that say midnight throughout say no time.
    """
    for moment, clock in COMPANIONS[table].clocks.items():
        named = [view for view in views if view.candidate(moment) or view.candidate(clock)]
        if not named:
            continue
        times = _times(named, sample)
        for view in named:
            if times[view.column].share("midnight") == 1:
                view.drop(clock, "midnights")
        clocks = [view for view in named if times[view.column].share(_CLOCK) >= _MOST]
        days = [view for view in named if view not in clocks and _has_days(view, moment, times)]
        if not any(view.shape.count for view in named):
            days, clocks = _by_header(named, clock)
        if days:
            for view in clocks:
                _become(view, moment, clock, times[view.column], days[0].column)
        if len(days) == len(named):
            _by_shape(views, sample, clock, days[0].column)


def _times(views: Sequence[View], sample: pl.DataFrame) -> dict[str, Shape]:
    """The times of the columns, as :func:`times_of` tells them."""
    nothing = {view.column: Shape(0) for view in views}
    return nothing | times_of(sample.select(nothing.keys() & set(sample.columns)))


def _by_shape(views: Sequence[View], sample: pl.DataFrame, clock: str, day: str) -> None:
    """Let the only column of clocks whose header says nothing mean the clock of the days."""
    unknown = [view for view in views if not (view.candidates or view.refused or view.facts.known_other)]
    times = _times(unknown, sample)
    found = [view for view in unknown if _is_clock(times[view.column])]
    if len(found) == 1:
        (view,) = found
        view.shape = Shape(view.shape.count, {**view.shape.shares, _CLOCK: times[view.column].share(_CLOCK)})
        reasons = say(view.lang, "only_clocks"), say(view.lang, "clock_of", column=day)
        view.offer(clock, _SHAPE_SCORE, "shape", *reasons)


def _is_clock(times: Shape) -> bool:
    """Whether the values alone tell a column of clocks; lengths of calls have no hours, and many midnights."""
    clocks = times.share(_CLOCK)
    return clocks >= _MOST and clocks + times.share("midnight") >= _SHAPE_FROM


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
    return found is not None and found.fit.score >= _MOST and times[view.column].share("timed") < _MOST


def _become(view: View, moment: str, clock: str, times: Shape, day: str) -> None:
    """Let a column mean the clock of the moment that its header names."""
    named = view.candidate(moment) or view.candidate(clock)
    assert named is not None
    view.candidates = [found for found in view.candidates if found.field not in (moment, clock)]
    view.shape = Shape(view.shape.count, {**view.shape.shares, _CLOCK: times.share(_CLOCK)})
    reason = say(view.lang, "clock_of", column=day)
    view.offer(clock, named.name_score, named.how, *named.reasons, reason)
