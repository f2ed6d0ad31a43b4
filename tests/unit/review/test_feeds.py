"""Watched feeds and pages: read from a server on loopback, conditionally, guarded, and judged like any post (article 15)."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from services.contracts.errors import InputInvalid, NotPermitted, StateConflict
from services.contracts.review.events import ObservedPostJudged
from services.kit.addresses import Guard
from services.review import schemas
from services.review.domain.watches import LEASE, Watch
from services.review.feeds import Reader
from services.review.feeds.moments import moment_of
from services.review.feeds.pages import page_of, text_of
from services.review.feeds.parsing import FeedRefused, posts_of
from services.review.feeds.reading import MOST_BYTES
from services.review.handlers import watching
from services.review.poller import Poller
from tests.unit.review.conftest import DIRECTOR, NOW, OFFICER, OPERATOR, House

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>院报</title>
<item><title>开学典礼</title><link>/news/1</link><pubDate>Mon, 02 Mar 2026 09:30:00 +0800</pubDate>
<description>摘要</description><content:encoded><![CDATA[<p>新学期开学典礼<b>今日</b>举行。</p><script>x()</script>]]></content:encoded></item>
<item><title>没有网址</title><description>无</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<entry><title type="html">Tom &amp;amp; Jerry</title><link rel="self" href="/self"/><link href="https://example.edu/a"/>
<updated>2026-03-02T01:00:00Z</updated><summary>你好</summary></entry></feed>"""
PAGE = """<html><head><title>通知 - 学院</title><meta property="article:published_time" content="2026-03-02T09:00:00+08:00">
</head><body><nav>首页 新闻</nav><article><h1>通知</h1><p>周五&nbsp;停水。</p><p>请互相转告。</p></article><footer>版权</footer></body></html>"""


