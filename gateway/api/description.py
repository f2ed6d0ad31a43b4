"""The OpenAPI description: what it says of an operation - parameters, bodies, answers, problems - and of them all.

flask-smorest tells the story, on an application of its own that serves nobody: the views themselves carry no decoration, and
the start of the gateway does not wait for the description. It is made when it is first asked for.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from flask_smorest import Api, Blueprint
from marshmallow import INCLUDE, Schema, fields

from gateway.api.examples import request_example, response_example
from services.contracts.operations import Operation

INFO = {
    "info": {
        "description": (
            "校园新媒体建设与管理平台的接口。Sign in with `POST /login`, or make an access token on your account's page; "
            "then send `Authorization: Bearer …`. "
            "Errors are RFC 9457 problems; POSTs take `Idempotency-Key`, changes take `If-Match`. "
            "Every answer tells by `RateLimit` what is left; 429 says with `Retry-After` when to come back."
        ),
        "license": {"name": "Apache-2.0"},
    },
    "components": {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            "session": {"type": "apiKey", "in": "cookie", "name": "xinmei_session"},
        }
    },
}
CONFIG = {
    "API_TITLE": "Xinmei 新媒",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.0.3",
    "API_SPEC_OPTIONS": INFO,
}
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "ics": "text/calendar",
    "zip": "application/zip",
    "csv": "text/csv",
}
RATE_HEADERS = {
    "RateLimit-Policy": {"description": "how many calls in how many seconds", "schema": {"type": "string"}},
    "RateLimit": {"description": "how many are left, and when all are again", "schema": {"type": "string"}},
}
FILE = {"type": "string", "format": "binary"}


class ProblemShape(Schema):
    """An RFC 9457 problem; some say more in members of their own."""

    class Meta:
        unknown = INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "stable, for programs"})
    trace = fields.String(required=True, metadata={"description": "give it to the administrator"})
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


@cache
def describe_all(base: str, operations: tuple[Operation, ...]) -> bytes:
    """The whole description as JSON."""
    app = Flask("description", static_folder=None)
    app.config.update(CONFIG)
    api = Api(app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=schema_name)})
    blueprint = Blueprint("api", __name__, url_prefix=base)
    for operation in operations:
        _add(blueprint, operation)
    api.register_blueprint(blueprint)
    return json.dumps(api.spec.to_dict(), ensure_ascii=False).encode()


def _add(blueprint: Any, operation: Operation) -> None:
    def narrated() -> None:
        raise NotImplementedError  # only its description is read

    rule = re.sub(r"{(\w+)}", r"<\1>", operation.path)
    endpoint = f"{operation.service}_{operation.name}"
    tags = [operation.tag or operation.service]
    blueprint.add_url_rule(
        rule, endpoint, blueprint.doc(**describe(operation))(narrated), methods=[operation.method], tags=tags
    )


PROBLEM = {"application/problem+json": {"schema": ProblemShape}}
NEEDS_IDENTITY = {401: "not signed in", 403: "without the right"}
PROBLEMS = {
    404: "no such thing, or not yours to see",
    409: "its state forbids it",
    422: "fields do not fit",
    429: "too many",
    503: "a service is away",
}
OF_CHANGES = {412: "If-Match or fingerprint is stale", 413: "too large", 415: "not JSON"}


def schema_name(schema: Any) -> str:
    """``RegistryAccount`` for ``AccountShape`` of services.contracts.registry.shapes."""
    cls = schema if isinstance(schema, type) else type(schema)
    name = cls.__name__.removesuffix("Schema").removesuffix("Shape")
    inside, _, path = cls.__module__.partition("services.contracts.")
    home = path.partition(".")[0].capitalize() if not inside else ""
    return name if name.startswith(home) else home + name


def describe(operation: Operation) -> dict[str, Any]:
    """An OpenAPI operation object, with schemas where references will stand."""
    described: dict[str, Any] = {
        "summary": f"{operation.zh} {operation.en}",
        "operationId": f"{operation.service}_{operation.name}",
        "parameters": parameters(operation),
        "responses": responses(operation),
        "security": [] if operation.public else [{"bearer": []}, {"session": []}],
    }
    body = request_body(operation)
    return {**described, "requestBody": body} if body else described


def parameters(operation: Operation) -> list[Any]:
    found: list[Any] = []
    if operation.query is not None:
        found.append({"in": "query", "schema": operation.query})
    if operation.method == "POST":
        found.append(
            _header("Idempotency-Key", "同一键只生效一次。 The same key has one effect and gives the same answer.")
        )
    if operation.method in ("PUT", "PATCH", "DELETE", "POST"):
        found.append(_header("If-Match", "所依据的版本(ETag)。 The version that this is based on."))
    return found


def _header(name: str, description: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "description": description, "schema": {"type": "string", "maxLength": 200}}


def request_body(operation: Operation) -> dict[str, Any] | None:
    if operation.upload:
        return {"required": True, "content": {"multipart/form-data": {"schema": _upload_form(operation)}}}
    if operation.request is None:
        return None
    body = {"schema": operation.request, "example": request_example(operation)}
    return {"required": True, "content": {"application/json": body}}


def _upload_form(operation: Operation) -> dict[str, Any]:
    """The file, and beside it the fields that are no part of the file itself."""
    declared = operation.request().fields if operation.request is not None else {}
    others = {name: {"type": "string"} for name in declared if name not in ("name", "media_type", "base64")}
    return {"type": "object", "required": ["file"], "properties": {"file": FILE, **others}}


def responses(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {str(operation.status): _success(operation)}
    problems = {
        **PROBLEMS,
        **NEEDS_IDENTITY,
        **({} if operation.method == "GET" else OF_CHANGES),
    }
    for status, description in sorted(problems.items()):
        found[str(status)] = {"description": description, "content": PROBLEM}
    return found


def media_type_of(operation: Operation) -> str:
    """What a file is, by the end of its path; of those that people uploaded it is whatever they are."""
    return MEDIA_TYPES.get(operation.path.rpartition(".")[2], "*/*")


def _success(operation: Operation) -> dict[str, Any]:
    if operation.file:
        return {"description": "the file", "content": {media_type_of(operation): {"schema": FILE}}}
    if operation.response is None:
        return {"description": "done", "content": {"application/json": {"schema": {}}}}
    body = {"schema": _shape(operation), "example": response_example(operation)}
    return {"description": "done", "content": {"application/json": body}, "headers": RATE_HEADERS}


def _shape(operation: Operation) -> Any:
    if not operation.many:
        return operation.response
    return {
        "type": "object",
        "required": ["items"],
        "properties": {
            "items": {"type": "array", "items": operation.response},
            "next_cursor": {"type": "string", "nullable": True},
        },
    }
