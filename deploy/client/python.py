"""Writes ``clients/python/xinmei_client/generated``: the description's shapes as TypedDicts, and its calls as methods with types."""

from __future__ import annotations

import json
import keyword
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gateway.api.description import describe_all
from gateway.api.routes import BASE
from gateway.boards.operations import BOARDS
from gateway.catalogue import OPERATIONS

FOLDER = Path(__file__).parents[2] / "clients" / "python" / "xinmei_client" / "generated"
REFERENCE = "#/components/schemas/"
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "object": "dict[str, Any]"}
STREAMS = "stream"
VERBS = {"get", "post", "put", "patch", "delete"}
HEAD = '"""{what} Made by `make client` from the OpenAPI description; do not edit."""\n\nfrom __future__ import annotations\n'

Json = Mapping[str, Any]


def description() -> dict[str, Any]:
    """The description as the gateway serves it."""
    found: dict[str, Any] = json.loads(describe_all(BASE, (*OPERATIONS, *BOARDS)))
    return found


def generate(described: Json) -> dict[str, str]:
    """Every generated file's text by its name."""
    files = {
        "__init__.py": HEAD.format(what="What is made from the description."),
        "shapes.py": "\n".join(shapes(described)) + "\n",
    }
    calls: dict[str, list[tuple[str, str, Json]]] = defaultdict(list)
    for path, methods in described["paths"].items():
        for method in VERBS & methods.keys():
            service, _, _ = methods[method].get("operationId", "").partition("_")
            if service and STREAMS not in path:
                calls[service].append((method.upper(), path, methods[method]))
    for service, found in sorted(calls.items()):
        found.sort(key=lambda call: (call[1], call[0]))
        files[f"{service}.py"] = "\n".join(service_module(service, found)) + "\n"
    return files


def write() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = generate(description())
    for stale in set(FOLDER.glob("*.py")) - {FOLDER / name for name in files}:
        stale.unlink()
    for name, text in files.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


# ---- shapes


def shapes(described: Json) -> Iterator[str]:
    """A TypedDict for every component."""
    yield HEAD.format(what="The shapes of the API.")
    yield "from typing import Any, Generic, NotRequired, TypedDict, TypeVar\n"
    yield 'T = TypeVar("T")\n\n'
    yield 'class Page(TypedDict, Generic[T]):\n    """A part of a list: `next_cursor` leads to the next part, None at the end."""\n'
    yield "    items: list[T]\n    next_cursor: str | None\n"
    for name, schema in sorted(described["components"]["schemas"].items()):
        if schema.get("type") == "object" and name != "Problem":
            yield from shape(name, schema)


def shape(name: str, schema: Json) -> Iterator[str]:
    """One TypedDict, by call where a field's name is no identifier."""
    required, fields = set(schema.get("required", ())), schema.get("properties", {})
    sends = bool(required)
    typed = {field: type_of(told) for field, told in fields.items()}
    optional = {
        field: kind if field in required or not sends else f"NotRequired[{kind}]" for field, kind in typed.items()
    }
    if any(not field.isidentifier() or keyword.iskeyword(field) for field in fields):
        inside = ", ".join(f'"{field}": "{kind}"' for field, kind in optional.items())
        yield f'\n{name} = TypedDict("{name}", {{{inside}}}{"" if sends else ", total=False"})\n'
        return
    yield f"\nclass {name}(TypedDict{'' if sends else ', total=False'}):"
    text = one_line(schema.get("description", ""))
    if text:
        yield f'    """{text}"""\n'
    for field, kind in optional.items():
        yield f"    {field}: {kind}"
    if not fields and not text:
        yield "    pass"
    yield ""


def type_of(told: Json) -> str:
    """A Python type for a schema; a reference is the name of its shape."""
    if "$ref" in told:
        return str(told["$ref"]).removeprefix(REFERENCE)
    if "allOf" in told:
        found = type_of(told["allOf"][0])
    elif told.get("type") == "array":
        found = f"list[{type_of(told.get('items', {}))}]"
    elif "enum" in told and told.get("type") == "string":
        return literal(told["enum"], nullable=bool(told.get("nullable")))
    else:
        found = PLAIN.get(str(told.get("type")), "Any")
    return f"{found} | None" if told.get("nullable") and found != "Any" else found


