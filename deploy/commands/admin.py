"""``xinmei create-admin``: the first administrator, who then makes everyone else."""

from __future__ import annotations

from pathlib import Path

import click

from deploy.commands.options import data_option, examples, open_platform
from deploy.problems import Problem
from services.contracts.errors import InputInvalid, XinmeiError
from services.kit.identity import service_identity
from services.kit.ids import new_trace
from services.kit.work import Works
from services.registry.service import create_first_admin

NAME = "registry"


@click.command(
    "create-admin",
    epilog=examples(
        "xinmei create-admin",
        "xinmei create-admin --username wang --name 王老师      # 另询问密码 asks for the password",
    ),
)
@click.option("--username", prompt="用户名 username", help="登录用的用户名。 Name to sign in with.")
@click.option("--name", prompt="姓名 name", help="姓名。 The person's own name.")
@click.option(
    "--password",
    prompt="密码 password",
    hide_input=True,
    confirmation_prompt=True,
    help="密码;不写则询问,不留在命令记录中。 Password; better left out: then it is asked for, and stands in no history.",
)
@data_option
def create_admin(username: str, name: str, password: str, data: Path | None) -> None:
    """建立第一个管理员。 Make the first administrator, who then makes everyone else.

    分布式运行时,用 registry 或 migrate 的密钥。 Distributed: with the secrets of the registry or of migrate.
    """
    platform = open_platform(data, (NAME,))
    works = Works(NAME, platform.database(NAME), platform.clock)
    try:
        with works.open(service_identity(NAME), new_trace()) as work:
            create_first_admin(work, platform.settings, username=username, password=password, name=name)
    except InputInvalid as error:
        told = "; ".join(f"{field}: {' '.join(messages)}" for field, messages in error.errors.items())
        raise Problem(error.zh, f"{error.en} {told}") from error
    except XinmeiError as error:
        raise Problem(error.zh, error.en) from error
    click.echo(f"管理员 {username} 已建立。 Administrator {username} was made.")
