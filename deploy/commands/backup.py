"""``xinmei backup`` and ``xinmei restore``: the embedded profile's data as one file, consistent while it runs.

The four databases must be of one moment: an event that one service has sent and another has not seen would be lost. So the
write locks of all are held together for the instant in which a snapshot of each begins; copying then goes on beside the
writers.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import click

from deploy import assembly
from deploy.commands.options import data_option, examples
from deploy.problems import Problem
from services.kit.anchors import SUFFIX
from services.kit.settings import Settings

LOCK_SECONDS = 30.0
SKIPPED = {"lock"}


@click.command(epilog=examples("xinmei backup /backup/xinmei.tar.gz --data /var/lib/xinmei"))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@data_option
def backup(file: Path, data: Path | None) -> None:
    """备份单机数据(运行中亦可)。 Back up the embedded profile's data, also while it runs.

    其中有签名密钥,请妥善保管。分布式请用 pg_dump。 It holds the signing secret: keep it as you keep secrets. For the distributed
    profile use pg_dump (deploy/operations.md).
    """
    folder = Settings.from_environment(data=data).data
    databases = [folder / f"{name}.sqlite" for name in assembly.SERVICES]
    if not all(path.exists() for path in databases):
        raise Problem(
            f"{folder} 中没有完整的数据,没有备份。", f"There is no complete data in {folder}; nothing was backed up."
        )
    try:
        with tempfile.TemporaryDirectory(dir=file.parent.resolve()) as scratch:
            made = Path(scratch) / "backup.tar.gz"
            _write(made, folder, databases, Path(scratch))
            made.replace(file)
    except OSError as error:
        raise Problem(
            f"无法写入 {file}({error.strerror})。", f"{file} cannot be written ({error.strerror})."
        ) from error
    except sqlite3.Error as error:
        raise Problem(
            f"无法读取 {folder} 中的数据,没有备份。",
            f"The data in {folder} cannot be read ({error}); nothing was backed up.",
        ) from error
    click.echo(f"已备份 backed up to {file} ({file.stat().st_size / 1_048_576:.1f} MiB)")


@click.command(epilog=examples("xinmei restore /backup/xinmei.tar.gz --data /var/lib/xinmei"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
def restore(file: Path, data: Path | None) -> None:
    """恢复单机数据(须先停止运行)。 Restore the data; what is there now is put aside, never deleted."""
    settings = Settings.from_environment(data=data)
    with assembly.data_folder(settings), tempfile.TemporaryDirectory(dir=settings.data) as scratch:
        try:
            with tarfile.open(file, "r:gz") as archive:
                archive.extractall(scratch, members=list(_safe(archive)))  # noqa: S202 (only what `_safe` lets through)
        except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
            raise Problem(
                f"{file} 不是可用的备份,没有作任何更改。", f"{file} is no usable backup ({error}); nothing was changed."
            ) from error
        _check(Path(scratch), file)
        aside = _put_aside(settings.data, Path(scratch))
        for found in Path(scratch).iterdir():
            shutil.move(str(found), settings.data / found.name)
    click.echo(f"已恢复 restored from {file}" + (f"; 原数据在 what was there is in {aside}" if aside else ""))


def _write(made: Path, folder: Path, databases: list[Path], scratch: Path) -> None:
    with _snapshots(databases) as snapshots, tarfile.open(made, "w:gz", compresslevel=1) as archive:
        for path, snapshot in zip(databases, snapshots, strict=True):
            click.echo(f"  {path.name}")
            copy = scratch / path.name
            with contextlib.closing(sqlite3.connect(copy)) as target:
                snapshot.backup(target)
            archive.add(copy, path.name)
            copy.unlink()
        for found in sorted(folder.iterdir()):
            if (
                ".sqlite" not in found.name
                and found.suffix
                != SUFFIX  # an anchor is newer than the copied chain, and what it holds fast is this one
                and found.name not in SKIPPED
                and not found.name.startswith("before-restore")
            ):
                archive.add(found, found.name)


@contextlib.contextmanager
def _snapshots(databases: list[Path]) -> Iterator[list[sqlite3.Connection]]:
    """A reading transaction on each database, all begun while nobody could write to any."""
    with contextlib.ExitStack() as stack:
        readers = [stack.enter_context(_connected(path)) for path in databases]
        with contextlib.ExitStack() as locks:
            writers = [locks.enter_context(_connected(path)) for path in databases]
            for writer in writers:
                writer.execute("BEGIN IMMEDIATE")
            for reader in readers:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
            for writer in writers:
                writer.execute("ROLLBACK")
        yield readers


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=LOCK_SECONDS)) as connection:
        yield connection


def _safe(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Its files and folders; nothing that points elsewhere. (Debian's Python 3.11 has no extraction filters yet.)"""
    for member in archive:
        path = PurePosixPath(member.name)
        if path.is_absolute() or ".." in path.parts or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(f"{member.name} does not belong into a backup")
        member.mode = 0o700 if member.isdir() else 0o600
        yield member


def _check(folder: Path, file: Path) -> None:
    missing = [name for name in assembly.SERVICES if not (folder / f"{name}.sqlite").exists()]
    if missing:
        raise Problem(
            f"{file} 中缺少 {', '.join(missing)} 的数据,没有作任何更改。",
            f"{file} lacks {', '.join(missing)}; nothing was changed.",
        )
    for name in assembly.SERVICES:
        found = _integrity(folder / f"{name}.sqlite")
        if found != "ok":
            raise Problem(
                f"{file} 中 {name} 的数据已损坏,没有作任何更改。",
                f"{name} in {file} is damaged ({found}); nothing was changed.",
            )


def _integrity(path: Path) -> str:
    try:
        with _connected(path) as connection:
            return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)


def _put_aside(data: Path, scratch: Path) -> Path | None:
    """Move the data that is there into a folder of its own."""
    there = [
        found
        for found in data.iterdir()
        if found != scratch and found.name != "lock" and not found.name.startswith("before-restore")
    ]
    if not there:
        return None
    aside = data / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    aside.mkdir()
    for found in there:
        shutil.move(str(found), aside / found.name)
    return aside
