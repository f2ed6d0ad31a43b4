"""Calls about the record of accountability, statistics, and the report of an incident."""

from __future__ import annotations

from typing import Any

from services.alerts import papers, schemas, sheets, word
from services.alerts.handlers import records
from services.alerts.service.files import as_file
from services.contracts.alerts import record_shapes as shapes
from services.kit.api import Request, Work, query

Plain = dict[str, Any]


class RecordCalls:
    """What people ask for the file (article 15)."""

    runtime: Any

    @query
    def report_incident_docx(self, work: Work, request: Request) -> Plain:
        report = self._report(work, request)
        return as_file(f"incident-{report.number}.docx", word.DOCX, word.write_docx(report))

    @query
    def report_incident_pdf(self, work: Work, request: Request) -> Plain:
        report = self._report(work, request)
        return as_file(f"incident-{report.number}.pdf", papers.PDF, papers.print_pdf(report))

    def _report(self, work: Work, request: Request) -> papers.Report:
        gathered = records.gather_report(work, request.path["id"])
        return papers.compose_report(gathered, self.runtime.settings.college)

    @query
    def list_accountability(self, work: Work, request: Request) -> Plain:
        found, cursor = records.page_records(work, request.load_query(shapes.RecordQuery()))
        return {"items": [schemas.dump_record(record) for record in found], "next_cursor": cursor}

    @query
    def export_accountability(self, work: Work, request: Request) -> Plain:
        found = records.export_records(work, request.load_query(shapes.RecordQuery()))
        return as_file(
            "accountability.xlsx", sheets.XLSX, sheets.write_sheet(found, records.export_ledger(work, found))
        )

    @query
    def count_incidents(self, work: Work, request: Request) -> Plain:
        wanted = request.load_query(shapes.SpanQuery())
        counted = {f"by_{name}": counts for name, counts in records.count_incidents(work, **wanted).items()}
        return {**counted, **records.measure_times(work, **wanted)}
