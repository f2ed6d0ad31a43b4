"""The registry's operations, as HTTP names them."""

from __future__ import annotations

from functools import partial

from services.contracts.operations import Operation
from services.contracts.registry import filing_shapes as filing_shapes
from services.contracts.registry import people_shapes as people_shapes
from services.contracts.registry import shapes as shapes
from services.contracts.registry.access_operations import ACCESS_OPERATIONS
from services.contracts.registry.calls import registry_operation
from services.contracts.registry.filing_operations import FILING_OPERATIONS
from services.contracts.registry.life_operations import LIFE_OPERATIONS
from services.contracts.registry.sheet_operations import SHEETS

_people, _applications, _accounts, _changes = (
    partial(registry_operation, tag) for tag in ("people", "applications", "accounts", "changes")
)

PEOPLE = [
    _people(
        "sign_in",
        "POST",
        "/login",
        "登录 Sign in",
        request=people_shapes.SignInBody,
        response=people_shapes.SignedIn,
        public=True,
    ),
    _people("me", "GET", "/me", "本人信息 Who I am", response=people_shapes.Me),
    _people(
        "change_password", "POST", "/me/password", "修改本人密码 Change my password", request=people_shapes.PasswordBody
    ),
    _people(
        "list_units",
        "GET",
        "/units",
        "单位列表 Units",
        query=people_shapes.UnitQuery,
        response=people_shapes.Unit,
        many=True,
    ),
    _people(
        "create_unit",
        "POST",
        "/units",
        "新建单位 Make a unit",
        request=people_shapes.UnitBody,
        response=people_shapes.Unit,
        status=201,
    ),
    _people("get_unit", "GET", "/units/{id}", "单位 A unit", response=people_shapes.Unit),
    _people(
        "update_unit",
        "PUT",
        "/units/{id}",
        "修改单位 Change a unit",
        request=people_shapes.UnitBody,
        response=people_shapes.Unit,
    ),
    _people(
        "merge_unit",
        "POST",
        "/units/{id}/merge",
        "并入另一单位 Merge a unit into another",
        request=people_shapes.UnitMergeBody,
        response=people_shapes.Unit,
    ),
    _people(
        "list_people",
        "GET",
        "/people",
        "人员列表 People",
        query=people_shapes.PeopleQuery,
        response=people_shapes.Person,
        many=True,
    ),
    _people(
        "create_person",
        "POST",
        "/people",
        "新建人员 Make a person",
        request=people_shapes.PersonBody,
        response=people_shapes.Person,
        status=201,
    ),
    _people("get_person", "GET", "/people/{id}", "人员 A person", response=people_shapes.Person),
    _people(
        "update_person",
        "PUT",
        "/people/{id}",
        "修改人员 Change a person",
        request=people_shapes.PersonChangeBody,
        response=people_shapes.Person,
    ),
    _people(
        "read_contact",
        "GET",
        "/people/{id}/contact",
        "查看联系方式 Phone and number in full",
        response=people_shapes.Contact,
    ),
    _people(
        "export_person",
        "GET",
        "/people/{id}/export",
        "导出个人数据 All that is kept of a person",
        response=people_shapes.PersonExport,
    ),
    _people(
        "erase_person",
        "POST",
        "/people/{id}/erase",
        "删除个人数据 Erase a person's data",
        response=people_shapes.Person,
    ),
]


