"""Published posts against the seals: what passes, what does not, and what cries no wolf."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.contracts.errors import NotPermitted
from services.contracts.registry.events import AccountStatusChanged
from services.contracts.review.events import ObservedPostJudged
from services.contracts.review.inputs import NewObservedPosts
from services.kit.wire import Received
from services.review import schemas
from services.review.handlers import accounts, observing
from tests.unit.kit.world import Mail
from tests.unit.review.conftest import NOW, OFFICER, OPERATOR, House, approved

TITLE = "新生报到须知"
BODY = "新生请于 9 月 1 日 8:30 到东校区报到,学费 4,500 元。联系人:王老师。报到地点设在体育馆,请提前准备材料。"


def judge(
    house: House, *, at: datetime | None = None, url: str = "https://example.edu/p/1", **wanted: Any
) -> dict[str, Any]:
    post = {
        "account_id": "cs-account",
        "url": url,
        "published_at": (at or house.clock.now()).isoformat(),
        "title": TITLE,
        "body": BODY,
        **wanted,
    }
    with house.acting(OFFICER) as work:
        posts = observing.judge_posts(work, NewObservedPosts().load({"posts": [post]})["posts"])
        return schemas.dump_post(posts[0])


@pytest.fixture
def sealed(house: House) -> dict[str, Any]:
    text = house.approve_all(house.submit(title=TITLE, body=BODY))
    house.clock.move(by=timedelta(hours=1))
    return text


@pytest.mark.article(13, 15)
def test_the_approved_text_published_as_it_is_passes(house: House, sealed: dict[str, Any]) -> None:
    found = judge(house)
    assert (found["verdict"], found["submission_id"], found["similarity"]) == ("approved", sealed["id"], 1.0)
    assert house.look(sealed["id"])["state"] == "published"


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace(",", ",").replace(":", ":").replace("。", "!"),
        "🎉" + BODY.replace("。", "。\n\n👉 "),
        BODY.replace(" ", ""),
        "《" + BODY + "》~",
        BODY.replace("4,500", "4500"),
    ],
)
def test_punctuation_emoji_and_line_breaks_cry_no_wolf(house: House, sealed: dict[str, Any], body: str) -> None:
    assert judge(house, body=body)["verdict"] == "approved"


@pytest.mark.article(13, 15)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("9 月 1 日", "9 月 2 日"),
        ("4,500", "4,600"),
        ("王老师", "汪老师"),
        ("8:30", "83:0"),
        ("东校区", "西校区"),
        ("请提前", ""),
    ],
)
def test_a_changed_figure_or_name_does_not_pass(house: House, sealed: dict[str, Any], old: str, new: str) -> None:
    found = judge(house, body=BODY.replace(old, new))
    assert (found["verdict"], found["submission_id"]) == ("altered", sealed["id"])
    assert 0.5 < found["similarity"] < 1
    published = "".join(run["text"] for run in found["diff"] if run["op"] != "delete")
    assert published == f"{TITLE}\n{BODY.replace(old, new)}"


@pytest.mark.article(13)
def test_a_decimal_point_or_minus_sign_is_part_of_the_figure(house: House) -> None:
    house.approve_all(house.submit(title="通报", body="增长 1.5 倍,气温 -5 度。"))
    assert judge(house, title="通报", body="增长 15 倍,气温 -5 度。")["verdict"] == "altered"
    assert judge(house, title="通报", body="增长 1.5 倍,气温 5 度。")["verdict"] == "altered"
    assert judge(house, title="通报", body="增长1.5倍;气温-5度!")["verdict"] == "approved"


@pytest.mark.article(13, 15)
def test_a_text_nobody_reviewed_is_unreviewed_and_told(house: House, sealed: dict[str, Any]) -> None:
    found = judge(house, title="转让二手自行车", body="九成新,价格面议,有意者请到三号楼下找我。")
    assert (found["verdict"], found["submission_id"]) == ("unreviewed", "")
    told = [event for event in house.pump() if isinstance(event, ObservedPostJudged)]
    assert [(event.verdict, event.url) for event in told] == [("unreviewed", "https://example.edu/p/1")]


@pytest.mark.article(13)
def test_publication_before_the_approval_or_after_its_window_is_outside(house: House, sealed: dict[str, Any]) -> None:
    assert judge(house, at=NOW - timedelta(days=1))["verdict"] == "outside_window"
    house.clock.move(by=timedelta(days=40))
    assert judge(house, url="https://example.edu/p/2")["verdict"] == "outside_window"


@pytest.mark.article(13)
def test_a_planned_text_may_be_published_around_its_time_only(house: House) -> None:
    planned = NOW + timedelta(days=2)
    house.approve_all(house.submit(title=TITLE, body=BODY, scheduled_at=planned.isoformat()))
    assert judge(house, at=NOW + timedelta(hours=1))["verdict"] == "outside_window"
    assert judge(house, at=planned, url="https://example.edu/p/2")["verdict"] == "approved"


@pytest.mark.article(8)
def test_a_post_of_an_account_nobody_registered_is_said_so(house: House) -> None:
    found = judge(house, account_id="", channel="weibo", handle="某某学院官方")
    assert (found["verdict"], found["account_id"], found["handle"]) == ("unregistered_account", "", "某某学院官方")


def test_an_account_is_found_by_channel_and_handle_too(house: House, sealed: dict[str, Any]) -> None:
    found = judge(house, account_id="", channel="wechat_official", handle="gh_cs-account")
    assert (found["verdict"], found["account_id"]) == ("approved", "cs-account")


@pytest.mark.article(7)
def test_a_post_of_a_suspended_account_is_bad_even_if_it_was_approved(house: House, sealed: dict[str, Any]) -> None:
    with house.acting(OFFICER) as work:
        accounts.note_status(
            work, AccountStatusChanged(account_id="cs-account", status="suspended", reason=""), work.now
        )
    assert judge(house)["verdict"] == "suspended_account"
    earlier = house.clock.now() - timedelta(minutes=30)
    assert judge(house, at=earlier, url="https://example.edu/p/2")["verdict"] == "approved"


@pytest.mark.article(7)
def test_word_of_a_suspension_that_comes_late_counts_from_when_it_happened(
    house: House, sealed: dict[str, Any]
) -> None:
    fact = AccountStatusChanged(account_id="cs-account", status="suspended", reason="")
    happened = house.clock.now() - timedelta(hours=3)
    with house.acting(OFFICER) as work:
        accounts.note_statuses(work, [Received(fact, Mail().envelope(fact, 2, time=happened.isoformat()))])
    assert judge(house, at=happened + timedelta(hours=1))["verdict"] == "suspended_account"


@pytest.mark.article(8)
def test_a_post_of_an_unknown_account_is_judged_anew_once_the_account_is_known(house: House) -> None:
    late: dict[str, Any] = {"account_id": "", "channel": "wechat_official", "handle": "gh_late"}
    assert judge(house, **late)["verdict"] == "unregistered_account"
    assert judge(house, **late)["verdict"] == "unregistered_account"
    with house.acting(OFFICER) as work:
        accounts.note_approval(work, approved("late", 2, "cs", "cs", OPERATOR))
    found = judge(house, **late)
    assert (found["verdict"], found["account_id"]) == ("unreviewed", "late")
    told = [event.verdict for event in house.pump() if isinstance(event, ObservedPostJudged)]
    assert told == ["unregistered_account", "unreviewed"]


def test_the_same_post_handed_in_twice_has_one_verdict_and_one_event(house: House) -> None:
    first, again = judge(house), judge(house)
    assert first["id"] == again["id"]
    changed = judge(house, body="另一篇。")
    assert changed["id"] != first["id"]
    assert len([event for event in house.pump() if isinstance(event, ObservedPostJudged)]) == 2


@pytest.mark.article(13)
def test_a_voided_approval_covers_what_was_published_before_and_nothing_after(
    house: House, sealed: dict[str, Any]
) -> None:
    before = house.clock.now() - timedelta(minutes=10)
    house.revise(OPERATOR, sealed["id"], title=TITLE, body="完全不同的内容,改为线上举行。")
    assert judge(house, at=before)["verdict"] == "approved"
    house.clock.move(by=timedelta(hours=1))
    assert judge(house, url="https://example.edu/p/2")["verdict"] == "unreviewed"


@pytest.mark.article(15)
def test_operators_hand_in_no_observed_posts(house: House) -> None:
    with pytest.raises(NotPermitted), house.acting(OPERATOR) as work:
        observing.judge_posts(work, [])
