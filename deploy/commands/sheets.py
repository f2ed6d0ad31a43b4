"""``xinmei import`` and ``xinmei export``: tables in and out, with a line for every row that was refused."""

from __future__ import annotations

import base64
import csv
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from deploy.commands.options import data_option, examples, open_platform
from deploy.problems import Problem
from services.contracts.errors import InputInvalid, XinmeiError
from services.kit.identity import Identity
from services.kit.ids import new_trace
from services.kit.platform import Platform
from services.kit.work import Work, Works
from services.registry.service import (
    accounts_workbook,
    import_accounts,
    import_people,
    import_units,
    office_for,
    people_workbook,
    units_workbook,
)
from services.review.handlers.imports import import_lexicon
from services.review.storage import lexicon as stored

# The operator at the command line acts with these rights; the ledger says that it was the command line.
OPERATOR = Identity(
    id="service:command-line",
    username="command-line",
    name="命令行",
    grants=(("admin", ""), ("director", ""), ("officer", "")),
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TARGET = click.Path(dir_okay=False, path_type=Path)
LEXICON_COLUMNS = ("text", "category", "severity", "article", "tier_hint", "allow")


@click.group("import")
def import_() -> None:
    """导入 Excel 或 CSV。 Take tables in, from Excel or CSV.

    people、units、lexicon 的表头即 export 写出的表头。 The columns of people, units and lexicon are those that `xinmei export`
    writes. 缺少的列与被拒的行逐一说明,其余照常导入。 Missing columns and refused rows are named; the other rows are taken in.
    """


@click.group()
def export() -> None:
    """导出。 Write tables out."""


@import_.command("people", epilog=examples("xinmei import people people.xlsx"))
@click.argument("file", type=FILE)
@data_option
def import_people_(file: Path, data: Path | None) -> None:
    """导入人员。 People, with their roles."""
    with _working("registry", data) as (platform, work):
        report = import_people(office_for(work, platform.settings), file.read_bytes())
    _tell(report)


@import_.command("units", epilog=examples("xinmei import units units.xlsx"))
@click.argument("file", type=FILE)
@data_option
def import_units_(file: Path, data: Path | None) -> None:
    """导入单位。 The tree of units, those above before those below."""
    with _working("registry", data) as (platform, work):
        report = import_units(office_for(work, platform.settings), file.read_bytes())
    _tell(report)


@import_.command("accounts", epilog=examples("xinmei import accounts accounts.xlsx"))
@click.argument("file", type=FILE)
@data_option
def import_accounts_(file: Path, data: Path | None) -> None:
    """导入已在运行的平台。 Accounts that ran before this software did.

    表头 columns:平台名称、渠道、账号、级别、主办单位、功能定位、服务对象、更新频率、第一责任人、职务、责任人电话、管理员、管理员工号、管理员电话。
    """
    with _working("registry", data) as (platform, work):
        report = import_accounts(office_for(work, platform.settings), file.read_bytes())
    _tell(report)


@import_.command("lexicon", epilog=examples("xinmei import lexicon words.csv"))
@click.argument("file", type=FILE)
@data_option
def import_lexicon_(file: Path, data: Path | None) -> None:
    """导入词表(全部或全不)。 A word list: all of it or nothing."""
    wanted = {"name": file.name, "base64": base64.b64encode(file.read_bytes()).decode(), "terms": [], "allow": []}
    with _working("review", data) as (_, work):
        found = import_lexicon(work, wanted)
    click.echo("  ".join(f"{name}: {value}" for name, value in found.items()))


@export.command("accounts", epilog=examples("xinmei export accounts accounts.xlsx"))
@click.argument("file", type=TARGET)
@data_option
def export_accounts(file: Path, data: Path | None) -> None:
    """导出在册平台(Excel)。 The register, as Excel."""
    with _working("registry", data) as (platform, work):
        _write(file, accounts_workbook(office_for(work, platform.settings), {}))


@export.command("people", epilog=examples("xinmei export people people.xlsx"))
@click.argument("file", type=TARGET)
@data_option
def export_people(file: Path, data: Path | None) -> None:
    """导出人员(Excel,可再导入)。 People, as Excel that can be imported again."""
    with _working("registry", data) as (platform, work):
        _write(file, people_workbook(office_for(work, platform.settings)))


@export.command("units", epilog=examples("xinmei export units units.xlsx"))
@click.argument("file", type=TARGET)
@data_option
def export_units(file: Path, data: Path | None) -> None:
    """导出单位(Excel,可再导入)。 Units, as Excel that can be imported again."""
    with _working("registry", data) as (platform, work):
        _write(file, units_workbook(office_for(work, platform.settings)))


@export.command("lexicon", epilog=examples("xinmei export lexicon words.csv"))
@click.argument("file", type=TARGET)
@data_option
def export_lexicon(file: Path, data: Path | None) -> None:
    """导出词表(CSV,可再导入)。 The word list, as a CSV file that can be imported again."""
    with _working("review", data) as (_, work):
        rows = [
            [term.text, term.category, term.severity, term.article, term.tier_hint or "", ""]
            for term in stored.terms(work.session)
        ]
        rows += [[text, "", "", "", "", "yes"] for text in stored.allowed(work.session)]
    _write(file, _csv(LEXICON_COLUMNS, rows))


@contextmanager
def _working(service: str, data: Path | None) -> Iterator[tuple[Platform, Work]]:
    """An open work of a service; its errors show as one line and leave nothing behind."""
    platform = open_platform(data, (service,))
    works = Works(service, platform.database(service), platform.clock)
    try:
        with works.open(OPERATOR, new_trace()) as work:
            yield platform, work
    except InputInvalid as error:
        for field, messages in error.errors.items():
            click.echo(f"  {field}: {' '.join(messages)}", err=True)
        raise Problem(error.zh, error.en) from error
    except XinmeiError as error:
        raise Problem(error.zh, error.en) from error


def _tell(report: dict[str, Any]) -> None:
    for one in report["refused"]:
        click.echo(f"第 {one['row']} 行 row {one['row']}, {one['column']}: {one['message']}", err=True)
    click.echo(f"{report['accepted']} 行已导入 rows taken in, {len(report['refused'])} 行被拒 refused")
    sys.exit(int(bool(report["refused"])))


def _csv(heading: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Problem(
            f"无法写入 {file}({error.strerror})。", f"{file} cannot be written ({error.strerror})."
        ) from error
    click.echo(f"已写入 written: {file}")
