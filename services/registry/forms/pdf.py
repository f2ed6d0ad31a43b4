"""Forms as PDF, by typst. Words go in as data, never as markup; any Chinese face of the machine will do."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

import segno
import typst

from services.registry.aside import aside
from services.registry.forms.layout import Paper

PDF = "application/pdf"
TEMPLATE = Path(__file__).parent / "form.typ"


def print_pdf(paper: Paper) -> bytes:
    """The form as PDF, A4 upright."""
    return aside(_compile, {"paper": json.dumps(asdict(paper), ensure_ascii=False), "qr": _qr(paper.link)})


def _compile(words: dict[str, str]) -> bytes:
    found: bytes = typst.compile(_template(), sys_inputs=words, format="pdf")
    return found


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _qr(link: str) -> str:
    kept = io.BytesIO()
    segno.make(link, error="m", micro=False).save(kept, kind="svg", border=1, scale=4)
    return kept.getvalue().decode()
