"""A desk at which a test calls the service as people do: signed tokens, JSON in and out, a real database, a clock to move."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from services.alerts.service import Alerts
from services.alerts.storage import metadata
from services.contracts.events import Actor, Envelope, Event
from services.contracts.registry.events import AccountApproved, PersonSaved, UnitSaved
from services.contracts.review.events import ObservedPostJudged
from services.kit import migrations, wire
from services.kit.broker import Delivery
from services.kit.calls import answer_call
from services.kit.clock import FixedClock
from services.kit.database import Database
from services.kit.deadlines import Deadlines
from services.kit.identity import Identity, Keys
from services.kit.inbox import Inbox
from services.kit.tables import outbox
from services.kit.work import Works

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

PEOPLE: dict[str, tuple[tuple[str, str], ...]] = {
    "officer": (("officer", "propaganda"),),
    "director": (("director", "propaganda"),),
    "duty": (("duty", "propaganda"),),
    "duty2": (("duty", "propaganda"),),
    "cs.head": (("responsible", "cs"),),
    "cs.editor": (("reviewer", "cs"),),
    "cs.operator": (("operator", "cs"),),
    "club.operator": (("operator", "club"), ("student", "club")),
    "art.head": (("responsible", "art"),),
    "league": (("league", "league"),),
    "student1": (("student", "cs"),),
    "auditor": (("auditor", ""),),
    "admin": (("admin", ""),),
}
UNITS = {
    "college": ("college",),
    "propaganda": ("college", "propaganda"),
    "cs": ("college", "cs"),
    "club": ("college", "cs", "club"),
    "art": ("college", "art"),
    "league": ("college", "league"),
}


@dataclass
class Desk:
    """The service and all around it."""

    works: Works
    clock: FixedClock
    keys: Keys
    service: Alerts
    sequences: dict[str, int] = field(default_factory=dict)

    def call(
        self, who: str, operation: str, body: Any = None, *, key: str = "", if_match: str = "", **where: Any
    ) -> Any:
        """Call an operation as `who`; `id`, or a whole `path`, goes into the path, all else into the query. Raises what the service refuses with."""
        path = {"id": where.pop("id")} if "id" in where else where.pop("path", {})
        query = {name: str(value) for name, value in where.items()}
        token = self.keys.issue(self.identity(who), self.clock.now(), timedelta(hours=1)) if who else ""
        request = wire.Request(path=path, query=query, body=body)
        call = wire.Call(
            operation=operation, request=request, token=token, trace="t", idempotency_key=key, if_match=if_match
        )
        return wire.open_answer(answer_call(self.service, call))

    def identity(self, who: str) -> Identity:
        return Identity(id=who, username=who, name=f"{who} 的姓名", grants=PEOPLE[who])

    def deliver(self, *events: Event, who: str = "officer", again: int = 0, queue: str = "alerts.events") -> None:
        """Let events arrive through the inbox; `again` more times each."""
        deliveries = [self.delivery(event, who) for event in events]
        inbox = Inbox(queue, self.works, self.keys, self.service.event_handlers()[queue], (1,))
        for _ in range(1 + again):
            inbox.process(deliveries)

    def delivery(self, event: Event, who: str) -> Delivery:
        """An event as the bus brings it, the next of its aggregate."""
        self.sequences[event.aggregate] = self.sequences.get(event.aggregate, 0) + 1
        envelope = Envelope(
            id=f"event-{event.aggregate}-{self.sequences[event.aggregate]}",
            type=event.type,
            time=self.clock.now().isoformat(),
            source="test",
            aggregate=event.aggregate,
            sequence=self.sequences[event.aggregate],
            actor=Actor(id=who, name=who),
            trace="t",
            cause="",
            data=wire.event_data(event),
        )
        body = wire.encode(envelope)
        return Delivery(tag=0, key=event.type, body=body, signature=self.keys.sign_event(body))

    def pass_time(self, **by: float) -> None:
        """Move the clock on, then fire what has come due, until nothing is left."""
        self.clock.move(by=timedelta(**by))
        while Deadlines(self.works, self.service.deadline_acts()).fire_due():
            pass

    def told(self, kind: str) -> list[dict[str, Any]]:
        """The data of the events of this type that went into the outbox."""
        with self.works.database.begin(writes=False) as session:
            bodies = session.scalars(sa.select(outbox.c.body).where(outbox.c.type == kind).order_by(outbox.c.id)).all()
        return [wire.decode(bytes(body))["data"] for body in bodies]

    def failed(self) -> int:
        """Deadlines that failed and events that were kept as failed."""
        with self.works.database.begin(writes=False) as session:
            failures = session.scalar(sa.text("select count(*) from failed_events"))
            return int(failures or 0) + int(
                session.scalar(sa.text("select count(*) from deadlines where error <> ''")) or 0
            )

    def judged(
        self, number: int, verdict: str = "unreviewed", account_id: str = "cs-wechat", **more: Any
    ) -> ObservedPostJudged:
        """A verdict on the observed post of this number."""
        fields = {
            "observed_post_id": f"post-{number}",
            "account_id": account_id,
            "channel": "wechat_official",
            "handle": "cs",
            "url": f"https://mp.weixin.qq.com/s/{number}",
            "title": f"第{number}期",
            "excerpt": "迎新晚会今晚举行",
            "published_at": self.clock.now().isoformat(),
            "verdict": verdict,
            "submission_id": "",
            "fingerprint": "",
        }
        return ObservedPostJudged(**{**fields, **more})

    def open_incident(self, **more: Any) -> dict[str, Any]:
        """An incident that the officer reports."""
        body = {
            "title": "不当信息",
            "severity": "II",
            "account_id": "cs-wechat",
            "urls": [],
            "summary": "",
            "source": "巡查",
        }
        found: dict[str, Any] = self.call("officer", "report_incident", {**body, **more})
        return found


def account(
    account_id: str, unit: str, faculty: str, tier: int, operators: tuple[str, ...], channel: str
) -> AccountApproved:
    return AccountApproved(
        account_id=account_id,
        file_number=f"新媒备〔2026〕{tier}-001号",
        name=f"{account_id} 平台",
        handle=account_id,
        channel=channel,
        tier=tier,
        unit_id=unit,
        unit_name=unit,
        faculty_id=faculty,
        operator_ids=operators,
        responsible_person="某某",
        application_id="",
    )


def open_desk(database: Database) -> Desk:
    """A desk over a database, migrated, that knows a few units, people and accounts."""
    clock, keys = FixedClock(START), Keys(["k" * 40])
    migrations.upgrade(database, metadata)
    works, service = Works("alerts", database, clock), Alerts()
    settings = SimpleNamespace(
        secret="k" * 40,
        delivery_hosts="127.0.0.1",
        delivery_public=True,
        base_url="https://xinmei.example.edu.cn",
        college="示例职业学院",
    )
    service.runtime = SimpleNamespace(works=works, keys=keys, clock=clock, settings=settings)
    found = Desk(works, clock, keys, service)
    found.deliver(*[UnitSaved(unit_id=u, name=u, kind="department", parent_id="", path=p) for u, p in UNITS.items()])
    found.deliver(
        *[
            PersonSaved(person_id=p, username=p, name=p, unit_id=g[0][1], grants=g, active=True)
            for p, g in PEOPLE.items()
        ]
    )
    found.deliver(
        account("cs-wechat", "cs", "cs", 2, ("cs.operator",), "wechat_official"),
        account("club-weibo", "club", "cs", 3, ("club.operator",), "weibo"),
        account("art-douyin", "art", "art", 2, (), "douyin"),
    )
    assert found.failed() == 0
    return found
