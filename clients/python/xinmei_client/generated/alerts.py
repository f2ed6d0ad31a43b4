"""The calls of alerts. Made by `make client` from the OpenAPI description; do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..transport import Calls

if TYPE_CHECKING:
    from . import shapes


class Alerts(Calls):
    """What alerts offers."""

    def list_accountability(self, *, limit: int | None = None, cursor: str | None = None, since: str | None = None, until: str | None = None, unit_id: str | None = None) -> shapes.Page[shapes.AlertsRecord]:
        """查看责任追溯 The record of accountability"""
        return self._json("GET", "/accountability", query={"limit": limit, "cursor": cursor, "since": since, "until": until, "unit_id": unit_id})

    def export_accountability(self, *, limit: int | None = None, cursor: str | None = None, since: str | None = None, until: str | None = None, unit_id: str | None = None) -> bytes:
        """导出责任追溯 The record of accountability as Excel"""
        return self._bytes("GET", "/accountability.xlsx", query={"limit": limit, "cursor": cursor, "since": since, "until": until, "unit_id": unit_id})

    def list_channels(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.AlertsChannel]:
        """查看消息渠道 List channels"""
        return self._json("GET", "/channels", query={"limit": limit, "cursor": cursor})

    def make_channel(self, body: shapes.AlertsChannelOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsChannel:
        """添加消息渠道 Add a channel"""
        return self._json("POST", "/channels", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def end_channel(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsChannel:
        """停用消息渠道 End a channel"""
        return self._json("POST", "/channels/{id}/end", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def test_channel(self, id: str, body: shapes.AlertsChannelTest, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsDelivery:
        """发送测试消息 Send a test message"""
        return self._json("POST", "/channels/{id}/test", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_deliveries(self, *, limit: int | None = None, cursor: str | None = None, channel_id: str | None = None, state: str | None = None, kind: str | None = None) -> shapes.Page[shapes.AlertsDelivery]:
        """查看发送记录 List deliveries"""
        return self._json("GET", "/deliveries", query={"limit": limit, "cursor": cursor, "channel_id": channel_id, "state": state, "kind": kind})

    def show_delivery(self, id: str) -> shapes.AlertsWholeDelivery:
        """查看一条发送记录 Show a delivery with its tries"""
        return self._json("GET", "/deliveries/{id}", path={"id": id})

    def list_directives(self, *, limit: int | None = None, cursor: str | None = None, incident_id: str | None = None, account_id: str | None = None, state: str | None = None) -> shapes.Page[shapes.AlertsDirective]:
        """查看统一部署 List directives"""
        return self._json("GET", "/directives", query={"limit": limit, "cursor": cursor, "incident_id": incident_id, "account_id": account_id, "state": state})

    def issue_directive(self, body: shapes.AlertsDirectiveOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsDirective:
        """下达统一部署 Issue a directive"""
        return self._json("POST", "/directives", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def show_directive(self, id: str, *, limit: int | None = None, cursor: str | None = None, state: str | None = None) -> shapes.AlertsWholeDirective:
        """查看统一部署及回执 Show a directive with its receipts"""
        return self._json("GET", "/directives/{id}", path={"id": id}, query={"limit": limit, "cursor": cursor, "state": state})

    def show_progress(self, id: str, *, by: str | None = None) -> shapes.Page[shapes.AlertsGroupProgress]:
        """查看落实进度 Show progress by group"""
        return self._json("GET", "/directives/{id}/progress", path={"id": id}, query={"by": by})

    def list_receipts(self, id: str, *, limit: int | None = None, cursor: str | None = None, state: str | None = None) -> shapes.Page[shapes.AlertsReceipt]:
        """查看回执 List receipts"""
        return self._json("GET", "/directives/{id}/receipts", path={"id": id}, query={"limit": limit, "cursor": cursor, "state": state})

    def give_receipt(self, id: str, body: shapes.AlertsReceiptGiven, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsReceipt:
        """回执 Give a receipt"""
        return self._json("POST", "/directives/{id}/receipts", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def revise_directive(self, id: str, body: shapes.AlertsRevision, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsDirective:
        """更新部署内容 Revise a directive"""
        return self._json("POST", "/directives/{id}/revise", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def withdraw_directive(self, id: str, body: shapes.AlertsWithdrawal, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsDirective:
        """撤回统一部署 Withdraw a directive"""
        return self._json("POST", "/directives/{id}/withdraw", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_wordings(self, id: str) -> shapes.Page[shapes.AlertsWording]:
        """查看各版内容 List all wordings"""
        return self._json("GET", "/directives/{id}/wordings", path={"id": id})

    def renew_duty_token(self, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsCalendarToken:
        """生成值班日历地址 A new token of my duty calendar"""
        return self._json("POST", "/duty/calendar-token", idempotency_key=idempotency_key, if_match=if_match)

    def open_duty_calendar(self, *, token: str | None = None) -> bytes:
        """值班日历 A duty calendar as iCalendar"""
        return self._bytes("GET", "/duty/calendar.ics", query={"token": token})

    def list_notes(self, *, limit: int | None = None, cursor: str | None = None, rota_id: str | None = None) -> shapes.Page[shapes.AlertsNote]:
        """查看交班留言 List hand-over notes"""
        return self._json("GET", "/duty/notes", query={"limit": limit, "cursor": cursor, "rota_id": rota_id})

    def leave_note(self, body: shapes.AlertsNoteOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsNote:
        """交班留言 Leave a hand-over note"""
        return self._json("POST", "/duty/notes", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def show_duty(self) -> shapes.AlertsOnDuty:
        """谁在值班 Who is on duty now"""
        return self._json("GET", "/duty/now")

    def list_overrides(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.AlertsOverride]:
        """查看替班 List overrides"""
        return self._json("GET", "/duty/overrides", query={"limit": limit, "cursor": cursor})

    def override_duty(self, body: shapes.AlertsOverrideOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsOverride:
        """替班 Stand in for somebody"""
        return self._json("POST", "/duty/overrides", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def check_readiness(self) -> shapes.AlertsReadiness:
        """值守自检 Check that duty is ready"""
        return self._json("GET", "/duty/readiness")

    def list_rotas(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.AlertsRota]:
        """查看值班表 List rotas"""
        return self._json("GET", "/duty/rotas", query={"limit": limit, "cursor": cursor})

    def make_rota(self, body: shapes.AlertsRotaOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsRota:
        """制定值班表 Make a rota"""
        return self._json("POST", "/duty/rotas", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def end_rota(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsRota:
        """停用值班表 End a rota"""
        return self._json("POST", "/duty/rotas/{id}/end", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_periods(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.AlertsPeriod]:
        """查看敏感时期 List sensitive periods"""
        return self._json("GET", "/duty/sensitive-periods", query={"limit": limit, "cursor": cursor})

    def plan_period(self, body: shapes.AlertsPeriodOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsPeriod:
        """设定敏感时期（24 小时值守） Plan a sensitive period"""
        return self._json("POST", "/duty/sensitive-periods", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def end_period(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsPeriod:
        """结束敏感时期 End a sensitive period"""
        return self._json("POST", "/duty/sensitive-periods/{id}/end", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_swaps(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.AlertsSwap]:
        """查看换班 List swaps"""
        return self._json("GET", "/duty/swaps", query={"limit": limit, "cursor": cursor})

    def ask_swap(self, body: shapes.AlertsSwapOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsSwap:
        """申请换班 Ask for a swap"""
        return self._json("POST", "/duty/swaps", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def answer_swap(self, id: str, body: shapes.AlertsSwapAnswer, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsSwap:
        """答复换班 Answer a swap"""
        return self._json("POST", "/duty/swaps/{id}/answer", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_policies(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.AlertsPolicy]:
        """查看升级策略 List escalation policies"""
        return self._json("GET", "/escalation-policies", query={"limit": limit, "cursor": cursor})

    def make_policy(self, body: shapes.AlertsPolicyOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsPolicy:
        """制定升级策略 Make an escalation policy"""
        return self._json("POST", "/escalation-policies", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def end_policy(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsPolicy:
        """停用升级策略 End an escalation policy"""
        return self._json("POST", "/escalation-policies/{id}/end", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_event_types(self) -> shapes.Page[shapes.AlertsEventType]:
        """可订阅的事件 Events that a webhook may be told of"""
        return self._json("GET", "/event-types")

    def fetch_evidence(self, id: str) -> bytes:
        """下载证据 Download evidence"""
        return self._bytes("GET", "/evidence/{id}", path={"id": id})

    def list_freezes(self, *, limit: int | None = None, cursor: str | None = None, state: str | None = None) -> shapes.Page[shapes.AlertsFreeze]:
        """查看禁发令 List freezes"""
        return self._json("GET", "/freezes", query={"limit": limit, "cursor": cursor, "state": state})

    def declare_freeze(self, body: shapes.AlertsFreezeOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsFreeze:
        """发布禁发令 Declare a freeze"""
        return self._json("POST", "/freezes", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def show_freeze(self, id: str) -> shapes.AlertsFreeze:
        """查看一项禁发令 Show a freeze"""
        return self._json("GET", "/freezes/{id}", path={"id": id})

    def lift_freeze(self, id: str, body: shapes.AlertsLifting, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsFreeze:
        """解除禁发令 Lift a freeze"""
        return self._json("POST", "/freezes/{id}/lift", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_actions(self, *, limit: int | None = None, cursor: str | None = None, incident_id: str | None = None, owner_id: str | None = None, state: str | None = None, mine: bool | None = None) -> shapes.Page[shapes.AlertsFollowUp]:
        """查看整改事项 List actions"""
        return self._json("GET", "/incident-actions", query={"limit": limit, "cursor": cursor, "incident_id": incident_id, "owner_id": owner_id, "state": state, "mine": mine})

    def finish_action(self, id: str, body: shapes.AlertsActionOutcome, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsFollowUp:
        """完成整改事项 Finish an action"""
        return self._json("POST", "/incident-actions/{id}/done", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def count_incidents(self, *, since: str | None = None, until: str | None = None) -> shapes.AlertsStatistics:
        """事件统计 Statistics of incidents"""
        return self._json("GET", "/incident-statistics", query={"since": since, "until": until})

    def list_incidents(self, *, limit: int | None = None, cursor: str | None = None, account_id: str | None = None, state: str | None = None, severity: str | None = None, kind: str | None = None, owner_id: str | None = None, open: bool | None = None, q: str | None = None) -> shapes.Page[shapes.AlertsIncident]:
        """查看事件 List incidents"""
        return self._json("GET", "/incidents", query={"limit": limit, "cursor": cursor, "account_id": account_id, "state": state, "severity": severity, "kind": kind, "owner_id": owner_id, "open": open, "q": q})

    def report_incident(self, body: shapes.AlertsIncidentReport, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """上报事件 Report an incident"""
        return self._json("POST", "/incidents", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def show_incident(self, id: str) -> shapes.AlertsWholeIncident:
        """查看事件及其时间线 Show an incident with its timeline"""
        return self._json("GET", "/incidents/{id}", path={"id": id})

    def acknowledge_incident(self, id: str, body: shapes.AlertsComment, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """确认事件 Acknowledge an incident"""
        return self._json("POST", "/incidents/{id}/acknowledge", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def set_action(self, id: str, body: shapes.AlertsActionOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """下达整改事项 Set an action"""
        return self._json("POST", "/incidents/{id}/actions", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def assign_incident(self, id: str, body: shapes.AlertsAssignment, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """指派事件 Assign an incident"""
        return self._json("POST", "/incidents/{id}/assign", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def close_incident(self, id: str, body: shapes.AlertsComment, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """关闭事件 Close an incident"""
        return self._json("POST", "/incidents/{id}/close", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def comment_incident(self, id: str, body: shapes.AlertsCommentText, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """在时间线上留言 Write to an incident's timeline"""
        return self._json("POST", "/incidents/{id}/comments", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def confirm_incident(self, id: str, body: shapes.AlertsComment, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """逐人确认（全员确认步骤） Confirm, where a step asks everyone"""
        return self._json("POST", "/incidents/{id}/confirm", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def contain_incident(self, id: str, body: shapes.AlertsComment, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """控制事件 Say that an incident is contained"""
        return self._json("POST", "/incidents/{id}/contain", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def keep_file(self, id: str, file: tuple[str, bytes, str], *, fields: dict[str, str] | None = None, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsKeptEvidence:
        """留存证据文件 Keep a file as evidence"""
        return self._json("POST", "/incidents/{id}/evidence", path={"id": id}, file=file, fields=fields, idempotency_key=idempotency_key, if_match=if_match)

    def keep_text(self, id: str, body: shapes.AlertsEvidenceText, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsKeptEvidence:
        """留存证据文字 Keep a text as evidence"""
        return self._json("POST", "/incidents/{id}/evidence-texts", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def merge_incident(self, id: str, body: shapes.AlertsMerging, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """合并事件 Merge into another incident"""
        return self._json("POST", "/incidents/{id}/merge", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def name_person(self, id: str, body: shapes.AlertsPersonNamed, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """关联人员 Name a person and their part"""
        return self._json("POST", "/incidents/{id}/people", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def link_post(self, id: str, body: shapes.AlertsPostLink, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """关联内容 Link a post"""
        return self._json("POST", "/incidents/{id}/posts", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def reopen_incident(self, id: str, body: shapes.AlertsComment, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """重新打开事件 Reopen an incident"""
        return self._json("POST", "/incidents/{id}/reopen", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def report_incident_docx(self, id: str) -> bytes:
        """下载事件报告（Word） An incident's report as Word"""
        return self._bytes("GET", "/incidents/{id}/report.docx", path={"id": id})

    def report_incident_pdf(self, id: str) -> bytes:
        """下载事件报告（PDF） An incident's report as PDF"""
        return self._bytes("GET", "/incidents/{id}/report.pdf", path={"id": id})

    def resolve_incident(self, id: str, body: shapes.AlertsComment, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """解决事件 Say that an incident is resolved"""
        return self._json("POST", "/incidents/{id}/resolve", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def write_review(self, id: str, body: shapes.AlertsReviewOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsWholeIncident:
        """撰写复盘 Write the review of an incident"""
        return self._json("POST", "/incidents/{id}/review", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def ask_takedown(self, id: str, body: shapes.AlertsTakedownRequest, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsTakedown:
        """下达处置 Ask for a takedown"""
        return self._json("POST", "/incidents/{id}/takedowns", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_rules(self) -> shapes.Page[shapes.AlertsRule]:
        """查看事件定级规则 List intake rules"""
        return self._json("GET", "/intake-rules")

    def set_rule(self, body: shapes.AlertsRuleSetting, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsRule:
        """设定事件定级规则 Set an intake rule"""
        return self._json("POST", "/intake-rules", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_sources(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.AlertsSourceState]:
        """查看外部来源 List sources outside"""
        return self._json("GET", "/intake-sources", query={"limit": limit, "cursor": cursor})

    def make_source(self, body: shapes.AlertsSourceOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsNewSource:
        """添加外部来源 Add a source outside"""
        return self._json("POST", "/intake-sources", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def end_source(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsSourceState:
        """停用外部来源 End a source outside"""
        return self._json("POST", "/intake-sources/{id}/end", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def take_report(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsTakenReport:
        """外部来件（签名的 JSON 或 message/rfc822 邮件） A report from outside: signed JSON, or a mail as message/rfc822"""
        return self._json("POST", "/intake/{id}", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_templates(self) -> shapes.Page[shapes.AlertsTemplate]:
        """查看消息模板 List message templates"""
        return self._json("GET", "/message-templates")

    def save_template(self, body: shapes.AlertsTemplateOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsTemplate:
        """设定消息模板 Save a message template"""
        return self._json("POST", "/message-templates", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def preview_template(self, body: shapes.AlertsTemplateText, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsRendered:
        """预览消息模板 Preview a message template"""
        return self._json("POST", "/message-templates/preview", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def test_template(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.Page[shapes.AlertsDelivery]:
        """按模板发试验消息 Send test messages worded by a template"""
        return self._json("POST", "/message-templates/{id}/test", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_messages(self, *, limit: int | None = None, cursor: str | None = None, unread: bool | None = None) -> shapes.Page[shapes.AlertsMessage]:
        """我的消息 My messages"""
        return self._json("GET", "/messages", query={"limit": limit, "cursor": cursor, "unread": unread})

    def read_all_messages(self, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsReadCount:
        """全部标为已读 Mark all as read"""
        return self._json("POST", "/messages/read-all", idempotency_key=idempotency_key, if_match=if_match)

    def read_message(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsMessage:
        """标为已读 Mark a message as read"""
        return self._json("POST", "/messages/{id}/read", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def list_severities(self) -> shapes.Page[shapes.AlertsSeverity]:
        """查看等级定义 List definitions of severities"""
        return self._json("GET", "/severities")

    def set_severity(self, body: shapes.AlertsSeveritySetting, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsSeverity:
        """设定等级定义 Define a severity"""
        return self._json("POST", "/severities", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_takedowns(self, *, limit: int | None = None, cursor: str | None = None, incident_id: str | None = None, account_id: str | None = None, state: str | None = None, check_state: str | None = None) -> shapes.Page[shapes.AlertsTakedown]:
        """查看处置 List takedowns"""
        return self._json("GET", "/takedowns", query={"limit": limit, "cursor": cursor, "incident_id": incident_id, "account_id": account_id, "state": state, "check_state": check_state})

    def check_takedown(self, id: str, body: shapes.AlertsTakedownCheck, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsTakedown:
        """人工复核处置 Say what a look at a copy showed"""
        return self._json("POST", "/takedowns/{id}/check", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def finish_takedown(self, id: str, body: shapes.AlertsTakedownEvidence, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsTakedown:
        """完成处置 Say that a takedown is done"""
        return self._json("POST", "/takedowns/{id}/done", path={"id": id}, body=body, idempotency_key=idempotency_key, if_match=if_match)

    def list_hooks(self, *, limit: int | None = None, cursor: str | None = None) -> shapes.Page[shapes.AlertsHook]:
        """查看 Webhook List webhooks"""
        return self._json("GET", "/webhooks", query={"limit": limit, "cursor": cursor})

    def make_hook(self, body: shapes.AlertsHookOrder, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsNewHook:
        """订阅事件(Webhook) Have another system told of events"""
        return self._json("POST", "/webhooks", body=body, idempotency_key=idempotency_key, if_match=if_match)

    def show_hook(self, id: str) -> shapes.AlertsHook:
        """查看一个 Webhook See a webhook, and what waits for it"""
        return self._json("GET", "/webhooks/{id}", path={"id": id})

    def list_hook_deliveries(self, id: str, *, limit: int | None = None, cursor: str | None = None, state: str | None = None) -> shapes.Page[shapes.AlertsDelivery]:
        """Webhook 发送记录 What was sent to a webhook, and what came of it"""
        return self._json("GET", "/webhooks/{id}/deliveries", path={"id": id}, query={"limit": limit, "cursor": cursor, "state": state})

    def send_again(self, id: str, delivery_id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsDelivery:
        """重新发送 Send a delivery again that was given up, or arrived and was lost there"""
        return self._json("POST", "/webhooks/{id}/deliveries/{delivery_id}/again", path={"id": id, "delivery_id": delivery_id}, idempotency_key=idempotency_key, if_match=if_match)

    def end_hook(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsHook:
        """停用 Webhook End a webhook"""
        return self._json("POST", "/webhooks/{id}/end", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def pause_hook(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsHook:
        """暂停 Webhook Hold what a webhook is to be told of"""
        return self._json("POST", "/webhooks/{id}/pause", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def resume_hook(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsHook:
        """恢复 Webhook Send a webhook, in order, what was held, and what happens from now on"""
        return self._json("POST", "/webhooks/{id}/resume", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)

    def test_hook(self, id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> shapes.AlertsDelivery:
        """发送试验事件 Send a test event"""
        return self._json("POST", "/webhooks/{id}/test", path={"id": id}, idempotency_key=idempotency_key, if_match=if_match)
