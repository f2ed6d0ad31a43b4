"""Signed webhooks, and e-mail by SMTP."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any
from urllib.parse import urlsplit

from services.alerts.delivery.addresses import Guard
from services.alerts.delivery.posting import Poster, by_status
from services.alerts.domain.delivery import Channel, Delivery, Outcome

SMTP_TIMEOUT = 10


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature that a receiver recomputes: HMAC-SHA256 over ``timestamp.body``, in hexadecimal."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def send_hook(poster: Poster, channel: Channel, delivery: Delivery, text: str, now: datetime) -> Outcome:
    """Post a delivery as JSON; any 2xx is success. The receiver knows repetitions by ``id``."""
    body = json.dumps(
        {
            "id": delivery.id,
            "kind": delivery.kind,
            "severity": delivery.severity,
            "subject": delivery.subject,
            "subject_id": delivery.subject_id,
            "text": text,
            "sent_at": now.isoformat(),
        },
        ensure_ascii=False,
    ).encode()
    return _post_signed(poster, channel, delivery, body, now)


def send_event(poster: Poster, channel: Channel, delivery: Delivery, now: datetime) -> Outcome:
    """Post an event as it stands, ``{"id", "type", "time", "data"}``; any 2xx is success. Repetitions carry the same ``id``."""
    return _post_signed(poster, channel, delivery, delivery.zh.encode(), now)


def _post_signed(poster: Poster, channel: Channel, delivery: Delivery, body: bytes, now: datetime) -> Outcome:
    timestamp = str(int(now.timestamp()))
    headers = {"X-Xinmei-Timestamp": timestamp, "X-Xinmei-Delivery": delivery.id}
    if channel.secret:
        headers["X-Xinmei-Signature"] = "sha256=" + sign(channel.secret, timestamp, body)
    answer = poster.post(channel.url, body, headers)
    return by_status(answer) or Outcome(result="sent", code=f"http_{answer.status}", answer=answer.text)


def send_mail(guard: Guard, channel: Channel, subject: str, text: str, html: str, now: datetime) -> Outcome:
    """Send by SMTP to the channel's recipients; `url` is ``smtp://user@host:port`` or ``smtps://``, `secret` the password."""
    parts = urlsplit(channel.url)
    host, port = parts.hostname or "", parts.port or (465 if parts.scheme == "smtps" else 587)
    place = guard.find(host, port)
    message = _mail(channel, subject, text, html, now)
    try:
        refused = _hand_over(channel, message, place.ip, host, port)
    except smtplib.SMTPResponseException as error:
        return _by_reply(error.smtp_code, str(error.smtp_error))
    except smtplib.SMTPRecipientsRefused as error:
        code, reply = next(iter(error.recipients.values()))
        return _by_reply(code, str(reply))
    return Outcome(result="sent", code="250", answer=f"refused: {sorted(refused)}" if refused else "")


def _by_reply(code: int, reply: str) -> Outcome:
    """4xx is for now, 5xx for good."""
    return Outcome(result="retry" if 400 <= code < 500 else "rejected", code=str(code), answer=reply)


def _mail(channel: Channel, subject: str, text: str, html: str, now: datetime) -> EmailMessage:
    message = EmailMessage()
    sender = str(channel.settings.get("sender", ""))
    message["Subject"] = " ".join(subject.split())[:200]
    message["From"] = Address(display_name=channel.name, addr_spec=sender)
    message["To"] = ", ".join(channel.settings.get("recipients", []))
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.partition("@")[2] or None)
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message


def _hand_over(channel: Channel, message: EmailMessage, ip: str, host: str, port: int) -> dict[str, Any]:
    parts, context = urlsplit(channel.url), ssl.create_default_context()
    server = _SmtpOverTls(host, ip, port, context) if parts.scheme == "smtps" else _Smtp(host, ip, port)
    with server:
        if parts.scheme == "smtp" and channel.settings.get("starttls", True):
            server.starttls(context=context)
        if parts.username:
            server.login(parts.username, channel.secret)
        return dict(server.send_message(message))


class _Smtp(smtplib.SMTP):
    """Connects to the address that was looked at, and checks the certificate against the name."""

    def __init__(self, host: str, ip: str, port: int) -> None:
        super().__init__(timeout=SMTP_TIMEOUT)
        self._host = host
        self.connect(ip, port)


class _SmtpOverTls(smtplib.SMTP_SSL):
    """The same, under TLS from the first byte."""

    def __init__(self, host: str, ip: str, port: int, context: ssl.SSLContext) -> None:
        super().__init__(timeout=SMTP_TIMEOUT, context=context)
        self._host = host
        self.connect(ip, port)
