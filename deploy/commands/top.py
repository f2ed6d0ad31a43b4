"""``xinmei top``: services, queues and lags, live in the terminal."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
import eventlet
import httpx
import sqlalchemy as sa
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from deploy import assembly
from deploy.commands.options import data_option, examples, open_platform
from services.contracts.queues import QUEUES
from services.kit import dead_letters, deadlines, outbox
from services.kit.broker import BrokerAway
from services.kit.platform import Platform
from services.kit.tables import failed_events, ledger_head
from services.kit.tables import outbox as outbox_rows

OLD, BUSY = 30.0, 5000
COLUMNS = (
    ("待发", "outbox"),
    ("滞后", "lag"),
    ("重试", "retry"),
    ("搁置", "parked"),
    ("错过", "missed"),
    ("台账", "ledger"),
    ("每秒", "per s"),
)
_SAMPLE = re.compile(r'^xinmei_queue_messages\{queue="([^"]+)"[^}]*\} (\S+)', re.MULTILINE)


@dataclass(frozen=True)
class Reading:
    """What one service's database says at one moment."""

    at: float
    answers: bool
    unpublished: int = 0
    lag: float = 0.0
    retrying: int = 0
    parked: int = 0
    missed: int = 0
    entries: int = 0


@click.command(epilog=examples("xinmei top", "xinmei top --every 5", "xinmei top --once"))
@click.option("--every", type=click.FloatRange(0.2, 60), default=1.0, help="刷新间隔(秒)。 Seconds between looks.")
@click.option("--once", is_flag=True, help="只看一次。 Look once and end.")
@data_option
def top(every: float, once: bool, data: Path | None) -> None:
    """实时查看服务、队列与积压。 Services, queues and lags, live; Ctrl-C ends it."""
    platform = open_platform(data)
    before = {name: read(platform, name) for name in assembly.SERVICES}
    eventlet.sleep(min(every, 1.0))
    if once:
        Console().print(_picture(platform, before, _read_all(platform)))
        return
    with Live(refresh_per_second=4, screen=True) as live:
        try:
            while True:
                now = _read_all(platform)
                live.update(_picture(platform, before, now))
                before = now
                eventlet.sleep(every)
        except KeyboardInterrupt:
            pass


def _read_all(platform: Platform) -> dict[str, Reading]:
    return {name: read(platform, name) for name in assembly.SERVICES}


def read(platform: Platform, name: str) -> Reading:
    """The service's figures; `answers` is false where its database does not."""
    now = platform.clock.now()
    try:
        with platform.database(name).begin(writes=False) as session:
            return Reading(
                at=time.monotonic(),
                answers=True,
                unpublished=int(session.scalar(sa.select(sa.func.count()).select_from(outbox_rows)) or 0),
                lag=outbox.lag(session, now),
                retrying=_retrying(session),
                parked=dead_letters.count(session),
                missed=deadlines.missed(session, now),
                entries=int(session.scalar(sa.select(ledger_head.c.number)) or 0),
            )
    except SQLAlchemyError:
        return Reading(at=time.monotonic(), answers=False)


def _retrying(session: Session) -> int:
    waiting = failed_events.c.next_try_at.is_not(None)
    return int(session.scalar(sa.select(sa.func.count()).select_from(failed_events).where(waiting)) or 0)


def depths(platform: Platform) -> dict[str, int] | None:
    """How many events wait in each queue: RabbitMQ says it, or the running process on its /metrics; None where nobody answers."""
    try:
        if not platform.settings.embedded:
            return platform.broker.depths(list(QUEUES))
        told = httpx.get(f"http://{platform.settings.host}:{platform.settings.port}/metrics", timeout=2).text
    except (BrokerAway, httpx.HTTPError):
        return None
    return {queue: int(float(number)) for queue, number in _SAMPLE.findall(told)}


# ---- the picture


def _picture(platform: Platform, before: dict[str, Reading], now: dict[str, Reading]) -> Group:
    profile = "单机 embedded" if platform.settings.embedded else "分布式 distributed"
    head = Text(f"新媒 Xinmei  {profile}  {datetime.now().astimezone():%Y-%m-%d %H:%M:%S}", style="bold")
    return Group(head, _services(before, now), _queues(platform))


def _services(before: dict[str, Reading], now: dict[str, Reading]) -> Table:
    table = Table(title="服务 services", title_justify="left")
    table.add_column("", no_wrap=True)
    for zh, en in COLUMNS:
        table.add_column(f"{zh}\n{en}", justify="right", no_wrap=True)
    for name, reading in now.items():
        table.add_row(name, *_cells(before[name], reading))
    return table


def _cells(before: Reading, now: Reading) -> Iterator[Text]:
    if not now.answers:
        yield Text("数据库无应答 database away", style="red")
        return
    passed = now.at - before.at
    speed = max(now.entries - before.entries, 0) / passed if passed > 0 and before.answers else 0.0
    yield Text(str(now.unpublished))
    yield _coloured(f"{now.lag:.1f} s", now.lag > OLD)
    yield Text(str(now.retrying))
    yield _coloured(str(now.parked), now.parked > 0)
    yield _coloured(str(now.missed), now.missed > 0)
    yield Text(f"{now.entries:,}")
    yield Text(f"{speed:,.1f}")


def _coloured(text: str, is_bad: bool) -> Text:
    return Text(text, style="bold red" if is_bad else "green")


def _queues(platform: Platform) -> Table:
    table = Table(title="队列 queues", title_justify="left")
    table.add_column("")
    table.add_column("等待 waiting", justify="right")
    table.add_column("")
    found = depths(platform)
    for queue in QUEUES:
        if found is None or queue not in found:
            table.add_row(queue, "?", Text("无应答 nobody answers", style="red"))
        else:
            number = found[queue]
            table.add_row(queue, _coloured(f"{number:,}", number > BUSY), "█" * min(number // 100, 40))
    return table
