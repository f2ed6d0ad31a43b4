"""The one tree of errors that services raise and people meet.

    XinmeiError
    ├── NotAuthenticated   401  nobody is signed in, or the identity does not verify
    ├── NotPermitted       403  known, but without the right
    ├── NotFound           404
    ├── StateConflict      409  the thing is in a state that forbids this
    ├── Stale              412  the caller acted on a version that is no longer the newest
    ├── TooLarge           413
    ├── InputInvalid       422  fields that do not fit, with one message a field
    ├── TooMany            429
    └── Unavailable        503  a part of the suite is away; nothing was lost

An error crosses the wire with its class name, its code, both texts and its details, and is raised again as the same class.
"""

from __future__ import annotations

from typing import Any, ClassVar

__all__ = [
    "InputInvalid",
    "NotAuthenticated",
    "NotFound",
    "NotPermitted",
    "Stale",
    "StateConflict",
    "TooLarge",
    "TooMany",
    "Unavailable",
    "XinmeiError",
    "dump_error",
    "load_error",
]


class XinmeiError(Exception):
    """Something went wrong inside; it is logged under the trace id. `zh` and `en` are whole sentences for people."""

    status: ClassVar[int] = 500
    code: str = "internal"
    zh: str = "系统内部出错。已保存的内容没有丢失,请稍后重试;若仍出错,请将追踪编号告知管理员。"
    en: str = "Something failed inside. What was saved is kept; try again, and give the trace id to the administrator if it stays."

    def __init__(self, *, zh: str = "", en: str = "", code: str = "", **details: Any) -> None:
        self.zh = zh or type(self).zh
        self.en = en or type(self).en
        self.code = code or type(self).code
        self.details = details
        super().__init__(f"{self.code}: {self.en}")


class NotAuthenticated(XinmeiError):
    status = 401
    code = "not_authenticated"
    zh = "请先登录:身份缺失、已过期或无法验证。"
    en = "Sign in first: the identity is missing, expired or does not verify."


class NotPermitted(XinmeiError):
    status = 403
    code = "not_permitted"
    zh = "您没有进行此项操作的权限。没有作任何更改。"
    en = "You have no right to do this. Nothing was changed."


class NotFound(XinmeiError):
    status = 404
    code = "not_found"
    zh = "没有找到该记录,或您无权查看。"
    en = "There is no such record, or you may not see it."


class StateConflict(XinmeiError):
    status = 409
    code = "state_conflict"
    zh = "当前状态不允许此项操作。没有作任何更改,请刷新后再看。"
    en = "Its present state does not allow this. Nothing was changed; reload and look again."


class Stale(XinmeiError):
    status = 412
    code = "stale"
    zh = "内容在您查看之后已有变动。没有作任何更改,请查看新版本后再决定。"
    en = "It changed after you looked. Nothing was changed; look at the newest version and decide again."


class TooLarge(XinmeiError):
    status = 413
    code = "too_large"
    zh = "提交的内容过大,没有保存。"
    en = "What was sent is too large; nothing was saved."


class InputInvalid(XinmeiError):
    """`errors` maps a field's path to a list of messages: ``{"name": ["…"], "administrators.0.phone": ["…"]}``."""

    status = 422
    code = "input_invalid"
    zh = "提交的内容有误,没有保存。请按各字段的提示修改后重新提交。"
    en = "Some fields do not fit; nothing was saved. Mend the fields named and send again."

    def __init__(self, errors: dict[str, list[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs, errors=errors or {})

    @property
    def errors(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = self.details["errors"]
        return found


class TooMany(XinmeiError):
    status = 429
    code = "too_many_requests"
    zh = "请求过于频繁,请稍后再试。"
    en = "Too many requests; wait a little and try again."


class Unavailable(XinmeiError):
    status = 503
    code = "unavailable"
    zh = "相关服务暂时不可用。已受理的内容没有丢失,请稍后重试。"
    en = "A part of the suite is away. Nothing that was accepted is lost; try again in a moment."


_CLASSES: dict[str, type[XinmeiError]] = {
    cls.__name__: cls
    for cls in (
        XinmeiError,
        NotAuthenticated,
        NotPermitted,
        NotFound,
        StateConflict,
        Stale,
        TooLarge,
        InputInvalid,
        TooMany,
        Unavailable,
    )
}


def dump_error(error: XinmeiError) -> dict[str, Any]:
    """The wire form of an error: ``{"class", "code", "zh", "en", "details"}``; of a class of its own, the one it is a kind of."""
    return {
        "class": next(cls.__name__ for cls in type(error).__mro__ if cls.__name__ in _CLASSES),
        "code": error.code,
        "zh": error.zh,
        "en": error.en,
        "details": error.details,
    }


def load_error(wire: dict[str, Any]) -> XinmeiError:
    """The error that `dump_error` wrote, as its own class again; an unknown class becomes `XinmeiError`."""
    cls = _CLASSES.get(wire["class"], XinmeiError)
    return cls(zh=wire["zh"], en=wire["en"], code=wire["code"], **wire["details"])
