"""The yearly plan and its themes, and places (article 16)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.contracts.errors import InputInvalid, NotFound
from services.kit.api import CAMPUS_ZONE, Work
from services.training.domain.plans import Place, PlanItem
from services.training.handlers.money import release_reservation, reserve_for_plan
from services.training.handlers.rights import ORGANISERS, PURSE, require_reader
from services.training.storage import plan


def plan_session(work: Work, wanted: dict[str, Any]) -> PlanItem:
    """Put an item into a year's plan. Raises `InputInvalid` where a budget names no line."""
    work.identity.require(*ORGANISERS)
    if wanted["budget"] and not wanted["fund_line_id"]:
        raise InputInvalid({"fund_line_id": ["有预算的项目须指明预算科目。 A budget needs its line of the fund."]})
    item = PlanItem(**wanted, id=work.new_id(), made_by=work.identity.id, made_at=work.now)
    plan.add(work.session, item)
    work.record("plan_session", f"plan:{item.id}", year=item.year, budget=item.budget)
    return item


def approve_item(work: Work, item_id: str) -> PlanItem:
    """Approve an item, by a second person; its budget is held back on its line in the same moment."""
    work.identity.require(*PURSE)
    item = plan.find_item(work.session, item_id)
    work.check_version(item.version)
    item.approve(work.identity.id, work.now)
    if item.budget and item.fund_line_id:
        item.reservation_id = reserve_for_plan(work, item).id
    work.session.flush()
    work.record("approve_plan", f"plan:{item.id}", budget=item.budget)
    return item


def drop_item(work: Work, item_id: str) -> PlanItem:
    """Give an item up; what is left of its money goes back to the line."""
    work.identity.require(*PURSE)
    item = plan.find_item(work.session, item_id)
    work.check_version(item.version)
    item.drop(work.identity.id, work.now)
    if item.reservation_id:
        release_reservation(work, "", item.reservation_id)
    work.session.flush()
    work.record("drop_plan", f"plan:{item.id}")
    return item


def list_plan(work: Work, wanted: dict[str, Any], dump: Any) -> tuple[dict[str, Any], dict[str, int]]:
    """A page of the plan, and how many sessions were announced under each of its items."""
    require_reader(work.identity)
    found = plan.list_items(work.session, wanted, dump)
    return found, plan.held_of_plan(work.session, [item["id"] for item in found["items"]])


def count_themes(work: Work, year: int) -> list[dict[str, Any]]:
    """The themes of a year, with what was held on each."""
    require_reader(work.identity)
    since, until = (datetime(number, 1, 1, tzinfo=CAMPUS_ZONE) for number in (year, year + 1))
    return plan.theme_numbers(work.session, since, until)


def add_place(work: Work, wanted: dict[str, Any]) -> Place:
    """Make a place known, so that nobody asks more people there than it holds."""
    work.identity.require(*ORGANISERS)
    place = Place(id=work.new_id(), **wanted)
    plan.add(work.session, place)
    work.record("add_place", f"place:{place.id}", capacity=place.capacity)
    return place


def list_places(work: Work, wanted: dict[str, Any], dump: Any) -> dict[str, Any]:
    require_reader(work.identity)
    return plan.list_places(work.session, wanted, dump)


def check_place(work: Work, name: str, capacity: int) -> None:
    """Raise `InputInvalid` where a known place does not hold so many people."""
    place = plan.place_named(work.session, name) if name else None
    if place is not None and place.capacity < capacity:
        message = f"该场地最多容纳 {place.capacity} 人。 This place holds {place.capacity} people."
        raise InputInvalid({"capacity": [message]})


def check_plan(work: Work, wanted: dict[str, Any]) -> None:
    """Raise `InputInvalid` where the item of the plan does not exist, `StateConflict` where it is not approved."""
    if not wanted.get("plan_id"):
        return
    try:
        plan.find_item(work.session, wanted["plan_id"]).check_approved()
    except NotFound as error:
        raise InputInvalid({"plan_id": ["没有这一计划项目。 There is no such item of the plan."]}) from error
