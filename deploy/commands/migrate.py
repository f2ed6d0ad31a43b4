"""``xinmei migrate``: every service's schema up to date."""

from __future__ import annotations

from pathlib import Path

import click

from deploy import assembly
from deploy.commands.options import data_option
from services.kit.settings import Settings


@click.command()
@data_option
def migrate(data: Path | None) -> None:
    """更新数据库结构。 Bring every schema up to date."""
    settings = Settings.from_environment(data=data)
    if settings.embedded:
        with assembly.data_folder(settings):
            _migrate(settings)
    else:
        _migrate(settings)


def _migrate(settings: Settings) -> None:
    platform = assembly.make_platform(settings)
    changed = assembly.migrate(platform)
    for name in assembly.SERVICES:
        click.echo(f"{name:<10}{'已更新 updated' if name in changed else '无需更新 up to date'}")
