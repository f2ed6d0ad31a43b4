"""The alerts service: its calls stand in the modules beside this one; here, what it learns from events and the deadlines it keeps."""

from __future__ import annotations

import contextlib
from typing import TypeVar

from eventlet import GreenPool
from sqlalchemy.exc import SQLAlchemyError

from services.alerts.courier import Courier
from services.alerts.delivery.posting import Poster
from services.alerts.handlers import (
    aftermath,
    delivery,
    directives,
    duty,
    escalation,
    filing_news,
    freezes,
    intake,
    register,
    takedowns,
    watch,
)
from services.alerts.lookout import Lookout
from services.alerts.mailbox import Mailbox
from services.alerts.postman import Postman
from services.alerts.service.delivery_calls import CanaryGauge, CourierLoop, DeliveryCalls, LookoutLoop, guard_of
from services.alerts.service.directive_calls import DirectiveCalls
from services.alerts.service.duty_calls import DutyCalls
from services.alerts.service.filing_calls import FilingNews
from services.alerts.service.hook_calls import HookCalls
from services.alerts.service.incident_calls import IncidentCalls
from services.alerts.service.intake_calls import IntakeCalls, PostmanLoop
from services.alerts.service.record_calls import RecordCalls
from services.alerts.service.review_calls import ReviewNews
from services.alerts.service.training_calls import TrainingCalls
from services.alerts.service.watch_calls import WatchCalls
from services.alerts.storage.delivery import canaries
from services.contracts.events import Envelope, Event
from services.contracts.registry.events import (
    AccountApproved,
    AccountChanged,
    AccountStatusChanged,
    FilingOverdue,
    PersonSaved,
    SightingFiled,
    UnitMerged,
    UnitSaved,
)
from services.contracts.registry.life_events import AccountDormant, PersonalAccountReported
from services.contracts.review.events import FreezeObeyed, ObservedPostJudged, SubmissionScreened, SubmissionSealed
from services.kit.api import Deadline, Events, Service, Work, consumes, due
from services.kit.metrics import metrics
from services.kit.vault import vault_of

E = TypeVar("E", bound=Event)


def _facts(kind: type[E], events: Events) -> list[E]:
    """The events that a batch holds, as their own class."""
    return [received.event for received in events if isinstance(received.event, kind)]


def _told(kind: type[E], events: Events) -> list[tuple[E, Envelope]]:
    """The same, each with its envelope."""
    return [(received.event, received.envelope) for received in events if isinstance(received.event, kind)]


