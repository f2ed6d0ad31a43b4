"""What `xinmei doctor` looks at: settings, servers, schemas, what the services owe, and for each fault what mends it.

A cause is told once: where a server does not answer, nothing that only it could say is looked for.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from deploy import assembly
from deploy.commands.top import read
from deploy.problems import Problem
from deploy.rabbitmq.definitions import DEAD
from services.alerts.domain.delivery import is_silent
from services.alerts.mailbox import Cursor, Mailbox
from services.alerts.storage.delivery import canaries
from services.contracts.queues import QUEUES
from services.kit import migrations
from services.kit.broker import BrokerAway
from services.kit.platform import Platform
from services.kit.settings import Settings

LITTLE_DISK = 1 << 30
LONG_LAG = 60.0
SKEW = 5.0
"""Seconds by which this machine's clock and the database server's may differ: deadlines and sessions go by both."""

BROKER_MENDS = {
    "ACCESS_REFUSED": "XINMEI_AMQP_URI 中的用户名或密码不对。 RabbitMQ refuses the user or password in XINMEI_AMQP_URI.",
    "NOT_ALLOWED": "虚拟主机不存在或该用户无权使用:导入 xinmei broker-definitions 的输出。 "
    "The vhost is not there, or closed to this user: import what `xinmei broker-definitions` writes.",
    "ECONNREFUSED": "该地址没有 RabbitMQ 在监听:启动它,或改正 XINMEI_AMQP_URI 的主机与端口。 "
    "Nothing listens there: start RabbitMQ, or mend host and port in XINMEI_AMQP_URI.",
    "not known": "XINMEI_AMQP_URI 中的主机名无法解析。 The host name in XINMEI_AMQP_URI is not known here.",
    "": "检查 XINMEI_AMQP_URI 与 RabbitMQ。 Check XINMEI_AMQP_URI and RabbitMQ.",
}
DATABASE_MENDS = {
    "password authentication": "XINMEI_DATABASE_URL 中的用户名或密码不对。 PostgreSQL refuses the role or password in XINMEI_DATABASE_URL.",
    "does not exist": "先建库并执行 deploy/postgresql/roles.sql。 Make the database and run deploy/postgresql/roles.sql in it first.",
    "refused": "该地址没有 PostgreSQL 在监听:启动它,或改正 XINMEI_DATABASE_URL 的主机与端口。 "
    "Nothing listens there: start PostgreSQL, or mend host and port in XINMEI_DATABASE_URL.",
    "resolve host": "XINMEI_DATABASE_URL 中的主机名无法解析。 The host name in XINMEI_DATABASE_URL is not known here.",
    "connection slots": "连接已用完:见 deploy/scaling.md。 Its connections are used up: see deploy/scaling.md.",
    "too many connections": "连接已用完:见 deploy/scaling.md。 Its connections are used up: see deploy/scaling.md.",
    "": "检查 XINMEI_DATABASE_URL 与 PostgreSQL。 Check XINMEI_DATABASE_URL and PostgreSQL.",
}
MIGRATE = (
    "运行 xinmei migrate;若已运行过,则当前角色看不到该结构,请改用 migrate 的密钥。 "
    "Run `xinmei migrate`; where that was done, this role may not see the schema: use the secrets of migrate."
)
NEWER = "安装更新的版本,或恢复本版本的备份。 Install the newer version, or restore a backup of this one."


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and what to mend where it is not."""

    what: str
    good: bool
    seen: str
    mend: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything of this machine and of the suite it is set up for, in the order in which one thing rests on the other."""
    yield Finding("profile", True, "单机 embedded" if settings.embedded else "分布式 distributed")
    yield _python()
    yield _fonts()
    try:
        if settings.data.exists():
            yield _disk(settings.data)
        if settings.embedded and not (settings.data / f"{assembly.SERVICES[0]}.sqlite").exists():
            yield Finding("data", False, f"{settings.data} 中没有数据 no data in {settings.data}", NO_DATA)
            return
        platform = assembly.make_platform(settings)
    except (Problem, OSError) as error:
        yield Finding("settings", False, str(getattr(error, "message", error)))
        return
    yield Finding("settings", True, "读取无误 read")
    yield from _broker(platform)
    yield from _databases(platform)
    yield from _mailbox(settings)
    yield from _security(settings)


NO_DATA = (
    "用 xinmei up 启动(首次会建立),或用 --data 指定目录;分布式请设置 XINMEI_AMQP_URI 与 XINMEI_DATABASE_URL。 "
    "Start `xinmei up`, which makes it, or name the folder with --data; for the distributed profile set "
    "XINMEI_AMQP_URI and XINMEI_DATABASE_URL."
)


# ---- the servers


def _broker(platform: Platform) -> Iterator[Finding]:
    try:
        platform.broker.ping()
    except BrokerAway as error:
        yield Finding("broker", False, str(error), mend_for(str(error), BROKER_MENDS))
        return
    yield Finding("broker", True, "正常 answers")
    if platform.settings.embedded:
        return
    for name in assembly.SERVICES:
        yield _processes(platform, name)
    yield _dead(platform)


def _processes(platform: Platform, name: str) -> Finding:
    """Whether any process of a service reads its queues; what waits there meanwhile is kept."""
    queues = [queue for queue in QUEUES if queue.partition(".")[0] == name]
    try:
        unread = [queue for queue, number in platform.broker.readers(queues).items() if not number]
    except BrokerAway:
        unread = queues
    mend = f"启动 xinmei run {name},或查看其日志;消息都保留着。 Start `xinmei run {name}` or look into its log; nothing is lost meanwhile."
    seen = f"无人读取 nobody reads {', '.join(unread)}" if unread else "运行中 runs"
    return Finding(f"processes {name}", not unread, seen, mend if unread else "")


def _dead(platform: Platform) -> Finding:
    """What RabbitMQ itself gave up: messages that killed their consumer thousands of times."""
    try:
        number = platform.broker.depths([DEAD])[DEAD]
    except BrokerAway:
        return Finding("dead queue", True, f"没有队列 no queue {DEAD}")
    mend = "见 deploy/operations.md 的“Dead letters of the broker”。 See “Dead letters of the broker” in deploy/operations.md."
    return Finding("dead queue", not number, f"{DEAD}: {number}", mend if number else "")


def _databases(platform: Platform) -> Iterator[Finding]:
    if not platform.settings.embedded:
        found = _server(platform)
        yield from found
        if not all(finding.good or finding.what == "clock" for finding in found):
            return
    for name in assembly.SERVICES:
        yield _schema(platform, name)
    for name in assembly.SERVICES:
        yield from _promises(platform, name)
    yield from _canaries(platform)


def _server(platform: Platform) -> list[Finding]:
    """Whether PostgreSQL lets us in, and goes by the same time."""
    try:
        with platform.database(assembly.SERVICES[0]).engine.connect() as connection:
            before = time.time()
            told = float(connection.scalar(sa.text("SELECT extract(epoch FROM clock_timestamp())")) or 0)
            skew = told - (before + time.time()) / 2
    except SQLAlchemyError as error:
        reason = _reason(error)
        return [Finding("database", False, reason, mend_for(reason, DATABASE_MENDS))]
    good = abs(skew) < SKEW
    mend = "让两台机器都与同一时间服务器同步(timedatectl set-ntp true)。 Have both machines keep time by NTP (timedatectl set-ntp true)."
    return [
        Finding("database", True, "正常 answers"),
        Finding(
            "clock", good, f"与数据库服务器相差 differs from the database's by {skew:+.1f} s", "" if good else mend
        ),
    ]


def _schema(platform: Platform, name: str) -> Finding:
    what = f"database {name}"
    try:
        migrations.check(platform.database(name))
    except migrations.SchemaNewer as error:
        return Finding(what, False, str(error), NEWER)
    except migrations.SchemaOlder:
        return Finding(what, False, "结构不是最新,或无权查看 not up to date, or not for this role to see", MIGRATE)
    except Exception as error:
        return Finding(what, False, _reason(error))
    return Finding(what, True, "结构为最新 schema up to date")


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def mend_for(reason: str, mends: Mapping[str, str]) -> str:
    """The first of `mends` whose sign stands in the reason; the empty sign stands in all."""
    return next(mend for sign, mend in mends.items() if sign in reason)


# ---- the services


def _promises(platform: Platform, name: str) -> Iterator[Finding]:
    """What a service owes: nothing, where its database does not answer, for that was said already."""
    found = read(platform, name)
    if not found.answers:
        return
    ails = []
    if found.lag > LONG_LAG:
        ails.append("检查消息服务器与该服务进程。 Check the broker, and that the service runs.")
    if found.parked:
        ails.append(
            "用 xinmei dead-letters list 与 show 查看,消除原因后 replay --all。 "
            "Look with `xinmei dead-letters list` and `show ID`, mend the cause, then `replay --all`."
        )
    if found.missed:
        ails.append(
            "确认该服务在运行,并在其日志中查找 deadline_failed。 See that it runs, and look for deadline_failed in its log."
        )
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
    try:
        next(Mailbox(settings.intake_mailbox, settings.intake_mailbox_password).look(Cursor()))
        yield Finding("mailbox", True, "可以读取 can be read")
    except Exception as error:
        mend = "检查 XINMEI_INTAKE_MAILBOX 及其密码。 Check XINMEI_INTAKE_MAILBOX and its password."
        yield Finding("mailbox", False, f"{type(error).__name__}: {_reason(error)}", mend)
    senders = settings.intake_senders.strip()
    mend = "" if senders else "填写可信的发件人或 @域名。 Name who may send, or nobody's mail is heard."
    yield Finding("senders", bool(senders), f"XINMEI_INTAKE_SENDERS={senders}", mend)


# ---- this machine


def _security(settings: Settings) -> Iterator[Finding]:
    """Settings that are fine for a trial and not for a campus."""
    if settings.public_url.startswith("https://"):
        mend = "" if settings.cookie_secure else "设为 true:会话只经 HTTPS。 Set it to true: sessions over HTTPS only."
        seen = f"XINMEI_COOKIE_SECURE={str(settings.cookie_secure).lower()}"
        yield Finding("cookie", settings.cookie_secure, seen, mend)
    if settings.clock_offset_file:
        mend = "仅用于演练,请删除此设置。 For drills only: take this setting away."
        yield Finding("clock offset", False, "XINMEI_CLOCK_OFFSET_FILE", mend)


def _python() -> Finding:
    good = sys.version_info >= (3, 11)
    mend = "" if good else "需要 Python 3.11 以上。 Install Python 3.11 or newer."
    return Finding("python", good, sys.version.split()[0], mend)


def _fonts() -> Finding:
    listed = ""
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, timeout=10).stdout
    if listed.strip():
        return Finding("fonts", True, listed.splitlines()[0])
    return Finding("fonts", False, "没有中文字体 no Chinese font", FONTS)


FONTS = (
    "安装 fontconfig 与 fonts-noto-cjk;否则 PDF 文件中的汉字显示为方框,其他功能不受影响。 "
    "Install fontconfig and fonts-noto-cjk; until then Chinese comes out as boxes in PDF papers, and all else works."
)


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    mend = (
        "清理磁盘或扩容:写满后新请求会被拒绝,已有数据不受影响。 "
        "Free some space: on a full disk new requests are refused, and what is there stays whole."
    )
    return Finding("disk", free > LITTLE_DISK, f"{free / (1 << 30):.1f} GiB free", "" if free > LITTLE_DISK else mend)
