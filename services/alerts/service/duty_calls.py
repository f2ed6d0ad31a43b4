"""Calls about duty, escalation policies, messages and the board."""

from __future__ import annotations

from typing import Any

from services.alerts import schemas
from services.alerts.handlers import board, duty, notify, readiness, reading
from services.contracts.alerts import duty_shapes as duty_shapes
from services.contracts.alerts.fields import Listing
from services.kit.api import Request, Work, command, query

Plain = dict[str, Any]


class DutyCalls:
    """What people ask about duty and their own messages (article 15)."""

    @query
    def list_rotas(self, work: Work, request: Request) -> Plain:
        return reading.page_rotas(work, request.load_query(Listing()), schemas.dump_rota)

    @command
    def make_rota(self, work: Work, request: Request) -> Plain:
        found = duty.make_rota(work, request.load(duty_shapes.RotaOrder()))
        work.session.flush()
        return schemas.dump_rota(found)

    @command
    def end_rota(self, work: Work, request: Request) -> Plain:
        found = duty.end_rota(work, request.path["id"])
        work.session.flush()
        return schemas.dump_rota(found)

    @query
    def show_duty(self, work: Work, request: Request) -> Plain:
        return {
            **schemas.dump_duty(*reading.show_duty(work), work.now),
            "sensitive": reading.sensitive_now(work),
        }

    @query
    def check_readiness(self, work: Work, request: Request) -> Plain:
        found = readiness.check_readiness(work)
        return {"ready": not found, "findings": [{"code": gap.code, "zh": gap.zh, "en": gap.en} for gap in found]}

    @query
    def list_overrides(self, work: Work, request: Request) -> Plain:
        return reading.page_overrides(work, request.load_query(Listing()), schemas.dump_override)

    @command
    def override_duty(self, work: Work, request: Request) -> Plain:
        return schemas.dump_override(duty.override_duty(work, request.load(duty_shapes.OverrideOrder())))

    @query
    def list_policies(self, work: Work, request: Request) -> Plain:
        return reading.page_policies(work, request.load_query(Listing()), schemas.dump_policy)

    @command
    def make_policy(self, work: Work, request: Request) -> Plain:
        found = duty.make_policy(work, request.load(duty_shapes.PolicyOrder()))
        work.session.flush()
        return schemas.dump_policy(found)

    @command
    def end_policy(self, work: Work, request: Request) -> Plain:
        found = duty.end_policy(work, request.path["id"])
        work.session.flush()
        return schemas.dump_policy(found)

    @query
    def list_messages(self, work: Work, request: Request) -> Plain:
        return reading.page_messages(work, request.load_query(duty_shapes.MessageQuery()), schemas.dump_message)

    @command
    def read_message(self, work: Work, request: Request) -> Plain:
        return schemas.dump_message(notify.read_message(work, request.path["id"]))

    @command
    def read_all_messages(self, work: Work, request: Request) -> Plain:
        return {"read": notify.read_all_messages(work)}

    @query
    def board(self, work: Work, request: Request) -> Plain:
        wanted = request.load_query(duty_shapes.BoardQuery())
        return schemas.dump_board(board.draw_board(work, wanted["unit_id"]))
