"""Two small services for tests of the kit: a desk that takes notes and tells of them, and a watch that hears it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import eventlet
import sqlalchemy as sa
from eventlet.event import Event as Gate
from marshmallow import Schema, fields, validate
from sqlalchemy.orm.exc import StaleDataError

from services.contracts import errors
from services.contracts.events import Event
from services.kit.api import Asked, Calls, Deadline, Events, Request, Service, Work, command, consumes, due, query
from tests.unit.kit.world import notes


@dataclass(frozen=True, kw_only=True)
class NoteTaken(Event):
    """A note was taken at the desk."""

    type: ClassVar[str] = "kitnote.taken.v1"
    key: ClassVar[str] = "note_id"

    note_id: str
    text: str


class NoteRequest(Schema):
    text = fields.String(required=True, validate=validate.Length(1, 100))
    slow = fields.Float(load_default=0.0)


class Desk(Service):
    """Takes notes; each one is an event, an entry, and a deadline a second later."""

    name = "kitdesk"

    @command
    def take_note(self, work: Work, request: Request) -> dict[str, str]:
        loaded = request.load(NoteRequest())
        note_id = work.new_id()
        work.session.execute(sa.insert(notes).values(subject=work.identity.id, text=loaded["text"]))
        work.emit(NoteTaken(note_id=note_id, text=loaded["text"]))
        work.record("note.taken", note_id)
        work.schedule("note.old", note_id, work.now + timedelta(seconds=1))
        eventlet.sleep(loaded["slow"])
        return {"id": note_id}

    @command
    def take_note_of_officers(self, work: Work, request: Request) -> dict[str, str]:
        work.identity.require("officer")
        return self.take_note(work, request)

    batches: ClassVar[list[int]] = []
    held_back: ClassVar[Gate | None] = None

    @command(batch=True)
    def sign_up(self, work: Work, requests: Calls) -> list[dict[str, str] | errors.XinmeiError]:
        """Writes each name into the notes; ``full`` is refused, ``bad`` breaks the whole batch."""
        self.batches.append(len(requests))
        if self.held_back is not None:
            self.held_back.wait()
        return [self._sign_up(work, asked) for asked in requests]

    def _sign_up(self, work: Work, asked: Asked) -> dict[str, str] | errors.XinmeiError:
        text = asked.body["text"]
        if text == "full":
            return errors.StateConflict(code="full")
        note_id = work.new_id()
        with work.answering(asked):
            try:
                work.check_version(3)
            except errors.Stale as stale:
                return stale
            work.session.execute(sa.insert(notes).values(subject=work.identity.id, text=text))
            work.emit(NoteTaken(note_id=note_id, text=text))
            work.record("signed.up", note_id)
        if text == "bad":
            raise ZeroDivisionError
        return {"id": note_id, "by": asked.identity.id}

    @command
    def close_once(self, work: Work, request: Request) -> dict[str, str]:
        """Like a state machine: a second time is a conflict."""
        work.session.execute(sa.text("UPDATE ledger_head SET number = number"))  # who comes second waits here
        found = sa.select(notes.c.id).where(notes.c.subject == "closed")
        if work.session.execute(found).first() is not None:
            raise errors.StateConflict(code="already_closed")
        work.session.execute(sa.insert(notes).values(subject="closed", text="x"))
        eventlet.sleep(0.05)
        return {"state": "closed", "work": work.new_id()}

    @command
    def note_once(self, work: Work, request: Request) -> dict[str, str]:
        """Looks whether it is there and puts it there: two at once look before either has."""
        if work.session.execute(sa.select(notes.c.id).where(notes.c.id == 7)).first() is not None:
            raise errors.StateConflict(code="noted_already")
        eventlet.sleep(0.05)
        work.session.execute(sa.insert(notes).values(id=7, subject="once", text="x"))
        return {"state": "noted", "work": work.new_id()}

    @command
    def fail(self, work: Work, request: Request) -> None:
        """Keep something, then raise the error that is named: nothing of it may stay."""
        work.session.execute(sa.insert(notes).values(subject="failed", text="x"))
        kind = request.path["kind"]
        if kind == "StaleDataError":
            raise StaleDataError("changed meanwhile")
        if kind == "IntegrityError":
            work.session.execute(sa.insert(notes).values(id=1, subject="twice", text="x"))
            work.session.execute(sa.insert(notes).values(id=1, subject="twice", text="x"))
        if kind == "ZeroDivisionError":
            raise ZeroDivisionError
        raise getattr(errors, kind)(zh="试试。", en="A try.", newest="2")

    @command
    def take_note_at_last(self, work: Work, request: Request) -> dict[str, str]:
        """Others change the same rows first, so often as `overtaken` says."""
        made = self.take_note(work, Request(body={"text": "一"}))
        if self.overtaken:
            type(self).overtaken -= 1
            raise StaleDataError("changed meanwhile")
        return made

    overtaken: ClassVar[int] = 0

    @query
    def list_notes(self, work: Work, request: Request) -> dict[str, Any]:
        return {"texts": list(work.session.scalars(sa.select(notes.c.text).order_by(notes.c.id)))}

    @query
    def list_wrongly(self, work: Work, request: Request) -> dict[str, Any]:
        work.record("looked", "at the notes")
        return {}

    @query(public=True)
    def count_notes(self, work: Work, request: Request) -> dict[str, Any]:
        return {"count": work.session.scalar(sa.select(sa.func.count()).select_from(notes))}

    @due("note.old")
    def age_note(self, work: Work, deadline: Deadline) -> None:
        work.record("note.old", deadline.subject)


class Watch(Service):
    """Hears of notes, twice: one by one, and in batches on a queue of its own."""

    name = "kitwatch"
    bad = "bad"
    stuck_on = "stuck"

    @consumes(NoteTaken)
    def hear(self, work: Work, event: NoteTaken) -> None:
        if event.text == self.bad:
            raise ValueError(event.text)
        while event.text == self.stuck_on:
            eventlet.sleep(0.1)
        work.session.execute(sa.insert(notes).values(subject="heard", text=event.text))

    @consumes(NoteTaken, batch=True, queue="batches")
    def hear_many(self, work: Work, received: Events) -> None:
        rows = [{"subject": "batched", "text": each.event.text} for each in received]  # type: ignore[attr-defined]
        work.session.execute(sa.insert(notes), rows)

    @query(public=True)
    def list_heard(self, work: Work, request: Request) -> dict[str, Any]:
        found: dict[str, list[str]] = {"heard": [], "batched": []}
        for subject, text in work.session.execute(sa.select(notes.c.subject, notes.c.text).order_by(notes.c.id)):
            found[subject].append(text)
        return found
