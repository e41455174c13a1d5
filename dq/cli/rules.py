"""``dq rules``: the catalogue, one rule with its examples, all examples run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from dq.model.errors import UsageError
from dq.model.rules import Lang, Rule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "action", nargs="?", choices=("list", "show", "test"), default="list", help="default: list"
    )
    parser.add_argument("rule", nargs="?", metavar="ID", help="rule to show or test")
    parser.add_argument("--source", metavar="ID|FILE", help="rules of this source, with its own settings")
    parser.add_argument("--lang", choices=("en", "zh"), default="en", help="language (default: en)")
    parser.add_argument("--examples", metavar="DIR", help="folder of the examples (default: those of dq)")


def execute(options: argparse.Namespace) -> int:
    """List, show or test; ``test`` exits 1 if an example is not judged as it says."""
    from dq.packs.folder import examples_folder
    from dq.packs.rules import load_packs, pack_names
    from dq.packs.source import load_source

    if options.source:
        rules = list(load_source(options.source).rules)
    else:
        rules = [rule for pack in load_packs(pack_names()) for rule in pack.rules]
    if options.action == "list":
        return _list(rules, options.lang)
    if options.rule:
        rules = [rule for rule in rules if rule.id == options.rule]
        if not rules:
            raise UsageError(f"no rule '{options.rule}'", "'dq rules list' names all rules.")
    elif options.action == "show":
        raise UsageError("which rule?", "Give its id: dq rules show phone.malformed")
    folder = Path(options.examples) if options.examples else examples_folder()
    return _show(rules[0], folder, options.lang) if options.action == "show" else _test(rules, folder)


def _list(rules: Sequence[Rule], lang: Lang) -> int:
    from dq.text.width import cut, pad

    for rule in rules:
        print(f"{pad(rule.id, 32)}{pad(rule.severity, 9)}{cut(rule.title.get(lang), 39)}")
    print(f"{len(rules)} rules", file=sys.stderr)
    return 0


def _show(rule: Rule, folder: Path, lang: Lang) -> int:
    from dq.packs.catalogue import page
    from dq.packs.examples import load_examples

    path = folder / f"{rule.id}.yml"
    print(page(rule, load_examples(path) if path.is_file() else None, lang), end="")
    return 0


def _test(rules: Sequence[Rule], folder: Path) -> int:
    from dq.packs.examples import load_examples
    from dq.pipeline.examples import failures

    wrong = tested = 0
    for rule in rules:
        path = folder / f"{rule.id}.yml"
        if not path.is_file():
            print(f"{rule.id}: no examples ({path})")
            wrong += 1
            continue
        found = failures(rule, load_examples(path))
        tested += 1
        wrong += bool(found)
        for line in found:
            print(f"{rule.id}: {line}")
    print(f"{tested} rules tested, {wrong} wrong", file=sys.stderr)
    return 1 if wrong else 0
