"""The HTTP operations of the alerts service."""

from __future__ import annotations

from functools import partial

from services.contracts.alerts import delivery_shapes as delivery
from services.contracts.alerts import duty_shapes as duty
from services.contracts.alerts import incident_operations
from services.contracts.alerts import record_shapes as records
from services.contracts.alerts import shapes as shapes
from services.contracts.alerts import watch_shapes as watch
from services.contracts.alerts.fields import Listing
from services.contracts.alerts.hook_operations import HOOK_OPERATIONS
from services.contracts.operations import Operation

_alerts = partial(Operation, service="alerts")
_directives = partial(_alerts, tag="directives")
_freezes = partial(_alerts, tag="freezes", response=shapes.Freeze)
_duty = partial(_alerts, tag="duty")
_records = partial(_alerts, tag="accountability")
_delivery = partial(_alerts, tag="delivery")

OPERATIONS: list[Operation] = [
    *incident_operations.OPERATIONS,
    _directives(name="list_directives", method="GET", path="/directives", zh="查看统一部署", en="List directives",
                query=shapes.DirectiveQuery, response=shapes.Directive, many=True),
    _directives(name="issue_directive", method="POST", path="/directives", zh="下达统一部署", en="Issue a directive",
                request=shapes.DirectiveOrder, response=shapes.Directive, status=201),
    _directives(name="show_directive", method="GET", path="/directives/{id}", zh="查看统一部署及回执",
                en="Show a directive with its receipts", query=shapes.ReceiptQuery, response=shapes.WholeDirective),
    _directives(name="list_receipts", method="GET", path="/directives/{id}/receipts", zh="查看回执", en="List receipts",
                query=shapes.ReceiptQuery, response=shapes.Receipt, many=True),
    _directives(name="give_receipt", method="POST", path="/directives/{id}/receipts", zh="回执", en="Give a receipt",
                request=shapes.ReceiptGiven, response=shapes.Receipt),
    _directives(name="revise_directive", method="POST", path="/directives/{id}/revise", zh="更新部署内容", en="Revise a directive",
                request=shapes.Revision, response=shapes.Directive),
    _directives(name="withdraw_directive", method="POST", path="/directives/{id}/withdraw", zh="撤回统一部署",
                en="Withdraw a directive", request=shapes.Withdrawal, response=shapes.Directive),
    _directives(name="show_progress", method="GET", path="/directives/{id}/progress", zh="查看落实进度", en="Show progress by group",
                query=shapes.ProgressQuery, response=shapes.GroupProgress, many=True),
    _directives(name="list_wordings", method="GET", path="/directives/{id}/wordings", zh="查看各版内容", en="List all wordings",
                response=shapes.Wording, many=True),
    _freezes(name="list_freezes", method="GET", path="/freezes", zh="查看禁发令", en="List freezes",
             query=shapes.FreezeQuery, many=True),
    _freezes(name="declare_freeze", method="POST", path="/freezes", zh="发布禁发令", en="Declare a freeze",
             request=shapes.FreezeOrder, status=201),
    _freezes(name="show_freeze", method="GET", path="/freezes/{id}", zh="查看一项禁发令", en="Show a freeze"),
    _freezes(name="lift_freeze", method="POST", path="/freezes/{id}/lift", zh="解除禁发令", en="Lift a freeze",
             request=shapes.Lifting),
    _duty(name="list_rotas", method="GET", path="/duty/rotas", zh="查看值班表", en="List rotas", query=Listing,
          response=duty.Rota, many=True),
    _duty(name="make_rota", method="POST", path="/duty/rotas", zh="制定值班表", en="Make a rota", request=duty.RotaOrder,
          response=duty.Rota, status=201),
    _duty(name="end_rota", method="POST", path="/duty/rotas/{id}/end", zh="停用值班表", en="End a rota", response=duty.Rota),
    _duty(name="show_duty", method="GET", path="/duty/now", zh="谁在值班", en="Who is on duty now", response=duty.OnDuty),
    _duty(name="check_readiness", method="GET", path="/duty/readiness", zh="值守自检", en="Check that duty is ready",
          response=duty.Readiness),
    _duty(name="list_overrides", method="GET", path="/duty/overrides", zh="查看替班", en="List overrides", query=Listing,
          response=duty.Override, many=True),
    _duty(name="override_duty", method="POST", path="/duty/overrides", zh="替班", en="Stand in for somebody",
          request=duty.OverrideOrder, response=duty.Override, status=201),
    _duty(name="list_periods", method="GET", path="/duty/sensitive-periods", zh="查看敏感时期", en="List sensitive periods",
          query=Listing, response=watch.Period, many=True),
    _duty(name="plan_period", method="POST", path="/duty/sensitive-periods", zh="设定敏感时期（24 小时值守）",
          en="Plan a sensitive period", request=watch.PeriodOrder, response=watch.Period, status=201),
    _duty(name="end_period", method="POST", path="/duty/sensitive-periods/{id}/end", zh="结束敏感时期", en="End a sensitive period",
          response=watch.Period),
    _duty(name="list_swaps", method="GET", path="/duty/swaps", zh="查看换班", en="List swaps", query=Listing, response=watch.Swap,
          many=True),
    _duty(name="ask_swap", method="POST", path="/duty/swaps", zh="申请换班", en="Ask for a swap", request=watch.SwapOrder,
          response=watch.Swap, status=201),
    _duty(name="answer_swap", method="POST", path="/duty/swaps/{id}/answer", zh="答复换班", en="Answer a swap",
          request=watch.SwapAnswer, response=watch.Swap),
    _duty(name="list_notes", method="GET", path="/duty/notes", zh="查看交班留言", en="List hand-over notes", query=watch.NoteQuery,
          response=watch.Note, many=True),
    _duty(name="leave_note", method="POST", path="/duty/notes", zh="交班留言", en="Leave a hand-over note", request=watch.NoteOrder,
          response=watch.Note, status=201),
    _duty(name="renew_duty_token", method="POST", path="/duty/calendar-token", zh="生成值班日历地址", en="A new token of my duty calendar",
          response=watch.CalendarToken, status=201),
    _duty(name="open_duty_calendar", method="GET", path="/duty/calendar.ics", zh="值班日历", en="A duty calendar as iCalendar",
          query=watch.CalendarQuery, public=True, file=True),
    _duty(name="list_policies", method="GET", path="/escalation-policies", zh="查看升级策略", en="List escalation policies",
          query=Listing, response=duty.Policy, many=True),
    _duty(name="make_policy", method="POST", path="/escalation-policies", zh="制定升级策略", en="Make an escalation policy",
          request=duty.PolicyOrder, response=duty.Policy, status=201),
    _duty(name="end_policy", method="POST", path="/escalation-policies/{id}/end", zh="停用升级策略",
          en="End an escalation policy", response=duty.Policy),
    _alerts(name="list_messages", method="GET", path="/messages", zh="我的消息", en="My messages", query=duty.MessageQuery,
            response=duty.Message, many=True, tag="messages"),
    _alerts(name="read_message", method="POST", path="/messages/{id}/read", zh="标为已读", en="Mark a message as read",
            response=duty.Message, tag="messages"),
    _alerts(name="read_all_messages", method="POST", path="/messages/read-all", zh="全部标为已读", en="Mark all as read",
            response=duty.ReadCount, tag="messages"),
    _records(name="report_incident_docx", method="GET", path="/incidents/{id}/report.docx", zh="下载事件报告（Word）",
             en="An incident's report as Word", file=True),
    _records(name="report_incident_pdf", method="GET", path="/incidents/{id}/report.pdf", zh="下载事件报告（PDF）",
             en="An incident's report as PDF", file=True),
    _records(name="list_accountability", method="GET", path="/accountability", zh="查看责任追溯", en="The record of accountability",
             query=records.RecordQuery, response=records.Record, many=True),
    _records(name="export_accountability", method="GET", path="/accountability.xlsx", zh="导出责任追溯",
             en="The record of accountability as Excel", query=records.RecordQuery, file=True),
    _records(name="count_incidents", method="GET", path="/incident-statistics", zh="事件统计", en="Statistics of incidents",
             query=records.SpanQuery, response=records.Statistics),
    _delivery(name="list_channels", method="GET", path="/channels", zh="查看消息渠道", en="List channels", query=Listing,
              response=delivery.Channel, many=True),
    _delivery(name="make_channel", method="POST", path="/channels", zh="添加消息渠道", en="Add a channel",
              request=delivery.ChannelOrder, response=delivery.Channel, status=201),
    _delivery(name="test_channel", method="POST", path="/channels/{id}/test", zh="发送测试消息", en="Send a test message",
              request=delivery.ChannelTest, response=delivery.Delivery),
    _delivery(name="end_channel", method="POST", path="/channels/{id}/end", zh="停用消息渠道", en="End a channel",
              response=delivery.Channel),
    _delivery(name="list_deliveries", method="GET", path="/deliveries", zh="查看发送记录", en="List deliveries",
              query=delivery.DeliveryQuery, response=delivery.Delivery, many=True),
    _delivery(name="show_delivery", method="GET", path="/deliveries/{id}", zh="查看一条发送记录", en="Show a delivery with its tries",
              response=delivery.WholeDelivery),
    _delivery(name="list_templates", method="GET", path="/message-templates", zh="查看消息模板", en="List message templates",
              response=delivery.Template, many=True),
    _delivery(name="save_template", method="POST", path="/message-templates", zh="设定消息模板", en="Save a message template",
              request=delivery.TemplateOrder, response=delivery.Template),
    _delivery(name="test_template", method="POST", path="/message-templates/{id}/test", zh="按模板发试验消息",
              en="Send test messages worded by a template", response=delivery.Delivery, many=True),
    _delivery(name="preview_template", method="POST", path="/message-templates/preview", zh="预览消息模板",
              en="Preview a message template", request=delivery.TemplateText, response=delivery.Rendered),
    *HOOK_OPERATIONS,
]  # fmt: skip