APPLICATIONS = [
    _applications(
        "list_applications",
        "GET",
        "/applications",
        "备案申请列表 Applications",
        query=shapes.ApplicationQuery,
        response=shapes.Application,
        many=True,
    ),
    _applications(
        "create_application",
        "POST",
        "/applications",
        "起草备案申请(附件1) Draft an application (Form 1)",
        request=shapes.DraftBody,
        response=shapes.Application,
        status=201,
    ),
    _applications(
        "get_application", "GET", "/applications/{id}", "备案申请 An application", response=shapes.Application
    ),
    _applications(
        "update_application",
        "PUT",
        "/applications/{id}",
        "修改备案申请 Change an application",
        request=shapes.DraftBody,
        response=shapes.Application,
    ),
    _applications(
        "submit_application", "POST", "/applications/{id}/submit", "提交 Submit it", response=shapes.Application
    ),
    _applications(
        "endorse_application", "POST", "/applications/{id}/endorse", "签署意见 Endorse it", response=shapes.Application
    ),
    _applications(
        "approve_application",
        "POST",
        "/applications/{id}/approve",
        "审批通过 Approve it",
        request=shapes.DecisionBody,
        response=shapes.Application,
    ),
    _applications(
        "return_application",
        "POST",
        "/applications/{id}/return",
        "退回修改 Return it",
        request=shapes.RefusalBody,
        response=shapes.Application,
    ),
    _applications(
        "reject_application",
        "POST",
        "/applications/{id}/reject",
        "不予通过 Reject it",
        request=shapes.RefusalBody,
        response=shapes.Application,
    ),
    _applications(
        "withdraw_application", "POST", "/applications/{id}/withdraw", "撤回 Withdraw it", response=shapes.Application
    ),
]

ACCOUNTS = [
    _accounts(
        "list_accounts",
        "GET",
        "/accounts",
        "在册平台 The register",
        query=shapes.AccountQuery,
        response=shapes.Account,
        many=True,
    ),
    _accounts("get_account", "GET", "/accounts/{id}", "平台 An account", response=shapes.Account),
    _accounts(
        "account_history",
        "GET",
        "/accounts/{id}/history",
        "平台变更历史 What changed",
        query=people_shapes.ListQuery,
        response=shapes.HistoryEntry,
        many=True,
    ),
    _accounts(
        "suspend_account",
        "POST",
        "/accounts/{id}/suspend",
        "暂停运行 Suspend it",
        request=shapes.ReasonBody,
        response=shapes.Account,
    ),
    _accounts(
        "resume_account",
        "POST",
        "/accounts/{id}/resume",
        "恢复运行 Resume it",
        request=shapes.ReasonBody,
        response=shapes.Account,
    ),
    _accounts(
        "close_account",
        "POST",
        "/accounts/{id}/close",
        "注销 Close it",
        request=shapes.ReasonBody,
        response=shapes.Account,
    ),
    _accounts(
        "verify",
        "GET",
        "/verify",
        "公众核验 Is it registered?",
        query=shapes.VerifyQuery,
        response=shapes.Verified,
        public=True,
    ),
]

ATTACHMENTS = [
    _applications(
        "attach_file",
        "POST",
        "/applications/{id}/attachments",
        "上传签字盖章扫描件 Add the signed and sealed scan",
        request=filing_shapes.UploadBody,
        response=filing_shapes.Attachment,
        status=201,
        upload=True,
    ),
    _applications(
        "get_attachment",
        "GET",
        "/applications/{id}/attachments/{attachment_id}",
        "下载附件 A file of an application",
        file=True,
    ),
]

FORMS = [
    _applications("application_docx", "GET", "/applications/{id}/form.docx", "附件1(Word) Form 1 as Word", file=True),
    _applications("application_pdf", "GET", "/applications/{id}/form.pdf", "附件1(PDF) Form 1 as PDF", file=True),
    _changes("change_docx", "GET", "/changes/{id}/form.docx", "附件2(Word) Form 2 as Word", file=True),
    _changes("change_pdf", "GET", "/changes/{id}/form.pdf", "附件2(PDF) Form 2 as PDF", file=True),
]

OPERATIONS: list[Operation] = [
    *PEOPLE,
    *ACCESS_OPERATIONS,
    *APPLICATIONS,
    *ATTACHMENTS,
    *FORMS,
    *SHEETS,
    *ACCOUNTS,
    *FILING_OPERATIONS,
    *LIFE_OPERATIONS,
]
