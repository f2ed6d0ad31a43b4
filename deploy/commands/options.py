"""Options that several commands share, and how they open the services' databases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from deploy.assembly import SERVICES, check_databases, make_platform
from deploy.problems import Problem
from services.kit.platform import Platform
from services.kit.settings import Settings

data_option = click.option(
    "--data", type=click.Path(path_type=Path), help="单机模式的数据目录。 Data folder of the embedded profile."
)


def examples(*lines: str) -> str:
    """The end of a command's help: how it is called, a line each, as they stand."""
    return "\b\n示例 Examples:\n" + "\n".join(f"  {line}" for line in lines)


def open_platform(data: Path | None = None, names: Sequence[str] = SERVICES) -> Platform:
    """The platform of this machine's settings, for commands that look into the `names`' databases beside the running services.

    Raises `Problem` where there is no data, or a database is away or not of this version.
    """
    settings = Settings.from_environment(data=data)
    if settings.embedded and not (settings.data / f"{SERVICES[0]}.sqlite").exists():
        raise Problem(
            f"{settings.data} 中没有数据。请用 --data 指定,或设置 XINMEI_DATABASE_URL 与 XINMEI_AMQP_URI。",
            f"There is no data in {settings.data}. Name it with --data, or set XINMEI_DATABASE_URL and XINMEI_AMQP_URI.",
        )
    platform = make_platform(settings)
    check_databases(platform, names)
    return platform
