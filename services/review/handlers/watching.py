"""Watched addresses: set, looked at by the poller, and what stands there judged like any post (article 15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from services.contracts.errors import InputInvalid, NotFound, StateConflict
from services.kit.addresses import AddressRefused, Guard, place_of
from services.kit.api import Work
from services.kit.paging import page
from services.review.domain.watches import Reading, Watch
from services.review.handlers.observing import judge
from services.review.handlers.rights import DEPARTMENT
from services.review.storage import observed
from services.review.storage import watches as stored

READERS = (*DEPARTMENT, "auditor", "duty")
SPREAD = timedelta(seconds=1)
AHEAD = timedelta(minutes=10)


def set_watch(work: Work, wanted: dict[str, Any], guard: Guard) -> Watch:
    """Look at an address of an account from now on. An address inside the network is refused unless the operator allows it."""
    work.identity.require(*DEPARTMENT)
    account = observed.find_account(work.session, wanted["account_id"])
    if account is None:
        raise InputInvalid({"account_id": ["没有这个平台。 There is no such account."]})
    _check_address(wanted["url"], guard)
    if stored.is_watched(work.session, account.id, wanted["url"]):
        raise StateConflict(
            code="watched_already",
            zh="该地址已在巡查。没有作任何更改。",
            en="This address is watched already. Nothing was changed.",
        )
    watch = Watch(
        id=work.new_id(),
        account_id=account.id,
        account_name=account.name,
        url=wanted["url"],
        kind=wanted["kind"],
        every_minutes=wanted["every_minutes"],
        set_by=work.identity.id,
        created_at=work.now,
        next_at=work.now + SPREAD,
    )
    work.session.add(watch)
    work.record("set_watch", f"watch:{watch.id}", account_id=account.id, kind=watch.kind)
    return watch


def _check_address(url: str, guard: Guard) -> None:
    try:
        guard.check_host(*place_of(url))
    except AddressRefused as error:
        raise InputInvalid({"url": [str(error)]}, code="address_refused") from error


def end_watch(work: Work, watch_id: str) -> Watch:
    """Look at it no longer."""
    work.identity.require(*DEPARTMENT)
    watch = _find(work, watch_id)
    watch.end()
    work.record("end_watch", f"watch:{watch.id}")
    return watch


def look_now(work: Work, watch_id: str) -> Watch:
    """Look at it at the next turn, without waiting for its time."""
    work.identity.require(*DEPARTMENT)
    watch = _find(work, watch_id)
    if watch.next_at is None:
        raise StateConflict(
            code="ended",
            zh="该巡查已停止。没有作任何更改。",
            en="It is no longer watched. Nothing was changed.",
        )
    watch.next_at = work.now
    return watch


def list_watches(work: Work, wanted: dict[str, Any], dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Those that are looked at, the oldest first."""
    work.identity.require(*READERS)
    return page(work.session, stored.listing(wanted), stored.LIST_KEY, wanted, dump)


def _find(work: Work, watch_id: str) -> Watch:
    found = stored.find(work.session, watch_id)
    if found is None:
        raise NotFound(watch_id=watch_id)
    return found


# ---- the poller's two halves; the look itself lies between, outside of any transaction


def lease_due(work: Work) -> Watch | None:
    """The address that waits longest; this process looks at it now."""
    watch = stored.next_due(work.session, work.now)
    if watch is not None:
        watch.lease(work.now)
    return watch


def take_reading(work: Work, watch_id: str, reading: Reading) -> None:
    """Keep what a look came to; each post that stands there is matched to the seals."""
    watch = stored.find(work.session, watch_id)
    if watch is None or watch.next_at is None:
        return
    watch.take(reading, work.now)
    if reading.posts:
        judge(work, [_wanted(watch, post, work.now) for post in reading.posts])
    if reading.outcome in ("failed", "refused"):
        work.record("watch_failed", f"watch:{watch.id}", outcome=reading.outcome, failures=watch.failures)


def _wanted(watch: Watch, post: Any, now: datetime) -> dict[str, Any]:
    published_at = post.published_at if post.published_at and post.published_at <= now + AHEAD else now
    return {
        "account_id": watch.account_id,
        "channel": "",
        "handle": "",
        "url": post.url,
        "published_at": published_at,
        "title": post.title,
        "body": post.body,
    }
