"""``dq suppress``: agree not to raise a finding or a rule: with a reason, a person, and an end."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from dq.cli.options import add_ledger, add_person, day_or_none, language, person, today

if TYPE_CHECKING:
    from dq.record.ledger import Ledger, Suppression

_WORDS = {
    "en": {
        "lifted": "{number}: lifted; the next runs of '{source}' raise it again",
        "suppressed": "{number}: {what} is not raised by the next runs of '{source}'",
    },
    "zh": {
        "lifted": "{number}：豁免已解除，来源“{source}”的后续批次会重新提出",
        "suppressed": "{number}：{what} 已豁免，来源“{source}”的后续批次不再提出",
    },
}
_HEADS = {
    "en": ("No", "Source", "Rule", "Case", "Until", "By", "Reason"),
    "zh": ("序号", "来源", "规则", "案件", "截止", "人员", "原因"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "findings",
        nargs="*",
        metavar="FINGERPRINT",
        help="a finding, by its fingerprint: until its value changes",
    )
    parser.add_argument("--rule", metavar="ID", help="or a rule of a source (with --source)")
    parser.add_argument(
        "--source", metavar="ID", help="the source whose rule it is; of --list: its agreements only"
    )
    parser.add_argument("--case", metavar="NO", help="the rule in this case only, whatever the value")
    parser.add_argument("--field", metavar="NAME", help="the rule on this field only")
    parser.add_argument("--reason", metavar="TEXT", help="why; needed")
    parser.add_argument("--until", metavar="DATE", help="last as-of date on which it holds (default: no end)")
    parser.add_argument("--list", action="store_true", help="print the agreements in force")
    parser.add_argument("--lift", type=int, metavar="NO", help="end the agreement of this number")
    add_person(parser)
    add_ledger(parser, own_lang=True)


def execute(options: argparse.Namespace) -> int:
    """Suppress, list or lift."""
    from dq.cli.main import say_wrapped
    from dq.model.errors import UsageError
    from dq.record.ledger import Ledger
    from dq.record.ledger.suppressions import suppress

    with Ledger.open(Path(options.out), create=False) as ledger:
        if options.list:
            return _list(ledger, options)
        if options.lift is not None:
            return _lift(ledger, options)
        if not options.reason:
            raise UsageError("a suppression needs a reason", "Say why with --reason.")
        wanted = _wanted(ledger, options)
        for item in wanted:
            _hold_possible(item)
        for item in wanted:
            number = suppress(ledger, item)
            what = item.fingerprint or " ".join(filter(None, (item.rule, item.case_no, item.field)))
            words = _WORDS[language(options, ledger, item.source)]
            say_wrapped(words["suppressed"].format(number=number, what=what, source=item.source))
    return 0


def _lift(ledger: Ledger, options: argparse.Namespace) -> int:
    from dq.cli.main import say_wrapped
    from dq.model.errors import UsageError
    from dq.record.ledger.suppressions import lift, suppressions_in_force

    sources = {item.id: item.source for item in suppressions_in_force(ledger, None, None)}
    if not lift(ledger, options.lift, person(options), today()):
        raise UsageError(f"no agreement {options.lift} in force", "'dq suppress --list' shows them.")
    source = sources[options.lift]
    words = _WORDS[language(options, ledger, source)]
    say_wrapped(words["lifted"].format(number=options.lift, source=source))
    return 0


def _wanted(ledger: Ledger, options: argparse.Namespace) -> list[Suppression]:
    from dq.model.errors import UsageError
    from dq.model.schema import fields_by_name
    from dq.record.ledger import Suppression
    from dq.record.ledger.raised import raised
    from dq.record.ledger.runs import runs

    told = (options.reason, person(options), today(), day_or_none(options.until, "--until"))
    if options.findings:
        if options.rule:
            raise UsageError("findings and a rule can't be given together", "Give one or the other.")
        return [
            Suppression(item.source, item.rule, *told, item.case_no, item.field, item.value, item.fingerprint)
            for item in raised(ledger, options.findings)
        ]
    if not (options.rule and options.source):
        raise UsageError("what is to be suppressed?", "Give fingerprints, or --rule with --source.")
    known = runs(ledger, options.source)
    if not known:
        raise UsageError(f"no run of source '{options.source}'", "'dq sources' names the sources.")
    if options.rule not in {rule for item in known for rule in item.facts["findings"]}:
        raise UsageError(
            f"no run of '{options.source}' has a finding of '{options.rule}'", "Mind the rule's id."
        )
    if options.field is not None and options.field not in fields_by_name():
        raise UsageError(f"no field '{options.field}'", "'dq rules show' names the fields of a rule.")
    return [Suppression(options.source, options.rule, *told, options.case, options.field)]


def _hold_possible(wanted: Suppression) -> None:
    """Refuse what can't be agreed: that a case may lack what the cleaned dataset can't be without."""
    from dq.model.errors import UsageError
    from dq.model.schema import fields_by_name
    from dq.packs.rules import load_packs, pack_names

    required = {
        rule.id for pack in load_packs(pack_names()) for rule in pack.rules if rule.check == "required"
    }
    field = fields_by_name().get(wanted.field or "")
    if wanted.rule in required and (field is None or field.required):
        raise UsageError(
            f"'{wanted.rule}' can't be suppressed: the cleaned dataset can't be without the field",
            "Ask the source for the value, or answer the task in the worklist.",
        )


def _list(ledger: Ledger, options: argparse.Namespace) -> int:
    from dq.cli.tables import table
    from dq.record.ledger.suppressions import suppressions_in_force

    found = suppressions_in_force(ledger, options.source, None)
    if options.json:
        print(json.dumps([asdict(item) for item in found], ensure_ascii=False, indent=2))
        return 0
    rows = [
        (str(item.id), item.source, item.rule, item.case_no or "", item.until or "", item.person, item.reason)
        for item in found
    ]
    for line in table(_HEADS[language(options, ledger, options.source)], rows, left=(1, 2, 3, 4, 5, 6)):
        print(line)
    return 0
