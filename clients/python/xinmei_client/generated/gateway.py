"""The calls of gateway. Made by `make client` from the OpenAPI description; do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..transport import Calls


class Gateway(Calls):
    """What gateway offers."""

    def board_association(self) -> Any:
        """新媒体协会 The association's board, with one's own enrolments"""
        return self._json("GET", "/boards/association")

    def board_department(self) -> Any:
        """部门看板 The propaganda department's board"""
        return self._json("GET", "/boards/department")

    def board_unit(self, unit_id: str) -> Any:
        """单位工作台 A unit's board"""
        return self._json("GET", "/boards/unit/{unit_id}", path={"unit_id": unit_id})
