"""The operations of the dedicated fund and of the student association (article 16)."""

from __future__ import annotations

from typing import Any

from services.contracts.operations import Operation
from services.contracts.registry.filing_shapes import UploadBody
from services.contracts.training import fund_shapes as shapes
from services.contracts.training.programme_shapes import KeptFile, KeptFiles

FUND = "/funds/{id}"
EXPENSE = FUND + "/expenses/{expense_id}"
MEMBER = "/association/members/{id}"


def _operation(name: str, method: str, path: str, zh: str, en: str, **more: Any) -> Operation:
    return Operation(service="training", name=name, method=method, path=path, zh=zh, en=en, tag="training", **more)


ASSOCIATION = [
    _operation(
        "list_members",
        "GET",
        "/association/members",
        "协会会员",
        "Members of the association",
        query=shapes.MemberQuery,
        response=shapes.MemberShape,
        many=True,
    ),
    _operation(
        "member_sheet", "GET", "/association/members.xlsx", "会员名册(Excel)", "The members as Excel", file=True
    ),
    _operation(
        "add_member",
        "POST",
        "/association/members",
        "入会",
        "Take a person in, or apply for oneself",
        request=shapes.NewMember,
        response=shapes.MemberShape,
        status=201,
    ),
    _operation(
        "accept_member",
        "POST",
        MEMBER + "/accept",
        "批准入会申请",
        "Take in one who applied",
        response=shapes.MemberShape,
    ),
    _operation(
        "give_role",
        "POST",
        MEMBER + "/role",
        "任命职务",
        "Give a member a role",
        request=shapes.MemberRole,
        response=shapes.MemberShape,
    ),
    _operation("end_membership", "POST", MEMBER + "/leave", "退会", "End a membership", response=shapes.MemberShape),
    _operation(
        "list_backbone",
        "GET",
        "/association/backbone",
        "学生骨干",
        "The backbone, each with why",
        response=shapes.MemberShape,
        many=True,
    ),
]

MONEY = [
    _operation(
        "list_funds",
        "GET",
        "/funds",
        "专项资金",
        "Funds, newest first",
        query=shapes.FundQuery,
        response=shapes.FundShape,
        many=True,
    ),
    _operation(
        "open_fund",
        "POST",
        "/funds",
        "设立年度专项资金",
        "Open a year's fund",
        request=shapes.NewFund,
        response=shapes.FundShape,
        status=201,
    ),
    _operation(
        "close_fund",
        "POST",
        FUND + "/close",
        "年终结账",
        "Close a fund at the year's end, and carry over what is left",
        request=shapes.FundClosing,
        response=shapes.FundShape,
    ),
    _operation(
        "fund_sheet", "GET", FUND + "/report.xlsx", "资金报表(Excel)", "A fund's lines and movements", file=True
    ),
    _operation(
        "list_lines", "GET", FUND + "/lines", "预算科目", "Lines of a fund", response=shapes.LineShape, many=True
    ),
    _operation(
        "add_line",
        "POST",
        FUND + "/lines",
        "新增预算科目",
        "Put money of a fund into a line",
        request=shapes.NewLine,
        response=shapes.LineShape,
        status=201,
    ),
    _operation(
        "list_reservations",
        "GET",
        FUND + "/reservations",
        "预留",
        "Reservations of a fund",
        response=shapes.ReservationShape,
        many=True,
    ),
    _operation(
        "reserve_money",
        "POST",
        FUND + "/reservations",
        "预留经费",
        "Hold money of a line back",
        request=shapes.NewReservation,
        response=shapes.ReservationShape,
        status=201,
    ),
    _operation(
        "release_reservation",
        "POST",
        FUND + "/reservations/{reservation_id}/release",
        "释放预留",
        "Give what is left of a reservation back",
        response=shapes.ReservationShape,
    ),
    _operation(
        "list_expenses",
        "GET",
        FUND + "/expenses",
        "支出",
        "Expenses of a fund",
        query=shapes.ExpenseQuery,
        response=shapes.ExpenseShape,
        many=True,
    ),
    _operation(
        "file_expense",
        "POST",
        FUND + "/expenses",
        "提交支出",
        "File an expense; a second person approves it",
        request=shapes.NewExpense,
        response=shapes.ExpenseShape,
        status=201,
    ),
    _operation(
        "list_receipts",
        "GET",
        EXPENSE + "/receipts",
        "支出凭证",
        "Receipts of an expense",
        response=KeptFiles,
    ),
    _operation(
        "add_receipt",
        "POST",
        EXPENSE + "/receipts",
        "上传凭证",
        "Attach a receipt: PDF, picture or OFD, known by its content",
        request=UploadBody,
        response=KeptFile,
        status=201,
        upload=True,
    ),
    _operation(
        "read_receipt", "GET", EXPENSE + "/receipts/{file_id}", "下载凭证", "One receipt of an expense", file=True
    ),
    _operation(
        "approve_expense",
        "POST",
        FUND + "/expenses/{expense_id}/approve",
        "批准支出",
        "Approve an expense",
        request=shapes.Approval,
        response=shapes.ExpenseShape,
    ),
    _operation(
        "reject_expense",
        "POST",
        FUND + "/expenses/{expense_id}/reject",
        "驳回支出",
        "Reject an expense; its money goes back",
        request=shapes.Rejection,
        response=shapes.ExpenseShape,
    ),
    _operation(
        "list_movements",
        "GET",
        FUND + "/movements",
        "资金流水",
        "Every movement of a fund's money",
        response=shapes.MovementShape,
        many=True,
    ),
]
