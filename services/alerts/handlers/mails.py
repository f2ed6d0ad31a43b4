"""Reports that come by mail into the mailbox which is read for them (article 15): each taken once, from who may send them."""

from __future__ import annotations

import hashlib
import secrets
from email.utils import parseaddr

from services.alerts.domain.sources import Source, may_send
from services.alerts.handlers.outside import PURPOSE, Told, take_report
from services.alerts.storage import intake
from services.contracts.errors import XinmeiError
from services.kit.api import Work
from services.kit.vault import Vault

MAILBOX = "mailbox"
"""The source by whose name mails report; the department may give it a severity's default, and end it."""


def open_source(work: Work, vault: Vault) -> Source:
    """The mailbox as a source, made at the first look. It signs nothing: its secret is nobody's."""
    found = intake.find_source(work.session, MAILBOX)
    if found is None:
        secret = vault.seal(secrets.token_urlsafe(32), PURPOSE)
        found = Source(id=MAILBOX, name="邮箱", secret=secret, severity="", made_at=work.now, used=0)
        work.session.add(found)
        work.record("intake_source.make", MAILBOX)
        work.session.flush()
    return found


def take_mail(work: Work, source: Source, told: Told | None, sender: str, allowed: str) -> str:
    """What became of one mail: ``taken``, ``known`` (the same was taken before), ``refused`` (its sender is not on the list,
    it is too large, or it cannot be an incident). What is refused stays in the mailbox, and in the ledger without its sender."""
    if told is None or not source.active or not may_send(allowed, parseaddr(sender)[1]):
        work.record("mail.refused", MAILBOX)
        return "refused"
    key = _key_of(told)
    if intake.mail_was_taken(work.session, key):
        return "known"
    try:
        with work.savepoint():
            incident = take_report(work, source, told)
            intake.keep_mail(work.session, key, incident.id)
            work.session.flush()
    except XinmeiError:
        work.record("mail.refused", MAILBOX)
        return "refused"
    return "taken"


def _key_of(told: Told) -> str:
    """By its Message-ID, or by all that it says where it has none."""
    return hashlib.sha256((told.external_id or f"{told.title}\n{told.summary}").encode(errors="replace")).hexdigest()
