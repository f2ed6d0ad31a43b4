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
    "message_language": {"zh": "中文", "en": "英文"},
}
