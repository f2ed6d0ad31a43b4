"""``xinmei dead-letters``: look at parked messages, replay or drop them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from sqlalchemy.orm import Session

from deploy import assembly
from deploy.commands.options import data_option, examples, open_platform
from deploy.problems import Problem
from services.kit import dead_letters as letters
from services.kit.platform import Platform

AN_ID = "01a215c0-a98a-715c-a9b0-817d3edc04b4"


@click.group(name="dead-letters")
def dead_letters() -> None:
    """搁置的消息。 Messages parked after their retries.

    先 list 与 show 查明原因,消除后 replay。 Find out why by list and show, mend it, then replay.
    """


@dead_letters.command(name="list", epilog=examples("xinmei dead-letters list"))
@data_option
def list_(data: Path | None) -> None:
    """列出。 List them, oldest first."""
    found = list(_parked(open_platform(data)))
    for row in found:
        click.echo(
            f"{row.event_id}  {row.queue}  {row.type}  {row.failed_at:%Y-%m-%d %H:%M:%S}  {row.error.splitlines()[0][:120]}"
        )
    click.echo(f"{len(found)} 条搁置的消息 parked")


@dead_letters.command(epilog=examples(f"xinmei dead-letters show {AN_ID}"))
@click.argument("event_id")
@data_option
def show(event_id: str, data: Path | None) -> None:
    """显示一条的内容、错误与追踪编号。 Show one with its error and trace."""
    platform = open_platform(data)
    found = [row for row in _parked(platform) if row.event_id == event_id]
    if not found:
        raise _unknown([event_id])
    for row in found:
        click.echo(
            f"event    {row.event_id}\nqueue    {row.queue}\ntype     {row.type}\naggregate {row.aggregate} #{row.sequence}"
        )
        click.echo(f"trace    {row.trace}\nattempts {row.attempts}\nfailed   {row.failed_at.isoformat()}\n")
        click.echo(f"{row.detail}\n{_readable(row.body)}")


@dead_letters.command(epilog=examples(f"xinmei dead-letters replay {AN_ID}", "xinmei dead-letters replay --all"))
@click.argument("event_ids", nargs=-1)
@click.option("--all", "every", is_flag=True, help="全部。 All of them.")
@data_option
def replay(event_ids: tuple[str, ...], every: bool, data: Path | None) -> None:
    """重新处理。 Have the services try them again."""
    if not event_ids and not every:
        raise click.UsageError("ID… 或 or --all")
    _change(open_platform(data), event_ids, "replay", every)


@dead_letters.command(epilog=examples(f"xinmei dead-letters drop {AN_ID}"))
@click.argument("event_ids", nargs=-1, required=True)
@data_option
def drop(event_ids: tuple[str, ...], data: Path | None) -> None:
    """放弃。 Give them up for good."""
    _change(open_platform(data), event_ids, "drop", False)


def _parked(platform: Platform) -> Iterator[Any]:
    for name in assembly.SERVICES:
        with platform.database(name).begin(writes=False) as session:
            yield from letters.parked(session)


def _change(platform: Platform, event_ids: tuple[str, ...], what: str, every: bool) -> None:
    known = {row.event_id for row in _parked(platform)}
    unknown = [event_id for event_id in event_ids if event_id not in known]
    if unknown:
        raise _unknown(unknown)
    done = 0
    for name in assembly.SERVICES:
        with platform.database(name).begin() as session:
            now = platform.clock.now()
            if what == "drop":
                done += _drop(session, event_ids, now)
            else:
                done += letters.replay(session, None if every else event_ids, now)
    click.echo(f"{done} 条 {'已放弃 dropped' if what == 'drop' else '将重新处理 will be tried again'}")
    sys.exit(0)


def _drop(session: Session, event_ids: tuple[str, ...], now: datetime) -> int:
    try:
        return letters.drop(session, event_ids, now)
    except letters.EarlierKept as error:
        raise Problem("同一对象还有更早的消息被搁置:请先重新处理或放弃那一条。", str(error)) from error


def _unknown(event_ids: list[str]) -> Problem:
    return Problem(f"没有搁置的消息 {', '.join(event_ids)}。", f"No message {', '.join(event_ids)} is parked.")


def _readable(body: bytes) -> str:
    try:
        return msgspec.json.format(body, indent=2).decode()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return repr(body)
