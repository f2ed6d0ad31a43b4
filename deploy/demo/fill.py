"""Fills an empty suite with some weeks of a college's life, and says how far it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import click
import eventlet
import sqlalchemy as sa

from deploy.assembly import SERVICES
from deploy.demo import register, texts
from deploy.demo.accounts import open_accounts
from deploy.demo.cast import Cast, plan_people
from deploy.demo.corpus import UNITS
from services.kit.identity import Identity
from services.kit.ids import new_trace
from services.kit.platform import Platform
from services.kit.remote import Remote
from services.kit.tables import ledger, outbox
from services.kit.work import Works
from services.registry.handlers import people, units
from services.registry.passwords import Argon2Passwords
from services.registry.service import office_for

SEED = 2020
MAKER = Identity(id="service:demo", username="demo", name="示例数据", grants=(("admin", ""),))
DAYS = 28


def fill(platform: Platform) -> bool:
    """Write the demo's data where there is none yet; whether it did."""
    if _some_data(platform):
        return False
    click.echo("写入示例数据 writing demo data")
    remote = Remote(platform.broker, platform.settings.rpc_timeout)
    chance, cast = Random(SEED), Cast(platform, remote)
    now = platform.clock.now()
    begin = now - timedelta(days=DAYS)
    try:
        platform.clock.travel(begin)
        _people(platform, cast, chance)
        _settle(platform)
        accounts = open_accounts(
            cast, chance, lambda day: platform.clock.travel(begin + timedelta(days=day)), _progress
        )
        _settle(platform)
        texts.live(cast, chance, accounts, _days(platform, begin, now), _progress)
        _settle(platform)
        register.live(cast, accounts, _days(platform, begin, now))
        _settle(platform)
    finally:
        platform.clock.travel(None)
        remote.close()
    return True


def _some_data(platform: Platform) -> bool:
    with platform.database(SERVICES[0]).begin(writes=False) as session:
        return session.execute(sa.select(ledger.c.number).limit(1)).first() is not None


def _days(platform: Platform, begin: datetime, now: datetime) -> Callable[[float], datetime]:
    """Lets it be the given day of the demo, but never the future."""

    def travel(day: float) -> datetime:
        at = min(begin + timedelta(days=day), now)
        platform.clock.travel(at)
        return at

    return travel


def _people(platform: Platform, cast: Cast, chance: Random) -> None:
    """Units and people in one transaction, by the registry's own handlers; one hash serves all who sign in."""
    works = Works(SERVICES[0], platform.database(SERVICES[0]), platform.clock)
    hashed = Argon2Passwords().hash(platform.settings.demo_password)
    with works.open(MAKER, new_trace()) as work:
        office = office_for(work, platform.settings)
        for unit in UNITS:
            name = platform.settings.college if unit.key == "college" else unit.name
            parent_id = cast.units.get(unit.parent, "")
            cast.units[unit.key] = units.create_unit(office, name=name, kind=unit.kind, parent_id=parent_id).id
        for plan in plan_people(chance):
            person = people.create_person(
                office,
                username=plan.username,
                name=plan.name,
                unit_id=cast.units[plan.unit],
                number=plan.number,
                phone=plan.phone,
                roles=[{"role": role, "unit_id": cast.units[unit] if unit else None} for role, unit in plan.roles],
                password_hash=hashed if plan.signs_in else "",
            )
            cast.know(person.id, plan)


def _settle(platform: Platform) -> None:
    """Wait until every event has been handled by everyone: then the outboxes are empty."""
    while any(_waiting(platform, name) for name in SERVICES):
        eventlet.sleep(0.05)


def _waiting(platform: Platform, name: str) -> bool:
    with platform.database(name).begin(writes=False) as session:
        return session.execute(sa.select(outbox.c.id).limit(1)).first() is not None


def _progress(what: str, done: int, of: int) -> None:
    """A line that grows on a terminal, and one line at the end elsewhere."""
    if sys.stdout.isatty():
        click.echo(f"\r  {what}: {done}/{of}", nl=done == of)
    elif done == of:
        click.echo(f"  {what}: {of}")
