"""The `xinmei` command. Each subcommand is a module of `deploy.commands`, loaded only when it is called."""

from __future__ import annotations

import deploy.green  # noqa: F401  isort: skip  (patches before anything else is imported)

import importlib
import os
import sys

import click

from deploy.commands import COMMANDS
from services.kit.settings import SettingInvalid


class _Commands(click.Group):
    """Knows its commands by name and imports one when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(importlib.import_module(module), attribute)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="xinmei")
def cli() -> None:
    """新媒 Xinmei: 校园新媒体治理平台。 Governs a college's new-media accounts."""


def main() -> None:
    """Run the command; problems show as one line."""
    try:
        cli(prog_name="xinmei")
    except SettingInvalid as error:
        click.echo(f"xinmei: 设置有误。 {error}", err=True)
        sys.exit(1)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def leave(status: int) -> None:
    """End the process now: every service is stopped, and no stray thread may hold it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
