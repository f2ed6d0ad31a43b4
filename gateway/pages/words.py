"""What codes are called for people, and where each person can go. The texts are Chinese; the catalogue has the English."""

from __future__ import annotations

from gateway.language import gettext
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

WORDS: dict[str, dict[str, str]] = {
    "channel": {
        "wechat_official": "微信公众号",
        "wechat_channels": "微信视频号",
        "wechat_group": "微信群",
        "qq_group": "QQ群",
        "qq_zone": "QQ空间",
        "weibo": "微博",
        "tieba": "百度贴吧",
        "yiban": "易班",
        "douyin": "抖音",
        "bilibili": "哔哩哔哩",
        "website": "网站",
        "app": "手机客户端",
        "other": "其他渠道",
    },
    "tier": {"1": "一级平台", "2": "二级平台", "3": "三级平台"},
    "account_state": {"active": "运行中", "suspended": "已暂停", "closed": "已注销"},
    "unit_kind": {
        "college": "学校",
        "propaganda": "宣传统战部",
        "department": "部门",
        "faculty": "院部",
        "student_affairs": "学工部",
        "youth_league": "团委",
        "club": "社团",
        "class": "班级",
    },
    "role": {
        "officer": "宣传统战部经办",
        "director": "宣传统战部负责人",
        "responsible": "第一责任人",
        "reviewer": "审核人",
        "operator": "运营人员",
        "league": "团委",
        "student_affairs": "学工部",
        "duty": "值班员",
        "trainer": "培训负责人",
        "student": "学生",
        "association": "新媒体协会干部",
        "auditor": "审计员",
        "admin": "系统管理员",
    },
    "application_state": {
        "draft": "草稿",
        "submitted": "已提交",
        "endorsed": "已签署意见",
        "approved": "已批准",
        "returned": "已退回",
        "rejected": "不予批准",
        "withdrawn": "已撤回",
    },
    "submission_state": {
        "screening": "自动初筛中",
        "in_review": "审核中",
        "approved": "已通过",
        "returned": "已退回",
        "rejected": "未通过",
        "held": "已冻结",
        "published": "已发布",
        "withdrawn": "已撤回",
        "expired": "已过期",
    },
    "decision": {"approve": "通过", "return": "退回修改", "reject": "不予通过"},
    "incident_state": {
        "reported": "待受理",
        "acknowledged": "已受理",
        "contained": "已控制",
        "resolved": "已处置",
        "closed": "已办结",
    },
    "severity": {"I": "Ⅰ级 特别重大", "II": "Ⅱ级 重大", "III": "Ⅲ级 较大", "IV": "Ⅳ级 一般"},
    "finding_severity": {"block_until_answered": "须逐条答复", "escalate": "须上报", "remind": "提醒"},
    "verdict": {
        "approved": "与审定稿一致",
        "altered": "与审定稿不一致",
        "unreviewed": "未经审核",
        "outside_window": "不在核定时间内",
        "unregistered_account": "账号未备案",
        "suspended_account": "账号已暂停",
    },
    "session_kind": {"training": "业务培训", "salon": "主题沙龙", "outbound": "走出去", "inbound": "请进来"},
    "session_state": {"open": "报名中", "announced": "已发布", "cancelled": "已取消", "ended": "已结束"},
    "enrolment_state": {"enrolled": "已报名", "waiting": "候补中", "withdrawn": "已退出", "attended": "已签到"},
    "receipt_state": {"pending": "待签收", "delivered": "已送达", "read": "已阅", "done": "已落实"},
}


def word(kind: str, code: object) -> str:
    """What `code` is called in the language of the request; the code itself where it has no name."""
    known = WORDS[kind].get(str(code))
    return gettext(known) if known else str(code)


def choices(kind: str) -> list[tuple[str, str]]:
    """Codes and what they are called, for a list to choose from."""
    return [(code, gettext(text)) for code, text in WORDS[kind].items()]


def navigation(identity: Identity) -> list[tuple[str, str]]:
    """Addresses and names of the pages that concern this person."""
    found = []
    if identity.has(*PROPAGANDA, "auditor"):
        found.append(("/boards/department", gettext("部门看板")))
    if identity.unit_id and identity.has("responsible", "reviewer", "operator", "league", "student_affairs"):
        found.append((f"/boards/unit/{identity.unit_id}", gettext("单位工作台")))
    if not identity.has("admin"):
        found.append(("/boards/association", gettext("新媒体协会")))
    found.append(("/verify", gettext("账号核验")))
    return found
