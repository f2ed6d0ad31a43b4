"""Forms as Word documents, by python-docx."""

from __future__ import annotations

import io
from typing import Any

import segno
from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from services.registry.forms.layout import COLUMNS, Cell, Paper, Row

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT_WIDTH = 16.6
TITLE_FACE, TEXT_FACE, LABEL_FACE = "方正小标宋简体", "仿宋", "黑体"


def print_word(paper: Paper) -> bytes:
    """The form as a .docx, A4 upright, ready to be signed and sealed."""
    document = Document()
    _set_page(document)
    _head(document, paper)
    _line(document, paper.title, TITLE_FACE, 18, WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, f"备案编号:{paper.number}", TEXT_FACE, 10.5, WD_ALIGN_PARAGRAPH.RIGHT)
    table = document.add_table(rows=0, cols=COLUMNS)
    table.style, table.autofit = "Table Grid", False
    for row in paper.rows:
        _add_row(table, row)
    _line(document, paper.notes, TEXT_FACE, 8)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), TEXT_FACE)
    style.element.rPr.append(OxmlElement("w:lang", attrs={qn("w:val"): "zh-CN", qn("w:eastAsia"): "zh-CN"}))
    style.paragraph_format.space_after = Pt(0)


def _line(document: Any, text: str, face: str, size: float, align: Any = WD_ALIGN_PARAGRAPH.LEFT) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(4)
    _write(paragraph, text, face, size)


def _write(paragraph: Any, text: str, face: str, size: float = 10.5) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _add_row(table: Any, row: Row) -> None:
    added = table.add_row()
    added.height, added.height_rule = Cm(max(cell.height for cell in row)), WD_ROW_HEIGHT_RULE.AT_LEAST
    at = 0
    for cell in row:
        box = added.cells[at].merge(added.cells[at + cell.span - 1])
        box.width, box.vertical_alignment = Cm(TEXT_WIDTH * cell.span / COLUMNS), WD_ALIGN_VERTICAL.CENTER
        _fill(box, cell)
        at += cell.span


def _fill(box: Any, cell: Cell) -> None:
    paragraph = box.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    if cell.label:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(paragraph, cell.text, LABEL_FACE)
        return
    _write(paragraph, cell.text, TEXT_FACE)
    if cell.sign:
        line = box.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.space_before = Pt(16)
        _write(line, f"{cell.sign}{' ' * 16}年   月   日", TEXT_FACE)


def _head(document: Any, paper: Paper) -> None:
    """Which annex it is, and at the right the code that leads to the record."""
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    _write(left.paragraphs[0], paper.annex, LABEL_FACE, 12)
    picture = io.BytesIO()
    segno.make(paper.link, error="m", micro=False).save(picture, kind="png", scale=6, border=1)
    picture.seek(0)
    right.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    right.paragraphs[0].add_run().add_picture(picture, width=Cm(1.8))
