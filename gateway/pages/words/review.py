"""What the codes of texts and their review are called."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "submission_state": {
        "screening": "自动初筛中",
        "in_review": "审核中",
        "approved": "已通过",
        "returned": "已退回",
        "rejected": "未通过",
        "held": "已冻结",
        "published": "已发布",
        "withdrawn": "已撤回",
        "expired": "已过期",
    },
    "decision": {"approve": "通过", "return": "退回修改", "reject": "不予通过"},
    "finding_severity": {"block_until_answered": "须逐条答复", "escalate": "须上报", "remind": "提醒"},
    "verdict": {
        "approved": "与审定稿一致",
        "altered": "与审定稿不一致",
        "unreviewed": "未经审核",
        "outside_window": "不在核定时间内",
        "unregistered_account": "账号未备案",
        "suspended_account": "账号已暂停",
    },
    "stage_state": {"passed": "已通过", "waiting": "待审", "ahead": "未到"},
    "finding_rule": {
        "rule:id_card": "身份证号码",
        "rule:mobile": "手机号码",
        "rule:bank_card": "银行卡号",
        "rule:email": "电子邮箱",
        "rule:url": "外部链接",
        "rule:ipv4": "网络地址",
        "rule:secrecy_mark": "密级标志",
        "rule:internal_mark": "内部文件标志",
    },
}
