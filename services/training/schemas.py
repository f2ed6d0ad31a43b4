"""Domain objects of training as the shapes of its contract."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.contracts.errors import XinmeiError
from services.contracts.training import duty_shapes
from services.contracts.training import fund_shapes as fund_shapes
from services.contracts.training import shapes as shapes
from services.kit.api import CAMPUS_ZONE
from services.training.domain.association import Member
from services.training.domain.boards import Board
from services.training.domain.certificates import Certificate, mask_name
from services.training.domain.duties import Duty
from services.training.domain.enrolments import Enrolment, Placed
from services.training.domain.feedback import Results
from services.training.domain.rules import Rules
from services.training.domain.sessions import Session

_sessions = shapes.SessionShape()
_duties = duty_shapes.DutyShape(exclude=["state", "person_name"])
_enrolments = shapes.EnrolmentShape()
_certificates = shapes.CertificateShape()
_certificate_checks = shapes.CertificateCheck()
_members = fund_shapes.MemberShape()

dump_rules = duty_shapes.RulesShape().dump
dump_fund = fund_shapes.FundShape().dump
dump_line = fund_shapes.LineShape().dump
dump_reservation = fund_shapes.ReservationShape().dump
dump_expense = fund_shapes.ExpenseShape().dump
dump_movement = fund_shapes.MovementShape().dump


def dump_session(session: Session) -> dict[str, Any]:
    found: dict[str, Any] = _sessions.dump(session)
    return found


def dump_planned(session: Session, clashes: Sequence[tuple[Session, list[str]]]) -> dict[str, Any]:
    """A session just announced or changed, with what it clashes with."""
    return {**dump_session(session), "clashes": dump_clashes(clashes)}


def dump_clashes(clashes: Sequence[tuple[Session, list[str]]]) -> list[dict[str, Any]]:
    return [{"session_id": other.id, "title": other.title, "claims": claims} for other, claims in clashes]


def dump_enrolment(enrolment: Enrolment, position: int = 0) -> dict[str, Any]:
    """`position` stands in it while the enrolment waits."""
    found: dict[str, Any] = _enrolments.dump(enrolment)
    if position:
        found["position"] = position
    return found


def dump_outcome(outcome: Placed | XinmeiError) -> dict[str, Any] | XinmeiError:
    """What came of a wish: the enrolment, or the error as it is."""
    return outcome if isinstance(outcome, XinmeiError) else dump_enrolment(outcome.enrolment, outcome.position)


def dump_certificate(certificate: Certificate, now: datetime) -> dict[str, Any]:
    return {**_certificates.dump(certificate), "status": certificate.status(now)}


def dump_certificate_check(certificate: Certificate, now: datetime) -> dict[str, Any]:
    """What the public may read: the name is masked, and no id is told."""
    shown: dict[str, Any] = _certificate_checks.dump(
        {
            "number": certificate.number,
            "status": certificate.status(now),
            "holder": mask_name(certificate.person_name),
            "title": certificate.title,
            "hours": certificate.hours,
            "held_on": certificate.held_on.astimezone(CAMPUS_ZONE).date(),
            "issued_on": certificate.issued_at.astimezone(CAMPUS_ZONE).date(),
        }
    )
    return shown


def dump_certificates(issued: Sequence[Certificate], now: datetime) -> dict[str, Any]:
    return {"items": [dump_certificate(certificate, now) for certificate in issued]}


def dump_member(member: Member, now: datetime, rules: Rules) -> dict[str, Any]:
    return {**_members.dump(member), "reasons": member.backbone_reasons(now, rules)}


def dump_results(results: Results) -> dict[str, Any]:
    """What was said of a session; scores that nobody gave count 0."""
    return {
        "session_id": results.session_id,
        "count": results.count,
        "average": results.average,
        "scores": {str(score): results.scores.get(score, 0) for score in range(1, 6)},
        "comments": results.comments,
    }


def as_file(name: str, media_type: str, content: bytes) -> dict[str, str]:
    """A file as the gateway takes it."""
    return {"name": name, "media_type": media_type, "base64": base64.b64encode(content).decode()}


def dump_duty(duty: Duty, now: datetime) -> dict[str, Any]:
    return {**_duties.dump(duty), "state": duty.state(now)}


def dump_unit_duties(found: Sequence[dict[str, Any]], units: Mapping[str, str]) -> dict[str, Any]:
    return {"items": [{**row, "unit": units.get(row["unit_id"], "")} for row in found]}


def dump_board(board: Board) -> dict[str, Any]:
    """The board as plain JSON; what the reader may not see is left out."""
    shown: dict[str, Any] = {
        "sessions": board.numbers,
        "coming": [dump_session(session) for session in board.coming],
    }
    if board.association is not None:
        shown["association"] = board.association
    if board.expenses_waiting is not None:
        shown["funds"] = [_dump_fund_numbers(row) for row in board.funds]
        shown["expenses_waiting"] = board.expenses_waiting
    if board.unit is not None:
        shown["unit"] = board.unit
    if board.duties is not None:
        shown["duties"] = board.duties
    if board.mine is not None:
        shown["mine"] = [
            {**dump_enrolment(enrolment, position), "session": dump_session(session)}
            for enrolment, session, position in board.mine
        ]
    return shown


def _dump_fund_numbers(row: dict[str, Any]) -> dict[str, Any]:
    amounts = {name: f"{int(row[name]) // 100}.{int(row[name]) % 100:02d}" for name in ("total", "reserved", "spent")}
    return {"id": row["id"], "year": row["year"], "name": row["name"], **amounts}
