"""``xinmei up``: the embedded profile, every service and the gateway in one process."""

from __future__ import annotations

from pathlib import Path

import click
import eventlet

from deploy import assembly
from deploy.cli import leave
from deploy.commands.options import data_option, examples
from deploy.commands.retention import forget_daily
from services.kit.settings import Settings


@click.command(
    epilog=examples(
        "xinmei up --demo",
        "xinmei up --data /var/lib/xinmei --host 0.0.0.0 --port 8080",
    )
)
@click.option("--demo", is_flag=True, help="首次启动时写入示例数据。 Fill an empty data folder with demo data.")
@data_option
@click.option("--port", type=click.IntRange(1, 65535), help="端口。 Port of the gateway.")
@click.option("--host", help="监听地址。 Address on which the gateway listens.")
def up(demo: bool, data: Path | None, port: int | None, host: str | None) -> None:
    """单机运行全部服务。 Run everything in one process."""
    settings = Settings.from_environment(data=data, port=port, host=host, amqp_uri="", database_url="")
    with assembly.data_folder(settings):
        assembly.check_port(settings)
        leave(_serve(settings, demo))


def _serve(settings: Settings, demo: bool) -> int:
    platform = assembly.make_platform(settings)
    updated = assembly.migrate(platform)
    if updated:
        click.echo(f"数据库已就绪 databases prepared: {', '.join(updated)}")
    process = assembly.Process(platform)
    process.start(assembly.SERVICES)
    if demo:
        from deploy.demo import fill

        fill(platform)
    process.start([assembly.GATEWAY])
    process.obey_signals()
    eventlet.spawn(forget_daily, platform)
    click.echo(f"ready  {settings.base_url}")
    if demo:
        click.echo(_sign_ins(settings))
    elif updated:
        click.echo(
            f"还没有管理员时,另开终端执行 no administrator yet? run beside it: xinmei create-admin --data {settings.data}"
        )
    click.echo("Ctrl-C 停止 to stop")
    return process.wait()


def _sign_ins(settings: Settings) -> str:
    """The demo people worth knowing; the password itself only where it is the documented one."""
    password = "demo" if settings.demo_password == "demo" else "$XINMEI_DEMO_PASSWORD"
    people = (
        ("officer", "宣传统战部经办"),
        ("director", "宣传统战部负责人"),
        ("cs.head", "计算机学院负责人"),
        ("cs.editor", "计算机学院审核人"),
        ("cs.operator", "计算机学院运营人"),
        ("league", "团委"),
        ("club.leader", "社团负责人"),
        ("club.operator", "社团运营人"),
        ("duty", "值班员"),
        ("trainer", "培训组织人"),
        ("student1", "学生(至 student20)"),
        ("association", "新媒体协会干事"),
        ("auditor", "审计"),
        ("admin", "系统管理员"),
    )
    lines = [f"示例账号 demo sign-ins (密码 password: {password})"]
    return "\n".join(lines + [f"  {username:<14}{role}" for username, role in people])
