"""Tables of people and accounts as offices keep them: which heading stands for what, and what a row must hold."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, pre_load

from services.contracts.registry.fields import USERNAME, Matching, Text, Whole, number, one_of, phone
from services.contracts.vocabulary import CHANNELS, ROLES, TIERS, UNIT_KINDS

EXPORTED = (
    "备案编号",
    "平台名称",
    "渠道",
    "账号",
    "级别",
    "主办单位",
    "状态",
    "第一责任人",
    "功能定位",
    "更新频率",
    "备案日期",
    "逾期填报次数",
)

PEOPLE_COLUMNS = {
    "用户名": "username",
    "姓名": "name",
    "单位": "unit",
    "工号或学号": "number",
    "电话": "phone",
    "角色": "roles",
}

UNIT_COLUMNS = {"单位": "name", "类别": "kind", "上级单位": "parent"}

ACCOUNT_COLUMNS = {
    "平台名称": "name",
    "渠道": "channel",
    "账号": "handle",
    "级别": "tier",
    "主办单位": "unit",
    "功能定位": "purpose",
    "服务对象": "audience",
    "更新频率": "update_frequency",
    "第一责任人": "responsible_name",
    "职务": "responsible_title",
    "责任人电话": "responsible_phone",
    "管理员": "administrator_name",
    "管理员工号": "administrator_number",
    "管理员电话": "administrator_phone",
}


class Imported(Schema):
    """What became of an import."""

    accepted = fields.Integer()
    refused = fields.List(fields.Dict())


class HeldRole(fields.Field[Any]):
    """A role in the person's own unit, or in another as ``reviewer@计算机学院``: ``{"role", "unit"}``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, str]:
        role, _, unit = str(value).partition("@")
        Text(30, validate=one_of(ROLES)).deserialize(role.strip())
        return {"role": role.strip(), "unit": unit.strip()}


class UnitLine(Schema):
    """A row of units, under one that exists or stands above it in the file."""

    name = Text(80)
    kind = Text(20, validate=one_of(UNIT_KINDS))
    parent = Text(80, optional=True)


class PersonLine(Schema):
    """A row of people; several roles are parted by commas or 、."""

    username = Matching(USERNAME, 50, "用户名由小写字母、数字和 . _ - @ 组成。 Small letters, digits and . _ - @ only.")
    name = Text(60)
    unit = Text(80)
    number = number(optional=True)
    phone = phone(optional=True)
    roles = fields.List(HeldRole())

    @pre_load
    def part_roles(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        roles = data.get("roles", "").replace("、", ",").replace(",", ",").split(",")
        return {**data, "roles": [role.strip() for role in roles if role.strip()]}


class AccountLine(Schema):
    """A row of accounts that ran before this register."""

    name = Text(60)
    channel = Text(30, validate=one_of(CHANNELS))
    handle = Text(200)
    tier = Whole(required=True, validate=one_of(TIERS))
    unit = Text(80)
    purpose = Text(2000, lines=True)
    audience = Text(500, lines=True)
    update_frequency = Text(200)
    responsible_name = Text(60)
    responsible_title = Text(60)
    responsible_phone = phone()
    administrator_name = Text(60)
    administrator_number = number()
    administrator_phone = phone()

    @pre_load
    def read_tier(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        tier = data.get("tier", "")
        return {**data, "tier": int(tier) if tier in ("1", "2", "3") else tier}

    @post_load
    def gather(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Names of one person put together as Form 1 has them."""
        responsible = {key: data.pop(f"responsible_{key}") for key in ("name", "title", "phone")}
        administrator = {key: data.pop(f"administrator_{key}") for key in ("name", "number", "phone")}
        return {**data, "responsible_person": responsible, "administrators": [administrator], "undertaking": True}
