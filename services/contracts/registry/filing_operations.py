"""The registry's operations on what is filed about accounts: names, changes (Form 2), the annual review."""

from __future__ import annotations

from functools import partial

from services.contracts.operations import Operation
from services.contracts.registry import annual_shapes as annual_shapes
from services.contracts.registry import filing_shapes as filing_shapes
from services.contracts.registry import people_shapes as people_shapes
from services.contracts.registry.calls import registry_operation

_names, _changes, _annual = (partial(registry_operation, tag) for tag in ("names", "changes", "annual reviews"))

NAMES = [
    _names(
        "name_check",
        "GET",
        "/name-check",
        "名称核查 Is this name free?",
        query=filing_shapes.NameQuery,
        response=filing_shapes.NameCheck,
    ),
    _names(
        "similar_accounts",
        "GET",
        "/similar-accounts",
        "近似平台 Accounts like this one",
        query=filing_shapes.SimilarQuery,
        response=filing_shapes.SimilarAccount,
        many=True,
    ),
    _names(
        "list_protected_names",
        "GET",
        "/protected-names",
        "受保护名称 Protected names",
        query=people_shapes.ListQuery,
        response=filing_shapes.ProtectedName,
        many=True,
    ),
    _names(
        "add_protected_name",
        "POST",
        "/protected-names",
        "添加受保护名称 Protect a name",
        request=filing_shapes.ProtectedNameBody,
        response=filing_shapes.ProtectedName,
        status=201,
    ),
    _names("remove_protected_name", "DELETE", "/protected-names/{id}", "取消名称保护 Free a name"),
]

CHANGES = [
    _changes(
        "file_change",
        "POST",
        "/accounts/{id}/changes",
        "填报变更(附件2) File a change (Form 2)",
        request=filing_shapes.ChangeBody,
        response=filing_shapes.Change,
        status=201,
    ),
    _changes(
        "account_changes",
        "GET",
        "/accounts/{id}/changes",
        "平台的变更 Changes of an account",
        query=filing_shapes.ChangeQuery,
        response=filing_shapes.Change,
        many=True,
    ),
    _changes(
        "list_changes",
        "GET",
        "/changes",
        "变更列表 Changes",
        query=filing_shapes.ChangeQuery,
        response=filing_shapes.Change,
        many=True,
    ),
    _changes("get_change", "GET", "/changes/{id}", "变更 A change", response=filing_shapes.Change),
    _changes(
        "accept_change", "POST", "/changes/{id}/accept", "受理变更 Take it on file", response=filing_shapes.Change
    ),
    _changes(
        "return_change",
        "POST",
        "/changes/{id}/return",
        "退回变更 Return it",
        request=filing_shapes.ReturnBody,
        response=filing_shapes.Change,
    ),
    _changes(
        "notice_change",
        "POST",
        "/accounts/{id}/notices",
        "登记待报变更 Note a change to be filed",
        request=filing_shapes.NoticeBody,
        response=filing_shapes.Filing,
        status=201,
    ),
    _changes(
        "list_filings",
        "GET",
        "/filings",
        "待报变更 Changes to be filed",
        query=filing_shapes.FilingQuery,
        response=filing_shapes.Filing,
        many=True,
    ),
]


_ROUND = "/annual-reviews/{year}"
_ONE = "/annual-reviews/{year}/accounts/{id}"
ANNUAL = [
    _annual(
        "open_annual_review",
        "POST",
        "/annual-reviews",
        "发起年度审核 Open a year's review",
        request=annual_shapes.RoundBody,
        response=annual_shapes.Round,
        status=201,
    ),
    _annual(
        "list_annual_reviews",
        "GET",
        "/annual-reviews",
        "历年年审 Reviews of all years",
        query=people_shapes.ListQuery,
        response=annual_shapes.Round,
        many=True,
    ),
    _annual(
        "change_annual_review",
        "PUT",
        _ROUND,
        "调整年审标准与时间 Change its days and criteria",
        request=annual_shapes.RoundChangeBody,
        response=annual_shapes.Round,
    ),
    _annual("annual_results", "GET", _ROUND + "/results.xlsx", "年审结果(Excel) Results as Excel", file=True),
    _annual("annual_report", "GET", _ROUND + "/report.pdf", "年审报告(PDF) Report as PDF", file=True),
    _annual("scoring_sheet", "GET", _ONE + "/sheet.pdf", "检查评分表(PDF) Scoring sheet as PDF", file=True),
    _annual(
        "inspect_account",
        "POST",
        _ONE + "/inspection",
        "检查评分 Inspection",
        request=annual_shapes.InspectionBody,
        response=annual_shapes.Review,
    ),
    _annual(
        "get_annual_review",
        "GET",
        "/annual-reviews/{year}",
        "年度审核进度 A year's review",
        query=annual_shapes.ReviewQuery,
        response=annual_shapes.Round,
    ),
    _annual(
        "get_account_review", "GET", _ONE, "平台的年度审核 An account in the review", response=annual_shapes.Review
    ),
    _annual(
        "assess_account",
        "POST",
        _ONE + "/self-assessment",
        "自评 Self-assessment",
        request=annual_shapes.AssessmentBody,
        response=annual_shapes.Review,
    ),
    _annual(
        "decide_annual_review",
        "POST",
        _ONE + "/verdict",
        "审核结论 Verdict",
        request=annual_shapes.VerdictBody,
        response=annual_shapes.Review,
    ),
]

FILING_OPERATIONS: list[Operation] = [*NAMES, *CHANGES, *ANNUAL]
