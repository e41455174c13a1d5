"""The loan library: repayment schedules, and what explains a figure that does not fit."""

from dq.loans.schedule import Line, Method, due_on, instalments, schedule

__all__ = ["Line", "Method", "due_on", "instalments", "schedule"]