def literal(choices: list[Any], *, nullable: bool) -> str:
    """Closed lists are texts: a newer server may answer a word that an older client does not know."""
    return "str | None" if nullable or None in choices else "str"


# ---- calls


def service_module(service: str, calls: list[tuple[str, str, Json]]) -> Iterator[str]:
    """A class with a method for each call of a service."""
    methods = [list(method_of(service, *call)) for call in calls]
    names = sorted({name for lines in methods for name in re.findall(r"shapes\.(\w+)", "\n".join(lines))})
    yield HEAD.format(what=f"The calls of {service}.")
    yield "from typing import TYPE_CHECKING, Any\n"
    yield "from ..transport import Calls\n"
    if names:
        yield "if TYPE_CHECKING:\n    from . import shapes\n"
    yield f"\nclass {service.capitalize()}(Calls):"
    yield f'    """What {service} offers."""'
    for lines in methods:
        yield ""
        yield from lines


def method_of(service: str, verb: str, path: str, told: Json) -> Iterator[str]:
    """One method: path and body by position, everything else by name."""
    name = told["operationId"].removeprefix(f"{service}_")
    query = [p for p in told.get("parameters", ()) if p["in"] == "query"]
    places = re.findall(r"{(\w+)}", path)
    content = told.get("requestBody", {}).get("content", {})
    body = next((type_of(c["schema"]) for kind, c in content.items() if kind == "application/json"), "")
    form = next((c["schema"] for kind, c in content.items() if kind == "multipart/form-data"), None)
    given = [f"{parameter(place)}: str" for place in places]
    given += [f"body: {qualified(body)}"] if body else []
    given += ["file: tuple[str, bytes, str]"] if form is not None else []
    named = [f"{parameter(p['name'])}: {type_of(p['schema']).removesuffix(' | None')} | None = None" for p in query]
    named += (
        ["fields: dict[str, str] | None = None"] if form is not None and len(form.get("properties", {})) > 1 else []
    )
    named += [] if verb == "GET" else ["idempotency_key: str | None = None", "if_match: str | None = None"]
    answer, reader = answer_of(told)
    yield f"    def {name}(self{''.join(', ' + one for one in given)}{', *, ' + ', '.join(named) if named else ''}) -> {answer}:"
    yield f'        """{one_line(told.get("summary", ""))}"""'
    yield f"        return self._{reader}({arguments(verb, path, places, query, body, form, named)})"


def arguments(
    verb: str, path: str, places: list[str], query: list[Any], body: str, form: Json | None, named: list[str]
) -> str:
    """What a method hands to the transport."""
    address = path.removeprefix(BASE)
    parts = [f'"{verb}"', f'"{address}"']
    if places:
        parts.append("path={" + ", ".join(f'"{place}": {parameter(place)}' for place in places) + "}")
    if query:
        parts.append("query={" + ", ".join(f'"{p["name"]}": {parameter(p["name"])}' for p in query) + "}")
    parts += ["body=body"] if body else []
    parts += ["file=file"] if form is not None else []
    parts += ["fields=fields"] if any(one.startswith("fields:") for one in named) else []
    parts += [] if verb == "GET" else ["idempotency_key=idempotency_key", "if_match=if_match"]
    return ", ".join(parts)


def answer_of(told: Json) -> tuple[str, str]:
    """The type of the answer, and how it is read: as JSON or as bytes."""
    good = next(response for status, response in told["responses"].items() if status.startswith("2"))
    content = good.get("content", {})
    if "application/json" not in content:
        return "bytes", "bytes"
    schema = content["application/json"].get("schema", {})
    items = schema.get("properties", {}).get("items")
    if items is not None and "next_cursor" in schema["properties"]:
        return f"shapes.Page[{qualified(type_of(items['items']))}]", "json"
    return qualified(type_of(schema)), "json"


def qualified(kind: str) -> str:
    """The type with its shape's module before its name."""
    known = {"str", "int", "float", "bool", "dict", "list", "Any", "None"}
    return re.sub(r"[A-Za-z]\w*", lambda found: found[0] if found[0] in known else f"shapes.{found[0]}", kind)


def parameter(name: str) -> str:
    plain = re.sub(r"\W", "_", name)
    return f"{plain}_" if keyword.iskeyword(plain) or plain in ("body", "file", "fields") else plain


def one_line(text: str) -> str:
    return " ".join(str(text).split()).replace('"""', "'''").replace("\\", "")


if __name__ == "__main__":
    write()
