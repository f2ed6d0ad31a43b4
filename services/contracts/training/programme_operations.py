"""The operations of the programme's other parts: plan, places, series, approval by units, the draw, swaps, materials (article 16)."""

from __future__ import annotations

from typing import Any

from services.contracts.operations import Operation
from services.contracts.registry.filing_shapes import UploadBody
from services.contracts.training import programme_shapes as shapes
from services.contracts.training.shapes import EnrolmentShape, Reason

SESSION = "/training-sessions/{id}"
ENROLMENT = SESSION + "/enrolments/{enrolment_id}"
ITEM = "/training-plan/{id}"


def _operation(name: str, method: str, path: str, zh: str, en: str, **more: Any) -> Operation:
    return Operation(service="training", name=name, method=method, path=path, zh=zh, en=en, tag="training", **more)


PLAN = [
    _operation(
        "list_plan",
        "GET",
        "/training-plan",
        "年度培训计划",
        "The yearly plan, with what was announced under each item",
        query=shapes.PlanQuery,
        response=shapes.PlanItemShape,
        many=True,
    ),
    _operation(
        "plan_session",
        "POST",
        "/training-plan",
        "列入年度计划",
        "Put an item into a year's plan",
        request=shapes.NewPlanItem,
        response=shapes.PlanItemShape,
        status=201,
    ),
    _operation(
        "approve_plan_item",
        "POST",
        ITEM + "/approve",
        "审定计划项目",
        "Approve an item, by a second person; its budget is held back",
        response=shapes.PlanItemShape,
    ),
    _operation(
        "drop_plan_item",
        "POST",
        ITEM + "/drop",
        "撤销计划项目",
        "Give an item up; its money goes back",
        response=shapes.PlanItemShape,
    ),
    _operation(
        "count_themes",
        "GET",
        "/training-themes",
        "年度主题统计",
        "The themes of a year, with what was held on each",
        query=shapes.YearQuery,
        response=shapes.Themes,
    ),
    _operation(
        "announce_series",
        "POST",
        "/training-series",
        "发布系列活动",
        "Announce the same session several times, some days apart",
        request=shapes.NewSeries,
        response=shapes.Series,
        status=201,
    ),
]

PLACES = [
    _operation(
        "list_places",
        "GET",
        "/training-places",
        "培训场地",
        "Places that sessions are held in",
        query=shapes.PageOf,
        response=shapes.PlaceShape,
        many=True,
    ),
    _operation(
        "add_place",
        "POST",
        "/training-places",
        "登记场地",
        "Make a place known, with how many people it holds",
        request=shapes.NewPlace,
        response=shapes.PlaceShape,
        status=201,
    ),
    _operation(
        "preview_clashes",
        "GET",
        "/training-clashes",
        "场地与主讲冲突预查",
        "What else claims this place or speaker at that time",
        query=shapes.ClashQuery,
        response=shapes.Clashes,
    ),
]

SEATS = [
    _operation(
        "list_requests",
        "GET",
        "/training-requests",
        "待单位审批的报名",
        "Wishes that wait for my unit's word",
        query=shapes.PageOf,
        response=EnrolmentShape,
        many=True,
    ),
    _operation(
        "decide_enrolment",
        "POST",
        ENROLMENT + "/decision",
        "单位审批报名",
        "The unit's word on one of its people's wishes",
        request=shapes.UnitDecision,
        response=EnrolmentShape,
    ),
    _operation(
        "ask_leave",
        "POST",
        ENROLMENT + "/leave",
        "请假",
        "Say beforehand that one cannot come, and why",
        request=Reason,
        response=EnrolmentShape,
    ),
    _operation(
        "view_draw",
        "GET",
        SESSION + "/draw",
        "摇号公示",
        "A lottery's promise, seed and tickets, for anyone to verify",
        response=shapes.DrawShape,
    ),
    _operation(
        "offer_swap",
        "POST",
        ENROLMENT + "/swap",
        "申请换场",
        "Offer one's seat for one in another session",
        request=shapes.NewSwap,
        response=shapes.SwapShape,
        status=201,
    ),
    _operation(
        "withdraw_swap",
        "DELETE",
        "/me/swaps/{id}",
        "撤回换场申请",
        "Take an offer to swap back",
        response=shapes.SwapShape,
    ),
    _operation(
        "list_swaps",
        "GET",
        "/me/swaps",
        "我的换场申请",
        "My offers to swap, newest first",
        query=shapes.PageOf,
        response=shapes.SwapShape,
        many=True,
    ),
    _operation(
        "list_required",
        "GET",
        SESSION + "/required",
        "应参加人员",
        "Who has to come, and how each stands",
        response=shapes.RequiredPeople,
    ),
]

MATERIALS = [
    _operation(
        "list_materials",
        "GET",
        SESSION + "/materials",
        "活动材料",
        "What people take home, for those who came",
        response=shapes.KeptFiles,
    ),
    _operation(
        "add_material",
        "POST",
        SESSION + "/materials",
        "上传材料",
        "Keep a material with its session",
        request=UploadBody,
        response=shapes.KeptFile,
        status=201,
        upload=True,
    ),
    _operation(
        "read_material",
        "GET",
        SESSION + "/materials/{file_id}",
        "下载材料",
        "One material",
        file=True,
    ),
]

PROGRAMME_PARTS = [*PLAN, *PLACES, *SEATS, *MATERIALS]
