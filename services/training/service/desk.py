"""Calls at the desk: check-in, attendance, certificates."""

from __future__ import annotations

from functools import partial
from typing import Any

from services.contracts.training import shapes as shapes
from services.kit.api import Request, Work, command, query
from services.kit.paging import page_query
from services.kit.serving import Runtime
from services.training import papers, schemas, sheets
from services.training.handlers import certification, desk
from services.training.schemas import as_file

Json = dict[str, Any]


class DeskCalls:
    """Who came, and what they get for it."""

    runtime: Runtime

    @query
    def show_pass(self, work: Work, request: Request) -> Json:
        shown = desk.show_pass(work, request.path["id"])
        return {"token": shown.token, "changes_at": shown.changes_at}

    @command
    def check_in(self, work: Work, request: Request) -> Json:
        token = request.load(shapes.CheckIn())["token"]
        return schemas.dump_enrolment(desk.check_in(work, request.path["id"], token))

    @command
    def correct_attendance(self, work: Work, request: Request) -> Json:
        wanted, path = request.load(shapes.Attendance()), request.path
        found = desk.correct_attendance(work, path["id"], path["enrolment_id"], wanted["attendance"], wanted["reason"])
        return schemas.dump_enrolment(found)

    @command
    def issue_certificates(self, work: Work, request: Request) -> Json:
        return schemas.dump_certificates(certification.issue_certificates(work, request.path["id"]), work.now)

    @query
    def list_session_certificates(self, work: Work, request: Request) -> Json:
        return schemas.dump_certificates(certification.read_certificates(work, request.path["id"]), work.now)

    @query
    def attendance_sheet(self, work: Work, request: Request) -> Json:
        session, enrolments, units = desk.read_attendance(work, request.path["id"])
        return as_file("attendance.xlsx", sheets.XLSX, sheets.write_attendance(session, enrolments, units))

    @query
    def certificate_paper(self, work: Work, request: Request) -> Json:
        certificate, settings = certification.open_certificate(work, request.path["number"]), self.runtime.settings
        paper = papers.print_certificate(certificate, settings.college, settings.base_url, work.now)
        return as_file(f"{certificate.number}.pdf", papers.PDF, paper)

    @query(public=True)
    def check_certificate(self, work: Work, request: Request) -> Json:
        return schemas.dump_certificate_check(certification.check_certificate(work, request.path["number"]), work.now)

    @command
    def revoke_certificate(self, work: Work, request: Request) -> Json:
        reason = request.load(shapes.Reason())["reason"]
        return schemas.dump_certificate(
            certification.revoke_certificate(work, request.path["number"], reason), work.now
        )

    @query
    def list_own_certificates(self, work: Work, request: Request) -> Json:
        dump = partial(schemas.dump_certificate, now=work.now)
        return certification.list_own_certificates(work, page_query(request), dump)
