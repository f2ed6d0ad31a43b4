"""``xinmei migrate``: every service's schema up to date."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from deploy import assembly
from deploy.commands.options import data_option, examples
from deploy.problems import Problem
from services.kit.platform import Platform
from services.kit.settings import Settings


@click.command(epilog=examples("xinmei migrate", "xinmei migrate --grants"))
@click.option(
    "--grants",
    is_flag=True,
    help="同时授予各服务角色其权限(PostgreSQL)。 Also give each service's role its rights; PostgreSQL, after roles.sql.",
)
@data_option
def migrate(data: Path | None, grants: bool) -> None:
    """更新数据库结构。 Bring every schema up to date."""
    settings = Settings.from_environment(data=data)
    if grants and settings.embedded:
        raise Problem(
            "--grants 只用于 PostgreSQL。", "--grants is for PostgreSQL: set XINMEI_DATABASE_URL and XINMEI_AMQP_URI."
        )
    if settings.embedded:
        with assembly.data_folder(settings):
            _migrate(settings)
        return
    platform = _migrate(settings)
    if grants:
        give_rights(platform)


def give_rights(platform: Platform) -> None:
    """Give the services' roles what `grants.sql` says. Raises `Problem` where a role is not there."""
    statements = resources.files("deploy.postgresql").joinpath("grants.sql").read_text(encoding="utf-8")
    try:
        with platform.database(assembly.SERVICES[0]).engine.begin() as connection:
            connection.exec_driver_sql(statements.replace("%", "%%"))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise Problem(
            f"无法授予权限:{reason}。请先以超级用户执行 deploy/postgresql/roles.sql。",
            f"The rights cannot be given: {reason}. Run deploy/postgresql/roles.sql as a superuser first.",
        ) from error
    click.echo("已授予各服务角色权限 rights given to the services' roles")


def _migrate(settings: Settings) -> Platform:
    platform = assembly.make_platform(settings)
    changed = assembly.migrate(platform)
    for name in assembly.SERVICES:
        click.echo(f"{name:<10}{'已更新 updated' if name in changed else '无需更新 up to date'}")
    return platform
