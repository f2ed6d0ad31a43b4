"""The group bots of WeCom, DingTalk and Feishu: each answers HTTP 200 also when it refuses, and says so by a code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from services.alerts.delivery.posting import Answer, Poster, by_status
from services.alerts.domain.delivery import Channel, Outcome

WECOM_BUSY = {"-1", "45009", "45033", "42001"}
DINGTALK_BUSY = {"-1", "130101", "410100", "90018", "90002"}
FEISHU_BUSY = {"11232", "11233", "99991400"}
LONGEST = {"wecom": 2000, "dingtalk": 18_000, "feishu": 18_000}
"""Bytes that a text may have, less than the vendor's own limit."""


@dataclass(frozen=True)
class Bot:
    """How one vendor's bot is addressed and understood. `code` is where its answer keeps the error code; 0 is success."""

    code: tuple[str, ...]
    busy: set[str]
    longest: int
    payload: Callable[[Channel, str, datetime], dict[str, Any]]
    address: Callable[[Channel, datetime], str]

    def send(self, poster: Poster, channel: Channel, text: str, now: datetime) -> Outcome:
        """Send a text; what came of it."""
        payload = self.payload(channel, cut(text, self.longest), now)
        answer = poster.post(self.address(channel, now), json.dumps(payload, ensure_ascii=False).encode())
        return by_status(answer) or self._read(answer)

    def _read(self, answer: Answer) -> Outcome:
        try:
            told = json.loads(answer.body)
            code = next(str(told[name]) for name in self.code if name in told)
        except (ValueError, StopIteration, TypeError):
            return Outcome(result="retry", code="unreadable", answer=answer.text)
        if code == "0":
            return Outcome(result="sent", code=code, answer=answer.text)
        return Outcome(result="throttled" if code in self.busy else "rejected", code=code, answer=answer.text)


def cut(text: str, longest: int) -> str:
    """`text` shortened to so many bytes of UTF-8, never within a character."""
    encoded = text.encode()
    return text if len(encoded) <= longest else encoded[: longest - 3].decode("utf-8", "ignore") + "…"


def _plain_address(channel: Channel, _now: datetime) -> str:
    return channel.url


def _wecom(_channel: Channel, text: str, _now: datetime) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": text}}


def _dingtalk(channel: Channel, text: str, _now: datetime) -> dict[str, Any]:
    keyword = str(channel.settings.get("keyword", ""))
    content = text if keyword in text else f"{keyword} {text}"
    return {"msgtype": "text", "text": {"content": content}, "at": {"isAtAll": False}}


def dingtalk_signature(secret: str, milliseconds: int) -> str:
    """DingTalk's: base64 of HMAC-SHA256 over ``timestamp\\nsecret`` keyed with the secret."""
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _dingtalk_address(channel: Channel, now: datetime) -> str:
    if not channel.secret:
        return channel.url
    milliseconds = int(now.timestamp() * 1000)
    sign = quote_plus(dingtalk_signature(channel.secret, milliseconds))
    joint = "&" if "?" in channel.url else "?"
    return f"{channel.url}{joint}timestamp={milliseconds}&sign={sign}"


def feishu_signature(secret: str, seconds: int) -> str:
    """Feishu's: base64 of HMAC-SHA256 over nothing, keyed with ``timestamp\\nsecret``."""
    return base64.b64encode(hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()


def _feishu(channel: Channel, text: str, now: datetime) -> dict[str, Any]:
    # Feishu reads <at …> in a text as a mention: no name or title may call everyone.
    payload: dict[str, Any] = {
        "msg_type": "text",
        "content": {"text": text.replace("<", "\uff1c").replace(">", "\uff1e")},
    }
    if channel.secret:
        seconds = int(now.timestamp())
        payload |= {"timestamp": str(seconds), "sign": feishu_signature(channel.secret, seconds)}
    return payload


BOTS = {
    "wecom": Bot(("errcode",), WECOM_BUSY, LONGEST["wecom"], _wecom, _plain_address),
    "dingtalk": Bot(("errcode",), DINGTALK_BUSY, LONGEST["dingtalk"], _dingtalk, _dingtalk_address),
    "feishu": Bot(("code", "StatusCode"), FEISHU_BUSY, LONGEST["feishu"], _feishu, _plain_address),
}
