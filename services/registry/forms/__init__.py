"""Form 1 and Form 2 on paper: one layout, as Word (for offices that work in Word and WPS) and as PDF."""

from services.registry.forms.layout import Paper, form_1, form_2
from services.registry.forms.pdf import print_pdf, print_report
from services.registry.forms.report import Report, annual_report, scoring_sheet
from services.registry.forms.word import print_word

__all__ = [
    "Paper",
    "Report",
    "annual_report",
    "form_1",
    "form_2",
    "print_pdf",
    "print_report",
    "print_word",
    "scoring_sheet",
]
