"""What members do, with hours and points by rule (article 16): sessions by their certificates, the rest as it is noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.contracts.errors import NotPermitted
from services.kit.api import Work
from services.training.domain.association import Activity
from services.training.domain.certificates import Certificate
from services.training.domain.sessions import Session
from services.training.handlers.rights import MEMBERSHIP, READERS
from services.training.storage import association
from services.training.storage.rules import rules_in_force


def note_activity(work: Work, member_id: str, kind: str, title: str, hours: float, happened_at: datetime) -> Activity:
    """Note something a member did; the points follow from the rules. Nobody notes their own."""
    work.identity.require(*MEMBERSHIP)
    member = association.find_member(work.session, member_id)
    member.check_active()
    if member.person_id == work.identity.id:
        raise NotPermitted(
            zh="不能登记自己的活动，请由另一位负责人登记。",
            en="Nobody notes their own activities.",
            code="own_activity",
        )
    activity = Activity(
        id=work.new_id(),
        member_id=member_id,
        kind=kind,
        title=title,
        hours=hours,
        points=rules_in_force(work.session).points_for(kind, hours),
        happened_at=happened_at,
        noted_by=work.identity.id,
    )
    association.add(work.session, activity)
    association.credit(work.session, member_id, activity.hours, activity.points)
    work.record("note_activity", f"member:{member_id}", activity=activity.id, kind=kind, points=activity.points)
    return activity


def list_activities(work: Work, member_id: str, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    """A page of what a member did, for those who keep or oversee the association and for the member."""
    member = association.find_member(work.session, member_id)
    if member.person_id != work.identity.id:
        work.identity.require(*READERS)
    return association.list_activities(work.session, wanted, dump, member_id)


def credit_session(work: Work, session: Session, issued: Sequence[Certificate]) -> None:
    """Credit a session to those of its people who are members."""
    members = association.members_among(work.session, [certificate.person_id for certificate in issued])
    points = rules_in_force(work.session).points_for("attended", session.hours)
    for certificate in issued:
        if certificate.person_id in members:
            _credit(work, session, certificate, members[certificate.person_id], points)


def _credit(work: Work, session: Session, certificate: Certificate, member_id: str, points: float) -> None:
    activity = Activity(
        id=work.new_id(),
        member_id=member_id,
        kind="attended",
        title=session.title,
        hours=session.hours,
        points=points,
        happened_at=session.starts_at,
        noted_by=work.identity.id,
        certificate_number=certificate.number,
    )
    association.add(work.session, activity)
    association.credit(work.session, member_id, activity.hours, activity.points)


def take_back(work: Work, number: str) -> None:
    """A certificate was revoked: what it credited goes."""
    for activity in association.activities_of_certificate(work.session, number):
        association.credit(work.session, activity.member_id, -activity.hours, -activity.points)
        association.drop_activity(work.session, activity)
