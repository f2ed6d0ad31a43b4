"""``xinmei broker-definitions``: what RabbitMQ loads, with the password of each service's own user."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from deploy.commands.options import examples
from deploy.problems import Problem
from deploy.rabbitmq.definitions import USERS, definitions


@click.command(
    "broker-definitions",
    epilog=examples(
        "xinmei broker-definitions --passwords secrets --out definitions.json",
        "xinmei broker-definitions --passwords secrets | rabbitmqctl import_definitions",
        "xinmei broker-definitions --passwords secrets-2027 --generation 2027 --out definitions.json",
    ),
)
@click.option(
    "--passwords",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="目录,每个用户一个密码文件。 Folder with a file for each user, its password in it.",
)
@click.option(
    "--generation",
    default="",
    help="另建一代用户(更换密码时)。 Other users beside those there, named so at their end: to change passwords.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="写入文件。 File to write; else printed.")
def broker_definitions(passwords: Path | None, generation: str, out: Path | None) -> None:
    """RabbitMQ 定义:用户、权限、队列、策略。 RabbitMQ's definitions: users, rights, queues, policies."""
    made = json.dumps(definitions(_read(passwords) if passwords else {}, generation), indent=2) + "\n"
    if out is None:
        click.echo(made, nl=False)
        return
    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "w") as file:
            file.write(made)
    except OSError as error:
        raise Problem(f"无法写入 {out}({error.strerror})。", f"{out} cannot be written ({error.strerror}).") from error


def _read(folder: Path) -> dict[str, str]:
    missing = [name for name in USERS if not (folder / name).is_file()]
    if missing:
        raise Problem(
            f"{folder} 中缺少以下用户的密码文件:{'、'.join(missing)}。",
            f"{folder} lacks the password files of {', '.join(missing)}.",
        )
    return {name: (folder / name).read_text().strip() for name in USERS}
