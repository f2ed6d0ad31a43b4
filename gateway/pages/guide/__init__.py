"""The guide: what each role does here, step by step, and the regulation with what keeps each article. Open to everybody."""

from __future__ import annotations

from flask import Flask, Response

from gateway.front import Desk
from gateway.pages.guide.articles import ARTICLES
from gateway.pages.guide.jobs import JOBS, Job
from gateway.pages.rendering import caller_of, page
from services.kit.identity import Identity


def jobs_of(identity: Identity | None) -> tuple[list[Job], list[Job]]:
    """The jobs of a reader's own roles, then all others; all are others' to whom nobody knows."""
    own = [job for job in JOBS if identity is not None and identity.has(*job.roles)]
    return own, [job for job in JOBS if job not in own]


def install(app: Flask, desk: Desk) -> None:
    """Add ``/guide`` and ``/guide/regulation``."""

    def guide() -> Response:
        caller = caller_of(desk)
        own, others = jobs_of(caller.identity if caller else None)
        return page("guide.html", own=own, others=others)

    def regulation() -> Response:
        caller = caller_of(desk)
        return page("regulation.html", articles=ARTICLES, reader=caller.identity if caller else None)

    app.add_url_rule("/guide", "guide", guide)
    app.add_url_rule("/guide/regulation", "regulation", regulation)
