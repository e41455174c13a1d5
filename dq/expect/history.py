"""What is done with a suite's result after a run has been published: GX's own store, and GX's own actions."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from dq.expect.load import load_gx
from dq.expect.suite import Judgement
from dq.model.errors import ConfigError, OutputError
from dq.model.rules import Lang, Words

_FAILED = Words("the action '{action}' failed: {error}", "操作“{action}”失败：{error}")


def keep(judgement: Judgement, project: Path, run_name: str) -> Path:
    """Store the result in the GX project ``project/gx``, made if absent; return its folder.

    The project has no Data Docs site, and the store no value of the data. Raises :class:`OutputError`.
    """
    gx = load_gx()
    from great_expectations.data_context.types.resource_identifiers import ExpectationSuiteIdentifier

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            context = gx.get_context(mode="file", project_root_dir=project)
            context.variables.data_docs_sites = {}
            context.variables.save()
            name = ExpectationSuiteIdentifier(name=judgement.suite.name)
            context.validation_results_store.store_validation_results(
                suite_validation_result=judgement.result,
                suite_validation_result_identifier=_identifier(judgement, run_name),
                expectation_suite_identifier=name,
            )
    except OSError as error:
        raise OutputError(
            f"the history of expectations in {project / 'gx'} can't be written ({error.strerror})",
            "Check the permissions of the folder.",
        ) from None
    return project / "gx"


def act(judgement: Judgement, run_name: str, lang: Lang = "en") -> list[str]:
    """Run the suite's actions as GX's checkpoints do; return what went wrong in ``lang``, one line an action.

    An action is told counts only. One that fails does not stop the others, nor does it change the run, which stands.
    """
    if not judgement.suite.actions:
        return []
    load_gx()
    from great_expectations.checkpoint.actions import ActionContext
    from great_expectations.checkpoint.checkpoint import CheckpointResult
    from great_expectations.exceptions import GreatExpectationsError

    checkpoint = _checkpoint(judgement)
    identifier = _identifier(judgement, run_name)
    result = CheckpointResult(
        run_id=identifier.run_id, run_results={identifier: judgement.result}, checkpoint_config=checkpoint
    )
    failed = []
    done = ActionContext()
    for action in checkpoint.actions:
        try:
            with redirect_stdout(StringIO()):  # GX's actions print what a service says
                answer = action.run(checkpoint_result=result, action_context=done)
            done.update(action=action, action_result=answer)
        except (OSError, ImportError, ValueError, GreatExpectationsError) as error:
            failed.append(_FAILED.get(lang).format(action=action.type, error=type(error).__name__))
    return failed


def check_actions(judgement: Judgement) -> None:
    """Raise :class:`ConfigError` if an action is not what Great Expectations takes; before anything is published."""
    if judgement.suite.actions:
        _checkpoint(judgement)


def _checkpoint(judgement: Judgement) -> Any:
    from great_expectations.checkpoint.checkpoint import Checkpoint

    actions = [_action(action) for action in judgement.suite.actions]
    return Checkpoint.construct(
        name="dq", validation_definitions=[], actions=actions, result_format="BASIC", id=None
    )


def _action(action: Mapping[str, Any]) -> Any:
    from great_expectations.checkpoint.actions import _VALIDATION_ACTION_REGISTRY
    from great_expectations.compatibility.pydantic import ValidationError
    from great_expectations.exceptions import GreatExpectationsError

    kind = action["type"]
    try:
        return _VALIDATION_ACTION_REGISTRY.get(kind)(**action)
    except GreatExpectationsError:
        raise ConfigError(f"actions: unknown type '{kind}' of an action of Great Expectations") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(f"actions, {kind}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _identifier(judgement: Judgement, run_name: str) -> Any:
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    return ValidationResultIdentifier(
        expectation_suite_identifier=ExpectationSuiteIdentifier(name=judgement.suite.name),
        run_id=RunIdentifier(run_name=run_name),
        batch_identifier=judgement.result.batch_id,
    )
