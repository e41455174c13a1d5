"""Options of ``dq run`` and ``dq check`` that tell others of the verdict, with counts and rule ids only."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dq.cli.options import now
from dq.model.errors import DqError, UsageError

Announce = Callable[[Mapping[str, Any]], None]
_UNREACHED = {
    "en": "dq: not every address for notifications could be reached",
    "zh": "dq: 有通知地址未能送达",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options."""
    group = parser.add_argument_group("for machines and chats (counts and rule ids only)")
    group.add_argument("--junit", metavar="FILE", help="write the verdict as JUnit XML")
    group.add_argument("--metrics", metavar="FILE", help="write Prometheus metrics for a textfile collector")
    group.add_argument(
        "--lineage", metavar="FILE|URL", help="add an OpenLineage event to a file, or post it to a collector"
    )
    group.add_argument(
        "--notify",
        metavar="URL",
        action="append",
        default=[],
        help="send a message (apprise URL, or env:NAME of a variable that holds it); may be repeated",
    )
    group.add_argument(
        "--notify-on", choices=("fail", "always"), default="fail", help="when to send it (default: fail)"
    )


def announcer(options: argparse.Namespace) -> Announce:
    """What is to be told of a run, checked before the run: a wrong address stops at once, not after an hour.

    Raises :class:`UsageError`.
    """
    to = _recipients([_address(url) for url in options.notify])
    return lambda manifest: _announce(manifest, options, to)


def _announce(manifest: Mapping[str, Any], options: argparse.Namespace, to: Any) -> None:
    """Tell of a run. What can't be told is said and does not change the exit code: that is the file's verdict."""
    from dq.announce import files
    from dq.announce.junit import junit
    from dq.announce.lineage import lineage
    from dq.announce.message import message
    from dq.announce.metrics import metrics

    if options.junit:
        _told(lambda: files.replace(Path(options.junit), junit(manifest)))
    if options.metrics:
        # the collector runs as another user; there are but counts in the file
        _told(lambda: files.replace(Path(options.metrics), metrics(manifest), mode=0o644))
    if options.lineage:
        event = lineage(manifest, now())
        if files.is_url(options.lineage):
            _told(lambda: files.post(options.lineage, event))
        else:
            _told(lambda: files.append(Path(options.lineage), event))
    if to is not None and (options.notify_on == "always" or manifest["verdict"] == "fail"):
        from dq.announce.notify import send
        from dq.cli.main import say

        if not send(to, *message(manifest)):
            say(_UNREACHED[manifest["lang"]])


def _told(act: Callable[[], None]) -> None:
    from dq.cli.main import say

    try:
        act()
    except DqError as error:
        say(f"dq: {error.message}")
        say(error.next_step)


def _address(url: str) -> str:
    if not url.startswith("env:"):
        return url
    name = url.removeprefix("env:")
    if not os.environ.get(name):
        raise UsageError(f"--notify env:{name}: there is no such variable", f"Set {name} to an apprise URL.")
    return os.environ[name]


def _recipients(urls: list[str]) -> Any:
    if not urls:
        return None
    try:
        from dq.announce.notify import recipients
    except ModuleNotFoundError:
        raise UsageError(
            "--notify needs the package apprise",
            "Install it: pip install 'dq[notify]' (or pip install apprise).",
        ) from None
    return recipients(urls)
