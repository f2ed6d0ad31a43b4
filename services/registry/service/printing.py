"""Calls for Form 1 and Form 2 as files. They are commands, for each print is written to the ledger."""

from __future__ import annotations

from typing import Any

from services.kit.api import Request, Work, command
from services.registry.forms import Paper, form_1, form_2, print_pdf, print_word
from services.registry.forms.pdf import PDF
from services.registry.forms.word import DOCX
from services.registry.handlers import printing
from services.registry.schemas import dump_form, show_fields
from services.registry.service.office import Desk, as_file


class PrintCalls(Desk):
    """Entrypoints for printed forms."""

    @command
    def application_docx(self, work: Work, request: Request) -> dict[str, str]:
        paper = self._form_1(work, request)
        return as_file(f"{paper.title}.docx", DOCX, print_word(paper))

    @command
    def application_pdf(self, work: Work, request: Request) -> dict[str, str]:
        paper = self._form_1(work, request)
        return as_file(f"{paper.title}.pdf", PDF, print_pdf(paper))

    @command
    def change_docx(self, work: Work, request: Request) -> dict[str, str]:
        paper = self._form_2(work, request)
        return as_file(f"{paper.title}.docx", DOCX, print_word(paper))

    @command
    def change_pdf(self, work: Work, request: Request) -> dict[str, str]:
        paper = self._form_2(work, request)
        return as_file(f"{paper.title}.pdf", PDF, print_pdf(paper))

    def _form_1(self, work: Work, request: Request) -> Paper:
        office, settings = self.office(work), self.runtime.settings
        printed = printing.print_application(office, request.path["id"])
        form = dump_form(printed.thing.form, office.vault, masked=not printed.in_full)
        link = f"{settings.base_url}/applications/{printed.thing.id}"
        return form_1(printed.thing, form, settings.college, printed.unit, link, work.now)

    def _form_2(self, work: Work, request: Request) -> Paper:
        office, settings = self.office(work), self.runtime.settings
        printed = printing.print_change(office, request.path["id"])
        change, vault, masked = printed.thing, office.vault, not printed.in_full
        shown: dict[str, Any] = {
            "before": show_fields(change.before, vault, masked=masked),
            "after": show_fields(change.after, vault, masked=masked),
        }
        link = f"{settings.base_url}/accounts/{change.account_id}"
        return form_2(change, printed.account, shown, settings.college, printed.unit, link, work.now)
