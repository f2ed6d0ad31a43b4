"""The registry's operations about sessions, access tokens and the second factor."""

from __future__ import annotations

from functools import partial

from services.contracts.operations import Operation
from services.contracts.registry import access_shapes as shapes
from services.contracts.registry import people_shapes as people_shapes
from services.contracts.registry.calls import registry_operation

_access = partial(registry_operation, "access")
FACTOR = "/me/second-factor"

ACCESS_OPERATIONS: list[Operation] = [
    _access("sign_in_code", "POST", "/login/code", "登录第二步:验证码 The second step of signing in",
            request=shapes.CodeBody, response=people_shapes.SignedIn, public=True),
    _access("sign_out", "POST", "/logout", "退出登录 Sign out: this token opens nothing any more", response=shapes.Ended),
    _access("list_sessions", "GET", "/me/sessions", "我的登录 Where I am signed in", response=shapes.Session, many=True),
    _access("end_session", "DELETE", "/me/sessions/{id}", "结束一处登录 End one of my sessions", response=shapes.Ended),
    _access("end_other_sessions", "POST", "/me/sessions/end-others", "退出其他登录 End all my other sessions",
            response=shapes.Ended),
    _access("list_tokens", "GET", "/me/tokens", "我的访问令牌 My access tokens", query=shapes.AccessQuery,
            response=shapes.Token, many=True),
    _access("make_token", "POST", "/me/tokens", "新建访问令牌 Make an access token: its secret is shown once",
            request=shapes.TokenBody, response=shapes.NewToken, status=201),
    _access("end_token", "DELETE", "/me/tokens/{id}", "撤销访问令牌 Revoke one of my access tokens", response=shapes.Token),
    _access("list_service_tokens", "GET", "/service-tokens", "服务令牌 Tokens of other systems", query=shapes.AccessQuery,
            response=shapes.Token, many=True),
    _access("make_service_token", "POST", "/service-tokens", "新建服务令牌 Make a token for another system",
            request=shapes.ServiceTokenBody, response=shapes.NewToken, status=201),
    _access("end_service_token", "DELETE", "/service-tokens/{id}", "撤销服务令牌 Revoke a token of another system",
            response=shapes.Token),
    _access("show_second_factor", "GET", FACTOR, "两步验证状态 Whether a second factor is asked for",
            response=shapes.FactorState),
    _access("begin_second_factor", "POST", FACTOR, "设置两步验证 Begin to set up a second factor",
            request=shapes.FactorBody, response=shapes.FactorBegun),
    _access("confirm_second_factor", "POST", f"{FACTOR}/confirm", "启用两步验证 Turn the second factor on",
            request=shapes.FactorCode, response=shapes.RecoveryCodes),
    _access("renew_recovery_codes", "POST", f"{FACTOR}/recovery-codes", "更换恢复码 Fresh recovery codes",
            request=shapes.FactorBody, response=shapes.RecoveryCodes),
    _access("end_second_factor", "POST", f"{FACTOR}/end", "停用两步验证 Turn the second factor off",
            request=shapes.FactorBody, response=shapes.FactorState),
    _access("reset_second_factor", "POST", "/people/{id}/second-factor/end",
            "为他人停用两步验证 Turn off the second factor of somebody who lost it", response=shapes.FactorState),
]  # fmt: skip
