"""Printed certificates by typst, with a QR code by segno that leads to the public check.

The certificate's words go in as data, never as markup. Fonts are the machine's own: any Chinese serif face will do.
"""

from __future__ import annotations

import io
from datetime import datetime
from functools import cache
from pathlib import Path

import segno
import typst
from eventlet import tpool

from services.kit.api import CAMPUS_ZONE
from services.training.domain.certificates import Certificate

PDF = "application/pdf"
TEMPLATE = Path(__file__).parent / "certificate.typ"
KINDS = {"training": "培训", "salon": "主题沙龙", "outbound": "外出研修（走出去）", "inbound": "专家讲授（请进来）"}


def print_certificate(certificate: Certificate, college: str, base_url: str, now: datetime) -> bytes:
    """The certificate as PDF, A4 across. One that was revoked or has expired says so."""
    status = certificate.status(now)
    words = {
        "college": college,
        "name": certificate.person_name,
        "title": certificate.title,
        "kind": KINDS.get(certificate.kind, certificate.kind),
        "hours": f"{certificate.hours:g}",
        "held": _day(certificate.held_on),
        "issued": _day(certificate.issued_at),
        "number": certificate.number,
        "until": _day(certificate.expires_at) if certificate.expires_at else "",
        "mark": {"revoked": "已撤销 REVOKED", "expired": "已过期 EXPIRED"}.get(status, ""),
        "qr": _qr(f"{base_url}/certificates/{certificate.number}"),
    }
    paper: bytes = tpool.execute(_compile, words)
    return paper


def _compile(words: dict[str, str]) -> bytes:
    found: bytes = typst.compile(_template(), sys_inputs=words, format="pdf")
    return found


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _qr(link: str) -> str:
    kept = io.BytesIO()
    segno.make(link, error="m", micro=False).save(kept, kind="svg", border=2, scale=4)
    return kept.getvalue().decode()


def _day(at: datetime) -> str:
    local = at.astimezone(CAMPUS_ZONE)
    return f"{local.year}年{local.month}月{local.day}日"
