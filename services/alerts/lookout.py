"""The lookout: looks at addresses whose copies are said to be gone, outside of any transaction, and keeps what it saw.

A copy is claimed under its row's lock, looked at, and then settled. What cannot be judged from outside (pages that answer 200
whatever happens, addresses that may not be reached) is left to a person.
"""

from __future__ import annotations

import httpx

from services.alerts.delivery.addresses import AddressRefused
from services.alerts.delivery.posting import Answer, Poster
from services.alerts.domain.takedowns import Takedown
from services.alerts.handlers.takedowns import keep_look
from services.alerts.storage import incidents
from services.kit.identity import service_identity
from services.kit.ids import new_trace, set_trace
from services.kit.work import Works

GONE = (404, 410)
GONE_WORDS = (
    "该内容已被发布者删除", "此内容因违规无法查看", "该内容已被删除", "抱歉，此微博已被作者删除", "该微博不存在", "你访问的页面不存在", "内容已删除",
    "该公众号已迁移", "帐号已被屏蔽", "该贴已被删除", "视频不见了",
)  # fmt: skip
SHORTEST_TITLE = 4


class Lookout:
    """Looks at what is due, one at a time."""

    def __init__(self, works: Works, poster: Poster) -> None:
        self._works = works
        self._poster = poster
        self._me = service_identity(works.service)

    def look_due(self) -> bool:
        """Look at one copy; whether there was any."""
        claimed = self._claim()
        if claimed is None:
            return False
        asked, titles = claimed
        seen, note = self._look(asked.url, titles)
        with self._works.open(self._me, set_trace(new_trace())) as work:
            now = incidents.get_takedown(work.session, asked.id)
            if now is not None and now.check_state == "looking" and now.polls == asked.polls:
                keep_look(work, now, seen, note)
        return True

    def _claim(self) -> tuple[Takedown, list[str]] | None:
        with self._works.open(self._me, set_trace(new_trace())) as work:
            asked = incidents.next_look(work.session, work.now)
            if asked is None:
                return None
            asked.look(work.now)
            titles = incidents.titles_of(work.session, asked.incident_id, asked.url)
            work.session.flush()
            work.session.expunge(asked)
            return asked, titles

    def _look(self, url: str, titles: list[str]) -> tuple[str, str]:
        """``gone``, ``there`` or ``unknown``, and why."""
        try:
            return judge(self._poster.get(url), titles)
        except AddressRefused:
            return "unknown", "address_refused"
        except (httpx.HTTPError, OSError, TimeoutError, ValueError) as error:
            return "unknown", type(error).__name__


def judge(answer: Answer, titles: list[str]) -> tuple[str, str]:
    """What a page says of a post with one of these titles."""
    if answer.status in GONE:
        return "gone", f"http_{answer.status}"
    text = answer.body.decode("utf-8", "replace")
    if word := next((word for word in GONE_WORDS if word in text), ""):
        return "gone", word
    if answer.status == 200 and any(title in text for title in titles if len(title) >= SHORTEST_TITLE):
        return "there", "title_found"
    return "unknown", f"http_{answer.status}"
