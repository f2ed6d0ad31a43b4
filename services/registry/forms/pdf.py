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
from services.registry.forms.report import Report

PDF = "application/pdf"
FORM, REPORT = "form.typ", "report.typ"


def print_pdf(paper: Paper) -> bytes:
    """The form as PDF, A4 upright."""
    return aside(_compile, FORM, {"paper": json.dumps(asdict(paper), ensure_ascii=False), "qr": _qr(paper.link)})


def print_report(report: Report) -> bytes:
    """A report as PDF, A4 upright."""
    return aside(_compile, REPORT, {"paper": json.dumps(asdict(report), ensure_ascii=False)})


def _compile(template: str, words: dict[str, str]) -> bytes:
    found: bytes = typst.compile(_template(template), sys_inputs=words, format="pdf")
    return found


@cache
def _template(name: str) -> bytes:
    return (Path(__file__).parent / name).read_bytes()


def _qr(link: str) -> str:
    kept = io.BytesIO()
    segno.make(link, error="m", micro=False).save(kept, kind="svg", border=1, scale=4)
    return kept.getvalue().decode()
