"""The closed lists of words that services share: channels, tiers, roles, kinds of units, states of an account."""

from __future__ import annotations

CHANNELS = (
    "wechat_official",
    "wechat_channels",
    "wechat_group",
    "qq_group",
    "qq_zone",
    "weibo",
    "tieba",
    "yiban",
    "douyin",
    "bilibili",
    "website",
    "app",
    "other",
)
"""Where an account lives (article 1)."""

TIERS = (1, 2, 3)
"""Article 6: the college's own, a unit's, a student body's."""

ACCOUNT_STATES = ("active", "suspended", "closed")

UNIT_KINDS = ("college", "propaganda", "department", "faculty", "student_affairs", "youth_league", "club", "class")

ROLES = (
    "officer",  # 宣传统战部经办
    "director",  # 宣传统战部负责人: decides
    "responsible",  # 第一责任人 of a unit
    "reviewer",  # 审核人 of a unit
    "operator",  # runs accounts of a unit
    "league",  # youth league, leads tier 3
    "student_affairs",  # student affairs, leads tier 3 too
    "duty",  # may be on duty
    "trainer",
    "student",
    "association",  # officer of the student new-media association
    "auditor",  # reads everything, changes nothing
    "admin",  # settings and people only, sees no content
)

PROPAGANDA = ("officer", "director")
"""The roles of the propaganda department, in charge of the whole (article 4)."""
