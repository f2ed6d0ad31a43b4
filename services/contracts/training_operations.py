"""The operations of training: its programme, enrolment, attendance, certificates, fund and association (article 16)."""

from __future__ import annotations

from typing import Any

from services.contracts import training_shapes as shapes
from services.contracts.operations import Operation


def _operation(name: str, method: str, path: str, zh: str, en: str, **more: Any) -> Operation:
    return Operation(service="training", name=name, method=method, path=path, zh=zh, en=en, tag="training", **more)


SESSION = "/training-sessions/{id}"
ENROLMENT = SESSION + "/enrolments/{enrolment_id}"
FUND = "/funds/{id}"
MEMBER = "/association/members/{id}"

PROGRAMME = [
    _operation(
        "list_sessions",
        "GET",
        "/training-sessions",
        "培训与沙龙日程",
        "The programme, in order of start",
        query=shapes.SessionQuery,
        response=shapes.SessionShape,
        many=True,
    ),
    _operation(
        "announce_session",
        "POST",
        "/training-sessions",
        "发布培训或沙龙",
        "Announce a session",
        request=shapes.NewSession,
        response=shapes.SessionShape,
        status=201,
    ),
    _operation("view_session", "GET", SESSION, "查看一场活动", "One session", response=shapes.SessionShape),
    _operation(
        "cancel_session",
        "POST",
        SESSION + "/cancel",
        "取消活动",
        "Call a session off",
        request=shapes.Reason,
        response=shapes.SessionShape,
    ),
]

ENROLMENT_OPERATIONS = [
    _operation(
        "list_enrolments",
        "GET",
        SESSION + "/enrolments",
        "报名名单",
        "Who is enrolled; others than organisers see their own",
        query=shapes.EnrolmentQuery,
        response=shapes.EnrolmentShape,
        many=True,
    ),
    _operation(
        "enrol",
        "POST",
        SESSION + "/enrolments",
        "报名",
        "Enrol: a seat, or a place on the waiting list",
        response=shapes.EnrolmentShape,
        status=201,
    ),
    _operation("view_enrolment", "GET", ENROLMENT, "查看一条报名", "One enrolment", response=shapes.EnrolmentShape),
    _operation(
        "withdraw",
        "DELETE",
        ENROLMENT,
        "退出报名",
        "Withdraw; the waiting list moves up",
        response=shapes.EnrolmentShape,
    ),
    _operation(
        "confirm_seat",
        "POST",
        ENROLMENT + "/confirm",
        "确认候补席位",
        "Take the seat that was offered",
        response=shapes.EnrolmentShape,
    ),
    _operation(
        "list_own_enrolments",
        "GET",
        "/me/enrolments",
        "我的报名",
        "My enrolments, newest first",
        query=shapes.EnrolmentQuery,
        response=shapes.EnrolmentShape,
        many=True,
    ),
]

DESK = [
    _operation(
        "show_pass",
        "GET",
        SESSION + "/check-in-pass",
        "我的签到码(30 秒一换)",
        "My check-in token of this moment, shown as a QR code on my phone",
        response=shapes.PassShape,
    ),
    _operation(
        "check_in",
        "POST",
        SESSION + "/check-in",
        "签到台扫码签到",
        "The desk scans a person's token",
        request=shapes.CheckIn,
        response=shapes.EnrolmentShape,
    ),
    _operation(
        "correct_attendance",
        "POST",
        ENROLMENT + "/attendance",
        "更正考勤",
        "Correct how someone attended, with the reason",
        request=shapes.Attendance,
        response=shapes.EnrolmentShape,
    ),
]

CERTIFICATES = [
    _operation(
        "issue_certificates",
        "POST",
        SESSION + "/certificates",
        "为到场者颁发证书",
        "Certificates for those who attended",
        response=shapes.Issued,
        status=201,
    ),
    _operation(
        "check_certificate",
        "GET",
        "/certificates/{number}",
        "证书查验(公开)",
        "Check a certificate; public",
        response=shapes.CertificateCheck,
        public=True,
    ),
    _operation(
        "revoke_certificate",
        "POST",
        "/certificates/{number}/revoke",
        "撤销证书",
        "Revoke a certificate",
        request=shapes.Reason,
        response=shapes.CertificateShape,
    ),
    _operation(
        "list_own_certificates",
        "GET",
        "/me/certificates",
        "我的证书",
        "My certificates, newest first",
        response=shapes.CertificateShape,
        many=True,
    ),
]

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

OPERATIONS: list[Operation] = [*PROGRAMME, *ENROLMENT_OPERATIONS, *DESK, *CERTIFICATES, *ASSOCIATION, *MONEY]
