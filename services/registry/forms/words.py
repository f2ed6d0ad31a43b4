"""Chinese words on the forms for the suite's closed lists."""

from __future__ import annotations

CHANNELS = {
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
    "app": "手机APP客户端",
    "other": "其他",
}

TIERS = {1: "一级平台(学校官方)", 2: "二级平台(部门、单位)", 3: "三级平台(团学组织)"}

ROLES = {
    "officer": "宣传统战部经办",
    "director": "宣传统战部负责人",
    "responsible": "第一责任人",
    "reviewer": "审核人",
    "operator": "运营人",
    "league": "团委",
    "student_affairs": "学工部",
    "student": "学生",
    "association": "新媒体协会",
    "trainer": "培训负责人",
    "duty": "值班员",
    "auditor": "审计",
    "admin": "系统管理员",
}

CHANGES = {
    "rename": "平台名称变更",
    "handle": "账号变更",
    "administrator": "管理员变更",
    "responsible_person": "第一责任人变更",
    "maintenance": "维护方式变更",
    "migrate": "平台迁移",
    "close": "平台注销",
}

FIELDS = {
    "name": "平台名称",
    "handle": "账号",
    "channel": "平台类型",
    "administrators": "管理员",
    "responsible_person": "第一责任人",
    "update_frequency": "更新频率",
    "status": "状态",
    "description": "说明",
    "active": "运行",
    "suspended": "暂停",
    "closed": "注销",
}

STATES = {"active": "运行", "suspended": "暂停", "closed": "注销"}

REVIEW_STATES = {"passed": "通过", "rectify": "限期整改", "failed": "不通过", "assessed": "已自评", "pending": "未报"}
