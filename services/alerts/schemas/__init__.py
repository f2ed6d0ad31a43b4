"""From domain objects to the shapes on the wire: times in UTC with their offset, ids as texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.alerts.domain.accountability import Record
from services.alerts.domain.delivery import Attempt, Channel, Delivery, Template
from services.alerts.domain.directives import Directive, Receipt, Wording
from services.alerts.domain.duty import Override, Policy, Rota, Shift
from services.alerts.domain.freezes import Freeze, Proof
from services.alerts.domain.incidents import Incident
from services.alerts.domain.notices import Message
from services.alerts.domain.register import Account, Person
from services.alerts.domain.watch import DutyNote, SensitivePeriod, Swap
from services.alerts.schemas.incidents import (
    dump_action as dump_action,
)
from services.alerts.schemas.incidents import (
    dump_evidence as dump_evidence,
)
from services.alerts.schemas.incidents import (
    dump_incident as dump_incident,
)
from services.alerts.schemas.incidents import (
    dump_new_source as dump_new_source,
)
from services.alerts.schemas.incidents import (
    dump_rule as dump_rule,
)
from services.alerts.schemas.incidents import (
    dump_severity as dump_severity,
)
from services.alerts.schemas.incidents import (
    dump_source as dump_source,
)
from services.alerts.schemas.incidents import (
    dump_takedown as dump_takedown,
)
from services.alerts.schemas.incidents import (
    dump_whole_incident as dump_whole_incident,
)
from services.alerts.schemas.wire import Plain, dump, said
from services.contracts.alerts import delivery_shapes as delivery_shapes
from services.contracts.alerts import duty_shapes as duty_shapes
from services.contracts.alerts import shapes as shapes
from services.contracts.alerts import watch_shapes
from services.contracts.alerts.incident_shapes import SEVERITIES

RECEIPT_FIELDS = ("directive_id", "account_id", "state", "wording", "url", "read_by", "done_by", "overdue", "late")
RECORD_FIELDS = (
    "url",
    "noticed_by",
    "acknowledged_by",
    "minutes_to_notice",
    "minutes_to_acknowledge",
    "minutes_to_contain",
    "minutes_to_resolve",
    "takedowns",
    "takedowns_late",
)


_directive = shapes.Directive(exclude=["progress"])
_wording = shapes.Wording()
_freeze, _proof = shapes.Freeze(exclude=["proofs"]), shapes.Proof()
_rota, _override, _shift = duty_shapes.Rota(exclude=["people"]), duty_shapes.Override(), duty_shapes.Shift()
_period, _note = watch_shapes.Period(), watch_shapes.Note()
_swap = watch_shapes.Swap(exclude=["asker_name", "asked_name"])
_channel, _delivery = delivery_shapes.Channel(), delivery_shapes.Delivery()
_attempt, _template = delivery_shapes.Attempt(), delivery_shapes.Template(exclude=["id", "sample"])
_policy, _message = duty_shapes.Policy(), duty_shapes.Message()


def dump_directive(found: Directive) -> Plain:
    progress = {
        "total": found.total,
        "delivered": found.delivered_count,
        "read": found.read_count,
        "done": found.done_count,
    }
    return {**dump(_directive, found), "progress": progress}


def dump_wording(found: Wording) -> Plain:
    return dump(_wording, found)


def dump_receipt(found: Receipt, account: Account | None) -> Plain:
    """Written out by hand: a board's page has two hundred of them."""
    return {
        **{name: getattr(found, name) for name in RECEIPT_FIELDS},
        **{name: said(getattr(found, name)) for name in ("delivered_at", "read_at", "done_at")},
        "account_name": account.name if account else "",
        "channel": account.channel if account else "",
        "tier": account.tier if account else None,
        "unit_id": account.unit_id if account else "",
        "unit_name": account.unit_name if account else "",
    }


def dump_whole_directive(found: Directive, rows: Sequence[tuple[Receipt, Account | None]], cursor: str | None) -> Plain:
    receipts = [dump_receipt(receipt, account) for receipt, account in rows]
    return {**dump_directive(found), "receipts": receipts, "receipts_next_cursor": cursor}


def dump_freeze(found: Freeze, proofs: Sequence[Proof] = ()) -> Plain:
    return {**dump(_freeze, found), "proofs": [dump(_proof, proof) for proof in proofs]}


def dump_rota(found: Rota) -> Plain:
    return {**dump(_rota, found), "people": found.person_ids}


