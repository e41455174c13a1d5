"""The verdict on a file, with its reasons: what decided whether it may go in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dq.expect.interface import Expectation

_COUNTED = {"error": ("error",), "warning": ("error", "warning"), "never": ()}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Pass or fail, and each reason for a fail.

    A reason is ``{kind, name, severity, expected, found}``: ``kind`` is ``findings`` (named by severity), ``refused``
    (a file that could not be read) or that of an expectation which is not met.
    """

    reasons: tuple[Mapping[str, str], ...]

    @property
    def word(self) -> str:
        """``pass`` or ``fail``."""
        return "fail" if self.reasons else "pass"

    @property
    def exit_code(self) -> int:
        """The exit code of the command."""
        return 1 if self.reasons else 0


def judge_verdict(
    fail_on: str,
    severities: Mapping[str, int],
    expectations: Sequence[Expectation],
    refused: Sequence[Mapping[str, Any]],
) -> Verdict:
    """Judge by ``fail_on`` (``error``, ``warning``, ``never``): findings and expectations at or above it fail the file.

    A file that could not be read counts as an error: its cases are in none of the outputs.
    """
    counted = _COUNTED[fail_on]
    reasons = [_reason("findings", name, name, "0", severities[name]) for name in counted if severities[name]]
    reasons += [
        _reason(result.kind, result.name, result.severity, result.expected, result.found)
        for result in expectations
        if not result.met and result.severity in counted
    ]
    if counted:
        reasons += [_reason("refused", item["file"], "error", "readable", item["reason"]) for item in refused]
    return Verdict(tuple(reasons))


def _reason(kind: str, name: str, severity: str, expected: str, found: object) -> dict[str, str]:
    return {"kind": kind, "name": name, "severity": severity, "expected": expected, "found": str(found)}
