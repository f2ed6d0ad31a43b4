"""Forms for people: what stands in them, how what was typed becomes a request's body, and how errors come back to their fields.

A field's name is the path in the body (``administrators.0.name``), which is also how a service names what does not fit. The
service alone judges; what was typed is never lost, and a form that is sent twice has one effect, for it carries the key of
its own request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from gateway.complaints import spoken
from gateway.pages import words
from services.kit.clock import CAMPUS_ZONE

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Field:
    """One thing to fill in. `label` and `help` are Chinese, translated when shown.

    `whole` marks a choice among numbers. Kinds: text, area, tall (a long text), lines (a list, one a line), select, number, decimal (one with a fraction), moment (a local time), date, password, check, url, hidden,
    file (one a form; `accept` as browsers have it). What is asked for `later` may stay empty for now, and is no choice.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    longest: int = 200
    help: str = ""
    options: Options | str = ()
    blank: bool = False
    value: str = ""
    whole: bool = False
    accept: str = ""
    later: bool = False

    def choices(self) -> Options:
        """What can be chosen; a text names the list in `words`."""
        found = words.choices(self.options) if isinstance(self.options, str) else list(self.options)
        return [("", "—"), *found] if self.blank or not self.required else found


@dataclass(frozen=True)
class Group:
    """Fields under one heading."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    """Groups of fields with what was typed into them and what is wrong with it."""

    groups: tuple[Group, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(found for group in self.groups for found in group.fields)

    @property
    def file(self) -> Field | None:
        """The field for a file, where the form has one."""
        return next((found for found in self.fields if found.kind == "file"), None)

    def value(self, found: Field) -> str:
        return self.values.get(found.name, found.value)

    def messages(self, found: Field) -> list[str]:
        """What is wrong with a field, or with anything inside it."""
        return [
            spoken(text)
            for name, texts in self.errors.items()
            if name == found.name or name.startswith(found.name + ".")
            for text in texts
        ]

    def other_errors(self) -> list[str]:
        """What is wrong, but with no field of this form."""
        names = [found.name for found in self.fields]
        return [
            f"{name}: {told}" if name != "_" else told
            for name, texts in self.errors.items()
            for told in [" ".join(map(spoken, texts))]
            if not any(name == known or name.startswith(known + ".") for known in names)
        ]

    def filled(self, values: Mapping[str, str], errors: Mapping[str, list[str]] | None = None) -> Form:
        """The same form with these values, as far as it has fields for them."""
        return replace(self, values=dict(values), errors=errors or {})

    def shown(self, thing: Mapping[str, Any]) -> Form:
        """The same form with what `thing` says."""
        return self.filled({found.name: _show(found, _dig(thing, found.name)) for found in self.fields})

    def body(self, typed: Mapping[str, str]) -> dict[str, Any]:
        """The request's body. An optional field left empty is left out."""
        root: dict[str, Any] = {}
        for found in self.fields:
            if found.kind == "file":
                continue
            value = _READERS.get("number" if found.whole else found.kind, str.strip)(typed.get(found.name, ""))
            if (value in ("", None, []) and not found.required) or (found.later and not value):
                continue
            _plant(root, found.name.split("."), value)
        folded: dict[str, Any] = _fold(root)
        return folded


def form(*parts: Field | Group) -> Form:
    """A form of groups, or of single fields under no heading."""
    loose = tuple(part for part in parts if isinstance(part, Field))
    groups = [part for part in parts if isinstance(part, Group)]
    return Form(tuple([Group("", loose)] if loose else []) + tuple(groups))


def _read_number(typed: str) -> Any:
    """An integer, or the text itself where it is none: the service says what is wrong with it."""
    text = typed.strip()
    return int(text) if text.isascii() and text.lstrip("-").isdigit() and len(text) < 16 else text


def _read_moment(typed: str) -> str:
    """A browser's local time as a time on the campus with its offset."""
    text = typed.strip()
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CAMPUS_ZONE).isoformat() if text else ""
    except ValueError:
        return text


def _read_lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


_READERS: dict[str, Callable[[str], Any]] = {
    "number": _read_number,
    "moment": _read_moment,
    "lines": _read_lines,
    "check": lambda typed: typed == "yes",
    "tall": lambda typed: typed.replace("\r\n", "\n"),
    "area": lambda typed: typed.replace("\r\n", "\n").strip(),
}


def _plant(root: dict[str, Any], path: list[str], value: Any) -> None:
    for name in path[:-1]:
        root = root.setdefault(name, {})
    root[path[-1]] = value


def _fold(value: Any) -> Any:
    """Mappings whose names are all numbers as lists."""
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_fold(value[name]) for name in sorted(value, key=int)]
    return {name: _fold(found) for name, found in value.items()}


def _dig(thing: Any, path: str) -> Any:
    for name in path.split("."):
        if isinstance(thing, list):
            thing = thing[int(name)] if name.isdigit() and int(name) < len(thing) else None
        elif isinstance(thing, Mapping):
            thing = thing.get(name)
        else:
            return None
    return thing


def _show(found: Field, value: Any) -> str:
    """A value as a field of this kind shows it."""
    if value is None or value is False:
        return ""
    if found.kind == "check":
        return "yes" if value else ""
    if found.kind == "moment":
        return datetime.fromisoformat(str(value)).astimezone(CAMPUS_ZONE).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return str(value)