def dump_override(found: Override) -> Plain:
    return dump(_override, found)


def dump_period(found: SensitivePeriod) -> Plain:
    return dump(_period, found)


def dump_swap(found: Swap, names: Mapping[str, str]) -> Plain:
    told = {"asker_name": names.get(found.asker_id, ""), "asked_name": names.get(found.asked_id, "")}
    return {**dump(_swap, found), **told}


def dump_note(found: DutyNote) -> Plain:
    return dump(_note, found)


def dump_policy(found: Policy) -> Plain:
    return dump(_policy, found)


def dump_message(found: Message) -> Plain:
    return dump(_message, found)


def dump_channel(found: Channel) -> Plain:
    """A channel without its secrets: of its address, where it leads and its last four characters."""
    return {
        **dump(_channel, found),
        "address": str(found.settings.get("address", "")),
        "has_secret": bool(found.secret),
        **_mail(found),
    }


def _mail(found: Channel) -> Plain:
    return {name: found.settings[name] for name in ("recipients", "sender") if name in found.settings}


def dump_delivery(found: Delivery) -> Plain:
    return dump(_delivery, found)


def dump_whole_delivery(found: Delivery, attempts: Sequence[Attempt]) -> Plain:
    return {**dump_delivery(found), "tries": [dump(_attempt, attempt) for attempt in attempts]}


def dump_template(found: Template, sample: str) -> Plain:
    name = f"{found.channel_kind}.{found.notice}.{found.language}"
    return {**dump(_template, found), "id": name, "sample": sample}


def dump_record(found: Record) -> Plain:
    incident, account = found.incident, found.account
    return {
        "incident_id": incident.id,
        **{name: getattr(incident, name) for name in ("title", "severity", "kind", "state", "account_id")},
        "account_name": account.name if account else "",
        "unit_name": account.unit_name if account else "",
        "published_at": said(found.published_at),
        "reported_at": said(incident.reported_at),
        "approved_by": list(found.approved_by),
        **{name: getattr(found, name) for name in RECORD_FIELDS},
    }


def dump_duty(shifts: Sequence[Shift], rotas: Sequence[Rota], people: Mapping[str, Person], at: datetime) -> Plain:
    names = {rota.id: rota.name for rota in rotas}
    items = [
        {
            "rota_id": shift.rota_id,
            "rota_name": names.get(shift.rota_id, ""),
            "person_id": shift.person_id,
            "person_name": people[shift.person_id].name if shift.person_id in people else "",
            "until": said(shift.until),
            "overridden": shift.overridden,
        }
        for shift in shifts
    ]
    return {"at": said(at), "items": items}


def dump_board(drawn: Plain) -> Plain:
    """The board as plain JSON; `drawn` is what `handlers.board.draw_board` found."""
    oldest: Incident | None = drawn["oldest"]
    return {
        "incidents": {
            **_counts(drawn["counts"]),
            "oldest_unacknowledged": dump_incident(oldest) if oldest else None,
            "items": [_board_incident(found, drawn["accounts"]) for found in drawn["incidents"]],
        },
        "directives": [_board_directive(found, drawn["own"]) for found in drawn["directives"]],
        "freezes": [dump_freeze(found) for found in drawn["freezes"]],
        "trend": drawn["trend"],
        "takedowns": {**drawn["takedowns"], "next_due_at": said(drawn["takedowns"]["next_due_at"])},
    }


def _counts(rows: Sequence[tuple[str, str, str, int]]) -> Plain:
    by_severity = dict.fromkeys(SEVERITIES, 0)
    by_state: dict[str, int] = {}
    by_channel: dict[str, int] = {}
    for state, severity, channel, count in rows:
        by_severity[severity] += count
        by_state[state] = by_state.get(state, 0) + count
        by_channel[channel] = by_channel.get(channel, 0) + count
    return {
        "open": sum(by_severity.values()),
        "by_severity": by_severity,
        "by_state": by_state,
        "by_channel": by_channel,
    }


def _board_incident(found: Incident, accounts: Mapping[str, Account]) -> Plain:
    account = accounts.get(found.account_id)
    return {
        **dump_incident(found),
        "account_name": account.name if account else "",
        "channel": account.channel if account else "",
    }


def _board_directive(found: Directive, own: Mapping[str, dict[str, int]]) -> Plain:
    return {**dump_directive(found), "own": own.get(found.id, {})}
