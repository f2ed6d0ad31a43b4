"""Naming people in forms: chosen from a list where they are few, written by name or user name where they are many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.front import Desk
from gateway.pages.actions import MOST, ask
from gateway.pages.forms import Field
from services.contracts.errors import InputInvalid

Options = list[tuple[str, str]]
Prepare = Callable[[dict[str, Any]], dict[str, Any]]


def people_of(desk: Desk, role: str = "") -> Options:
    """People, or those who hold a role, for a list to choose from: the first 200."""
    return _active(ask(desk, "registry", "list_people", role=role, limit=MOST))


def person_field(desk: Desk, name: str, label: str) -> tuple[Field, Prepare]:
    """A field for one person of all, and what makes the id of what was filled in there."""
    found = ask(desk, "registry", "list_people", limit=MOST)
    if not found["next_cursor"]:
        return Field(name, label, "select", required=True, options=_active(found)), dict

    def named(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, name: person_called(desk, body[name], name)}

    return Field(name, label, required=True, help="姓名或用户名"), named


def person_called(desk: Desk, said: str, field: str, role: str = "") -> str:
    """The id of whom a name or a user name means. Raises `InputInvalid` on `field` where that is nobody, or more than one."""
    found = ask(desk, "registry", "list_people", q=said, role=role, limit=MOST)["items"]
    meant = [one for one in found if one["active"] and said in (one["username"], one["name"])]
    exact = [one for one in meant if one["username"] == said] or meant
    if len(exact) == 1:
        return str(exact[0]["id"])
    if not exact:
        raise InputInvalid({field: [f"没有找到“{said}”,请核对姓名或用户名。 Nobody here is called “{said}”."]})
    names = "、".join(one["username"] for one in exact)
    raise InputInvalid(
        {field: [f"有多人叫“{said}”,请改填用户名:{names}。 Several are called “{said}”: use the user name."]}
    )


def _active(found: Any) -> Options:
    return [(person["id"], person["name"]) for person in found["items"] if person["active"]]
