"""The table of HTTP operations: each is one call to one service. The gateway, its OpenAPI description, the typed client and
the matrix of rights are all made from it."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import Schema


@dataclass(frozen=True, kw_only=True)
class Operation:
    """``POST /applications/{id}/submit`` is ``submit_application`` of the registry.

    `request` and `query` describe what the service itself loads and checks. `public` operations take no identity. `file`
    operations answer ``{"name", "media_type", "base64"}``, which the gateway turns into a download; `upload` ones take a
    multipart field ``file``, handed on as a body ``{"name", "media_type", "base64", …other fields}``. `signed` ones take any
    bytes, handed on as they came with the headers that prove them: ``{"base64", "media_type", "timestamp", "signature"}``.
    """

    service: str
    name: str
    method: str
    path: str
    zh: str
    en: str
    request: type[Schema] | None = None
    query: type[Schema] | None = None
    response: type[Schema] | None = None
    status: int = 200
    many: bool = False
    public: bool = False
    file: bool = False
    upload: bool = False
    signed: bool = False
    tag: str = ""
