"""Where each person can go: the portal's places, grouped as people think of their work, each with the roles whose work stands there."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.language import gettext
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

SEES_ALL = (*PROPAGANDA, "auditor")
IN_UNITS = ("responsible", "reviewer", "operator", "league", "student_affairs")
DECIDES = ("responsible", "reviewer", *PROPAGANDA)
LEARNS = (*SEES_ALL, *IN_UNITS, "student", "trainer", "association", "duty")
EVERYONE = (*LEARNS, "admin")
TOLD = (*PROPAGANDA, *IN_UNITS, "student", "trainer", "association", "duty", "admin")
"""Whom messages reach: everyone but the auditor, of whom nothing is asked."""
MESSAGES = "/messages"


@dataclass(frozen=True)
class Place:
    """An address, its name, and who finds work there. ``{unit}`` stands for the person's own unit."""

    address: str
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Area:
    """Places that belong together, under one heading."""

    name: str
    places: tuple[Place, ...]


AREAS = (
    Area(
        "工作台",
        (
            Place("/boards/department", "部门看板", SEES_ALL),
            Place("/boards/unit/{unit}", "单位工作台", IN_UNITS),
            Place("/boards/duty", "值班台", (*SEES_ALL, "duty")),
            Place("/boards/association", "我的培训与协会", (*SEES_ALL, "student", "trainer", "association")),
            Place(MESSAGES, "消息", TOLD),
        ),
    ),
    Area(
        "备案管理",
        (
            Place("/applications", "备案申请", (*SEES_ALL, *IN_UNITS)),
            Place("/accounts", "账号", (*SEES_ALL, *IN_UNITS, "admin")),
            Place("/changes", "变更登记", (*SEES_ALL, *IN_UNITS)),
            Place("/annual-reviews", "年度审核", (*SEES_ALL, *IN_UNITS)),
            Place("/personal-accounts", "个人账号", LEARNS),
            Place("/sightings", "举报线索", LEARNS),
        ),
    ),
    Area(
        "内容审核",
        (
            Place("/review", "审核台", DECIDES),
            Place("/submissions", "文稿", (*SEES_ALL, "responsible", "reviewer", "operator")),
            Place("/campaigns", "联动宣传", (*SEES_ALL, *IN_UNITS, "duty")),
            Place("/observed", "已发布内容", (*SEES_ALL, "responsible", "reviewer", "operator")),
            Place("/settings/substitutes", "代审安排", DECIDES),
        ),
    ),
    Area(
        "应急处置",
        (
            Place("/incidents", "事件", (*SEES_ALL, "duty", *IN_UNITS)),
            Place("/directives", "统一部署", (*SEES_ALL, *IN_UNITS)),
            Place("/freezes", "发布冻结", (*SEES_ALL, *IN_UNITS, "duty")),
            Place("/duty", "值守", (*SEES_ALL, "duty", "admin")),
            Place("/accountability", "责任追溯", (*SEES_ALL, "duty", *IN_UNITS[:2], "league", "student_affairs")),
        ),
    ),
    Area(
        "培训与协会",
        (
            Place("/training", "培训", LEARNS),
            Place("/association", "新媒体协会", LEARNS),
            Place("/funds", "专项资金", (*SEES_ALL, "trainer")),
        ),
    ),
    Area(
        "管理",
        (
            Place("/settings", "设置", (*SEES_ALL, "admin")),
            Place("/service-tokens", "服务令牌", ("admin", "auditor")),
        ),
    ),
)
"""A new page is a line here, in the area where people would look for it."""


def leads_to(identity: Identity, address: str) -> bool:
    """Whether the navigation leads this person there."""
    return any(place.address == address and identity.has(*place.roles) for area in AREAS for place in area.places)


def navigation(identity: Identity) -> list[tuple[str, list[tuple[str, str]]]]:
    """The areas that concern this person: each one's name, with addresses and names of its places."""
    areas = [(gettext(area.name), _open_to(identity, area)) for area in AREAS]
    return [(name, places) for name, places in areas if places]


def _open_to(identity: Identity, area: Area) -> list[tuple[str, str]]:
    return [
        (place.address.format(unit=identity.unit_id), gettext(place.name))
        for place in area.places
        if identity.has(*place.roles) and ("{unit}" not in place.address or identity.unit_id)
    ]
