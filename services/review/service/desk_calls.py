"""The desk's calls beside texts and decisions: media, holds, assignment, substitutes, watches, titles, processes, campaigns' results."""

from __future__ import annotations

import base64
from typing import Any

from services.contracts.review import desk_inputs as inputs
from services.contracts.review import queries as queries
from services.kit.addresses import Guard
from services.kit.api import Deadline, Request, Work, command, due, query
from services.review import papers, schemas, sheets
from services.review.handlers import (
    campaigns,
    intervening,
    lexicon,
    media,
    observing,
    people,
    running,
    sealing,
    submissions,
    watching,
)

Plain = dict[str, Any]


def as_file(name: str, media_type: str, content: bytes) -> Plain:
    """What the gateway turns into a download."""
    return {"name": name, "media_type": media_type, "base64": base64.b64encode(content).decode()}


def all_of(items: list[Plain]) -> Plain:
    """A list that is one page."""
    return {"items": items, "next_cursor": None}


class DeskCalls:
    """What people ask of the desk."""

    runtime: Any

    # ---- media

    @command
    def upload_media(self, work: Work, request: Request) -> Plain:
        return schemas.dump_media(media.upload_media(work, request.load(inputs.NewMediaFile())))

    @query
    def get_media(self, work: Work, request: Request) -> Plain:
        found = media.get_media(work, request.path["id"], request.path["checksum"])
        return as_file(found.name, found.media_type, found.content)

    @due("media.unused")
    def drop_unused(self, work: Work, deadline: Deadline) -> None:
        media.drop_unused(work, deadline)

    # ---- interventions

    @command
    def hold_submission(self, work: Work, request: Request) -> Plain:
        wanted = request.load(inputs.Reason())
        return schemas.dump_submission(intervening.hold_submission(work, request.path["id"], **wanted))

    @command
    def unhold_submission(self, work: Work, request: Request) -> Plain:
        wanted = request.load(inputs.Reason())
        return schemas.dump_submission(intervening.unhold_submission(work, request.path["id"], **wanted))

    @command
    def escalate_submission(self, work: Work, request: Request) -> Plain:
        wanted = request.load(inputs.Reason())
        return schemas.dump_submission(intervening.escalate_submission(work, request.path["id"], **wanted))

    @command
    def assign_submission(self, work: Work, request: Request) -> Plain:
        wanted = request.load(inputs.NewAssignment())
        return schemas.dump_submission(intervening.assign_submission(work, request.path["id"], wanted))

    @query
    def print_seal(self, work: Work, request: Request) -> Plain:
        found, version = sealing.seal_record(work, request.path["id"])
        dossier = submissions.get_submission(work, request.path["id"])
        settings = self.runtime.settings
        paper = papers.print_seal(found, dossier, version, settings.college, settings.base_url, work.now)
        return as_file(f"审批封印存档单-{found.seal.fingerprint[:8]}.pdf", papers.PDF, paper)

    # ---- people

    @query
    def list_substitutes(self, work: Work, request: Request) -> Plain:
        wanted = request.load_query(queries.PlainQuery())
        return people.list_substitutes(work, wanted, schemas.dump_substitute)

    @command
    def set_substitute(self, work: Work, request: Request) -> Plain:
        return schemas.dump_substitute(people.set_substitute(work, request.load(inputs.NewSubstitute())))

    @command
    def end_substitute(self, work: Work, request: Request) -> Plain:
        return schemas.dump_substitute(people.end_substitute(work, request.path["id"]))

    @query
    def list_reviewers(self, work: Work, request: Request) -> Plain:
        return all_of([schemas.dump_reviewer(member) for member in people.list_reviewers(work)])

    # ---- what was really published

    @command
    def import_posts(self, work: Work, request: Request) -> Plain:
        wanted = request.load(inputs.NewPostsFile())
        content = media.content_of(wanted["base64"])
        return schemas.dump_import(*observing.import_posts(work, wanted["name"], content))

    @query
    def posts_template(self, work: Work, request: Request) -> Plain:
        return as_file("已发布内容.xlsx", sheets.XLSX, sheets.template())

    @query
    def list_watches(self, work: Work, request: Request) -> Plain:
        return watching.list_watches(work, request.load_query(inputs.WatchQuery()), schemas.dump_watch)

    @command
    def set_watch(self, work: Work, request: Request) -> Plain:
        guard = Guard.of(self.runtime.settings.watch_hosts)
        return schemas.dump_watch(watching.set_watch(work, request.load(inputs.NewWatch()), guard))

    @command
    def look_now(self, work: Work, request: Request) -> Plain:
        return schemas.dump_watch(watching.look_now(work, request.path["id"]))

    @command
    def end_watch(self, work: Work, request: Request) -> Plain:
        return schemas.dump_watch(watching.end_watch(work, request.path["id"]))

    # ---- word list

    @command
    def remove_term(self, work: Work, request: Request) -> Plain:
        return lexicon.remove_term(work, request.path["id"])

    @command
    def remove_allowed(self, work: Work, request: Request) -> Plain:
        return lexicon.remove_allowed(work, request.path["id"])

    @query
    def list_titles(self, work: Work, request: Request) -> Plain:
        return all_of([schemas.dump_titles(row._mapping) for row in lexicon.list_titles(work)])

    @command
    def set_titles(self, work: Work, request: Request) -> Plain:
        return schemas.dump_titles(lexicon.set_titles(work, **request.load(inputs.NewTitles())))

    @query
    def list_processes(self, work: Work, request: Request) -> Plain:
        return all_of([schemas.dump_process(row) for row in running.list_processes(work)])

    # ---- campaigns

    @command
    def remind_campaign(self, work: Work, request: Request) -> Plain:
        return schemas.dump_campaign(campaigns.remind_campaign(work, request.path["id"]))

    @due("campaign.remind")
    def remind_campaign_due(self, work: Work, deadline: Deadline) -> None:
        campaigns.remind_due(work, deadline)

    @query
    def campaign_results(self, work: Work, request: Request) -> Plain:
        return schemas.dump_results(*campaigns.results_of(work, request.path["id"]))

    @query
    def print_results(self, work: Work, request: Request) -> Plain:
        campaign, results = campaigns.results_of(work, request.path["id"])
        return as_file(f"联动成效-{campaign.title}.xlsx", sheets.XLSX, sheets.results_table(campaign, results))
