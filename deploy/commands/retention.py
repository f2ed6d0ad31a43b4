"""``xinmei retention``: forget the people who left long ago, by rule; `xinmei up` does it by itself once a day.

What they did stays under their id: ledgers hold no personal data. Each is erased by the registry's own use case, in a transaction
of its own, and the other services hear of it by its event. Whoever is still named by an account that runs is left and told of.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import click
import eventlet
import sqlalchemy as sa
import structlog

from deploy.commands.options import data_option, examples, open_platform
from services.contracts.errors import StateConflict
from services.kit.identity import Identity
from services.kit.ids import new_trace
from services.kit.platform import Platform
from services.kit.tables import ledger
from services.kit.work import Works
from services.registry.handlers.personal import ERASED, erase_person
from services.registry.service import office_for
from services.registry.storage.tables import people

NAME = "registry"
# It acts with an administrator's right; the ledger says that it was the rule.
RULE = Identity(id="service:retention", username="retention", name="retention", grants=(("admin", ""),))


HOURS = click.IntRange(1, 24 * 31)
FIRST_SECONDS = 60.0
"""The embedded profile looks a minute after its start, when it has nothing else to do."""

log = structlog.get_logger(__name__)


@click.command(
    epilog=examples(
        "xinmei retention                      # 只列出 only says what it would do",
        "xinmei retention --days 730 --apply",
        "xinmei retention --apply --every 24",
    )
)
@click.option(
    "--days", type=click.IntRange(1), help="离岗后保留天数。 Days kept after leaving; XINMEI_KEEP_PEOPLE_DAYS."
)
@click.option(
    "--apply", "really", is_flag=True, help="执行;否则只列出。 Do it; without it, only say what would be done."
)
@click.option("--every", type=HOURS, help="每隔若干小时再执行,直到停止。 Again every so many hours, until stopped.")
@data_option
def retention(days: int | None, really: bool, every: int | None, data: Path | None) -> None:
    """按规则删除离岗人员的个人信息。 Erase the personal data of people who left long ago."""
    platform = open_platform(data, (NAME,))
    kept = days or platform.settings.keep_people_days
    while True:
        _tell(forget(platform, kept, really), kept, really)
        if every is None:
            sys.exit(0)
        eventlet.sleep(every * 3600)


def forget_daily(platform: Platform, first: float = FIRST_SECONDS, rest: float = 86_400.0) -> None:
    """Erase by rule once a day, `first` and then `rest` seconds between; what fails is logged, and tried the next day."""
    eventlet.sleep(first)
    while True:
        try:
            erased = [id_ for id_, done in forget(platform, platform.settings.keep_people_days, True).items() if done]
            log.info("retention", erased=len(erased))
        except Exception:  # whatever it is, the suite runs on, and so does tomorrow's try
            log.exception("retention failed")
        eventlet.sleep(rest)


def forget(platform: Platform, days: int, really: bool) -> dict[str, bool]:
    """Who left over `days` ago, by id, and whether they are (or without `really` could be) erased: not who is still needed."""
    return {person_id: _forget(platform, person_id, really) for person_id in long_gone(platform, days)}


def _tell(found: dict[str, bool], days: int, really: bool) -> None:
    for person_id, done in found.items():
        click.echo(f"{person_id}  {'删除 erase' if done else '仍被平台使用 still needed'}")
    gone = sum(found.values())
    told = f"已删除 erased {gone}" if really else f"将删除 would erase {gone},加 --apply 执行 add --apply to do it"
    click.echo(f"离岗超过 {days} 天 gone for over {days} days: {len(found)}; {told}; 保留 kept {len(found) - gone}")


def long_gone(platform: Platform, days: int) -> list[str]:
    """The people who are inactive and of whom the ledger tells nothing for `days`: the last entry is of their leaving."""
    until = platform.clock.now() - timedelta(days=days)
    last = (
        sa.select(sa.func.max(ledger.c.at))
        .where(ledger.c.subject == sa.literal("person:") + people.c.id)
        .scalar_subquery()
    )
    query = sa.select(people.c.id).where(
        people.c.active.is_(False), people.c.name != ERASED, sa.func.coalesce(last, people.c.created_at) < until
    )
    with platform.database(NAME).begin(writes=False) as session:
        return list(session.scalars(query.order_by(people.c.id)))


class _OnlyLooking(Exception):
    """Undoes what was tried."""


def _forget(platform: Platform, person_id: str, really: bool) -> bool:
    """Erase one, or try whether it could be; False where they are still needed."""
    works = Works(NAME, platform.database(NAME), platform.clock)
    try:
        with works.open(RULE, new_trace()) as work:
            erase_person(office_for(work, platform.settings), person_id)
            if not really:
                raise _OnlyLooking
    except _OnlyLooking:
        return True
    except StateConflict:
        return False
    return True
