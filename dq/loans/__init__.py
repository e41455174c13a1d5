"""The loan library: repayment schedules, what explains a figure that does not fit, and what a loan may cost."""

from dq.loans.conventions import DayCount, Meaning, Rounding, Unit
from dq.loans.diagnose import Identity, Sure, diagnose, learned
from dq.loans.effective import effective_rate
from dq.loans.expected import expected
from dq.loans.fit import fit
from dq.loans.schedule import Line, Method, due_on, instalments, schedule
from dq.loans.slips import Cause

__all__ = [
    "Cause",
    "DayCount",
    "Identity",
    "Line",
    "Meaning",
    "Method",
    "Rounding",
    "Sure",
    "Unit",
    "diagnose",
    "due_on",
    "effective_rate",
    "expected",
    "fit",
    "instalments",
    "learned",
    "schedule",
]
