"""``xinmei ledger verify``: recomputes every service's hash chain (article 15)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from deploy import assembly
from deploy.commands.options import data_option, open_platform
from services.kit import ledger as chain


@click.group()
def ledger() -> None:
    """台账。 The append-only ledgers."""


@ledger.command()
@data_option
def verify(data: Path | None) -> None:
    """重新计算每个服务的哈希链。 Recompute each chain; exit 1 and the first broken entry where one does not hold."""
    platform = open_platform(data)
    broken = False
    for name in assembly.SERVICES:
        with platform.database(name).begin(writes=False) as session:
            entries, found = chain.length(session), chain.verify(session)
        if found:
            broken = True
            click.echo(f"{name:<10}断裂 broken at entry {found.number}: {found.reason}")
        else:
            click.echo(f"{name:<10}完整 holds, {entries} entries")
    sys.exit(int(broken))
