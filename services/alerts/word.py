"""The report of an incident as a Word file, for offices that work in Word and WPS."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from services.alerts.papers import Report, Table

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FACT_WIDTHS = (2.9, 5.0, 2.9, 5.0)
"""Centimetres of the four columns of facts."""


def write_docx(report: Report) -> bytes:
    """The report as a Word file: A4, official layout, places to sign."""
    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    _set_face(document.styles["Normal"], "宋体", 11)
    for text, size in ((report.college, 14), (report.title, 20)):
        _centred(document, text, size)
    _fact_table(document, report.facts)
    for heading, text in report.sections:
        _heading(document, heading)
        document.add_paragraph(text)
    for table in report.tables:
        _heading(document, table.heading)
        _grid(document, table)
    document.add_paragraph("\n经办人（签字）:                    部门负责人（签字、盖章）：")
    document.add_paragraph(f"编号 {report.number}  生成时间 {report.made}").runs[0].font.size = Pt(8)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _set_face(style: Any, face: str, size: int) -> None:
    style.font.name, style.font.size = face, Pt(size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), face)


def _centred(document: Any, text: str, size: int) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = True, Pt(size)


def _heading(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(10), Pt(4)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(text).bold = True


def _label(cell: Any, text: str) -> None:
    """A cell that names what stands beside or below it: bold, on grey."""
    cell.text = ""
    cell.paragraphs[0].add_run(text).bold = True
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EFEFEF")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _fact_table(document: Any, facts: Sequence[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=4)
    table.style = "Table Grid"
    table.autofit = False
    first, rest = facts[0], facts[1:]
    rows = [(first[0], first[1], "", "")]
    rows += [(*pair[0], *pair[1]) for pair in zip(rest[::2], [*rest[1::2], ("", "")], strict=False)]
    for row in rows:
        cells = table.add_row().cells
        for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
            cell.width = Cm(FACT_WIDTHS[place])
            if place % 2 == 0 and text:
                _label(cell, text)
            else:
                cell.text = text
    top = table.rows[0].cells
    top[1].merge(top[3]).text = first[1]


def _grid(document: Any, table: Table) -> None:
    grid = document.add_table(rows=1, cols=len(table.columns))
    grid.style = "Table Grid"
    grid.autofit = False
    total = sum(share for _, share in table.columns)
    widths = [Cm(15.8 * share / total) for _, share in table.columns]
    for cell, (name, _) in zip(grid.rows[0].cells, table.columns, strict=True):
        _label(cell, name)
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # the head again on every page
    for row in table.rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(9.5)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for row in grid.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
