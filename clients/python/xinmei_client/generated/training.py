"""The calls of training. Made by `make client` from the OpenAPI description; do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..transport import Calls

if TYPE_CHECKING:
    from . import shapes


class Training(Calls):
    """What training offers."""

    def list_backbone(self) -> shapes.Page[shapes.TrainingMember]:
        """学生骨干 The backbone, each with why"""
        return self._json("GET", "/association/backbone")

    def list_departments(self) -> shapes.TrainingDepartments:
        """协会部门 Departments of the association"""
        return self._json("GET", "/association/departments")

    def add_department(self, body: shapes.TrainingNewDepartment, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingDepartment:
        """设立部门 Found a department"""
        return self._json("POST", "/association/departments", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_members(self, *, state: str | None = None, role: str | None = None, unit_id: str | None = None, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.TrainingMember]:
        """协会会员 Members of the association"""
        return self._json("GET", "/association/members", query={"state": state, "role": role, "unit_id": unit_id, "limit": limit, "cursor": cursor})

    def add_member(self, body: shapes.TrainingNewMember, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingMember:
        """入会 Take a person in, or apply for oneself"""
        return self._json("POST", "/association/members", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def member_sheet(self) -> bytes:
        """会员名册(Excel) The members as Excel"""
        return self._bytes("GET", "/association/members.xlsx")

    def accept_member(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingMember:
        """批准入会申请 Take in one who applied"""
        return self._json("POST", "/association/members/{id}/accept", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_activities(self, id: str, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.TrainingActivity]:
        """活动记录 What a member did, newest first"""
        return self._json("GET", "/association/members/{id}/activities", path={"id": id}, query={"limit": limit, "cursor": cursor})

    def note_activity(self, id: str, body: shapes.TrainingNewActivity, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingActivity:
        """登记活动 Note something a member did; points by rule"""
        return self._json("POST", "/association/members/{id}/activities", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def move_member(self, id: str, body: shapes.TrainingMoveMember, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingMember:
        """调整部门 Put a member into a department"""
        return self._json("POST", "/association/members/{id}/department", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def set_graduation(self, id: str, body: shapes.TrainingGraduation, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingMember:
        """登记毕业时间 Say when a member leaves the college"""
        return self._json("POST", "/association/members/{id}/graduation", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def hand_over(self, id: str, body: shapes.TrainingHandOver, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingMember:
        """职务交接 Pass an office on; the answer is the successor"""
        return self._json("POST", "/association/members/{id}/handover", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def end_membership(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingMember:
        """退会 End a membership"""
        return self._json("POST", "/association/members/{id}/leave", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def give_role(self, id: str, body: shapes.TrainingMemberRole, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingMember:
        """任命职务 Give a member a role"""
        return self._json("POST", "/association/members/{id}/role", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_terms(self, *, limit: int | None = None, cursor: str | None = None, member_id: str | None = None) -> shapes.Page[shapes.TrainingTerm]:
        """任期记录 Terms of office, newest first"""
        return self._json("GET", "/association/terms", query={"limit": limit, "cursor": cursor, "member_id": member_id})

    def yearbook(self, *, year: int | None = None) -> bytes:
        """协会年鉴(Excel) A year of the association as Excel"""
        return self._bytes("GET", "/association/yearbook.xlsx", query={"year": year})

    def calendar_feed(self, *, token: str | None = None) -> bytes:
        """日历订阅（凭密钥） My sessions as iCalendar, by secret token"""
        return self._bytes("GET", "/calendar.ics", query={"token": token})

    def check_certificate(self, number: str) -> shapes.TrainingCertificateCheck:
        """证书查验（公开） Check a certificate; public"""
        return self._json("GET", "/certificates/{number}", path={"number": number})

    def certificate_paper(self, number: str) -> bytes:
        """证书(PDF) The certificate as PDF, for its holder and those who run sessions"""
        return self._bytes("GET", "/certificates/{number}.pdf", path={"number": number})

    def revoke_certificate(self, number: str, body: shapes.TrainingReason, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingCertificate:
        """撤销证书 Revoke a certificate"""
        return self._json("POST", "/certificates/{number}/revoke", path={"number": number}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_funds(self, *, year: int | None = None, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.TrainingFund]:
        """专项资金 Funds, newest first"""
        return self._json("GET", "/funds", query={"year": year, "limit": limit, "cursor": cursor})

    def open_fund(self, body: shapes.TrainingNewFund, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingFund:
        """设立年度专项资金 Open a year's fund"""
        return self._json("POST", "/funds", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def close_fund(self, id: str, body: shapes.TrainingFundClosing, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingFund:
        """年终结账 Close a fund at the year's end, and carry over what is left"""
        return self._json("POST", "/funds/{id}/close", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_expenses(self, id: str, *, state: str | None = None, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.TrainingExpense]:
        """支出 Expenses of a fund"""
        return self._json("GET", "/funds/{id}/expenses", path={"id": id}, query={"state": state, "limit": limit, "cursor": cursor})

    def file_expense(self, id: str, body: shapes.TrainingNewExpense, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingExpense:
        """提交支出 File an expense; a second person approves it"""
        return self._json("POST", "/funds/{id}/expenses", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def approve_expense(self, id: str, expense_id: str, body: shapes.TrainingApproval, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingExpense:
        """批准支出 Approve an expense"""
        return self._json("POST", "/funds/{id}/expenses/{expense_id}/approve", path={"id": id, "expense_id": expense_id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_receipts(self, id: str, expense_id: str) -> shapes.TrainingKeptFiles:
        """支出凭证 Receipts of an expense"""
        return self._json("GET", "/funds/{id}/expenses/{expense_id}/receipts", path={"id": id, "expense_id": expense_id})

    def add_receipt(self, id: str, expense_id: str, file: tuple[str, bytes, str], *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingKeptFile:
        """上传凭证 Attach a receipt: PDF, picture or OFD, known by its content"""
        return self._json("POST", "/funds/{id}/expenses/{expense_id}/receipts", path={"id": id, "expense_id": expense_id}, file=file, idempotency_key=idempotency_key, if_match=if_match)

    def read_receipt(self, id: str, expense_id: str, file_id: str) -> bytes:
        """下载凭证 One receipt of an expense"""
        return self._bytes("GET", "/funds/{id}/expenses/{expense_id}/receipts/{file_id}", path={"id": id, "expense_id": expense_id, "file_id": file_id})

    def reject_expense(self, id: str, expense_id: str, body: shapes.TrainingRejection, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingExpense:
        """驳回支出 Reject an expense; its money goes back"""
        return self._json("POST", "/funds/{id}/expenses/{expense_id}/reject", path={"id": id, "expense_id": expense_id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_lines(self, id: str) -> shapes.Page[shapes.TrainingLine]:
        """预算科目 Lines of a fund"""
        return self._json("GET", "/funds/{id}/lines", path={"id": id})

    def add_line(self, id: str, body: shapes.TrainingNewLine, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingLine:
        """新增预算科目 Put money of a fund into a line"""
        return self._json("POST", "/funds/{id}/lines", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_movements(self, id: str) -> shapes.Page[shapes.TrainingMovement]:
        """资金流水 Every movement of a fund's money"""
        return self._json("GET", "/funds/{id}/movements", path={"id": id})

    def fund_sheet(self, id: str) -> bytes:
        """资金报表(Excel) A fund's lines and movements"""
        return self._bytes("GET", "/funds/{id}/report.xlsx", path={"id": id})

    def list_reservations(self, id: str) -> shapes.Page[shapes.TrainingReservation]:
        """预留 Reservations of a fund"""
        return self._json("GET", "/funds/{id}/reservations", path={"id": id})

    def reserve_money(self, id: str, body: shapes.TrainingNewReservation, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingReservation:
        """预留经费 Hold money of a line back"""
        return self._json("POST", "/funds/{id}/reservations", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def release_reservation(self, id: str, reservation_id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingReservation:
        """释放预留 Give what is left of a reservation back"""
        return self._json("POST", "/funds/{id}/reservations/{reservation_id}/release", path={"id": id, "reservation_id": reservation_id}, idempotency_key=idempotency_key, if_match=if_match)

    def renew_calendar_token(self, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingCalendarToken:
        """更换日历密钥 A fresh secret token for my calendar; the one before ends"""
        return self._json("POST", "/me/calendar-token", idempotency_key=idempotency_key, if_match=if_match)

    def list_own_certificates(self) -> shapes.Page[shapes.TrainingCertificate]:
        """我的证书 My certificates, newest first"""
        return self._json("GET", "/me/certificates")

    def list_own_enrolments(self, *, state: str | None = None, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.TrainingEnrolment]:
        """我的报名 My enrolments, newest first"""
        return self._json("GET", "/me/enrolments", query={"state": state, "limit": limit, "cursor": cursor})

    def view_membership(self) -> shapes.TrainingMember:
        """我的会员信息 My membership"""
        return self._json("GET", "/me/membership")

    def list_swaps(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.TrainingSwap]:
        """我的换场申请 My offers to swap, newest first"""
        return self._json("GET", "/me/swaps", query={"limit": limit, "cursor": cursor})

    def withdraw_swap(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingSwap:
        """撤回换场申请 Take an offer to swap back"""
        return self._json("DELETE", "/me/swaps/{id}", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def preview_clashes(self, *, place: str | None = None, speaker: str | None = None, starts_at: str | None = None, ends_at: str | None = None) -> shapes.TrainingClashes:
        """场地与主讲冲突预查 What else claims this place or speaker at that time"""
        return self._json("GET", "/training-clashes", query={"place": place, "speaker": speaker, "starts_at": starts_at, "ends_at": ends_at})

    def list_duties(self, *, unit_id: str | None = None, person_id: str | None = None, kind: str | None = None, state: str | None = None, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.TrainingDuty]:
        """待补训人员 Who must be trained, why, and by when"""
        return self._json("GET", "/training-duties", query={"unit_id": unit_id, "person_id": person_id, "kind": kind, "state": state, "limit": limit, "cursor": cursor})

    def count_duties(self) -> shapes.TrainingUnitDutiesList:
        """各单位补训情况 Duties to be trained by unit"""
        return self._json("GET", "/training-duties/units")

    def list_places(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.TrainingPlace]:
        """培训场地 Places that sessions are held in"""
        return self._json("GET", "/training-places", query={"limit": limit, "cursor": cursor})

    def add_place(self, body: shapes.TrainingNewPlace, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingPlace:
        """登记场地 Make a place known, with how many people it holds"""
        return self._json("POST", "/training-places", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_plan(self, *, limit: int | None = None, cursor: str | None = None, year: int | None = None, state: str | None = None) -> shapes.Page[shapes.TrainingPlanItem]:
        """年度培训计划 The yearly plan, with what was announced under each item"""
        return self._json("GET", "/training-plan", query={"limit": limit, "cursor": cursor, "year": year, "state": state})

    def plan_session(self, body: shapes.TrainingNewPlanItem, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingPlanItem:
        """列入年度计划 Put an item into a year's plan"""
        return self._json("POST", "/training-plan", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def approve_plan_item(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingPlanItem:
        """审定计划项目 Approve an item, by a second person; its budget is held back"""
        return self._json("POST", "/training-plan/{id}/approve", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def drop_plan_item(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingPlanItem:
        """撤销计划项目 Give an item up; its money goes back"""
        return self._json("POST", "/training-plan/{id}/drop", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_requests(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.TrainingEnrolment]:
        """待单位审批的报名 Wishes that wait for my unit's word"""
        return self._json("GET", "/training-requests", query={"limit": limit, "cursor": cursor})

    def view_training_rules(self) -> shapes.TrainingRules:
        """培训规则 The rules in force: certificates, receipts, points"""
        return self._json("GET", "/training-rules")

    def set_training_rules(self, body: shapes.TrainingRules, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingRules:
        """设置培训规则 Change rules; what is not named stays"""
        return self._json("PATCH", "/training-rules", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def announce_series(self, body: shapes.TrainingNewSeries, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingSeries:
        """发布系列活动 Announce the same session several times, some days apart"""
        return self._json("POST", "/training-series", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_sessions(self, *, q: str | None = None, kind: str | None = None, state: str | None = None, theme: str | None = None, series_id: str | None = None, plan_id: str | None = None, starts_from: str | None = None, starts_until: str | None = None, ends_from: str | None = None, ends_until: str | None = None, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.TrainingSession]:
        """培训与沙龙日程 The programme, in order of start"""
        return self._json("GET", "/training-sessions", query={"q": q, "kind": kind, "state": state, "theme": theme, "series_id": series_id, "plan_id": plan_id, "starts_from": starts_from, "starts_until": starts_until, "ends_from": ends_from, "ends_until": ends_until, "limit": limit, "cursor": cursor})

    def announce_session(self, body: shapes.TrainingNewSession, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingSession:
        """发布培训或沙龙 Announce a session"""
        return self._json("POST", "/training-sessions", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def view_session(self, id: str) -> shapes.TrainingSession:
        """查看一场活动 One session"""
        return self._json("GET", "/training-sessions/{id}", path={"id": id})

    def change_session(self, id: str, body: shapes.TrainingSessionChange, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingSession:
        """更改活动 Change what was announced; more seats go to those who wait"""
        return self._json("PATCH", "/training-sessions/{id}", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def attendance_sheet(self, id: str) -> bytes:
        """考勤表(Excel) The attendance sheet as Excel"""
        return self._bytes("GET", "/training-sessions/{id}/attendance.xlsx", path={"id": id})

    def cancel_session(self, id: str, body: shapes.TrainingReason, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingSession:
        """取消活动 Call a session off"""
        return self._json("POST", "/training-sessions/{id}/cancel", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_session_certificates(self, id: str) -> shapes.TrainingIssued:
        """本场证书 Certificates of a session, for those who run or oversee sessions"""
        return self._json("GET", "/training-sessions/{id}/certificates", path={"id": id})

    def issue_certificates(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingIssued:
        """为到场者颁发证书 Certificates for those who attended"""
        return self._json("POST", "/training-sessions/{id}/certificates", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def check_in(self, id: str, body: shapes.TrainingCheckIn, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingEnrolment:
        """签到台扫码签到 The desk scans a person's token"""
        return self._json("POST", "/training-sessions/{id}/check-in", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def show_pass(self, id: str) -> shapes.TrainingPass:
        """我的签到码（30 秒一换） My check-in token of this moment, shown as a QR code on my phone"""
        return self._json("GET", "/training-sessions/{id}/check-in-pass", path={"id": id})

    def view_draw(self, id: str) -> shapes.TrainingDraw:
        """摇号公示 A lottery's promise, seed and tickets, for anyone to verify"""
        return self._json("GET", "/training-sessions/{id}/draw", path={"id": id})

    def list_enrolments(self, id: str, *, state: str | None = None, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.TrainingEnrolment]:
        """报名名单 Who is enrolled; others than organisers see their own"""
        return self._json("GET", "/training-sessions/{id}/enrolments", path={"id": id}, query={"state": state, "limit": limit, "cursor": cursor})

    def enrol(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingEnrolment:
        """报名 Enrol: a seat, or a place on the waiting list"""
        return self._json("POST", "/training-sessions/{id}/enrolments", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def withdraw(self, id: str, enrolment_id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingEnrolment:
        """退出报名 Withdraw; the waiting list moves up"""
        return self._json("DELETE", "/training-sessions/{id}/enrolments/{enrolment_id}", path={"id": id, "enrolment_id": enrolment_id}, idempotency_key=idempotency_key, if_match=if_match)

    def view_enrolment(self, id: str, enrolment_id: str) -> shapes.TrainingEnrolment:
        """查看一条报名 One enrolment"""
        return self._json("GET", "/training-sessions/{id}/enrolments/{enrolment_id}", path={"id": id, "enrolment_id": enrolment_id})

    def correct_attendance(self, id: str, enrolment_id: str, body: shapes.TrainingAttendance, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingEnrolment:
        """更正考勤 Correct how someone attended, with the reason"""
        return self._json("POST", "/training-sessions/{id}/enrolments/{enrolment_id}/attendance", path={"id": id, "enrolment_id": enrolment_id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def confirm_seat(self, id: str, enrolment_id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingEnrolment:
        """确认候补席位 Take the seat that was offered"""
        return self._json("POST", "/training-sessions/{id}/enrolments/{enrolment_id}/confirm", path={"id": id, "enrolment_id": enrolment_id}, idempotency_key=idempotency_key, if_match=if_match)

    def decide_enrolment(self, id: str, enrolment_id: str, body: shapes.TrainingUnitDecision, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingEnrolment:
        """单位审批报名 The unit's word on one of its people's wishes"""
        return self._json("POST", "/training-sessions/{id}/enrolments/{enrolment_id}/decision", path={"id": id, "enrolment_id": enrolment_id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def ask_leave(self, id: str, enrolment_id: str, body: shapes.TrainingReason, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingEnrolment:
        """请假 Say beforehand that one cannot come, and why"""
        return self._json("POST", "/training-sessions/{id}/enrolments/{enrolment_id}/leave", path={"id": id, "enrolment_id": enrolment_id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def offer_swap(self, id: str, enrolment_id: str, body: shapes.TrainingNewSwap, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingSwap:
        """申请换场 Offer one's seat for one in another session"""
        return self._json("POST", "/training-sessions/{id}/enrolments/{enrolment_id}/swap", path={"id": id, "enrolment_id": enrolment_id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def view_feedback(self, id: str) -> shapes.TrainingFeedbackResults:
        """反馈结果 What was said of a session, without names"""
        return self._json("GET", "/training-sessions/{id}/feedback", path={"id": id})

    def give_feedback(self, id: str, body: shapes.TrainingNewFeedback, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingFeedbackGiven:
        """提交反馈 Say how it was; once, by those who attended"""
        return self._json("POST", "/training-sessions/{id}/feedback", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_materials(self, id: str) -> shapes.TrainingKeptFiles:
        """活动材料 What people take home, for those who came"""
        return self._json("GET", "/training-sessions/{id}/materials", path={"id": id})

    def add_material(self, id: str, file: tuple[str, bytes, str], *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.TrainingKeptFile:
        """上传材料 Keep a material with its session"""
        return self._json("POST", "/training-sessions/{id}/materials", path={"id": id}, file=file, idempotency_key=idempotency_key, if_match=if_match)

    def read_material(self, id: str, file_id: str) -> bytes:
        """下载材料 One material"""
        return self._bytes("GET", "/training-sessions/{id}/materials/{file_id}", path={"id": id, "file_id": file_id})

    def list_required(self, id: str) -> shapes.TrainingRequiredPeople:
        """应参加人员 Who has to come, and how each stands"""
        return self._json("GET", "/training-sessions/{id}/required", path={"id": id})

    def count_themes(self, *, year: int | None = None) -> shapes.TrainingThemes:
        """年度主题统计 The themes of a year, with what was held on each"""
        return self._json("GET", "/training-themes", query={"year": year})
