"""The road: the only place that names the stages."""

from dq.pipeline.examples import judge_rows
from dq.pipeline.road import Run, check, run

__all__ = ["Run", "check", "judge_rows", "run"]
