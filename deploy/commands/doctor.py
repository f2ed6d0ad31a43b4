"""``xinmei doctor``: checks settings, broker, databases, ledgers' heads, fonts and disk, and says what to mend."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from deploy import assembly
from deploy.commands.options import data_option
from deploy.commands.top import read
from deploy.problems import Problem
from services.alerts.domain.delivery import is_silent
from services.alerts.mailbox import Cursor, Mailbox
from services.alerts.storage.delivery import canaries
from services.kit import migrations
from services.kit.broker import BrokerAway
from services.kit.platform import Platform
from services.kit.settings import Settings

LITTLE_DISK = 1 << 30
LONG_LAG = 60.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and what to mend where it is not."""

    what: str
    good: bool
    seen: str
    mend: str = ""


@click.command()
@data_option
@click.option("--settings", "show_settings", is_flag=True, help="列出全部设置。 List every setting.")
def doctor(data: Path | None, show_settings: bool) -> None:
    """检查本机的设置与环境。 Check this machine and say what to mend."""
    settings = Settings.from_environment(data=data)
    if show_settings:
        _print_settings(settings)
    findings = list(_examine(settings))
    console = Console()
    table = Table("检查 check", "结果 result", "说明 what was seen", "如何处理 what to mend")
    for finding in findings:
        table.add_row(finding.what, "[green]✓[/]" if finding.good else "[red]✗[/]", finding.seen, finding.mend)
    console.print(table)
    sys.exit(int(not all(finding.good for finding in findings)))


def _examine(settings: Settings) -> Iterator[Finding]:
    yield Finding("profile", True, "embedded 单机" if settings.embedded else "distributed 分布式")
    yield _python()
    yield _fonts()
    try:
        if settings.embedded:
            settings.data.mkdir(parents=True, exist_ok=True)
            yield _disk(settings.data)
        platform = assembly.make_platform(settings)
    except (Problem, OSError) as error:
        yield Finding("settings", False, str(getattr(error, "message", error)), "见上 as it says")
        return
    yield Finding("settings", True, "读取无误 read")
    yield _check(
        "broker", platform.broker.ping, "检查 XINMEI_AMQP_URI 与 RabbitMQ。 Check XINMEI_AMQP_URI and RabbitMQ."
    )
    for name in assembly.SERVICES:
        yield _check(f"database {name}", partial(_schema, platform, name), "运行 xinmei migrate。 Run xinmei migrate.")
    for name in assembly.SERVICES:
        yield from _promises(platform, name)
    yield from _canaries(platform)
    yield from _mailbox(settings)
    yield from _security(settings)


def _check(what: str, look: Callable[[], object], mend: str) -> Finding:
    try:
        return Finding(what, True, str(look() or "正常 answers"))
    except BrokerAway as error:
        return Finding(what, False, str(error), mend)
    except Exception as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        return Finding(what, False, f"{type(error).__name__}: {reason}", mend)


def _schema(platform: Platform, name: str) -> str:
    migrations.check(platform.database(name))
    return "结构为最新 schema up to date"


def _promises(platform: Platform, name: str) -> Iterator[Finding]:
    """What a service owes: nothing, where its database does not answer, for that was said already."""
    found = read(platform, name)
    if not found.answers:
        return
    ails = []
    if found.lag > LONG_LAG:
        ails.append("检查消息服务器与该服务进程。 Check the broker, and that the service runs.")
    if found.parked:
        ails.append("xinmei dead-letters list")
    if found.missed:
        ails.append("查看该服务的日志。 Look for deadline_failed in its log.")
    seen = (
        f"待发 outbox {found.unpublished} ({found.lag:.0f} s), 搁置 parked {found.parked}, 错过 missed {found.missed}"
    )
    yield Finding(f"promises {name}", not ails, seen, " ".join(ails))


def _canaries(platform: Platform) -> Iterator[Finding]:
    """Channels whose daily message is missing, told by who does not send it."""
    with contextlib.suppress(SQLAlchemyError), platform.database("alerts").begin(writes=False) as session:
        heard = canaries(session)
        silent = [name for name, at in heard if is_silent(at, platform.clock.now())]
        yield Finding(
            "canaries",
            not silent,
            f"巡检渠道 channels {len(heard)}" + (f", 静默 silent: {'、'.join(silent)}" if silent else ""),
            "查看 alerts 进程并测试该渠道。 Look whether alerts runs, and test the channel." if silent else "",
        )


def _mailbox(settings: Settings) -> Iterator[Finding]:
    """Whether the mailbox for reports answers, and anybody may write to it."""
    if not settings.intake_mailbox:
        return
    mailbox = Mailbox(settings.intake_mailbox, settings.intake_mailbox_password)
    yield _check(
        "mailbox",
        lambda: next(mailbox.look(Cursor())) and "可以读取 can be read",
        "检查 XINMEI_INTAKE_MAILBOX 及其密码。 Check XINMEI_INTAKE_MAILBOX and its password.",
    )
    senders = settings.intake_senders.strip()
    mend = "" if senders else "填写可信的发件人或 @域名。 Name who may send, or nobody's mail is heard."
    yield Finding("senders", bool(senders), f"XINMEI_INTAKE_SENDERS={senders}", mend)


def _security(settings: Settings) -> Iterator[Finding]:
    """Settings that are fine for a trial and not for a campus."""
    is_public = settings.public_url.startswith("https://")
    if is_public:
        yield Finding(
            "cookie",
            settings.cookie_secure,
            f"XINMEI_COOKIE_SECURE={str(settings.cookie_secure).lower()}",
            "" if settings.cookie_secure else "设为 true:会话只经 HTTPS。 Set it to true: sessions over HTTPS only.",
        )
    if settings.clock_offset_file:
        yield Finding(
            "clock",
            False,
            "XINMEI_CLOCK_OFFSET_FILE",
            "仅用于演练,请删除此设置。 For drills only: take this setting away.",
        )


def _python() -> Finding:
    good = sys.version_info >= (3, 11)
    return Finding(
        "python", good, sys.version.split()[0], "" if good else "需要 Python 3.11 以上。 Install Python 3.11 or newer."
    )


def _fonts() -> Finding:
    listed = ""
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, timeout=10).stdout
    found = listed.splitlines()[0] if listed.strip() else "没有中文字体 no Chinese font"
    mend = (
        "安装 fonts-noto-cjk;没有它文件照样生成。 Install fonts-noto-cjk; documents come out without it all the same."
    )
    return Finding("fonts", bool(listed.strip()), found, "" if listed.strip() else mend)


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    return Finding(
        "disk",
        free > LITTLE_DISK,
        f"{free / (1 << 30):.1f} GiB free",
        "" if free > LITTLE_DISK else "清理磁盘。 Free some space.",
    )


def _print_settings(settings: Settings) -> None:
    table = Table("设置 setting", "值 value", "说明")
    for field in fields(settings):
        value = getattr(settings, field.name)
        table.add_row(
            f"XINMEI_{field.name.upper()}",
            "•••" if field.metadata["secret"] and value else str(value),
            field.metadata["doc"],
        )
    Console().print(table)
