"""The boards as operations, for the description alone: the gateway itself answers them."""

from __future__ import annotations

from services.contracts.operations import Operation


def _board(name: str, path: str, zh: str, en: str) -> Operation:
    return Operation(service="gateway", name=name, method="GET", path=path, zh=zh, en=en, tag="boards")


BOARDS: tuple[Operation, ...] = (
    _board("board_department", "/boards/department", "部门看板", "The propaganda department's board"),
    _board("board_unit", "/boards/unit/{unit_id}", "单位工作台", "A unit's board"),
    _board(
        "board_association", "/boards/association", "新媒体协会", "The association's board, with one's own enrolments"
    ),
    _board("incidents_stream", "/boards/incidents/stream", "事件实时流", "Incidents as server-sent events"),
    _board(
        "changes_stream",
        "/boards/changes/stream",
        "变动实时流",
        "Which services something has changed in, as server-sent events",
    ),
)
