"""The record of a seal as PDF, by typst: who approved what and when, and whether it still holds (article 13).

What stands in it goes in as data, never as markup. Fonts are the machine's own.
"""

from __future__ import annotations

import io
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from eventlet import tpool

from services.kit.api import CAMPUS_ZONE
from services.review.domain.dossiers import Dossier, Verification
from services.review.domain.versions import Version

PDF = "application/pdf"
TEMPLATE = Path(__file__).parent / "seal.typ"
ROLES = {
    "operator": "运营人员",
    "reviewer": "审核人",
    "responsible": "第一责任人",
    "officer": "宣传统战部经办",
    "director": "宣传统战部负责人",
    "league": "团委",
    "student_affairs": "学工部",
}
PROBLEMS = {
    "content_changed": "内容与封存时不一致",
    "not_in_ledger": "台账中没有这一封印",
    "superseded": "已有新版本",
    "voided": "封印已作废",
    "outside_window": "不在核定时间内",
}
VOIDED = {
    "revised": "重新送审",
    "withdrawn": "撤回",
    "frozen": "暂停发布",
    "held": "人工暂缓",
}


def print_seal(
    found: Verification, dossier: Dossier, version: Version, college: str, home: str, now: datetime
) -> bytes:
    """The record, A4; `version` is the text that was sealed, `home` the portal's address."""
    words = {
        "college": college,
        "title": version.title,
        "printed": _moment(now),
        "valid": not found.problems,
        "problems": "、".join(PROBLEMS.get(problem, problem) for problem in found.problems),
        "facts": _facts(found, version),
        "fingerprint": found.seal.fingerprint,
        "approvals": [_approval(approval) for approval in found.seal.approvals],
        "findings": _findings(dossier) if dossier.version.version == version.version else [],
        "media": [[item["name"], item["checksum"]] for item in version.media],
        "body": version.body.split("\n"),
        "qr": _qr(f"{home}/submissions/{found.submission.id}"),
    }
    paper: bytes = tpool.execute(_compile, json.dumps(words, ensure_ascii=False))
    return paper


def _facts(found: Verification, version: Version) -> list[list[str]]:
    seal, submission = found.seal, found.submission
    facts = [
        ["平台", f"{submission.account_name}({submission.tier} 级)"],
        ["送审人", f"{version.created_by_name} · {_moment(version.created_at)}"],
        ["来源", "原创" if version.source == "original" else f"{version.source} {version.licence}".strip()],
        ["封存", f"第 {seal.version} 版 · {_moment(seal.sealed_at)}"],
        ["核定发布时间", f"{_moment(seal.not_before)} 至 {_moment(seal.not_after)}"],
    ]
    if submission.published_at:
        facts.append(["发布", f"{_moment(submission.published_at)} {submission.url}"])
    if seal.voided_at:
        facts.append(["作废", f"{_moment(seal.voided_at)} · {VOIDED.get(seal.void_reason, seal.void_reason)}"])
    return facts


def _approval(approval: dict[str, Any]) -> list[str]:
    instead = f"(代 {approval['for_name']})" if approval.get("for_name") else ""
    at = datetime.fromisoformat(approval["at"])
    role = ROLES.get(approval["role"], approval["role"])
    return [str(approval["stage"]), role, approval["name"] + instead, _moment(at)]


def _findings(dossier: Dossier) -> list[list[str]]:
    return [[finding.matched, f"第{finding.article}条", finding.answer or "—"] for finding in dossier.findings]


def _compile(words: str) -> bytes:
    found: bytes = typst.compile(_template(), sys_inputs={"words": words}, format="pdf")
    return found


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _qr(link: str) -> str:
    kept = io.BytesIO()
    segno.make(link, error="m", micro=False).save(kept, kind="svg", border=2, scale=4)
    return kept.getvalue().decode()


def _moment(at: datetime) -> str:
    local = at.astimezone(CAMPUS_ZONE)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
