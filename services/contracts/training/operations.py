"""The operations of training: its programme, enrolment, attendance, certificates, fund and association (article 16)."""

from __future__ import annotations

from typing import Any

from services.contracts.operations import Operation
from services.contracts.training import shapes as shapes
from services.contracts.training.duty_operations import DUTIES
from services.contracts.training.fund_operations import ASSOCIATION, MONEY
from services.contracts.training.member_operations import OFFICES
from services.contracts.training.programme_operations import PROGRAMME_PARTS


def _operation(name: str, method: str, path: str, zh: str, en: str, **more: Any) -> Operation:
    return Operation(service="training", name=name, method=method, path=path, zh=zh, en=en, tag="training", **more)


SESSION = "/training-sessions/{id}"
ENROLMENT = SESSION + "/enrolments/{enrolment_id}"

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
        "change_session",
        "PATCH",
        SESSION,
        "更改活动",
        "Change what was announced; more seats go to those who wait",
        request=shapes.SessionChange,
        response=shapes.SessionShape,
    ),
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

CALENDAR = [
    _operation(
        "calendar_feed",
        "GET",
        "/calendar.ics",
        "日历订阅（凭密钥）",
        "My sessions as iCalendar, by secret token",
        query=shapes.CalendarQuery,
        public=True,
        file=True,
    ),
    _operation(
        "renew_calendar_token",
        "POST",
        "/me/calendar-token",
        "更换日历密钥",
        "A fresh secret token for my calendar; the one before ends",
        response=shapes.CalendarToken,
        status=201,
    ),
]

FEEDBACK = [
    _operation(
        "give_feedback",
        "POST",
        SESSION + "/feedback",
        "提交反馈",
        "Say how it was; once, by those who attended",
        request=shapes.NewFeedback,
        response=shapes.FeedbackGiven,
        status=201,
    ),
    _operation(
        "view_feedback",
        "GET",
        SESSION + "/feedback",
        "反馈结果",
        "What was said of a session, without names",
        response=shapes.FeedbackResults,
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
        "我的签到码（30 秒一换）",
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
        "attendance_sheet",
        "GET",
        SESSION + "/attendance.xlsx",
        "考勤表(Excel)",
        "The attendance sheet as Excel",
        file=True,
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
        "list_session_certificates",
        "GET",
        SESSION + "/certificates",
        "本场证书",
        "Certificates of a session, for those who run or oversee sessions",
        response=shapes.Issued,
    ),
    _operation(
        "check_certificate",
        "GET",
        "/certificates/{number}",
        "证书查验（公开）",
        "Check a certificate; public",
        response=shapes.CertificateCheck,
        public=True,
    ),
    _operation(
        "certificate_paper",
        "GET",
        "/certificates/{number}.pdf",
        "证书(PDF)",
        "The certificate as PDF, for its holder and those who run sessions",
        file=True,
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

OPERATIONS: list[Operation] = [
    *PROGRAMME,
    *PROGRAMME_PARTS,
    *CALENDAR,
    *FEEDBACK,
    *DUTIES,
    *ENROLMENT_OPERATIONS,
    *DESK,
    *CERTIFICATES,
    *ASSOCIATION,
    *OFFICES,
    *MONEY,
]
