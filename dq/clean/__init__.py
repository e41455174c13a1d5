"""Stage 3: text becomes typed values, and each changed cell is a change with its step."""

from dq.clean.plan import clean

__all__ = ["clean"]
