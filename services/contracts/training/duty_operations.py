"""The operations of the duty to be trained and of training's rules (articles 15 and 16)."""

from __future__ import annotations

from typing import Any

from services.contracts.operations import Operation
from services.contracts.training import duty_shapes as shapes


def _operation(name: str, method: str, path: str, zh: str, en: str, **more: Any) -> Operation:
    return Operation(service="training", name=name, method=method, path=path, zh=zh, en=en, tag="training", **more)


DUTIES = [
    _operation(
        "list_duties",
        "GET",
        "/training-duties",
        "待补训人员",
        "Who must be trained, why, and by when",
        query=shapes.DutyQuery,
        response=shapes.DutyShape,
        many=True,
    ),
    _operation(
        "count_duties",
        "GET",
        "/training-duties/units",
        "各单位补训情况",
        "Duties to be trained by unit",
        response=shapes.UnitDutiesList,
    ),
    _operation(
        "view_training_rules",
        "GET",
        "/training-rules",
        "培训规则",
        "The rules in force: certificates, receipts, points",
        response=shapes.RulesShape,
    ),
    _operation(
        "set_training_rules",
        "PATCH",
        "/training-rules",
        "设置培训规则",
        "Change rules; what is not named stays",
        request=shapes.RulesShape,
        response=shapes.RulesShape,
    ),
]
