"""What the codes of training, the fund and the association are called."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "session_kind": {"training": "业务培训", "salon": "主题沙龙", "outbound": "走出去", "inbound": "请进来"},
    "session_time": {"coming": "即将举办", "past": "已结束", "all": "所有时间"},
    "session_state": {"announced": "已发布", "cancelled": "已取消"},
    "enrolment_state": {
        "enrolled": "已报名",
        "waiting": "候补中",
        "offered": "待确认",
        "requested": "待单位审批",
        "entered": "待摇号",
        "withdrawn": "已退出",
        "refused": "单位未同意",
        "missing": "尚未报名",
    },
    "enrolment_way": {"first_come": "先到先得", "lottery": "摇号"},
    "attendance": {"present": "已到", "late": "迟到", "left": "早退", "leave": "请假", "absent": "缺席"},
    "score": {"5": "5 分 很好", "4": "4 分 好", "3": "3 分 一般", "2": "2 分 较差", "1": "1 分 差"},
    "member_state": {"applied": "申请中", "active": "在会", "left": "已离会", "alumni": "校友", "backbone": "学生骨干"},
    "member_role": {
        "member": "会员",
        "backbone": "骨干",
        "group_leader": "部长",
        "vice_president": "副会长",
        "president": "会长",
    },
    "backbone_reason": {"named": "任命", "leads": "任职", "hours": "学时达标", "points": "积分达标"},
    "activity": {
        "attended": "参加培训",
        "article": "发表稿件",
        "event": "组织活动",
        "lecture": "授课分享",
        "duty": "值守",
        "other": "其他活动",
    },
    "term_end": {"expired": "任期届满", "changed": "职务调整", "handed_over": "交接", "left": "离会"},
    "certificate_state": {"valid": "证书有效", "revoked": "证书已撤销", "expired": "证书已过有效期"},
    "certificate_need": {"off": "不要求", "warn": "提醒", "block": "逾期不得送审"},
    "on_clash": {"warn": "仅提示", "refuse": "不予发布"},
    "claim": {"place": "地点", "speaker": "主讲"},
    "duty_kind": {"incident": "事件后补训", "administrator": "账号管理员持证"},
    "duty_state": {"owed": "待完成", "overdue": "逾期未完成", "met": "已完成"},
    "plan_state": {"draft": "待审定", "approved": "已审定", "dropped": "已撤销"},
    "expense_state": {"filed": "待审批", "approved": "已批准", "rejected": "已驳回"},
    "swap_state": {"open": "等待对换", "done": "已换", "withdrawn": "已撤回"},
}
