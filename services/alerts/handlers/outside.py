"""Reports from outside, signed: by a webhook or as a mail that a mail server hands on (article 15)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from services.alerts.domain.evidence import Evidence, checksum, media_type_of
from services.alerts.domain.incidents import Incident
from services.alerts.domain.intake import Finding
from services.alerts.domain.sources import Source, is_genuine
from services.alerts.handlers import rights
from services.alerts.handlers.intake import open_or_join
from services.alerts.storage import incidents, intake, register
from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, StateConflict, XinmeiError
from services.kit.api import Identity, Work
from services.kit.vault import Vault

PURPOSE = "source.secret"
LOOKS = (*rights.SETS, "auditor")
MOST_FILES = 10


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What came, as it came: the bytes, and what their sender says of them."""

    body: bytes
    timestamp: str
    signature: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a report says. `files` are names and contents."""

    title: str
    severity: str = ""
    account_id: str = ""
    place: str = ""
    url: str = ""
    summary: str = ""
    external_id: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)


def make_source(work: Work, given: dict[str, Any], vault: Vault) -> tuple[Source, str]:
    """Let somebody outside report; the secret they sign with is shown this once."""
    work.identity.require(*rights.SETS)
    secret = secrets.token_urlsafe(32)
    found = Source(id=work.new_id(), secret=vault.seal(secret, PURPOSE), made_at=work.now, used=0, **given)
    work.session.add(found)
    work.record("intake_source.make", found.id)
    return found, secret


def end_source(work: Work, source_id: str) -> Source:
    """Take nothing more from a source."""
    work.identity.require(*rights.SETS)
    found = intake.find_source(work.session, source_id)
    if found is None:
        raise NotFound(source=source_id)
    work.check_version(found.version)
    if not found.active:
        raise StateConflict(zh="该来源已停用。没有作任何更改。", en="This source was ended. Nothing was changed.")
    found.active = False
    work.record("intake_source.end", found.id)
    return found


def admit(work: Work, source_id: str, signed: Signed, vault: Vault) -> Source:
    """The source that signed a report. Raises `NotAuthenticated`, whatever it is that does not fit."""
    found = intake.find_source(work.session, source_id)
    secret = vault.open(found.secret, PURPOSE) if found and found.active else ""
    if found is None or not secret or not is_genuine(secret, signed.timestamp, signed.body, signed.signature, work.now):
        raise NotAuthenticated(
            code="bad_signature",
            zh="签名缺失、过期或不正确，没有受理。请检查密钥与时钟后重新发送。",
            en="The signature is missing, too old or wrong: nothing was taken. Check the secret and the clock, then send again.",
        )
    return found


def take_report(work: Work, source: Source, told: Told) -> Incident:
    """Open an incident, or join the one that the same report opened before. Raises `InputInvalid` for an unknown account."""
    if told.account_id and register.find_account(work.session, told.account_id) is None:
        raise InputInvalid({"account_id": ["没有这个账号。 There is no such account."]})
    source.last_used_at, source.used = work.now, source.used + 1
    rule = intake.rules(work.session)["outside_report"]
    finding = Finding(
        kind="outside_report",
        account_id=told.account_id,
        place=told.place or f"source:{source.id}",
        source=source.name,
        severity=told.severity or source.severity or rule.severity,
        url=told.url,
        title=told.title,
        excerpt=told.summary[:4000],
        fingerprint=f"{source.id}:{told.external_id}" if told.external_id else "",
        summary=told.summary,
    )
    who = Identity(id=f"source:{source.id}", username="", name=source.name)
    with work.acting_for(who, work.cause):
        key = finding.key(rule)
        found = open_or_join(work, finding, rule, incidents.open_by_key(work.session, [key]).get(key))
        for name, content in told.files[:MOST_FILES]:
            _keep_file(work, found, name, content)
    return found


def _keep_file(work: Work, found: Incident, name: str, content: bytes) -> None:
    """What came along is kept as evidence; what is no picture, document or text is named in the timeline and left."""
    try:
        media_type = media_type_of(content)
    except XinmeiError:
        work.session.add(found.note("comment", rights.by(work), work.now, comment=f"未保存的附件：{name}"[:500]))
        return
    sha256 = checksum(content)
    kept = Evidence(
        id=work.new_id(), incident_id=found.id, name=name[:200] or "attachment", media_type=media_type, size=len(content),
        sha256=sha256, url="", note="", taken_at=work.now, kept_by=work.identity.id, kept_by_name=work.identity.name,
        kept_at=work.now, content=content,
    )  # fmt: skip
    entry = found.note("evidence_kept", rights.by(work), work.now, evidence_id=kept.id, name=kept.name, checksum=sha256)
    work.session.add_all([kept, entry])
    work.record("incident.evidence", found.id, sha256=sha256)
