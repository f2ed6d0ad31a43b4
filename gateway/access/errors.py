"""What the pages of signing in and of one's own access tell people who cannot go on."""

from __future__ import annotations

from services.contracts.errors import InputInvalid, NotAuthenticated


class SignOnUnfinished(NotAuthenticated):
    """A browser came back from a provider without what it should bring."""

    code = "sign_on_unfinished"
    zh = "统一身份认证没有完成,未登录。请重新开始。"
    en = "Single sign-on was not completed; you are not signed in. Begin again."


def passwords_differ() -> InputInvalid:
    return InputInvalid({"again": ["两次输入的新密码不一致。 The two new passwords differ."]})
