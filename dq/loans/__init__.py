"""The loan library: repayment schedules, and what explains a figure that does not fit."""
