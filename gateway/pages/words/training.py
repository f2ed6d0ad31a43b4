"""What the codes of training and the association are called."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "session_kind": {"training": "业务培训", "salon": "主题沙龙", "outbound": "走出去", "inbound": "请进来"},
    "session_state": {"announced": "已发布", "cancelled": "已取消"},
    "enrolment_state": {"enrolled": "已报名", "waiting": "候补中", "offered": "待确认", "withdrawn": "已退出"},
    "attendance": {"present": "已到", "late": "迟到", "left_early": "早退", "leave": "请假", "absent": "缺席"},
    "member_state": {"applied": "申请中", "active": "在会", "left": "已离会", "backbone": "学生骨干"},
    "certificate_state": {"valid": "证书有效", "revoked": "证书已撤销", "expired": "证书已过有效期"},
}
