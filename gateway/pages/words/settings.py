"""What the codes in settings are called."""

from __future__ import annotations

from gateway.pages.words import registry

WORDS: dict[str, dict[str, str]] = {
    "any_channel": {"": "全部渠道", **registry.WORDS["channel"]},
    "chain_role": {
        "reviewer": "审核人",
        "responsible": "第一责任人",
        "officer": "宣传统战部经办",
        "director": "宣传统战部负责人",
        "league": "团委",
        "student_affairs": "学工部",
    },
    "chain_place": {"unit": "本单位", "faculty": "所属院部"},
    "chain_when": {"escalate": "须上报时", "campaign": "联动宣传时"},
    "rota_kind": {"weekly": "每周轮换", "daily": "每日轮换", "list": "逐班排定"},
    "rota_turning": {"weekly": "每周轮换", "daily": "每日轮换"},
    "delivery_kind": {
        "wecom": "企业微信机器人",
        "dingtalk": "钉钉机器人",
        "feishu": "飞书机器人",
        "email": "电子邮件",
        "webhook": "回调",
        "apprise": "其他(Apprise)",
    },
    "event_type": {
        "account.approved.v1": "账号已备案",
        "account.changed.v1": "账号信息已变更",
        "account.status_changed.v1": "账号状态已改变",
        "annual_review.decided.v1": "年审结论已作出",
        "annual_review.opened.v1": "年审已发起",
        "application.moved.v1": "备案申请进入下一环节",
        "campaign.saved.v1": "联动宣传已发起或修改",
        "change.decided.v1": "变更已受理或退回",
        "change.filed.v1": "变更已填报",
        "directive.issued.v1": "统一部署已下达",
        "directive.receipted.v1": "部署已回执",
        "filing.overdue.v1": "备案事项逾期",
        "freeze.declared.v1": "发布已冻结",
        "freeze.lifted.v1": "冻结已解除",
        "incident.moved.v1": "不良信息事件有进展",
        "incident.opened.v1": "不良信息事件已立案",
        "observed_post.judged.v1": "已发布内容已核对",
        "session.announced.v1": "培训场次已发布",
        "session.cancelled.v1": "培训场次已取消",
        "submission.decided.v1": "文稿已有审核意见",
        "submission.sealed.v1": "文稿已通过并封存",
        "submission.state_changed.v1": "文稿状态已改变",
        "hook.test.v1": "试验事件",
        "hook.resumed.v1": "恢复通知",
    },
    "hook_delivery_state": {
        "queued": "等待发送",
        "sent": "已送达",
        "failed": "发送失败",
        "held": "等待补发",
        "dropped": "已丢弃",
    },
    "message_language": {"zh": "中文", "en": "英文"},
}
