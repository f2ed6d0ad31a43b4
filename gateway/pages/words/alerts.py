"""What the codes of incidents, directives and duty are called."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "incident_state": {
        "reported": "待受理",
        "acknowledged": "已受理",
        "contained": "已控制",
        "resolved": "已处置",
        "closed": "已办结",
    },
    "severity": {"I": "Ⅰ级 特别重大", "II": "Ⅱ级 重大", "III": "Ⅲ级 较大", "IV": "Ⅳ级 一般"},
    "receipt_state": {"sent": "待签收", "read": "已阅", "done": "已落实"},
    "receipt_given": {"done": "已落实", "read": "已阅"},
    "freeze_state": {"in_force": "生效中", "lifted": "已解除"},
    "takedown_state": {"open": "待处置", "done": "已处置"},
    "incident_kind": {
        "reported_by_people": "人工上报",
        "altered": "与审定稿不一致",
        "unreviewed": "未经审核发布",
        "outside_window": "不在核定时间发布",
        "unregistered_account": "账号未备案",
        "suspended_account": "已暂停账号发布",
    },
    "timeline": {
        "reported": "上报",
        "post_seen": "发现内容",
        "acknowledge": "受理",
        "assign": "指定负责人",
        "contain": "控制传播",
        "resolve": "处置完毕",
        "close": "办结",
        "reopen": "重新处理",
        "comment": "补充情况",
        "escalated": "升级提醒",
        "nobody_to_tell": "本级无人可提醒",
        "escalation_exhausted": "已升级到最后一级",
        "acknowledgement_lapsed": "受理后逾期未处置",
        "takedown_asked": "要求删除",
        "takedown_done": "已处置",
        "directive_issued": "下达部署",
    },
    "directive_state": {"in_progress": "进行中", "done": "已完成", "overdue": "已逾期"},
}
