"""Errors as people and programs meet them: RFC 9457 problems for the API, one message page for the portal."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException

from gateway import language
from services.contracts.errors import InputInvalid, TooLarge, Unavailable, XinmeiError
from services.kit.ids import current_trace
from services.kit.wire import encode

PROBLEM = "application/problem+json"
MACHINE_PATHS = ("/api/", "/healthz", "/readyz", "/metrics")
RESERVED = {"headers", "type", "title", "status", "detail", "code", "trace", "errors"}
RETRY_AFTER = 2

log = structlog.get_logger(__name__)

TITLES = {
    400: ("请求有误", "Bad request"),
    401: ("需要登录", "Not signed in"),
    403: ("没有权限", "Not permitted"),
    404: ("没有找到", "Not found"),
    405: ("方法不允许", "Method not allowed"),
    406: ("无法提供所要的格式", "Not acceptable"),
    409: ("状态冲突", "State conflict"),
    412: ("内容已有变动", "Precondition failed"),
    413: ("内容过大", "Content too large"),
    415: ("内容类型不支持", "Unsupported media type"),
    422: ("内容有误", "Input invalid"),
    429: ("请求过于频繁", "Too many requests"),
    500: ("系统内部出错", "Internal error"),
    503: ("服务暂时不可用", "Service unavailable"),
}

HTTP_TEXTS = {
    400: ("bad_request", "请求无法读懂,没有作任何更改。", "The request cannot be read; nothing was changed."),
    404: (
        "not_found",
        "没有这个地址。请检查链接,或从首页进入。",
        "There is no such address. Check the link, or begin at the start page.",
    ),
    405: ("method_not_allowed", "此地址不接受这种请求方法。", "This address does not take that method."),
    415: (
        "unsupported_media_type",
        "请以 application/json 发送内容。没有保存。",
        "Send the body as application/json. Nothing was saved.",
    ),
}


class UnsupportedMediaType(XinmeiError):
    """The body is not in a format that this operation reads."""

    status = 415
    code = "unsupported_media_type"
    zh = "请以 application/json 发送内容(上传文件用 multipart/form-data)。没有保存。"
    en = "Send the body as application/json (files as multipart/form-data). Nothing was saved."


def from_http(error: HTTPException) -> tuple[XinmeiError, int]:
    """One of our errors, and the status, for one of werkzeug's."""
    status = error.code or 500
    if status == 413:
        return TooLarge(), status
    code, zh, en = HTTP_TEXTS.get(status, HTTP_TEXTS[400])
    return XinmeiError(zh=zh, en=en, code=code), status


def as_problem(error: XinmeiError, status: int, lang: str) -> dict[str, Any]:
    """The body of a problem: type, title, status, detail, code, trace, errors where there are any, and the error's details."""
    title = TITLES.get(status, TITLES[400])
    errors = error.errors if isinstance(error, InputInvalid) else {}
    extra = {name: value for name, value in error.details.items() if name not in RESERVED}
    return {
        "type": f"urn:xinmei:problem:{error.code}",
        "title": title[lang == "en"],
        "status": status,
        "detail": error.en if lang == "en" else error.zh,
        "code": error.code,
        "trace": current_trace(),
        **({"errors": errors} if errors else {}),
        **extra,
    }


def problem_response(error: XinmeiError, status: int, lang: str) -> Response:
    response = Response(encode(as_problem(error, status, lang)), status=status, content_type=PROBLEM)
    return with_headers(response, error, status, lang)


def with_headers(response: Response, error: XinmeiError, status: int, lang: str) -> Response:
    """What HTTP wants beside the body."""
    response.headers["Content-Language"] = lang
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status == 503 or isinstance(error, Unavailable):
        response.headers["Retry-After"] = str(RETRY_AFTER)
    for name, value in error.details.get("headers", {}).items():
        response.headers[name] = value
    return response


def for_program(asked: Request, error: Exception) -> Response:
    """The problem that answers a program's request, whatever went wrong."""
    if isinstance(error, XinmeiError):
        found, status = error, error.status
    elif isinstance(error, HTTPException):
        found, status = from_http(error)
    else:
        log.exception("request_failed", path=asked.path, method=asked.method)
        found, status = XinmeiError(), int(HTTPStatus.INTERNAL_SERVER_ERROR)
    return problem_response(found, status, language.choose_for_api(asked))


def wants_problem(asked: Request) -> bool:
    """Whether a program asks, and not a browser for a page."""
    return asked.path.startswith(MACHINE_PATHS)


def install(app: Flask, message_page: Any) -> None:
    """Answer every error of `app`; `message_page(error, status)` makes the portal's page of it."""

    def answer(error: XinmeiError, status: int) -> Response:
        if wants_problem(request):
            return problem_response(error, status, language.choose_for_api(request))
        return with_headers(message_page(error, status), error, status, language.current())

    def on_ours(error: XinmeiError) -> Response:
        return answer(error, error.status)

    def on_http(error: HTTPException) -> Response | HTTPException:
        if error.code is not None and error.code < 400:
            return error
        response = answer(*from_http(error))
        valid_methods = getattr(error, "valid_methods", None)
        if valid_methods:
            response.headers["Allow"] = ", ".join(sorted(valid_methods))
        return response

    def on_any(error: Exception) -> Response:
        log.exception("request_failed", path=request.path, method=request.method)
        return answer(XinmeiError(), HTTPStatus.INTERNAL_SERVER_ERROR)

    app.register_error_handler(XinmeiError, on_ours)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_any)
