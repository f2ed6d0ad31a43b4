"""The review service: which call, event or deadline sets off what. The desk's further calls stand in the module beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from eventlet import GreenPool

from services.contracts.alerts.events import FreezeDeclared, FreezeDeclaredWithExemptions, FreezeLifted
from services.contracts.registry.events import (
    AccountApproved,
    AccountChanged,
    AccountStatusChanged,
    PersonSaved,
    UnitMerged,
    UnitSaved,
)
from services.contracts.review import inputs as inputs
from services.contracts.review import queries as queries
from services.contracts.review.events import SubmissionSubmitted, UrgentSubmitted
from services.contracts.training.events import TrainingStandingChanged
from services.kit.addresses import Guard
from services.kit.api import Deadline, Events, Request, Service, Work, command, consumes, due, query
from services.kit.database import is_outage
from services.kit.work import Works
from services.review import schemas
from services.review.feeds import Reader
from services.review.handlers import (
    accounts,
    board,
    campaigns,
    chains,
    deciding,
    freezes,
    imports,
    lexicon,
    observing,
    people,
    screening,
    sealing,
    submissions,
    training,
)
from services.review.poller import Poller
from services.review.service.desk_calls import DeskCalls
from services.review.service.loops import PollerLoop, VigilLoop
from services.review.vigil import Vigil


class Review(DeskCalls, Service):
    """Nothing is published unread (article 13)."""

    name = "review"

    # ---- texts

    @command
    def submit_text(self, work: Work, request: Request) -> dict[str, Any]:
        return schemas.dump_submission(submissions.submit_text(work, request.load(inputs.NewSubmission())))

    @command
    def revise_submission(self, work: Work, request: Request) -> dict[str, Any]:
        wanted = request.load(inputs.NewVersion())
        return schemas.dump_submission(submissions.revise_submission(work, request.path["id"], wanted))

    @query
    def get_submission(self, work: Work, request: Request) -> dict[str, Any]:
        return schemas.dump_submission(submissions.get_submission(work, request.path["id"]))

    @query
    def list_submissions(self, work: Work, request: Request) -> dict[str, Any]:
        return submissions.list_submissions(work, request.load_query(queries.SubmissionQuery()), schemas.dump_line)

    @command
    def publish_submission(self, work: Work, request: Request) -> dict[str, Any]:
        wanted = request.load(inputs.Publication())
        return schemas.dump_submission(submissions.publish_submission(work, request.path["id"], **wanted))

    @command
    def withdraw_submission(self, work: Work, request: Request) -> dict[str, Any]:
        wanted = request.load(inputs.Withdrawal())
        return schemas.dump_submission(submissions.withdraw_submission(work, request.path["id"], **wanted))

    @due("submission.expires")
    def expire_submission(self, work: Work, deadline: Deadline) -> None:
        submissions.expire_submission(work, deadline)

    @due("review.soon")
    def remind_soon(self, work: Work, deadline: Deadline) -> None:
        submissions.remind_soon(work, deadline)

    @due("review.due")
    def remind_overdue(self, work: Work, deadline: Deadline) -> None:
        submissions.remind_overdue(work, deadline)

    # ---- review

    @query
    def list_review_queue(self, work: Work, request: Request) -> dict[str, Any]:
        return deciding.list_queue(work, request.load_query(queries.QueueQuery()), schemas.dump_line)

    @command
    def claim_submission(self, work: Work, request: Request) -> dict[str, Any]:
        return schemas.dump_submission(deciding.claim_submission(work, request.path["id"]))

    @command
    def release_submission(self, work: Work, request: Request) -> dict[str, Any]:
        return schemas.dump_submission(deciding.release_submission(work, request.path["id"]))

    @due("claim.expires")
    def end_claim(self, work: Work, deadline: Deadline) -> None:
        deciding.end_claim(work, deadline)

    @command
    def decide_submission(self, work: Work, request: Request) -> dict[str, Any]:
        wanted = request.load(inputs.NewDecision())
        return schemas.dump_submission(deciding.decide_submission(work, request.path["id"], wanted))

    @query
    def verify_seal(self, work: Work, request: Request) -> dict[str, Any]:
        return schemas.dump_verification(sealing.verify_seal(work, request.path["id"]))

    # ---- screening

    @consumes(SubmissionSubmitted, batch=True, queue="screening")
    def screen_submissions(self, work: Work, events: Events) -> None:
        screening.screen_submissions(work, events)

    @consumes(UrgentSubmitted, batch=True, queue="urgent")
    def screen_urgent(self, work: Work, events: Events) -> None:
        screening.screen_submissions(work, events)

    @query
    def screen_text(self, work: Work, request: Request) -> dict[str, Any]:
        wanted = request.load(inputs.NewScreening())
        return schemas.dump_screening(*screening.screen_text(work, **wanted))

    @query
    def list_terms(self, work: Work, request: Request) -> dict[str, Any]:
        return lexicon.list_terms(work, request.load_query(queries.TermQuery()), schemas.dump_term)

    @command
    def add_term(self, work: Work, request: Request) -> dict[str, Any]:
        return schemas.dump_term(lexicon.add_term(work, request.load(inputs.NewTerm())))

    @query
    def list_allowed(self, work: Work, request: Request) -> dict[str, Any]:
        return lexicon.list_allowed(work, request.load_query(queries.TermQuery()), schemas.dump_term)

    @command
    def add_allowed(self, work: Work, request: Request) -> dict[str, Any]:
        return schemas.dump_term(lexicon.add_allowed(work, **request.load(inputs.NewAllowed())))

    @command
    def import_lexicon(self, work: Work, request: Request) -> dict[str, Any]:
        return imports.import_lexicon(work, request.load(inputs.NewImport()))

    @query
    def try_lexicon(self, work: Work, request: Request) -> dict[str, Any]:
        return schemas.dump_trial(imports.try_lexicon(work, request.load(inputs.NewTrial())))

    # ---- campaigns, chains, freezes

    @command
    def announce_campaign(self, work: Work, request: Request) -> dict[str, Any]:
        return schemas.dump_campaign(campaigns.announce_campaign(work, request.load(inputs.NewCampaign())))

    @query
    def list_campaigns(self, work: Work, request: Request) -> dict[str, Any]:
        wanted = request.load_query(queries.CampaignQuery())
        return campaigns.list_campaigns(work, wanted, schemas.dump_campaign_line)

    @query
    def get_campaign(self, work: Work, request: Request) -> dict[str, Any]:
        return schemas.dump_campaign(campaigns.get_campaign(work, request.path["id"]))

    @command
    def approve_material(self, work: Work, request: Request) -> dict[str, Any]:
        wanted = request.load(inputs.NewMaterial())
        return schemas.dump_campaign(*campaigns.approve_material(work, request.path["id"], wanted))

    @query
    def list_chains(self, work: Work, request: Request) -> dict[str, Any]:
        return schemas.dump_chains(chains.list_chains(work))

    @command
    def set_chain(self, work: Work, request: Request) -> dict[str, Any]:
        wanted = request.load(inputs.NewChain())
        return schemas.dump_chains(chains.set_chain(work, request.path["tier"], wanted["channel"], wanted["steps"]))

    @consumes(FreezeDeclared)
    def obey_freeze(self, work: Work, event: FreezeDeclared) -> None:
        freezes.obey_freeze(work, event)

    @consumes(FreezeDeclaredWithExemptions)
    def obey_freeze_with_exemptions(self, work: Work, event: FreezeDeclaredWithExemptions) -> None:
        freezes.obey_freeze(work, event)

    @consumes(FreezeLifted)
    def end_freeze(self, work: Work, event: FreezeLifted) -> None:
        freezes.end_freeze(work, event)

    @due(freezes.HOLDS)
    def hold_more(self, work: Work, deadline: Deadline) -> None:
        freezes.hold_more(work, deadline)

    @due(freezes.RETURNS)
    def return_more(self, work: Work, deadline: Deadline) -> None:
        freezes.return_more(work, deadline)

    # ---- what was really published

    @command
    def judge_posts(self, work: Work, request: Request) -> dict[str, Any]:
        wanted = request.load(inputs.NewObservedPosts())
        return {"items": [schemas.dump_post(post) for post in observing.judge_posts(work, wanted["posts"])]}

    @query
    def list_observed_posts(self, work: Work, request: Request) -> dict[str, Any]:
        return observing.list_posts(work, request.load_query(queries.ObservedPostQuery()), schemas.dump_post)

    # ---- boards, and what others tell

    @query
    def board(self, work: Work, request: Request) -> dict[str, Any]:
        return schemas.dump_board(board.get_board(work, request.load_query(queries.BoardQuery())["unit_id"]))

    @consumes(AccountApproved)
    def note_account(self, work: Work, event: AccountApproved) -> None:
        accounts.note_approval(work, event)

    @consumes(AccountChanged)
    def note_account_change(self, work: Work, event: AccountChanged) -> None:
        accounts.note_change(work, event)

    @consumes(AccountStatusChanged, batch=True)
    def note_account_status(self, work: Work, events: Events) -> None:
        accounts.note_statuses(work, events)

    @consumes(TrainingStandingChanged)
    def note_standing(self, work: Work, event: TrainingStandingChanged) -> None:
        training.note_standing(work, event)

    @consumes(UnitSaved)
    def note_unit(self, work: Work, event: UnitSaved) -> None:
        accounts.note_unit(work, event)

    @consumes(UnitMerged)
    def note_unit_merged(self, work: Work, event: UnitMerged) -> None:
        accounts.note_unit_merged(work, event)

    @consumes(PersonSaved)
    def note_person(self, work: Work, event: PersonSaved) -> None:
        people.note_person(work, event)

    # ---- loops of their own

    @PollerLoop.decorator
    def look_at_watches(self, pool: GreenPool) -> bool:
        """Look at watched addresses that are due; whether there was anything to do."""
        runtime = self.runtime
        poller = Poller(runtime.works, Reader(Guard.of(runtime.settings.watch_hosts)), pool)
        return bool(unless_away(poller.look_at_due))

    @VigilLoop.decorator
    def keep_vigil(self) -> bool:
        """Catch up with word list and freezes; whether anything was new."""
        return bool(unless_away(vigil_of(self.runtime.works).look))


_vigils: WeakKeyDictionary[Works, Vigil] = WeakKeyDictionary()


def vigil_of(works: Works) -> Vigil:
    """This process's vigil over one database."""
    found = _vigils.get(works)
    if found is None:
        found = _vigils[works] = Vigil(works)
    return found


def unless_away(act: Callable[[], int]) -> int:
    """What `act` came to; nothing while the database is away, which others tell of."""
    try:
        return act()
    except Exception as error:
        if is_outage(error):
            return 0
        raise
