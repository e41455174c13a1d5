"""Sending a message by URL, through apprise: mail, webhook, DingTalk, Feishu, WeCom, Slack and many more."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import apprise

from dq.model.errors import UsageError


def recipients(urls: Sequence[str]) -> apprise.Apprise:
    """Whom to tell; raises :class:`UsageError` for a URL that is none, without showing it (it may hold a secret)."""
    asset = apprise.AppriseAsset(app_id="dq", app_desc="dq", app_url="")
    found = apprise.Apprise(asset=asset)
    for number, url in enumerate(urls, start=1):
        with warnings.catch_warnings():
            # apprise loads all its senders here, some of which import what Python has on its way out
            warnings.simplefilter("ignore", DeprecationWarning)
            added = found.add(url)
        if not added:
            scheme = url.partition("://")[0] if "://" in url else "none"
            raise UsageError(
                f"address {number} for notifications (scheme {scheme[:20]}) is not understood",
                "Give a URL as apprise takes it, such as mailtos://…, dingtalk://…, feishu://…, wecombot://…, slack://….",
            )
    return found


def send(to: apprise.Apprise, title: str, text: str) -> bool:
    """Send a plain text; False if any of the recipients could not be told."""
    return bool(to.notify(body=text, title=title, body_format=apprise.NotifyFormat.TEXT))