class Site:
    """A small server: what it answers can be set, and what it was asked is kept."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                status, headers, body = site.answers.get(self.path, (404, {}, b""))
                if "etag" in headers and self.headers.get("If-None-Match") == headers["etag"]:
                    status, body = 304, b""
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.base = f"http://{self.host}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def say(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> str:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, told, body.encode() if isinstance(body, str) else body)
        return self.base + path


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


def watch(url: str, kind: str = "feed", **more: Any) -> Watch:
    return Watch(
        id="w",
        account_id="cs-account",
        account_name="",
        url=url,
        kind=kind,
        every_minutes=30,
        set_by="",
        created_at=NOW,
        next_at=NOW,
        **more,
    )


def read(site: Site, url: str, kind: str = "feed", **more: Any) -> Any:
    return Reader(Guard.of(site.host), timeout=2).read(watch(url, kind, **more))


# ---- what is read


def test_rss_gives_posts_with_their_text_and_time() -> None:
    (post,) = posts_of(RSS.encode(), "https://example.edu/feed")
    assert (post.url, post.title, post.body) == ("https://example.edu/news/1", "开学典礼", "新学期开学典礼今日举行。")
    assert post.published_at == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def test_atom_gives_posts_too() -> None:
    (post,) = posts_of(ATOM.encode(), "https://example.edu/")
    assert (post.url, post.title, post.body) == ("https://example.edu/a", "Tom & Jerry", "你好")


def test_a_feed_in_gb18030_and_one_in_utf_16_are_read() -> None:
    for encoding in ("gb18030", "utf-16"):
        told = RSS.replace("UTF-8", encoding)
        assert posts_of(told.encode(encoding), "https://example.edu/")[0].title == "开学典礼"


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><rss><channel><item><title>&c;</title></item></channel></rss>',
        '<!DOCTYPE r SYSTEM "file:///etc/passwd"><rss/>',
        "<rss><channel><item>",
        "<html><body>no feed</body></html>",
        "",
        "\x00\x01",
        "<rss>" + "<a>" * 50_000,
        "<rss>&undefined;</rss>",
    ],
)
def test_a_hostile_or_broken_feed_is_refused(content: str) -> None:
    for encoded in (content.encode(), content.encode("utf-16")):
        with pytest.raises(FeedRefused):
            posts_of(encoded, "https://example.edu/")


def test_a_page_is_its_article_without_navigation_and_scripts() -> None:
    (post,) = page_of(PAGE.encode(), "https://example.edu/1", {})
    assert (post.title, post.body) == ("通知 - 学院", "通知\n周五 停水。\n请互相转告。")
    assert post.published_at == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_a_page_of_half_open_tags_is_read_as_far_as_it_goes() -> None:
    assert text_of("<p>一<b>二" + "<div>" * 5000) == "一二"
    assert page_of(b"<" * 100_000, "https://example.edu/", {})


@pytest.mark.parametrize("told", ["", "soon", "Mon, 99 Xyz 2026", "0001-01-01T00:00:00Z", "9999-12-31", "x" * 5000])
def test_a_time_that_is_none_is_none(told: str) -> None:
    assert moment_of(told) is None


# ---- over the wire


def test_the_second_look_is_conditional_and_costs_nothing(site: Site) -> None:
    url = site.say("/feed", RSS, etag='"v1"', Last_Modified="Mon, 02 Mar 2026 01:30:00 GMT")
    first = read(site, url)
    assert (first.outcome, len(first.posts), first.etag) == ("read", 1, '"v1"')
    second = read(site, url, etag=first.etag, modified=first.modified, content_hash=first.content_hash)
    assert second.outcome == "unchanged"
    asked = site.asked[1][1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"v1"', "Mon, 02 Mar 2026 01:30:00 GMT")


def test_a_server_without_etags_is_read_again_only_where_its_bytes_changed(site: Site) -> None:
    url = site.say("/feed", RSS)
    first = read(site, url)
    assert read(site, url, content_hash=first.content_hash).outcome == "unchanged"
    site.say("/feed", RSS.replace("今日", "明日"))
    assert read(site, url, content_hash=first.content_hash).outcome == "read"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/feed",
        "http://localhost/feed",
        "http://10.0.0.1/feed",
        "http://[::1]/feed",
        "http://2130706433/feed",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]/",
        "http://intranet/feed",
    ],
)
def test_an_address_inside_the_network_is_refused_unless_allowed(url: str) -> None:
    assert Reader(Guard()).read(watch(url)).outcome == "refused"


def test_a_redirect_into_the_network_is_refused_and_an_endless_one_given_up(site: Site) -> None:
    inside = site.say("/in", "", 302, Location="http://10.0.0.1/secret")
    assert read(site, inside).outcome == "refused"
    round_ = site.say("/round", "", 302, Location="/round")
    assert read(site, round_).outcome == "failed"
    moved = site.say("/moved", "", 301, Location="/feed")
    site.say("/feed", RSS)
    assert read(site, moved).outcome == "read"


def test_too_large_a_body_is_given_up_also_where_it_is_packed_small(site: Site) -> None:
    bomb = site.say("/bomb", gzip.compress(b"\0" * (MOST_BYTES + 1)), Content_Encoding="gzip")
    assert read(site, bomb).outcome == "failed"


def test_errors_become_a_reading_and_a_server_that_asks_for_patience_is_given_it(site: Site) -> None:
    busy = read(site, site.say("/busy", "", 503, Retry_After="7200"))
    assert (busy.outcome, busy.detail, busy.retry_after) == ("failed", "HTTP 503", timedelta(hours=2))
    assert read(site, site.say("/html", "<html/>")).outcome == "failed"
    site.server.shutdown()
    site.server.server_close()
    assert read(site, site.base + "/feed").outcome == "failed"


# ---- watching


def test_the_wait_doubles_with_each_failure_and_is_a_day_at_most(site: Site) -> None:
    found = watch(site.base + "/gone")
    waits = []
    for _ in range(8):
        found.take(Reader(Guard.of(site.host), timeout=2).read(found), NOW)
        assert found.next_at
        waits.append((found.next_at - NOW).total_seconds() / 3600)
    assert waits == [1, 2, 4, 8, 16, 24, 24, 24]
    site.say("/gone", RSS)
    found.take(Reader(Guard.of(site.host), timeout=2).read(found), NOW)
    assert (found.failures, found.next_at) == (0, NOW + timedelta(minutes=30))


def set_watch(house: House, site: Site, path: str, kind: str = "feed") -> str:
    with house.acting(OFFICER) as work:
        wanted = {"account_id": "cs-account", "url": site.base + path, "kind": kind, "every_minutes": 30}
        return watching.set_watch(work, wanted, Guard.of(site.host)).id


def poll(house: House, site: Site) -> int:
    return Poller(house.works, Reader(Guard.of(site.host), timeout=2)).look_at_due()


@pytest.mark.article(13, 15)
def test_what_stands_in_a_feed_is_matched_to_the_seals(house: House, site: Site) -> None:
    house.approve_all(house.submit())
    soon = (NOW + timedelta(minutes=5)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    item = "<item><title>开学典礼</title><link>/n/{}</link><pubDate>{}</pubDate><description>{}</description></item>"
    texts = ("新学期开学典礼今日举行。", "新学期开学典礼明日举行。", "食堂周末停水检修,请同学们提前安排用餐。")
    items = [item.format(number, soon, text) for number, text in enumerate(texts)]
    site.say("/feed", f"<rss><channel>{''.join(items)}</channel></rss>")
    watch_id = set_watch(house, site, "/feed")
    assert poll(house, site) == 0
    house.clock.move(by=timedelta(minutes=10))
    assert poll(house, site) == 1
    judged = [event.verdict for event in house.pump() if isinstance(event, ObservedPostJudged)]
    assert sorted(judged) == ["altered", "approved", "unreviewed"]
    with house.acting(OFFICER) as work:
        (line,) = watching.list_watches(work, {"limit": 10, "cursor": ""}, schemas.dump_watch)["items"]
    assert (line["id"], line["outcome"], line["found"]) == (watch_id, "read", 3)
    assert poll(house, site) == 0


@pytest.mark.article(15)
def test_a_page_that_changes_is_a_new_post_and_one_that_does_not_is_none(house: House, site: Site) -> None:
    site.say("/page", PAGE)
    set_watch(house, site, "/page", "page")
    for _ in range(2):
        house.clock.move(by=timedelta(minutes=31))
        poll(house, site)
    site.say("/page", PAGE.replace("周五", "周六"))
    house.clock.move(by=timedelta(minutes=31))
    poll(house, site)
    assert [event.type for event in house.pump()].count(ObservedPostJudged.type) == 2


def test_two_processes_never_look_at_one_address_at_once_and_one_that_died_is_replaced(
    house: House, site: Site
) -> None:
    set_watch(house, site, "/feed")
    house.clock.move(by=timedelta(minutes=1))
    with house.acting(OFFICER) as work:
        assert watching.lease_due(work) is not None
    assert poll(house, site) == 0
    house.clock.move(by=LEASE + timedelta(seconds=1))
    assert poll(house, site) == 1


def test_a_watch_is_set_once_by_the_department_and_ends(house: House, site: Site) -> None:
    watch_id = set_watch(house, site, "/feed")
    with pytest.raises(StateConflict):
        set_watch(house, site, "/feed")
    wanted = {"account_id": "cs-account", "url": "http://10.0.0.1/", "kind": "feed", "every_minutes": 30}
    with house.acting(OFFICER) as work, pytest.raises(InputInvalid):
        watching.set_watch(work, wanted, Guard())
    with house.acting(OPERATOR) as work, pytest.raises(NotPermitted):
        watching.set_watch(work, wanted, Guard())
    with house.acting(DIRECTOR) as work:
        watching.end_watch(work, watch_id)
    house.clock.move(by=timedelta(hours=1))
    assert poll(house, site) == 0
    with house.acting(DIRECTOR) as work, pytest.raises(StateConflict):
        watching.look_now(work, watch_id)
