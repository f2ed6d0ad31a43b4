"""``xinmei doctor``: checks settings, broker, databases, services, fonts and disk, and says what to mend."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from deploy.checkup import Finding, examine
from deploy.commands.options import data_option, examples
from services.kit.settings import PREFIX, Settings


@click.command(epilog=examples("xinmei doctor", "xinmei doctor --data /var/lib/xinmei", "xinmei doctor --settings"))
@data_option
@click.option("--settings", "show_settings", is_flag=True, help="列出全部设置。 List every setting.")
def doctor(data: Path | None, show_settings: bool) -> None:
    """检查本机的设置与环境,并说明如何处理。 Check this machine and its servers, and say what to mend.

    有需要处理的问题时退出码为 1。 Ends with 1 where something is to be mended.
    """
    settings = Settings.from_environment(data=data)
    if show_settings:
        _print_settings(settings)
    faults = sum(not _tell(finding).good for finding in examine(settings))
    click.echo(f"{faults} 项需要处理 to be mended (→)" if faults else "一切正常 all is well")
    sys.exit(int(faults > 0))


def _tell(finding: Finding) -> Finding:
    """A line for what was seen, and one below it for what to do: no column cuts them off."""
    mark, colour = ("✓", "green") if finding.good else ("✗", "red")
    click.echo(f"{click.style(mark, fg=colour)} {finding.what:<19}{finding.seen}")
    if finding.mend:
        click.echo(f"  → {finding.mend}")
    return finding


def _print_settings(settings: Settings) -> None:
    table = Table("设置 setting", "值 value", "说明")
    for field in fields(settings):
        value = getattr(settings, field.name)
        table.add_row(
            f"{PREFIX}{field.name.upper()}",
            "•••" if field.metadata["secret"] and value else str(value),
            field.metadata["doc"],
        )
    Console().print(table)
