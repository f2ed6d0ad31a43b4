"""The postman: reads the mailbox for reports and hands each mail over in a transaction of its own, with how far was read."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import IntegrityError

from services.alerts.handlers import mails
from services.alerts.mail import read_mail, sender_of
from services.alerts.mailbox import AWAY, Cursor, Mail, Mailbox
from services.alerts.storage import intake
from services.kit.identity import service_identity
from services.kit.ids import new_trace, set_trace
from services.kit.vault import Vault
from services.kit.work import Works

log = structlog.get_logger(__name__)


class Postman:
    """Reads one mailbox. `allowed` lists who may send: addresses, or ``@domain``, comma separated."""

    def __init__(self, works: Works, mailbox: Mailbox, allowed: str, vault: Vault) -> None:
        self._works = works
        self._mailbox = mailbox
        self._allowed = allowed
        self._vault = vault
        self._me = service_identity(works.service)

    def fetch(self) -> list[str]:
        """What became of each new mail, in order. A server that is away is asked again at the next round."""
        with self._works.database.begin(writes=False) as session:
            after = Cursor(*intake.mail_cursor(session, mails.MAILBOX))
        done: list[str] = []
        try:
            for mail in self._mailbox.look(after):
                done += self._take(mail, first=after.validity == 0)
        except AWAY as error:
            log.warning("mailbox_away", error=str(error)[:200])
        except IntegrityError:
            log.info("mail_taken_elsewhere")  # another process took the same mail; the next round goes on behind it
        return done

    def _take(self, mail: Mail, first: bool) -> list[str]:
        told = read_mail(mail.raw) if mail.raw is not None else None
        with self._works.open(self._me, set_trace(new_trace())) as work:
            source = mails.open_source(work, self._vault)
            intake.keep_mail_cursor(work.session, mails.MAILBOX, mail.cursor.validity, mail.cursor.uid)
            if first:
                return []
            return [mails.take_mail(work, source, told, sender_of(mail.raw or b""), self._allowed)]
