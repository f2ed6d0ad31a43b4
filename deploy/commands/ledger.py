"""``xinmei ledger verify``: recomputes every service's hash chain (article 15)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from deploy import assembly
from deploy.commands.options import data_option, open_platform
from services.kit import ledger as chain
from services.kit.anchors import Anchors


@click.group()
def ledger() -> None:
    """台账。 The append-only ledgers."""


@ledger.command()
@data_option
def verify(data: Path | None) -> None:
    """重新计算每个服务的哈希链,并与数据库之外的锚点比对。

    Recompute each chain and compare it with the anchors in the data folder; exit 1 and the first broken entry where one does
    not hold.
    """
    platform = open_platform(data)
    broken = False
    for name in assembly.SERVICES:
        database = platform.database(name)
        with database.begin(writes=False) as session:
            entries, found = chain.length(session), chain.verify(session)
            found = found or Anchors(platform.settings.data, name, database).verify(session)
        if found:
            broken = True
            click.echo(f"{name:<10}断裂 broken at entry {found.number}: {found.reason}")
        else:
            click.echo(f"{name:<10}完整 holds, {entries} entries")
    sys.exit(int(broken))
