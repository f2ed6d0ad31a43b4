"""The operations of the association's inner life (article 16)."""

from __future__ import annotations

from typing import Any

from services.contracts.operations import Operation
from services.contracts.training import member_shapes as shapes
from services.contracts.training.fund_shapes import MemberShape
from services.contracts.training.programme_shapes import PageOf, YearQuery

MEMBER = "/association/members/{id}"


def _operation(name: str, method: str, path: str, zh: str, en: str, **more: Any) -> Operation:
    return Operation(service="training", name=name, method=method, path=path, zh=zh, en=en, tag="training", **more)


OFFICES = [
    _operation("view_membership", "GET", "/me/membership", "我的会员信息", "My membership", response=MemberShape),
    _operation(
        "list_departments",
        "GET",
        "/association/departments",
        "协会部门",
        "Departments of the association",
        response=shapes.Departments,
    ),
    _operation(
        "add_department",
        "POST",
        "/association/departments",
        "设立部门",
        "Found a department",
        request=shapes.NewDepartment,
        response=shapes.DepartmentShape,
        status=201,
    ),
    _operation(
        "move_member",
        "POST",
        MEMBER + "/department",
        "调整部门",
        "Put a member into a department",
        request=shapes.MoveMember,
        response=MemberShape,
    ),
    _operation(
        "hand_over",
        "POST",
        MEMBER + "/handover",
        "职务交接",
        "Pass an office on; the answer is the successor",
        request=shapes.HandOver,
        response=MemberShape,
    ),
    _operation(
        "set_graduation",
        "POST",
        MEMBER + "/graduation",
        "登记毕业时间",
        "Say when a member leaves the college",
        request=shapes.Graduation,
        response=MemberShape,
    ),
    _operation(
        "list_terms",
        "GET",
        "/association/terms",
        "任期记录",
        "Terms of office, newest first",
        query=shapes.TermQuery,
        response=shapes.TermShape,
        many=True,
    ),
    _operation(
        "list_activities",
        "GET",
        MEMBER + "/activities",
        "活动记录",
        "What a member did, newest first",
        query=PageOf,
        response=shapes.ActivityShape,
        many=True,
    ),
    _operation(
        "note_activity",
        "POST",
        MEMBER + "/activities",
        "登记活动",
        "Note something a member did; points by rule",
        request=shapes.NewActivity,
        response=shapes.ActivityShape,
        status=201,
    ),
    _operation(
        "yearbook",
        "GET",
        "/association/yearbook.xlsx",
        "协会年鉴(Excel)",
        "A year of the association as Excel",
        query=YearQuery,
        file=True,
    ),
]
