"""The loan library: repayment schedules, and what explains a figure that does not fit."""

from dq.loans.diagnose import Identity, Sure, diagnose, learned
from dq.loans.expected import expected
from dq.loans.schedule import Line, Method, due_on, instalments, schedule
from dq.loans.slips import Cause

__all__ = [
    "Cause",
    "Identity",
    "Line",
    "Method",
    "Sure",
    "diagnose",
    "due_on",
    "expected",
    "instalments",
    "learned",
    "schedule",
]
