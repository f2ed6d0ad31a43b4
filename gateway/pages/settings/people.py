"""Units, people with their roles, and names that are protected: what the registry knows of the college itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.front import Desk
from gateway.pages.actions import Action
from gateway.pages.forms import Field, Form, Group, form
from gateway.pages.settings.registers import Column, Question, Register, units_of
from services.contracts.vocabulary import PROPAGANDA

SPARE_ROLES = 2
KNOWS_PEOPLE = ("admin", *PROPAGANDA, "auditor", "responsible")


def _unit_form(desk: Desk) -> Form:
    return form(
        Field("name", "名称", required=True, longest=80),
        Field("kind", "类别", "select", required=True, options="unit_kind"),
        Field("parent_id", "上级单位", "select", options=units_of(desk)),
    )


def _add_unit(desk: Desk) -> Action:
    return Action("new", "registry", "create_unit", "添加", "单位已添加。", _unit_form(desk))


def _edit_unit(desk: Desk, unit: Mapping[str, Any]) -> Action:
    return Action("edit", "registry", "update_unit", "保存", "单位已修改。", _unit_form(desk).shown(unit))


def _merge_unit(desk: Desk, unit: Mapping[str, Any]) -> Action:
    others = [(id_, name) for id_, name in units_of(desk) if id_ != unit["id"]]
    fields = form(
        Field("into_id", "并入哪个单位", "select", required=True, blank=True, options=others,
              help="平台、人员与角色、在办事项和下级单位都归入该单位,本单位随之撤销,不能恢复")
    )  # fmt: skip
    return Action("merge", "registry", "merge_unit", "并入", "单位已并入。", fields, style="danger")


UNITS = Register(
    "units",
    "单位与部门",
    "部门、院部、社团与班级;账号与人员归属于单位。",
    "registry",
    "list_units",
    (Column("名称", "name"), Column("类别", "kind", "word:unit_kind"), Column("上级单位", "parent_id", "unit")),
    reads=("admin", *PROPAGANDA, "auditor"),
    changes=("admin",),
    add=_add_unit,
    edit=_edit_unit,
    asks=(Question("merge", "并入", _merge_unit),),
    sheet="/api/v1/units.xlsx",
    filters=form(Field("kind", "类别", "select", options="unit_kind", longest=20)),
)


def _person_groups(desk: Desk, held: int) -> tuple[Group, Group]:
    units = units_of(desk)
    person = Group(
        "人员",
        (
            Field("name", "姓名", required=True, longest=60),
            Field("unit_id", "所在单位", "select", options=units),
            Field("number", "工号或学号", longest=32),
            Field("phone", "手机号码", longest=26),
        ),
    )
    roles = tuple(found for n in range(held + SPARE_ROLES) for found in _role_fields(n, units))
    return person, Group("角色", roles)


def _role_fields(number: int, units: list[tuple[str, str]]) -> tuple[Field, ...]:
    at = f"roles.{number}"
    return (
        Field(f"{at}.role", "角色", "select", options="role", blank=True),
        Field(f"{at}.unit_id", "在哪个单位(全校不选)", "select", options=units),
        Field(f"{at}.from_on", "自", "date"),
        Field(f"{at}.until_on", "至", "date"),
    )


def _with_roles(body: dict[str, Any]) -> dict[str, Any]:
    """Rows in which no role is chosen are left out."""
    return {**body, "roles": [grant for grant in body.get("roles", []) if grant.get("role")]}


def _add_person(desk: Desk) -> Action:
    sign_in = Group(
        "登录",
        (
            Field("username", "用户名", required=True, longest=50, help="小写字母、数字和 . _ - @"),
            Field("password", "初始密码", "password", longest=200, help="不填则只能由统一身份认证登录"),
        ),
    )
    fields = form(sign_in, *_person_groups(desk, 0))
    return Action("new", "registry", "create_person", "添加", "人员已添加。", fields, prepare=_with_roles)


def _edit_person(desk: Desk, person: Mapping[str, Any]) -> Action:
    sign_in = Group(
        "登录",
        (
            Field("active", "可以登录", "check"),
            Field("password", "新密码", "password", longest=200, help="不填则不变"),
        ),
    )
    known = {**person, "number": "", "phone": ""}  # masked where they are read; left empty they stay as they are
    fields = form(*_person_groups(desk, len(person["roles"])), sign_in).shown(known)
    return Action("edit", "registry", "update_person", "保存", "人员已修改。", fields, prepare=_with_roles)


PEOPLE = Register(
    "people",
    "人员与角色",
    "谁在哪个单位担任什么角色;角色决定各自看到什么、办理什么。改名、调岗后历史记录不变。",
    "registry",
    "list_people",
    (
        Column("姓名", "name", "to:/people/"),
        Column("用户名", "username"),
        Column("所在单位", "unit_id", "unit"),
        Column("角色", "roles", "roles"),
        Column("可以登录", "active", "yes"),
    ),
    reads=KNOWS_PEOPLE,
    changes=("admin",),
    add=_add_person,
    edit=_edit_person,
    sheet="/api/v1/people.xlsx",
    filters=form(Field("q", "姓名或用户名", longest=60), Field("role", "角色", "select", options="role", longest=30)),
)


def _add_name(_desk: Desk) -> Action:
    fields = form(Field("name", "名称", required=True, longest=80), Field("note", "说明", longest=500))
    return Action("new", "registry", "add_protected_name", "添加", "名称已受保护。", fields)


NAMES = Register(
    "names",
    "受保护名称",
    "学校、部门的名称自动受保护;这里另加简称、校徽名、品牌等。与之相同、相近、谐音的账号名称不予批准(第八条)。",
    "registry",
    "list_protected_names",
    (Column("名称", "name"), Column("说明", "note")),
    reads=("admin", *PROPAGANDA, "auditor"),
    changes=("admin", *PROPAGANDA),
    add=_add_name,
    rows=(Action("remove", "registry", "remove_protected_name", "移除", "名称不再受保护。", style="danger"),),
)
