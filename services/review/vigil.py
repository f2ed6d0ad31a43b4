"""The vigil of one process: it has the newest word list ready, obeys every freeze in force, and says so where all can see.

Word list and freezes are rows, and each batch of texts looks at them in its own transaction; so a process could not miss one.
The vigil makes it visible and prompt: the list is compiled before the next text needs it, and each process tells for itself
that it obeys a freeze (article 12): at once, and where many texts are held once more when all of them are.
"""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta

from services.contracts.review.events import FreezeObeyed
from services.kit.identity import service_identity
from services.kit.ids import new_trace, set_trace
from services.kit.metrics import metrics
from services.kit.work import Works
from services.review import wordlist
from services.review.handlers.freezes import HOLDS
from services.review.storage import processes as stored

HEARTBEAT = timedelta(seconds=30)
COUNT_EVERY = timedelta(seconds=5)


class Vigil:
    """What one process knows of the word list and the freezes."""

    def __init__(self, works: Works) -> None:
        self._works = works
        self._me = service_identity(works.service)
        self._started = works.clock.now()
        self.name = f"{socket.gethostname()[:80]}:{os.getpid()}:{int(self._started.timestamp())}"
        self._version = -1
        self._obeyed: list[str] = []
        self._counting: dict[str, datetime] = {}
        self._seen: datetime | None = None
        self._counted: datetime | None = None

    def look(self) -> bool:
        """Catch up with the word list and the freezes; whether anything was new."""
        with self._works.database.glance() as session:
            version, _ = wordlist.current(session)
            in_force = stored.freezes_in_force(session)
            holding = stored.still_holding(session, HOLDS) if in_force else set()
            if self._counted is None or self._works.clock.now() - self._counted >= COUNT_EVERY:
                self._counted = self._works.clock.now()
                metrics.texts_waiting.set(stored.texts_waiting(session))
        fresh = [freeze_id for freeze_id in in_force if self._is_news(freeze_id, holding)]
        changed = version != self._version or in_force != self._obeyed or bool(fresh)
        if changed or self._is_time():
            self._say(version, in_force, fresh, holding)
        return changed

    def _is_news(self, freeze_id: str, holding: set[str]) -> bool:
        """Whether it was not told of, or was while it still held text after text and is done with it now."""
        return freeze_id not in self._obeyed or (freeze_id in self._counting and freeze_id not in holding)

    def _is_time(self) -> bool:
        return self._seen is None or self._works.clock.now() - self._seen >= HEARTBEAT

    def _say(self, version: int, in_force: list[str], fresh: list[str], holding: set[str]) -> None:
        now = self._works.clock.now()
        since = {freeze_id: self._counting.get(freeze_id, now) for freeze_id in fresh}
        with self._works.open(self._me, set_trace(new_trace())) as work:
            stored.note(work.session, self.name, work.now, self._started, version, in_force)
            for freeze_id in fresh:
                held = stored.held_by(work.session, freeze_id)
                obeyed_at = since[freeze_id].isoformat()
                work.emit(FreezeObeyed(freeze_id=freeze_id, process=self.name, held=held, obeyed_at=obeyed_at))
                work.record("freeze_obeyed", f"freeze:{freeze_id}", process=self.name, held=held)
        self._version, self._obeyed, self._seen = version, in_force, work.now
        counting = {**self._counting, **since}
        self._counting = {freeze_id: at for freeze_id, at in counting.items() if freeze_id in holding}
