"""What codes are called for people, and where each person can go. The texts are Chinese; the catalogue has the English."""

from __future__ import annotations

from gateway.language import gettext
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

WORDS: dict[str, dict[str, str]] = {
    "channel": {
        "wechat_official": "微信公众号",
        "wechat_channels": "微信视频号",
        "wechat_group": "微信群",
        "qq_group": "QQ群",
        "qq_zone": "QQ空间",
        "weibo": "微博",
        "tieba": "百度贴吧",
        "yiban": "易班",
        "douyin": "抖音",
        "bilibili": "哔哩哔哩",
        "website": "网站",
        "app": "手机客户端",
        "other": "其他渠道",
    },
    "tier": {"1": "一级平台", "2": "二级平台", "3": "三级平台"},
    "account_state": {"active": "运行中", "suspended": "已暂停", "closed": "已注销"},
    "unit_kind": {
        "college": "学校",
        "propaganda": "宣传统战部",
        "department": "部门",
        "faculty": "院部",
        "student_affairs": "学工部",
        "youth_league": "团委",
        "club": "社团",
        "class": "班级",
    },
    "role": {
        "officer": "宣传统战部经办",
        "director": "宣传统战部负责人",
        "responsible": "第一责任人",
        "reviewer": "审核人",
        "operator": "运营人员",
        "league": "团委",
        "student_affairs": "学工部",
        "duty": "值班员",
        "trainer": "培训负责人",
        "student": "学生",
        "association": "新媒体协会干部",
        "auditor": "审计员",
        "admin": "系统管理员",
    },
    "application_state": {
        "draft": "草稿",
        "submitted": "已提交",
        "endorsed": "已签署意见",
        "approved": "已批准",
        "returned": "已退回",
        "rejected": "不予批准",
        "withdrawn": "已撤回",
    },
    "reason_code": {
        "incomplete": "材料不全",
        "name": "名称不规范或涉及受保护名称",
        "duplicate": "重复建设",
        "purpose": "定位或服务对象不明确",
        "people": "责任人或管理员不符合要求",
        "rules": "审核制度不健全",
        "plan": "应急预案不健全",
        "other": "其他(见说明)",
    },
    "move": {
        "created": "拟稿",
        "updated": "修改",
        "submitted": "提交",
        "endorsed": "签署同意",
        "approved": "批准",
        "returned": "退回",
        "rejected": "不予批准",
        "withdrawn": "撤回",
    },
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
    "incident_state": {
        "reported": "待受理",
        "acknowledged": "已受理",
        "contained": "已控制",
        "resolved": "已处置",
        "closed": "已办结",
    },
    "severity": {"I": "Ⅰ级 特别重大", "II": "Ⅱ级 重大", "III": "Ⅲ级 较大", "IV": "Ⅳ级 一般"},
    "finding_severity": {"block_until_answered": "须逐条答复", "escalate": "须上报", "remind": "提醒"},
    "verdict": {
        "approved": "与审定稿一致",
        "altered": "与审定稿不一致",
        "unreviewed": "未经审核",
        "outside_window": "不在核定时间内",
        "unregistered_account": "账号未备案",
        "suspended_account": "账号已暂停",
    },
    "session_kind": {"training": "业务培训", "salon": "主题沙龙", "outbound": "走出去", "inbound": "请进来"},
    "session_state": {"announced": "已发布", "cancelled": "已取消"},
    "enrolment_state": {"enrolled": "已报名", "waiting": "候补中", "offered": "待确认", "withdrawn": "已退出"},
    "attendance": {"present": "已到", "late": "迟到", "left_early": "早退", "leave": "请假", "absent": "缺席"},
    "member_state": {"applied": "申请中", "active": "在会", "left": "已离会", "backbone": "学生骨干"},
    "receipt_state": {"sent": "待签收", "read": "已阅", "done": "已落实"},
    "certificate_state": {"valid": "证书有效", "revoked": "证书已撤销", "expired": "证书已过有效期"},
    "freeze_state": {"in_force": "生效中", "lifted": "已解除"},
    "account_field": {
        "status": "状态",
        "name": "名称",
        "handle": "账号标识",
        "responsible_person": "第一责任人",
        "administrators": "后台管理人员",
        "operator_ids": "运营人员",
        "purpose": "开办目的与定位",
    },
    "receipt_given": {"done": "已落实", "read": "已阅"},
    "takedown_state": {"open": "待处置", "done": "已处置"},
    "stage_state": {"passed": "已通过", "waiting": "待审", "ahead": "未到"},
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


def word(kind: str, code: object) -> str:
    """What `code` is called in the language of the request; the code itself where it has no name."""
    known = WORDS[kind].get(str(code))
    return gettext(known) if known else str(code)


def choices(kind: str) -> list[tuple[str, str]]:
    """Codes and what they are called, for a list to choose from."""
    return [(code, gettext(text)) for code, text in WORDS[kind].items()]


SEES_ALL = (*PROPAGANDA, "auditor")
IN_UNITS = ("responsible", "reviewer", "operator", "league", "student_affairs")
DECIDES = ("responsible", "reviewer", *PROPAGANDA)
PLACES = (
    ("/boards/department", "部门看板", SEES_ALL),
    ("/boards/unit/{unit}", "单位工作台", IN_UNITS),
    ("/applications", "备案申请", (*SEES_ALL, *IN_UNITS)),
    ("/accounts", "账号", (*SEES_ALL, *IN_UNITS)),
    ("/submissions", "文稿", (*SEES_ALL, "responsible", "reviewer", "operator")),
    ("/review", "审核台", DECIDES),
    ("/incidents", "事件", (*SEES_ALL, "duty", *IN_UNITS)),
    ("/directives", "统一部署", (*SEES_ALL, *IN_UNITS)),
    ("/training", "培训", (*SEES_ALL, *IN_UNITS, "student", "trainer", "association", "duty")),
    ("/boards/association", "新媒体协会", (*SEES_ALL, "student", "trainer", "association")),
)
"""Addresses, names, and the roles whose work stands there."""


def navigation(identity: Identity) -> list[tuple[str, str]]:
    """Addresses and names of the pages that concern this person."""
    return [
        (address.format(unit=identity.unit_id), gettext(name))
        for address, name, roles in PLACES
        if identity.has(*roles) and ("{unit}" not in address or identity.unit_id)
    ]
