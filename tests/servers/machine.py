"""What this machine has for tests: server binaries, a browser, Chinese fonts, a Docker engine; and the words for what it lacks.

The search looks where Debian and Ubuntu put things, then along the path. An operator may point elsewhere with
``XINMEI_TEST_RABBITMQ_SBIN``, ``XINMEI_TEST_POSTGRESQL_BIN`` and ``XINMEI_TEST_CHROMIUM``.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

AMQP_URI = "XINMEI_TEST_AMQP_URI"
DATABASE_URL = "XINMEI_TEST_DATABASE_URL"

WAYS_OUT = """\
  1. 以 root 身份在 Debian 或 Ubuntu 上再次运行 make test,程序会自行安装;
     run make test as root on Debian or Ubuntu, and it installs them by itself; or
  2. 自行安装(例如 apt-get install rabbitmq-server postgresql chromium libatomic1 fontconfig fonts-noto-cjk prometheus systemd);
     install them yourself (for example with the apt-get line above); or
  3. 启动 Docker 引擎(需要 docker compose),RabbitMQ 与 PostgreSQL 将以容器运行;
     start a Docker engine with docker compose, and RabbitMQ and PostgreSQL run in containers; or
  4. 设置 XINMEI_TEST_AMQP_URI 与 XINMEI_TEST_DATABASE_URL,指向可供测试使用的服务器。
     set XINMEI_TEST_AMQP_URI and XINMEI_TEST_DATABASE_URL to servers that tests may use.
没有跳过任何测试,也没有改动任何数据。 No test was skipped, and nothing was changed."""


class ServersMissing(RuntimeError):
    """The machine has no such server, and no engine to run one; the message says what to provide."""


def missing_message(names: Iterable[str]) -> str:
    """What is missing, what was kept and what to do next, in Chinese and English."""
    listed = ", ".join(names)
    return f"测试缺少以下组件,无法运行:{listed}\nThe tests cannot run without: {listed}\n{WAYS_OUT}"


def find_rabbit() -> Path | None:
    """The folder of RabbitMQ's real scripts: distributions put wrappers in front of them that insist on a user."""
    homes = Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin")
    found = [
        *_given("XINMEI_TEST_RABBITMQ_SBIN"),
        *sorted(homes, key=_version, reverse=True),
        *_beside("rabbitmq-server"),
    ]
    if shutil.which("erl") is None:
        return None
    return next((folder for folder in found if _holds(folder, "rabbitmq-server", "rabbitmq-env", "rabbitmqctl")), None)


def find_postgres() -> Path | None:
    """The folder of PostgreSQL's server binaries, the newest version first."""
    homes = Path("/usr/lib/postgresql").glob("*/bin")
    found = [*_given("XINMEI_TEST_POSTGRESQL_BIN"), *sorted(homes, key=_version, reverse=True), *_beside("initdb")]
    return next((folder for folder in found if _holds(folder, "initdb", "postgres")), None)


def find_chromium() -> str | None:
    """The browser's program: the system's, else the one that Playwright has brought."""
    if given := os.environ.get("XINMEI_TEST_CHROMIUM"):
        return given if os.access(given, os.X_OK) else None
    names = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
    system = [path for path in map(shutil.which, names) if path and not _is_snap_stub(Path(path))]
    brought = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    return next(iter([*system, *map(str, sorted(brought.glob("chromium-*/chrome-linux*/chrome"), reverse=True))]), None)


def drives_browsers() -> bool:
    """Whether Playwright's own program runs: a minimal Debian lacks a library (libatomic1) that it needs."""
    found = importlib.util.find_spec("playwright")
    if found is None or found.origin is None:
        return False
    return _succeeds(str(Path(found.origin).parent / "driver" / "node"), "--version")


def finds(program: str) -> Callable[[], str | None]:
    """Looks for a program along the path."""
    return lambda: shutil.which(program)


def has_chinese_fonts() -> bool:
    """Whether fontconfig knows a font for Chinese: without one a picture of a page shows boxes."""
    if shutil.which("fc-list") is None:
        return False
    asked = ["fc-list", ":lang=zh-cn", "family"]  # the first call on a machine builds a cache
    return bool(subprocess.run(asked, capture_output=True, check=False, timeout=120).stdout.strip())


@functools.cache
def docker_answers() -> bool:
    """Whether a Docker engine answers and has compose."""
    return (
        shutil.which("docker") is not None and _succeeds("docker", "info") and _succeeds("docker", "compose", "version")
    )


def missing() -> list[str]:
    """The names of what the machine itself lacks, whatever the environment gives."""
    have: dict[str, Callable[[], object]] = {
        "rabbitmq": find_rabbit,
        "postgresql": find_postgres,
        "chromium": find_chromium,
        "driver": drives_browsers,
        "fonts": has_chinese_fonts,
        "promtool": finds("promtool"),
        "systemd": finds("systemd-analyze"),
    }
    return [name for name, find in have.items() if not find()]


def unprovided() -> list[str]:
    """What no way provides: not the machine, not the environment's addresses, not an engine."""
    given = {"rabbitmq": os.environ.get(AMQP_URI), "postgresql": os.environ.get(DATABASE_URL)}
    return [name for name in missing() if not given.get(name) and not (name in given and docker_answers())]


def _given(variable: str) -> list[Path]:
    return [Path(value)] if (value := os.environ.get(variable)) else []


def _beside(program: str) -> list[Path]:
    return [Path(found).resolve().parent] if (found := shutil.which(program)) else []


def _holds(folder: Path, *programs: str) -> bool:
    return all(os.access(folder / program, os.X_OK) or (folder / program).is_file() for program in programs)


def _version(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path.parent.name)]


def _is_snap_stub(program: Path) -> bool:
    # Ubuntu's package of this name only tells its reader to install a snap, which containers cannot run.
    with program.open("rb") as content:
        head = content.read(4096)
    return head.startswith(b"#!") and b"snap" in head and b"/usr/lib" not in head


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
