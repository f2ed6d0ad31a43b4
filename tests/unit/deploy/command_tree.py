"""``python -m tests.unit.deploy.command_tree``: every `xinmei` command as JSON, for tests whose own process must not be patched."""

from __future__ import annotations

import json
from typing import Any

import click

from deploy.cli import cli


def described(command: click.Command, context: click.Context) -> dict[str, Any]:
    """What a command takes: its options with their help, the words its arguments allow, its example lines, its subcommands."""
    found: dict[str, Any] = {"options": {}, "words": None, "help": command.help or "", "examples": [], "commands": {}}
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option):
            found["options"].update(dict.fromkeys(parameter.opts, parameter.help or ""))
        elif isinstance(parameter.type, click.Choice):
            found["words"] = list(parameter.type.choices)
    found["examples"] = [line.strip() for line in (command.epilog or "").splitlines() if line.startswith("  ")]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            found["commands"][name] = described(inner, click.Context(inner, parent=context, info_name=name))
    return found


if __name__ == "__main__":
    print(json.dumps(described(cli, click.Context(cli, info_name="xinmei"))))
