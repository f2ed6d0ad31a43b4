"""Mail as a mail server hands it on (message/rfc822): who wrote, what about, what it says, what is attached."""

from __future__ import annotations

import email
import re
from email.message import EmailMessage, Message
from email.policy import default

from services.alerts.handlers.outside import Told

LONGEST = 10_000
_URL = re.compile(r"https?://[\x21-\x7e]{3,1900}")
_SEVERITY = re.compile(r"[\[【(（](IV|III|II|I)\s*级?[\]】)）]")
_LAYOUT = "\n\t"


def read_mail(raw: bytes) -> Told:
    """A report from a mail: its subject is the title, ``[II]`` in it the severity, the first address in its text the URL.

    The same message twice is one report, by its Message-ID. What cannot be decoded is replaced, never refused: a mail that
    tells of harm is heard however it is made.
    """
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    subject, text = _plain(str(message["Subject"] or "")), _text_of(message)
    severity, url = _SEVERITY.search(subject), _URL.search(text)
    sender = _plain(str(message["From"] or ""))
    return Told(
        title=subject[:200] or "（无主题）",
        severity=severity[1] if severity else "",
        url=url[0] if url else "",
        summary=f"发件人：{sender}\n\n{text}".strip()[:LONGEST],
        external_id=_plain(str(message["Message-ID"] or ""))[:200],
        files=[_file(part) for part in message.iter_attachments() if isinstance(part, EmailMessage)],
    )


def sender_of(raw: bytes) -> str:
    """Who wrote, as the mail says; that its server checked that is the server's business (SPF, DKIM)."""
    return _plain(str(email.message_from_bytes(raw, policy=default)["From"] or ""))


def _text_of(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    payload = body.get_payload(decode=True)
    found = payload.decode(_charset(body), "replace") if isinstance(payload, bytes) else ""
    if body.get_content_type() == "text/html":
        found = re.sub(r"<[^<>]{0,2000}>", " ", found)
    return _plain(found.replace("\r\n", "\n"), _LAYOUT)


def _charset(part: Message) -> str:
    named = part.get_content_charset("utf-8")
    try:
        "".encode(named)
    except LookupError:
        return "utf-8"
    return named


def _plain(text: str, layout: str = "") -> str:
    return "".join(char for char in text if char.isprintable() or char in layout).strip()


def _file(part: EmailMessage) -> tuple[str, bytes]:
    payload = part.get_payload(decode=True)
    return _plain(part.get_filename() or "attachment"), payload if isinstance(payload, bytes) else b""
