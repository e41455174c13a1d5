"""The errors that a user can cause, each with the exit code of its kind."""

from __future__ import annotations


class DqError(Exception):
    """An error that a user can act on: what, where, whose, and what next.

    ``next_step`` is printed on a line of its own below the message.
    """

    exit_code = 2

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


class UsageError(DqError):
    """The command was called with something it can't take (exit code 2)."""


class ConfigError(DqError):
    """A source, a pack or a table is wrong (exit code 2)."""


class RefusedError(DqError):
    """A case file can't be read at all (exit code 3).

    ``reason`` is a short stable name, such as ``empty_file`` or ``too_many_columns``.
    """

    exit_code = 3

    def __init__(self, reason: str, message: str, next_step: str = "") -> None:
        super().__init__(message, next_step)
        self.reason = reason


class OutputError(DqError):
    """The output folder can't be written (exit code 2)."""


class InternalError(DqError):
    """dq contradicts itself: a defect of ours, not of the file (exit code 70)."""

    exit_code = 70
