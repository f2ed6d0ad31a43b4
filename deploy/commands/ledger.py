"""``xinmei ledger verify``: recomputes every service's hash chain (article 15)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from deploy import assembly
from deploy.commands.options import data_option, examples, open_platform
from services.kit import ledger as chain
from services.kit.anchors import Anchors
from services.kit.platform import Platform


@click.group()
def ledger() -> None:
    """台账。 The append-only ledgers."""


@ledger.command(epilog=examples("xinmei ledger verify", "xinmei ledger verify --data /var/lib/xinmei"))
@data_option
def verify(data: Path | None) -> None:
    """重新计算哈希链并与锚点比对。 Recompute the hash chains.

    每个服务的链都与数据库之外的锚点比对;有断裂时显示第一处并以 1 结束。 Each service's chain is compared with the anchors in
    the data folder; exit 1 and the first broken entry where one does not hold.
    """
    platform = open_platform(data)
    holding = [_holds(platform, name) for name in assembly.SERVICES]
    sys.exit(int(not all(holding)))


def _holds(platform: Platform, name: str) -> bool:
    """Whether a service's chain holds in itself and against its anchors; says what was found."""
    database = platform.database(name)
    anchors = Anchors(platform.settings.data, name, database)
    with database.begin(writes=False) as session:
        entries, inside = chain.length(session), chain.verify(session)
        found = inside or anchors.verify(session)
    if found is None:
        click.echo(f"{name:<10}完整 holds, {entries} entries")
        return True
    click.echo(f"{name:<10}断裂 broken at entry {found.number}: {found.reason}")
    if inside is None:
        click.echo(
            f"  → 若数据库刚恢复到较早的时刻,请将 {anchors.path} 另存后再验;否则台账被改写过。 If the database was just restored "
            f"to an earlier moment, put {anchors.path} aside and verify again; if not, the ledger was rewritten."
        )
    return False
