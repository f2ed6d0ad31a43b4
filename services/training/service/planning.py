"""Calls on the programme's other parts: plan, places, series, units' decisions, the draw, swaps, materials, the required."""

from __future__ import annotations

from typing import Any

from services.contracts.registry.filing_shapes import UploadBody
from services.contracts.training import programme_shapes as shapes
from services.contracts.training.shapes import Reason
from services.kit.api import Deadline, Request, Work, command, due, query
from services.training import plan_schemas, schemas
from services.training.handlers import (
    approval,
    claims,
    desk,
    lottery,
    materials,
    planning,
    programme,
    swapping,
    timekeeping,
)

Json = dict[str, Any]


class PlanningCalls:
    """What surrounds the sessions."""

    @query
    def list_plan(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(shapes.PlanQuery())
        return plan_schemas.with_announced(*planning.list_plan(work, wanted, plan_schemas.dump_item))

    @command
    def plan_session(self, work: Work, request: Request) -> Json:
        return plan_schemas.dump_plan_item(planning.plan_session(work, request.load(shapes.NewPlanItem())))

    @command
    def approve_plan_item(self, work: Work, request: Request) -> Json:
        return plan_schemas.dump_plan_item(planning.approve_item(work, request.path["id"]))

    @command
    def drop_plan_item(self, work: Work, request: Request) -> Json:
        return plan_schemas.dump_plan_item(planning.drop_item(work, request.path["id"]))

    @query
    def count_themes(self, work: Work, request: Request) -> Json:
        return {"items": planning.count_themes(work, request.load_query(shapes.YearQuery())["year"])}

    @command
    def announce_series(self, work: Work, request: Request) -> Json:
        wanted = request.load(shapes.NewSeries())
        made = programme.announce_series(work, wanted["session"], wanted["every_days"], wanted["times"])
        return {"series_id": made[0].series_id, "items": [schemas.dump_session(session) for session in made]}

    @query
    def list_places(self, work: Work, request: Request) -> Json:
        return planning.list_places(work, request.load_query(shapes.PageOf()), plan_schemas.dump_place)

    @command
    def add_place(self, work: Work, request: Request) -> Json:
        found: Json = plan_schemas.dump_place(planning.add_place(work, request.load(shapes.NewPlace())))
        return found

    @query
    def preview_clashes(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(shapes.ClashQuery())
        return {"items": schemas.dump_clashes(claims.preview_clashes(work, **wanted))}

    @query
    def list_requests(self, work: Work, request: Request) -> Json:
        return approval.list_requests(work, request.load_query(shapes.PageOf()), schemas.dump_enrolment)

    @command
    def decide_enrolment(self, work: Work, request: Request) -> Json:
        wanted, path = request.load(shapes.UnitDecision()), request.path
        approve = wanted["decision"] == "approve"
        found = approval.decide_enrolment(work, path["id"], path["enrolment_id"], approve, wanted["note"])
        return schemas.dump_enrolment(found)

    @command
    def ask_leave(self, work: Work, request: Request) -> Json:
        reason, path = request.load(Reason())["reason"], request.path
        return schemas.dump_enrolment(desk.ask_leave(work, path["id"], path["enrolment_id"], reason))

    @query
    def view_draw(self, work: Work, request: Request) -> Json:
        found = lottery.view_draw(work, request.path["id"])
        return plan_schemas.dump_draw(found.session, found.entries)

    @command
    def offer_swap(self, work: Work, request: Request) -> Json:
        to, path = request.load(shapes.NewSwap())["to_session_id"], request.path
        found: Json = plan_schemas.dump_swap(swapping.offer_swap(work, path["id"], path["enrolment_id"], to))
        return found

    @command
    def withdraw_swap(self, work: Work, request: Request) -> Json:
        found: Json = plan_schemas.dump_swap(swapping.withdraw_swap(work, request.path["id"]))
        return found

    @query
    def list_swaps(self, work: Work, request: Request) -> Json:
        return swapping.list_swaps(work, request.load_query(shapes.PageOf()), plan_schemas.dump_swap)

    @query
    def list_required(self, work: Work, request: Request) -> Json:
        found = timekeeping.read_required(work, request.path["id"])
        return plan_schemas.dump_required(found, timekeeping.units_of(work, found))

    @query
    def list_materials(self, work: Work, request: Request) -> Json:
        return plan_schemas.dump_files(materials.list_materials(work, request.path["id"]))

    @command
    def add_material(self, work: Work, request: Request) -> Json:
        name, content = plan_schemas.load_upload(request.load(UploadBody()))
        return plan_schemas.dump_file(materials.add_material(work, request.path["id"], name, content))

    @query
    def read_material(self, work: Work, request: Request) -> Json:
        path = request.path
        return plan_schemas.as_download(materials.read_material(work, path["id"], path["file_id"]))

    @due(timekeeping.REMIND)
    def remind(self, work: Work, deadline: Deadline) -> None:
        timekeeping.remind(work, deadline)

    @due(timekeeping.OVER)
    def close_up(self, work: Work, deadline: Deadline) -> None:
        timekeeping.close_up(work, deadline)

    @due(lottery.DRAW)
    def draw_lots(self, work: Work, deadline: Deadline) -> None:
        lottery.draw_lots(work, deadline)
