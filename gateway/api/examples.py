"""An example for every call: a body that the service would take, and an answer as it would come, made from the shapes.

Values are chosen by what a field declares and, for texts, by its name; a test loads every example body with its own shape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from marshmallow import Schema, fields, validate

from services.contracts.operations import Operation
from services.kit.clock import CAMPUS_ZONE

ID = "0198c0de-0000-7000-8000-000000000010"
MONDAY = datetime(2026, 9, 7, 9, 0, tzinfo=CAMPUS_ZONE)
LATER = ("ends", "until", "due", "closes", "expires")
DEEPEST = 4

TEXTS = {
    "account_name": "计算机学院官微", "amount": "300.00", "base64": "5paw5aqS", "body": "自下周一起,图书馆开放至晚上十点。", "budget": "300.00",
    "channel": "wechat_official", "checksum": "0" * 64, "code": "123456", "comment": "同意。", "cursor": "", "email": "office@example.edu.cn",
    "etag": "3", "file_number": "新媒备〔2026〕2-017号", "fingerprint": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "handle": "cs_weixin", "handover": "08:00", "hint": "Zk3Q", "name": "计算机学院官微", "new_password": "another-campus-Passw0rd",
    "number": "20250001", "old_password": "a-campus-Passw0rd", "password": "a-campus-Passw0rd", "phone": "13800000000", "purpose": "发布通知公告,服务师生。",
    "reason": "信息有误", "recipient": "office@example.edu.cn", "secret": "a-secret-of-your-own", "sender": "office@example.edu.cn",
    "speaker": "王老师", "title": "图书馆延长开放时间", "token": "xm_…", "total": "50000.00", "undertaking": "true",
    "url": "https://weixin.qq.com/s/example", "username": "cs.operator",
}  # fmt: skip


def request_example(operation: Operation) -> Any:
    """A body for the operation; None where it takes none or a file."""
    if operation.request is None or operation.upload:
        return None
    return CHOSEN.get(operation.name) or example_of(operation.request(), loading=True)


def response_example(operation: Operation) -> Any:
    """The answer's JSON; None where it is a file."""
    if operation.file or operation.response is None:
        return None
    one = example_of(operation.response(), loading=False)
    return {"items": [one], "next_cursor": None} if operation.many else one


def path_example(operation: Operation) -> str:
    """The path with ids in it."""
    return re.sub(r"{(\w+)}", lambda found: PATHS.get(found[1], ID), operation.path)


PATHS = {"year": "2026", "tier": "2", "number": "XM-2026-000001", "checksum": "0" * 64}


def example_of(schema: Schema, *, loading: bool, depth: int = 0) -> dict[str, Any]:
    """Every field that a caller must or may send (`loading`), or that an answer holds."""
    found = {}
    for name, declared in schema.fields.items():
        if (loading and declared.dump_only) or (not loading and declared.load_only):
            continue
        if loading and not declared.required and depth:
            continue
        if depth < DEEPEST:
            found[name] = value_of(name, declared, loading=loading, depth=depth)
    return found


def value_of(name: str, declared: fields.Field[Any], *, loading: bool, depth: int) -> Any:
    """A value that fits a field."""
    if isinstance(declared, fields.Nested):
        inner = example_of(declared.schema, loading=loading, depth=depth + 1)
        return [inner] if declared.many else inner
    if isinstance(declared, fields.List):
        if loading and not declared.required and not isinstance(declared.inner, fields.Nested):
            return []
        return [value_of(name.removesuffix("s"), declared.inner, loading=loading, depth=depth + 1)]
    chosen = next((v for v in declared.validators if isinstance(v, validate.OneOf)), None)
    if chosen is not None:
        return next((choice for choice in chosen.choices if choice not in ("", None)), "")
    return plain_value(name, declared)


def plain_value(name: str, declared: fields.Field[Any]) -> Any:
    """A value of a field that holds one."""
    if isinstance(declared, fields.Boolean):
        return True
    if isinstance(declared, fields.Integer | fields.Float):
        return least(declared)
    if isinstance(declared, fields.DateTime):
        return (MONDAY + timedelta(hours=2 if name.startswith(LATER) else 0)).isoformat()
    if isinstance(declared, fields.Date):
        return date(2026, 9, 14 if name.startswith(LATER) else 7).isoformat()
    if isinstance(declared, fields.Dict):
        return {}
    if name.endswith(("_id", "_by")) or name == "id":
        return ID
    return TEXTS.get(name, "说明文字")


def least(declared: fields.Field[Any]) -> int:
    """The least whole number that fits."""
    ranges = [v for v in declared.validators if isinstance(v, validate.Range)]
    return max([1, *(int(str(found.min)) for found in ranges if found.min is not None)])


CHOSEN: Mapping[str, Any] = {
    "decide_submission": {"decision": "approve", "fingerprint": TEXTS["fingerprint"], "comment": "可以发布。"},
    "judge_posts": {
        "posts": [
            {"channel": "wechat_official", "handle": "cs_weixin", "url": "https://weixin.qq.com/s/example",
             "published_at": "2026-09-07T09:30:00+08:00", "title": "图书馆延长开放时间", "body": "自下周一起,图书馆开放至晚上十点。"}
        ]
    },
    "make_rota": {"name": "总值班", "kind": "daily", "people": [ID], "starts_on": "2026-09-07", "handover": "08:00"},
    "make_policy": {"name": "默认升级", "severities": ["I", "II"], "steps": [{"minutes": 10, "targets": [{"kind": "duty"}]}]},
    "make_channel": {"kind": "wecom", "name": "宣传部值班群", "url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=example"},
    "file_change": {"kind": "rename", "after": {"name": "计算机学院新媒体"}, "changed_on": "2026-09-07", "reason": "学院更名"},
    "create_application": {
        "channel": "wechat_official", "name": "计算机学院官微", "handle": "cs_weixin", "tier": 2, "unit_id": ID, "purpose": "发布通知公告,服务师生。",
        "audience": "全院师生", "update_frequency": "每周两次", "responsible_person": {"name": "王建国", "title": "党总支书记", "phone": "13800000000"},
        "administrators": [{"name": "李明", "number": "20250001", "phone": "13900000000"}], "review_rules": "先审后发,二人审核。",
        "emergency_plan": "立即停止传播,十分钟内报告。", "undertaking": True,
    },
}  # fmt: skip