class Alerts(
    IncidentCalls,
    IntakeCalls,
    DirectiveCalls,
    DutyCalls,
    WatchCalls,
    DeliveryCalls,
    HookCalls,
    RecordCalls,
    TrainingCalls,
    FilingNews,
    ReviewNews,
    Service,
):
    """Incidents, duty, directives, freezes, takedowns, and the messages that tell of them (articles 12, 14, 15)."""

    name = "alerts"

    @consumes(AccountApproved, batch=True)
    def note_approved_accounts(self, work: Work, events: Events) -> None:
        register.note_accounts(work, _facts(AccountApproved, events))

    @consumes(AccountChanged, batch=True)
    def note_changed_accounts(self, work: Work, events: Events) -> None:
        register.note_accounts(work, _facts(AccountChanged, events))

    @consumes(AccountStatusChanged)
    def note_status(self, work: Work, event: AccountStatusChanged) -> None:
        register.note_status(work, event)
        filing_news.tell_status(work, event)

    @consumes(UnitSaved, batch=True)
    def note_units(self, work: Work, events: Events) -> None:
        register.note_units(work, _facts(UnitSaved, events))

    @consumes(UnitMerged)
    def note_unit_merged(self, work: Work, event: UnitMerged) -> None:
        register.note_unit_merged(work, event)

    @consumes(PersonSaved, batch=True)
    def note_people(self, work: Work, events: Events) -> None:
        register.note_people(work, _facts(PersonSaved, events))

    @consumes(SubmissionSealed, batch=True, queue="seals")
    def note_seals(self, work: Work, events: Events) -> None:
        intake.note_seals(work, _facts(SubmissionSealed, events))

    @consumes(ObservedPostJudged, batch=True)
    def note_verdicts(self, work: Work, events: Events) -> None:
        intake.note_verdicts(work, _told(ObservedPostJudged, events))

    @consumes(SubmissionScreened, batch=True, queue="seals")
    def note_escalated(self, work: Work, events: Events) -> None:
        intake.note_escalated(work, _told(SubmissionScreened, events))

    @consumes(AccountDormant, batch=True)
    def note_dormant(self, work: Work, events: Events) -> None:
        for event, envelope in _told(AccountDormant, events):
            intake.note_dormant(work, event, envelope)
            filing_news.tell_dormant(work, event)

    @consumes(PersonalAccountReported, batch=True)
    def note_personal(self, work: Work, events: Events) -> None:
        for event, envelope in _told(PersonalAccountReported, events):
            intake.note_personal(work, event, envelope)

    @consumes(FilingOverdue, batch=True)
    def note_filings(self, work: Work, events: Events) -> None:
        for event, envelope in _told(FilingOverdue, events):
            intake.note_filing_overdue(work, event, envelope)
            filing_news.tell_filing(work, event)

    @consumes(SightingFiled, batch=True)
    def note_sightings(self, work: Work, events: Events) -> None:
        for event, envelope in _told(SightingFiled, events):
            intake.note_sighting(work, event, envelope)

    @due(aftermath.ACTION_DUE)
    def mark_action_overdue(self, work: Work, deadline: Deadline) -> None:
        aftermath.mark_overdue(work, deadline)

    @consumes(FreezeObeyed, batch=True)
    def note_obedience(self, work: Work, events: Events) -> None:
        freezes.note_obedience(work, _facts(FreezeObeyed, events))

    @due(escalation.STEP)
    def fire_step(self, work: Work, deadline: Deadline) -> None:
        escalation.fire_step(work, deadline)

    @due(escalation.LAPSE)
    def lapse_acknowledgement(self, work: Work, deadline: Deadline) -> None:
        escalation.lapse_acknowledgement(work, deadline)

    @due(duty.HANDOVER)
    def hand_over(self, work: Work, deadline: Deadline) -> None:
        duty.hand_over(work, deadline)

    @due(watch.BEGINS)
    def begin_period(self, work: Work, deadline: Deadline) -> None:
        watch.begin_period(work, deadline)

    @due(directives.REMIND)
    def remind(self, work: Work, deadline: Deadline) -> None:
        directives.remind(work, deadline)

    @due(directives.DUE)
    def mark_directive_overdue(self, work: Work, deadline: Deadline) -> None:
        directives.mark_overdue(work, deadline)

    @due(takedowns.DUE)
    def mark_takedown_overdue(self, work: Work, deadline: Deadline) -> None:
        takedowns.mark_overdue(work, deadline)

    @due(freezes.UNTIL)
    def end_freeze(self, work: Work, deadline: Deadline) -> None:
        freezes.end_in_time(work, deadline)

    @due(delivery.CANARY)
    def send_canary(self, work: Work, deadline: Deadline) -> None:
        delivery.send_canary(work, deadline)

    @due(delivery.SWITCH)
    def check_canary(self, work: Work, deadline: Deadline) -> None:
        delivery.check_canary(work, deadline)

    # ---- delivery

    @CourierLoop.decorator
    def carry_messages(self, pool: GreenPool) -> bool:
        """Send what is due through the channels; whether there was anything to send."""
        settings = self.runtime.settings
        courier = Courier(
            self.runtime.works, guard_of(settings), settings.base_url, vault_of(settings.secret), pool=pool
        )
        return courier.carry_due() > 0

    @LookoutLoop.decorator
    def look_at_takedowns(self) -> bool:
        """Look whether a copy that is said to be gone is gone; whether there was any."""
        return Lookout(self.runtime.works, Poster(guard_of(self.runtime.settings))).look_due()

    @CanaryGauge.decorator
    def measure_canaries(self) -> None:
        """Show when the canary that is silent longest was heard; a database that is away is told of elsewhere."""
        works = self.runtime.works
        with contextlib.suppress(SQLAlchemyError), works.database.begin(writes=False) as session:
            heard = [at for _, at in canaries(session)]
            metrics.canary.labels(self.name).set(min(heard, default=works.clock.now()).timestamp())

    @PostmanLoop.decorator
    def fetch_mail(self) -> None:
        """Take reports from the mailbox."""
        settings = self.runtime.settings
        if settings.intake_mailbox:
            mailbox = Mailbox(settings.intake_mailbox, settings.intake_mailbox_password)
            Postman(self.runtime.works, mailbox, settings.intake_senders, vault_of(settings.secret)).fetch()
