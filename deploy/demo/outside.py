"""What the demo shows of other systems: a webhook that was tried out once and paused. Its address leads nowhere."""

from __future__ import annotations

from deploy.demo.cast import Cast

NOWHERE = "https://data-centre.invalid/xinmei"
"""By RFC 2606 no such host can be there: nothing of the demo leaves the machine."""
EVENTS = ["account.approved.v1", "account.status_changed.v1", "incident.opened.v1", "submission.sealed.v1"]


def tell_others(cast: Cast) -> None:
    """The data centre would like to know."""
    hook = cast.ask("officer", "alerts", "make_hook", {"name": "校园数据中心", "url": NOWHERE, "events": EVENTS})
    cast.ask("officer", "alerts", "test_hook", {}, id=hook["id"])
    cast.ask("officer", "alerts", "pause_hook", {}, id=hook["id"])
