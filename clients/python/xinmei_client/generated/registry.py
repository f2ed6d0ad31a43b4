"""The calls of registry. Made by `make client` from the OpenAPI description; do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..transport import Calls

if TYPE_CHECKING:
    from . import shapes


class Registry(Calls):
    """What registry offers."""

    def list_accounts(self, *, limit: int | None = None, cursor: str | None = None, tier: int | None = None, channel: str | None = None, unit_id: str | None = None, status: str | None = None, q: str | None = None, dormant_days: int | None = None) -> shapes.Page[shapes.RegistryAccount]:
        """在册平台 The register"""
        return self._json("GET", "/accounts", query={"limit": limit, "cursor": cursor, "tier": tier, "channel": channel, "unit_id": unit_id, "status": status, "q": q, "dormant_days": dormant_days})

    def accounts_xlsx(self, *, limit: int | None = None, cursor: str | None = None, tier: int | None = None, channel: str | None = None, unit_id: str | None = None, status: str | None = None, q: str | None = None, dormant_days: int | None = None) -> bytes:
        """导出在册平台 The register as Excel"""
        return self._bytes("GET", "/accounts.xlsx", query={"limit": limit, "cursor": cursor, "tier": tier, "channel": channel, "unit_id": unit_id, "status": status, "q": q, "dormant_days": dormant_days})

    def get_account(self, id: str) -> shapes.RegistryAccount:
        """平台 An account"""
        return self._json("GET", "/accounts/{id}", path={"id": id})

    def account_changes(self, id: str, *, limit: int | None = None, cursor: str | None = None, state: str | None = None, account_id: str | None = None) -> shapes.Page[shapes.RegistryChange]:
        """平台的变更 Changes of an account"""
        return self._json("GET", "/accounts/{id}/changes", path={"id": id}, query={"limit": limit, "cursor": cursor, "state": state, "account_id": account_id})

    def file_change(self, id: str, body: shapes.RegistryChangeBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryChange:
        """填报变更(附件2) File a change (Form 2)"""
        return self._json("POST", "/accounts/{id}/changes", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def close_account(self, id: str, body: shapes.RegistryReasonBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryAccount:
        """注销 Close it"""
        return self._json("POST", "/accounts/{id}/close", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def account_contacts(self, id: str) -> shapes.RegistryAccountContacts:
        """平台人员联系方式 Who runs it, in full"""
        return self._json("GET", "/accounts/{id}/contacts", path={"id": id})

    def account_history(self, id: str, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.RegistryHistoryEntry]:
        """平台变更历史 What changed"""
        return self._json("GET", "/accounts/{id}/history", path={"id": id}, query={"limit": limit, "cursor": cursor})

    def notice_change(self, id: str, body: shapes.RegistryNoticeBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryFiling:
        """登记待报变更 Note a change to be filed"""
        return self._json("POST", "/accounts/{id}/notices", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def resume_account(self, id: str, body: shapes.RegistryReasonBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryAccount:
        """恢复运行 Resume it"""
        return self._json("POST", "/accounts/{id}/resume", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def suspend_account(self, id: str, body: shapes.RegistryReasonBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryAccount:
        """暂停运行 Suspend it"""
        return self._json("POST", "/accounts/{id}/suspend", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_annual_reviews(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.RegistryRound]:
        """历年年审 Reviews of all years"""
        return self._json("GET", "/annual-reviews", query={"limit": limit, "cursor": cursor})

    def open_annual_review(self, body: shapes.RegistryRoundBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryRound:
        """发起年度审核 Open a year's review"""
        return self._json("POST", "/annual-reviews", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def get_annual_review(self, year: str, *, limit: int | None = None, cursor: str | None = None, state: str | None = None, unit_id: str | None = None) -> shapes.RegistryRound:
        """年度审核进度 A year's review"""
        return self._json("GET", "/annual-reviews/{year}", path={"year": year}, query={"limit": limit, "cursor": cursor, "state": state, "unit_id": unit_id})

    def change_annual_review(self, year: str, body: shapes.RegistryRoundChangeBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryRound:
        """调整年审标准与时间 Change its days and criteria"""
        return self._json("PUT", "/annual-reviews/{year}", path={"year": year}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def get_account_review(self, year: str, id: str) -> shapes.RegistryReview:
        """平台的年度审核 An account in the review"""
        return self._json("GET", "/annual-reviews/{year}/accounts/{id}", path={"year": year, "id": id})

    def inspect_account(self, year: str, id: str, body: shapes.RegistryInspectionBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryReview:
        """检查评分 Inspection"""
        return self._json("POST", "/annual-reviews/{year}/accounts/{id}/inspection", path={"year": year, "id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def assess_account(self, year: str, id: str, body: shapes.RegistryAssessmentBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryReview:
        """自评 Self-assessment"""
        return self._json("POST", "/annual-reviews/{year}/accounts/{id}/self-assessment", path={"year": year, "id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def scoring_sheet(self, year: str, id: str) -> bytes:
        """检查评分表(PDF) Scoring sheet as PDF"""
        return self._bytes("GET", "/annual-reviews/{year}/accounts/{id}/sheet.pdf", path={"year": year, "id": id})

    def decide_annual_review(self, year: str, id: str, body: shapes.RegistryVerdictBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryReview:
        """审核结论 Verdict"""
        return self._json("POST", "/annual-reviews/{year}/accounts/{id}/verdict", path={"year": year, "id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def annual_report(self, year: str) -> bytes:
        """年审报告(PDF) Report as PDF"""
        return self._bytes("GET", "/annual-reviews/{year}/report.pdf", path={"year": year})

    def annual_results(self, year: str) -> bytes:
        """年审结果(Excel) Results as Excel"""
        return self._bytes("GET", "/annual-reviews/{year}/results.xlsx", path={"year": year})

    def list_applications(self, *, limit: int | None = None, cursor: str | None = None, state: str | None = None, unit_id: str | None = None) -> shapes.Page[shapes.RegistryApplication]:
        """备案申请列表 Applications"""
        return self._json("GET", "/applications", query={"limit": limit, "cursor": cursor, "state": state, "unit_id": unit_id})

    def create_application(self, body: shapes.RegistryDraftBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryApplication:
        """起草备案申请(附件1) Draft an application (Form 1)"""
        return self._json("POST", "/applications", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def get_application(self, id: str) -> shapes.RegistryApplication:
        """备案申请 An application"""
        return self._json("GET", "/applications/{id}", path={"id": id})

    def update_application(self, id: str, body: shapes.RegistryDraftBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryApplication:
        """修改备案申请 Change an application"""
        return self._json("PUT", "/applications/{id}", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def approve_application(self, id: str, body: shapes.RegistryDecisionBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryApplication:
        """审批通过 Approve it"""
        return self._json("POST", "/applications/{id}/approve", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def attach_file(self, id: str, file: tuple[str, bytes, str], *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryAttachment:
        """上传签字盖章扫描件 Add the signed and sealed scan"""
        return self._json("POST", "/applications/{id}/attachments", path={"id": id}, file=file, idempotency_key=idempotency_key, if_match=if_match)

    def get_attachment(self, id: str, attachment_id: str) -> bytes:
        """下载附件 A file of an application"""
        return self._bytes("GET", "/applications/{id}/attachments/{attachment_id}", path={"id": id, "attachment_id": attachment_id})

    def endorse_application(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryApplication:
        """签署意见 Endorse it"""
        return self._json("POST", "/applications/{id}/endorse", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def application_docx(self, id: str) -> bytes:
        """附件1(Word) Form 1 as Word"""
        return self._bytes("GET", "/applications/{id}/form.docx", path={"id": id})

    def application_pdf(self, id: str) -> bytes:
        """附件1(PDF) Form 1 as PDF"""
        return self._bytes("GET", "/applications/{id}/form.pdf", path={"id": id})

    def reject_application(self, id: str, body: shapes.RegistryRefusalBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryApplication:
        """不予通过 Reject it"""
        return self._json("POST", "/applications/{id}/reject", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def return_application(self, id: str, body: shapes.RegistryRefusalBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryApplication:
        """退回修改 Return it"""
        return self._json("POST", "/applications/{id}/return", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def submit_application(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryApplication:
        """提交 Submit it"""
        return self._json("POST", "/applications/{id}/submit", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def take_over_application(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryApplication:
        """接办申请 Go on with it"""
        return self._json("POST", "/applications/{id}/take-over", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def withdraw_application(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryApplication:
        """撤回 Withdraw it"""
        return self._json("POST", "/applications/{id}/withdraw", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_changes(self, *, limit: int | None = None, cursor: str | None = None, state: str | None = None, account_id: str | None = None) -> shapes.Page[shapes.RegistryChange]:
        """变更列表 Changes"""
        return self._json("GET", "/changes", query={"limit": limit, "cursor": cursor, "state": state, "account_id": account_id})

    def get_change(self, id: str) -> shapes.RegistryChange:
        """变更 A change"""
        return self._json("GET", "/changes/{id}", path={"id": id})

    def accept_change(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryChange:
        """受理变更 Take it on file"""
        return self._json("POST", "/changes/{id}/accept", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def confirm_handover(self, id: str, body: shapes.RegistrySideBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryChange:
        """确认交接 Confirm a hand-over"""
        return self._json("POST", "/changes/{id}/confirm-handover", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def change_docx(self, id: str) -> bytes:
        """附件2(Word) Form 2 as Word"""
        return self._bytes("GET", "/changes/{id}/form.docx", path={"id": id})

    def change_pdf(self, id: str) -> bytes:
        """附件2(PDF) Form 2 as PDF"""
        return self._bytes("GET", "/changes/{id}/form.pdf", path={"id": id})

    def return_change(self, id: str, body: shapes.RegistryReturnBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryChange:
        """退回变更 Return it"""
        return self._json("POST", "/changes/{id}/return", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_filings(self, *, limit: int | None = None, cursor: str | None = None, state: str | None = None, account_id: str | None = None) -> shapes.Page[shapes.RegistryFiling]:
        """待报变更 Changes to be filed"""
        return self._json("GET", "/filings", query={"limit": limit, "cursor": cursor, "state": state, "account_id": account_id})

    def list_handovers(self, *, limit: int | None = None, cursor: str | None = None, state: str | None = None, kind: str | None = None, person_id: str | None = None) -> shapes.Page[shapes.RegistryHandover]:
        """待办交接 What has to be handed over"""
        return self._json("GET", "/handovers", query={"limit": limit, "cursor": cursor, "state": state, "kind": kind, "person_id": person_id})

    def import_accounts(self, file: tuple[str, bytes, str], *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryImported:
        """导入既有平台 Import accounts"""
        return self._json("POST", "/imports/accounts", file=file, idempotency_key=idempotency_key, if_match=if_match)

    def import_people(self, file: tuple[str, bytes, str], *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryImported:
        """导入人员 Import people"""
        return self._json("POST", "/imports/people", file=file, idempotency_key=idempotency_key, if_match=if_match)

    def import_units(self, file: tuple[str, bytes, str], *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryImported:
        """导入单位 Import units"""
        return self._json("POST", "/imports/units", file=file, idempotency_key=idempotency_key, if_match=if_match)

    def sign_in(self, body: shapes.RegistrySignInBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistrySignedIn:
        """登录 Sign in"""
        return self._json("POST", "/login", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def sign_in_code(self, body: shapes.RegistryCodeBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistrySignedIn:
        """登录第二步:验证码 The second step of signing in"""
        return self._json("POST", "/login/code", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def sign_out(self, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryEnded:
        """退出登录 Sign out: this token opens nothing any more"""
        return self._json("POST", "/logout", idempotency_key=idempotency_key, if_match=if_match)

    def me(self) -> shapes.RegistryMe:
        """本人信息 Who I am"""
        return self._json("GET", "/me")

    def change_password(self, body: shapes.RegistryPasswordBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> Any:
        """修改本人密码 Change my password"""
        return self._json("POST", "/me/password", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def show_second_factor(self) -> shapes.RegistryFactorState:
        """两步验证状态 Whether a second factor is asked for"""
        return self._json("GET", "/me/second-factor")

    def begin_second_factor(self, body: shapes.RegistryFactorBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryFactorBegun:
        """设置两步验证 Begin to set up a second factor"""
        return self._json("POST", "/me/second-factor", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def confirm_second_factor(self, body: shapes.RegistryFactorCode, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryRecoveryCodes:
        """启用两步验证 Turn the second factor on"""
        return self._json("POST", "/me/second-factor/confirm", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def end_second_factor(self, body: shapes.RegistryFactorBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryFactorState:
        """停用两步验证 Turn the second factor off"""
        return self._json("POST", "/me/second-factor/end", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def renew_recovery_codes(self, body: shapes.RegistryFactorBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryRecoveryCodes:
        """更换恢复码 Fresh recovery codes"""
        return self._json("POST", "/me/second-factor/recovery-codes", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_sessions(self) -> shapes.Page[shapes.RegistrySession]:
        """我的登录 Where I am signed in"""
        return self._json("GET", "/me/sessions")

    def end_other_sessions(self, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryEnded:
        """退出其他登录 End all my other sessions"""
        return self._json("POST", "/me/sessions/end-others", idempotency_key=idempotency_key, if_match=if_match)

    def end_session(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryEnded:
        """结束一处登录 End one of my sessions"""
        return self._json("DELETE", "/me/sessions/{id}", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_tokens(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.RegistryToken]:
        """我的访问令牌 My access tokens"""
        return self._json("GET", "/me/tokens", query={"limit": limit, "cursor": cursor})

    def make_token(self, body: shapes.RegistryTokenBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryNewToken:
        """新建访问令牌 Make an access token: its secret is shown once"""
        return self._json("POST", "/me/tokens", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def end_token(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryToken:
        """撤销访问令牌 Revoke one of my access tokens"""
        return self._json("DELETE", "/me/tokens/{id}", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def name_check(self, *, name: str | None = None, unit_id: str | None = None) -> shapes.RegistryNameCheck:
        """名称核查 Is this name free?"""
        return self._json("GET", "/name-check", query={"name": name, "unit_id": unit_id})

    def list_people(self, *, limit: int | None = None, cursor: str | None = None, unit_id: str | None = None, role: str | None = None, q: str | None = None) -> shapes.Page[shapes.RegistryPerson]:
        """人员列表 People"""
        return self._json("GET", "/people", query={"limit": limit, "cursor": cursor, "unit_id": unit_id, "role": role, "q": q})

    def create_person(self, body: shapes.RegistryPersonBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryPerson:
        """新建人员 Make a person"""
        return self._json("POST", "/people", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def people_xlsx(self) -> bytes:
        """导出人员 People as Excel"""
        return self._bytes("GET", "/people.xlsx")

    def get_person(self, id: str) -> shapes.RegistryPerson:
        """人员 A person"""
        return self._json("GET", "/people/{id}", path={"id": id})

    def update_person(self, id: str, body: shapes.RegistryPersonChangeBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryPerson:
        """修改人员 Change a person"""
        return self._json("PUT", "/people/{id}", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def read_contact(self, id: str) -> shapes.RegistryContact:
        """查看联系方式 Phone and number in full"""
        return self._json("GET", "/people/{id}/contact", path={"id": id})

    def erase_person(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryPerson:
        """删除个人数据 Erase a person's data"""
        return self._json("POST", "/people/{id}/erase", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def export_person(self, id: str) -> shapes.RegistryPersonExport:
        """导出个人数据 All that is kept of a person"""
        return self._json("GET", "/people/{id}/export", path={"id": id})

    def reset_second_factor(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryFactorState:
        """为他人停用两步验证 Turn off the second factor of somebody who lost it"""
        return self._json("POST", "/people/{id}/second-factor/end", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_personal_accounts(self, *, limit: int | None = None, cursor: str | None = None, unit_id: str | None = None, state: str | None = None, channel: str | None = None, q: str | None = None) -> shapes.Page[shapes.RegistryPersonalAccount]:
        """个人账号清单 Personal accounts"""
        return self._json("GET", "/personal-accounts", query={"limit": limit, "cursor": cursor, "unit_id": unit_id, "state": state, "channel": channel, "q": q})

    def add_personal_account(self, body: shapes.RegistryPersonalAccountBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryPersonalAccount:
        """登记个人账号 Put one on the list"""
        return self._json("POST", "/personal-accounts", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def get_personal_account(self, id: str) -> shapes.RegistryPersonalAccount:
        """个人账号 A personal account"""
        return self._json("GET", "/personal-accounts/{id}", path={"id": id})

    def check_personal_account(self, id: str, body: shapes.RegistryCheckBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryPersonalAccount:
        """监督检查 Look at it"""
        return self._json("POST", "/personal-accounts/{id}/checks", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def remove_personal_account(self, id: str, body: shapes.RegistryReasonBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryPersonalAccount:
        """移出清单 Take it off the list"""
        return self._json("POST", "/personal-accounts/{id}/remove", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_protected_names(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.RegistryProtectedName]:
        """受保护名称 Protected names"""
        return self._json("GET", "/protected-names", query={"limit": limit, "cursor": cursor})

    def add_protected_name(self, body: shapes.RegistryProtectedNameBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryProtectedName:
        """添加受保护名称 Protect a name"""
        return self._json("POST", "/protected-names", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def remove_protected_name(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> Any:
        """取消名称保护 Free a name"""
        return self._json("DELETE", "/protected-names/{id}", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def get_options(self) -> shapes.RegistryOptionsBody:
        """备案规则 What is set"""
        return self._json("GET", "/registry-options")

    def set_options(self, body: shapes.RegistryOptionsBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryOptionsBody:
        """设定备案规则 Set it"""
        return self._json("PUT", "/registry-options", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_service_tokens(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.RegistryToken]:
        """服务令牌 Tokens of other systems"""
        return self._json("GET", "/service-tokens", query={"limit": limit, "cursor": cursor})

    def make_service_token(self, body: shapes.RegistryServiceTokenBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryNewToken:
        """新建服务令牌 Make a token for another system"""
        return self._json("POST", "/service-tokens", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def end_service_token(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryToken:
        """撤销服务令牌 Revoke a token of another system"""
        return self._json("DELETE", "/service-tokens/{id}", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_sightings(self, *, limit: int | None = None, cursor: str | None = None, state: str | None = None) -> shapes.Page[shapes.RegistrySighting]:
        """举报线索 Sightings"""
        return self._json("GET", "/sightings", query={"limit": limit, "cursor": cursor, "state": state})

    def file_sighting(self, body: shapes.RegistrySightingBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistrySighting:
        """举报未备案平台 Report an unregistered account"""
        return self._json("POST", "/sightings", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def get_sighting(self, id: str) -> shapes.RegistrySighting:
        """线索 A sighting"""
        return self._json("GET", "/sightings/{id}", path={"id": id})

    def handle_sighting(self, id: str, body: shapes.RegistryOutcomeBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistrySighting:
        """处置线索 Settle it"""
        return self._json("POST", "/sightings/{id}/handle", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def similar_accounts(self, *, purpose: str | None = None, name: str | None = None, audience: str | None = None, channel: str | None = None, unit_id: str | None = None) -> shapes.Page[shapes.RegistrySimilarAccount]:
        """近似平台 Accounts like this one"""
        return self._json("GET", "/similar-accounts", query={"purpose": purpose, "name": name, "audience": audience, "channel": channel, "unit_id": unit_id})

    def list_units(self, *, limit: int | None = None, cursor: str | None = None, kind: str | None = None, parent_id: str | None = None) -> shapes.Page[shapes.RegistryUnit]:
        """单位列表 Units"""
        return self._json("GET", "/units", query={"limit": limit, "cursor": cursor, "kind": kind, "parent_id": parent_id})

    def create_unit(self, body: shapes.RegistryUnitBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryUnit:
        """新建单位 Make a unit"""
        return self._json("POST", "/units", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def units_xlsx(self) -> bytes:
        """导出单位 Units as Excel"""
        return self._bytes("GET", "/units.xlsx")

    def get_unit(self, id: str) -> shapes.RegistryUnit:
        """单位 A unit"""
        return self._json("GET", "/units/{id}", path={"id": id})

    def update_unit(self, id: str, body: shapes.RegistryUnitBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryUnit:
        """修改单位 Change a unit"""
        return self._json("PUT", "/units/{id}", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def merge_unit(self, id: str, body: shapes.RegistryUnitMergeBody, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.RegistryUnit:
        """并入另一单位 Merge a unit into another"""
        return self._json("POST", "/units/{id}/merge", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def verify(self, *, channel: str | None = None, handle: str | None = None, url: str | None = None) -> shapes.RegistryVerified:
        """公众核验 Is it registered?"""
        return self._json("GET", "/verify", query={"channel": channel, "handle": handle, "url": url})
