"""The page's words: what a run may say has one in both languages."""

import ast
from pathlib import Path

import dq.check
from dq.write.report_words import REASONS


def reasons():
    """Why checks leave a rule out: what they construct ``Skipped`` with, constants looked up."""
    modules = [ast.parse(path.read_text("utf-8")) for path in Path(dq.check.__path__[0]).glob("*.py")]
    named, given = {}, []
    for node in (node for module in modules for node in ast.walk(module)):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                named[name] = text
            case ast.Call(func=ast.Name(id="Skipped"), args=[_, reason]):
                given.append(reason)
    return {reason.value if isinstance(reason, ast.Constant) else named[reason.id] for reason in given}


def test_every_reason_to_skip_a_rule_has_words():
    found = reasons()
    assert {"column_absent", "too_few_rows"} <= found
    assert found <= REASONS.keys()
