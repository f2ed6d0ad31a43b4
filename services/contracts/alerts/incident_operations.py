"""The HTTP operations of incidents, takedowns and intake."""

from __future__ import annotations

from functools import partial

from services.contracts.alerts import incident_shapes as incidents
from services.contracts.alerts import intake_shapes as intake
from services.contracts.alerts.fields import Listing
from services.contracts.operations import Operation

_incidents = partial(Operation, service="alerts", tag="incidents", response=incidents.Incident)


def _move(action: str, zh: str, en: str) -> Operation:
    return _incidents(
        name=f"{action}_incident", method="POST", path=f"/incidents/{{id}}/{action}", zh=zh, en=en, request=incidents.Comment,
        response=incidents.WholeIncident,
    )  # fmt: skip


OPERATIONS: list[Operation] = [
    _incidents(name="list_incidents", method="GET", path="/incidents", zh="查看事件", en="List incidents",
               query=incidents.IncidentQuery, many=True),
    _incidents(name="report_incident", method="POST", path="/incidents", zh="上报事件", en="Report an incident",
               request=incidents.IncidentReport, response=incidents.WholeIncident, status=201),
    _incidents(name="show_incident", method="GET", path="/incidents/{id}", zh="查看事件及其时间线",
               en="Show an incident with its timeline", response=incidents.WholeIncident),
    _move("acknowledge", "确认事件", "Acknowledge an incident"),
    _incidents(name="assign_incident", method="POST", path="/incidents/{id}/assign", zh="指派事件", en="Assign an incident",
               request=incidents.Assignment, response=incidents.WholeIncident),
    _move("contain", "控制事件", "Say that an incident is contained"),
    _move("resolve", "解决事件", "Say that an incident is resolved"),
    _move("close", "关闭事件", "Close an incident"),
    _move("reopen", "重新打开事件", "Reopen an incident"),
    _incidents(name="comment_incident", method="POST", path="/incidents/{id}/comments", zh="在时间线上留言",
               en="Write to an incident's timeline", request=incidents.CommentText, response=incidents.WholeIncident),
    _incidents(name="ask_takedown", method="POST", path="/incidents/{id}/takedowns", zh="下达处置", en="Ask for a takedown",
               request=incidents.TakedownRequest, response=incidents.Takedown, status=201),
    _incidents(name="list_takedowns", method="GET", path="/takedowns", zh="查看处置", en="List takedowns",
               query=incidents.TakedownQuery, response=incidents.Takedown, many=True),
    _incidents(name="finish_takedown", method="POST", path="/takedowns/{id}/done", zh="完成处置", en="Say that a takedown is done",
               request=incidents.TakedownEvidence, response=incidents.Takedown),
    _incidents(name="list_rules", method="GET", path="/intake-rules", zh="查看事件定级规则", en="List intake rules",
               response=intake.Rule, many=True),
    _incidents(name="set_rule", method="POST", path="/intake-rules", zh="设定事件定级规则", en="Set an intake rule",
               request=intake.RuleSetting, response=intake.Rule),
    _incidents(name="check_takedown", method="POST", path="/takedowns/{id}/check", zh="人工复核处置", en="Say what a look at a copy showed",
               request=incidents.TakedownCheck, response=incidents.Takedown),
    _move("confirm", "逐人确认（全员确认步骤）", "Confirm, where a step asks everyone"),
    _incidents(name="merge_incident", method="POST", path="/incidents/{id}/merge", zh="合并事件", en="Merge into another incident",
               request=incidents.Merging, response=incidents.WholeIncident),
    _incidents(name="link_post", method="POST", path="/incidents/{id}/posts", zh="关联内容", en="Link a post",
               request=incidents.PostLink, response=incidents.WholeIncident, status=201),
    _incidents(name="name_person", method="POST", path="/incidents/{id}/people", zh="关联人员", en="Name a person and their part",
               request=incidents.PersonNamed, response=incidents.WholeIncident, status=201),
    _incidents(name="keep_file", method="POST", path="/incidents/{id}/evidence", zh="留存证据文件", en="Keep a file as evidence",
               request=incidents.EvidenceFile, response=incidents.KeptEvidence, status=201, upload=True),
    _incidents(name="keep_text", method="POST", path="/incidents/{id}/evidence-texts", zh="留存证据文字", en="Keep a text as evidence",
               request=incidents.EvidenceText, response=incidents.KeptEvidence, status=201),
    _incidents(name="fetch_evidence", method="GET", path="/evidence/{id}", zh="下载证据", en="Download evidence", file=True,
               response=None),
    _incidents(name="write_review", method="POST", path="/incidents/{id}/review", zh="撰写复盘", en="Write the review of an incident",
               request=incidents.ReviewOrder, response=incidents.WholeIncident),
    _incidents(name="set_action", method="POST", path="/incidents/{id}/actions", zh="下达整改事项", en="Set an action",
               request=incidents.ActionOrder, response=incidents.WholeIncident, status=201),
    _incidents(name="list_actions", method="GET", path="/incident-actions", zh="查看整改事项", en="List actions",
               query=incidents.ActionQuery, response=incidents.FollowUp, many=True),
    _incidents(name="finish_action", method="POST", path="/incident-actions/{id}/done", zh="完成整改事项", en="Finish an action",
               request=incidents.ActionOutcome, response=incidents.FollowUp),
    _incidents(name="list_severities", method="GET", path="/severities", zh="查看等级定义", en="List definitions of severities",
               response=intake.Severity, many=True),
    _incidents(name="set_severity", method="POST", path="/severities", zh="设定等级定义", en="Define a severity",
               request=intake.SeveritySetting, response=intake.Severity),
    _incidents(name="list_sources", method="GET", path="/intake-sources", zh="查看外部来源", en="List sources outside",
               query=Listing, response=intake.SourceState, many=True),
    _incidents(name="make_source", method="POST", path="/intake-sources", zh="添加外部来源", en="Add a source outside",
               request=intake.SourceOrder, response=intake.NewSource, status=201),
    _incidents(name="end_source", method="POST", path="/intake-sources/{id}/end", zh="停用外部来源", en="End a source outside",
               response=intake.SourceState),
    _incidents(name="take_report", method="POST", path="/intake/{id}", zh="外部来件（签名的 JSON 或 message/rfc822 邮件）",
               en="A report from outside: signed JSON, or a mail as message/rfc822", response=intake.TakenReport, status=201,
               public=True, signed=True),
]  # fmt: skip
