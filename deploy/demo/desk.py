"""What the demo shows of the review desk: a campaign under way, a text with a picture, one on hold, a substitute, right titles."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import segno

from deploy.demo.accounts import DemoAccount
from deploy.demo.cast import Cast

CAMPAIGN = "建校六十周年联动宣传"
BRIEF = "请各平台于校庆日前发布统一推文,可结合本单位实际改编。发布后登记网址。"
MATERIAL = {
    "title": "六十年,与你同行",
    "body": "六十载弦歌不辍,新征程再启华章。\n\n校庆日期间,校史馆、图书馆、实训中心全天开放,欢迎校友回家看看。\n\n一起说出你与学校的故事,话题:#我和我的母校#。",
}
ADAPTED = "\n\n本院将于校庆日上午九时在学院报告厅举办校友论坛,欢迎参加。"
POSTER = ("校园开放日报名", "校园开放日报名开始,扫描海报上的二维码登记,每场限一百人,额满为止。")
FLAGGED = (
    "寒假兼职防骗提醒",
    "有人在班级群发“加微❤信刷-单,日赚三百”,这是诈骗。\n\n校长陈国栋提醒同学们:不扫陌生二维码,不交押金,不外借证件。遇到可疑信息请致电 13800138000 或向辅导员报告。",
)
HELD = ("食堂改造期间就餐安排", "食堂一层改造期间,请同学们前往二层就餐,开放时间不变。")

Travel = Callable[[float], datetime]


def work_at_desk(cast: Cast, accounts: list[DemoAccount], travel: Travel) -> None:
    """A campaign from its announcement on, and what else happens at a desk."""
    _titles(cast)
    _campaign(cast, [account for account in accounts if account.operator.startswith(("cs.", "club."))], travel)
    operated = next(account for account in accounts if account.operator == "cs.operator" and account.reviewers)
    at = travel(27.6)
    _poster(cast, operated.id)
    _submit(cast, operated, FLAGGED)
    held = _submit(cast, operated, HELD)
    cast.ask("officer", "review", "hold_submission", {"reason": "先与后勤处核对改造日期。"}, id=held["id"])
    leave = {"starts_at": at.isoformat(), "ends_at": (at + timedelta(days=9)).isoformat(), "reason": "外出培训"}
    cast.ask("cs.editor", "review", "set_substitute", {"substitute_id": cast.id_of("cs.head"), **leave})


def _titles(cast: Cast) -> None:
    for name, titles in (("陈国栋", ["党委书记"]), ("周慧敏", ["院长"]), ("林志远", ["党委副书记", "副院长"])):
        cast.ask("officer", "review", "set_titles", {"name": name, "titles": titles})


def _campaign(cast: Cast, accounts: list[DemoAccount], travel: Travel) -> None:
    at = travel(24)
    wanted = {
        "title": CAMPAIGN,
        "brief": BRIEF,
        "scope": {},
        "starts_at": at.isoformat(),
        "ends_at": (at + timedelta(days=14)).isoformat(),
        "material": MATERIAL,
    }
    campaign = cast.ask("director", "review", "announce_campaign", wanted)
    for number, account in enumerate(accounts[:6]):
        at = travel(24.5 + number / 4)
        body = MATERIAL["body"] + (ADAPTED if number % 3 == 2 else "")
        text = _submit(cast, account, (MATERIAL["title"], body), campaign_id=campaign["id"])
        if text["state"] == "approved" and number % 2 == 0:
            told = {"url": f"https://example.edu/60/{number}", "published_at": at.isoformat()}
            cast.ask(account.operator, "review", "publish_submission", told, id=text["id"])


def _submit(cast: Cast, account: DemoAccount, text: tuple[str, str], **more: Any) -> dict[str, Any]:
    wanted = {"account_id": account.id, "title": text[0], "body": text[1], "source": "original", **more}
    made: dict[str, Any] = cast.ask(account.operator, "review", "submit_text", wanted)
    if made["state"] != "screening":
        return made
    return cast.screened(account.operator, made["id"])


def _poster(cast: Cast, account_id: str) -> None:
    picture = io.BytesIO()
    segno.make("https://example.edu/open-day", error="m").save(picture, kind="png", scale=12, dark="#9e1b1b")
    sent = {"name": "开放日海报.png", "base64": base64.b64encode(picture.getvalue()).decode()}
    made = cast.ask("cs.operator", "review", "upload_media", sent)
    media = [{"name": made["name"], "checksum": made["checksum"]}]
    title, body = POSTER
    wanted = {"account_id": account_id, "title": title, "body": body, "source": "original", "media": media}
    cast.ask("cs.operator", "review", "submit_text", wanted)
