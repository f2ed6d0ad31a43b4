"""Naming people in forms: a list where they are few; a name or a user name where they are many, and never the wrong person."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.front import Desk
from gateway.pages import people
from services.contracts.errors import InputInvalid
from services.kit.wire import Request
from tests.unit.gateway.conftest import FakeServices

EVERYBODY = [
    {"id": "p1", "name": "王伟", "username": "wang.wei", "active": True},
    {"id": "p2", "name": "王伟", "username": "wang.wei2", "active": True},
    {"id": "p3", "name": "李娜", "username": "li.na", "active": True},
    {"id": "p4", "name": "李娜娜", "username": "li.nana", "active": True},
    {"id": "p5", "name": "赵敏", "username": "zhao.min", "active": False},
]


def listed(request: Request, next_cursor: str | None) -> dict[str, Any]:
    said = request.query.get("q", "")
    found = [one for one in EVERYBODY if said in one["name"] or said in one["username"]]  # type: ignore[operator]
    return {"items": found, "next_cursor": None if said else next_cursor}


@pytest.fixture
def many(desk: Desk, services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk before which somebody sits, in a college of more people than one list holds."""
    services.answers["registry", "list_people"] = lambda request: listed(request, "more")
    monkeypatch.setattr(
        people,
        "ask",
        lambda desk, service, operation, **query: desk.remote.call(
            service, operation, Request(query={name: value for name, value in query.items() if value})
        ),
    )
    return desk


def test_of_few_one_is_chosen_from_a_list_of_those_who_are_active(many: Desk, services: FakeServices) -> None:
    services.answers["registry", "list_people"] = lambda request: listed(request, None)
    field, prepare = people.person_field(many, "owner_id", "负责人")
    assert (field.kind, list(dict(field.choices()))) == ("select", ["p1", "p2", "p3", "p4"])
    assert prepare({"owner_id": "p3"}) == {"owner_id": "p3"}


@pytest.mark.parametrize(("said", "meant"), [("李娜", "p3"), ("li.na", "p3"), ("wang.wei", "p1"), ("wang.wei2", "p2")])
def test_of_many_one_is_named(many: Desk, said: str, meant: str) -> None:
    field, prepare = people.person_field(many, "owner_id", "负责人")
    assert field.kind == "text"
    assert prepare({"owner_id": said, "text": "整改"}) == {"owner_id": meant, "text": "整改"}


@pytest.mark.parametrize(("said", "told"), [("王伟", "wang.wei、wang.wei2"), ("赵敏", "没有找到"), ("李", "没有找到")])
def test_a_name_of_several_or_of_nobody_is_refused_with_what_to_write(many: Desk, said: str, told: str) -> None:
    with pytest.raises(InputInvalid) as caught:
        people.person_called(many, said, "owner_id")
    assert told in caught.value.errors["owner_id"][0]
