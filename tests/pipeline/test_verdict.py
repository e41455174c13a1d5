"""The verdict follows --fail-on, and says each reason."""

import pytest

from dq.expect.interface import Expectation
from dq.pipeline.verdict import judge_verdict

NOTHING = {"error": 0, "warning": 0, "info": 3}
GATE = Expectation("min_rows", ">= 2", "1", met=False)
DRIFT = Expectation("drift: bucket", "<= 0.1", "0.3", met=False, severity="warning", kind="drift")


@pytest.mark.parametrize(
    ("fail_on", "severities", "expectations", "refused", "reasons"),
    [
        ("error", NOTHING, [], [], []),
        ("error", NOTHING | {"warning": 2}, [DRIFT], [], []),
        (
            "warning",
            NOTHING | {"warning": 2},
            [DRIFT],
            [],
            [("findings", "warning"), ("drift", "drift: bucket")],
        ),
        ("error", NOTHING | {"error": 1}, [GATE], [], [("findings", "error"), ("gate", "min_rows")]),
        ("error", NOTHING, [], [{"file": "b.xlsx", "reason": "encrypted"}], [("refused", "b.xlsx")]),
        ("never", NOTHING | {"error": 1}, [GATE], [{"file": "b.xlsx", "reason": "encrypted"}], []),
    ],
)
def test_what_counts_is_at_or_above_fail_on(fail_on, severities, expectations, refused, reasons):
    verdict = judge_verdict(fail_on, severities, expectations, refused)
    assert [(reason["kind"], reason["name"]) for reason in verdict.reasons] == reasons
    assert (verdict.word, verdict.exit_code) == (("fail", 1) if reasons else ("pass", 0))


def test_an_expectation_that_is_met_is_no_reason():
    met = Expectation("min_rows", ">= 1", "1", met=True)
    assert judge_verdict("warning", NOTHING, [met], []).reasons == ()
