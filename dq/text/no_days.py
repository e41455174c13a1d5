"""What programs write where there is no date."""

from __future__ import annotations

_ZERO_TIME = r"(?:[T ]+(?:0{1,2}:00(?::00(?:\.0+)?)?|12:00(?::00)? ?AM) ?(?:Z|[+-]00:?00)?)?$"
_DAYS = (
    r"0000[-/.年]0{1,2}[-/.月]0{1,2}日?",  # MySQL
    r"0{1,2}[-/.]0{1,2}[-/.](?:0000|00)",
    r"1900[-/.年]0?1[-/.月]0{1,2}日?",  # a spreadsheet's day 0, in the forms that it shows
    r"0?1[-/.]0{1,2}[-/.]1900",
    r"0{1,2}[-/.]0?1[-/.]1900",
    r"0{1,2}-Jan-(?:19)?00",
    r"0001[-/.年]0?1[-/.月]0?1日?",  # the first day that .NET, Java and Python know
    r"0?1[-/.]0?1[-/.]0001",
)
NO_DAY = rf"(?i)^(?:{'|'.join(_DAYS)}){_ZERO_TIME}"
"""A cell that stands for no date: ``0000-00-00``, ``1900-01-00``, ``0001-01-01 00:00:00``.

With any other time of day it says something, and so does a known year or month (``2025-00-00``): these are no match.
"""
