"""Sessions that end, access tokens that reach no further than they should, and a second factor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, NotPermitted, StateConflict, TooMany
from services.kit.calls import answer_call
from services.kit.identity import Identity
from services.kit.tables import idempotency
from services.kit.wire import Call, Request, open_answer
from services.registry.domain.credentials import PERIOD, code_at
from services.registry.storage.access import access_tokens
from tests.unit.registry.college import PASSWORD, College


@pytest.fixture
def signer(college: College) -> College:
    college.add_person("teacher", "cs", [("operator", "cs")], password=PASSWORD)
    return college


def sign_in(college: College, password: str = PASSWORD, **query: str) -> dict[str, Any]:
    found: dict[str, Any] = college.call("", "sign_in", body={"username": "teacher", "password": password}, query=query)
    return found


def ask(college: College, token: str, operation: str, id: str = "", **call: Any) -> Any:
    """What the registry answers to the bearer of a token."""
    request = Request(path={"id": id} if id else {}, body=call.pop("body", None))
    return open_answer(answer_call(college.registry, Call(operation=operation, request=request, token=token, **call)))


def opened(college: College, token: str) -> Identity:
    """The identity that a token stands for, as the gateway learns it."""
    answer = college.call("", "open_access", body={"token": token})
    return college.keys.verify(answer["token"], college.clock.now())


def made(college: College, token: str, *scopes: str, days: int = 30) -> dict[str, Any]:
    expires = (college.clock.now() + timedelta(days=days)).isoformat()
    body = {"name": "报表脚本", "scopes": list(scopes), "expires_at": expires}
    found: dict[str, Any] = ask(college, token, "make_token", body=body)
    return found


# ---- sessions


def test_signing_out_ends_the_session_and_no_other(signer: College) -> None:
    one, other = sign_in(signer)["token"], sign_in(signer)["token"]
    assert ask(signer, one, "sign_out") == {"ended": 1}
    with pytest.raises(NotAuthenticated) as refused:
        opened(signer, one)
    assert refused.value.code == "signed_out"
    assert opened(signer, other).username == "teacher"
    assert ask(signer, one, "sign_out") == {"ended": 0}


def test_one_sees_where_one_is_signed_in_and_ends_the_others(signer: College) -> None:
    here = sign_in(signer, address="10.0.0.7", agent="Firefox")["token"]
    elsewhere = sign_in(signer)["token"]
    listed = ask(signer, here, "list_sessions")["items"]
    assert [(one["address"], one["current"]) for one in listed] == [("", False), ("10.0.0.7", True)]
    assert ask(signer, here, "end_other_sessions") == {"ended": 1}
    with pytest.raises(NotAuthenticated):
        opened(signer, elsewhere)
    assert opened(signer, here)


def test_nobody_ends_the_session_of_another(signer: College) -> None:
    session = signer.keys.verify(sign_in(signer)["token"], signer.clock.now()).session
    for who in ("cs.head", "director"):
        with pytest.raises(NotFound):
            signer.call(who, "end_session", session)


def test_another_password_ends_every_other_session(signer: College) -> None:
    here, elsewhere = sign_in(signer)["token"], sign_in(signer)["token"]
    ask(signer, here, "change_password", body={"old_password": PASSWORD, "new_password": "another-Passw0rd"})
    assert opened(signer, here)
    with pytest.raises(NotAuthenticated):
        opened(signer, elsewhere)


def test_roles_that_changed_since_the_sign_in_are_those_of_now(signer: College) -> None:
    token = sign_in(signer)["token"]
    person = signer.call("admin", "get_person", signer.keys.verify(token, signer.clock.now()).id)
    change = {"name": person["name"], "unit_id": person["unit_id"], "roles": [{"role": "student", "unit_id": None}]}
    signer.call("admin", "update_person", person["id"], body=change)
    assert opened(signer, token).roles == ("student",)
    signer.call("admin", "update_person", person["id"], body={**change, "active": False})
    with pytest.raises(NotAuthenticated):
        opened(signer, token)


# ---- access tokens


def test_a_token_reads_what_its_scope_names_and_changes_nothing(signer: College) -> None:
    token = made(signer, sign_in(signer)["token"], "registry:read")["token"]
    identity = opened(signer, token)
    assert (identity.username, identity.scopes) == ("teacher", ("registry:read",))
    proof = signer.keys.issue(identity, signer.clock.now(), timedelta(minutes=1))
    assert ask(signer, proof, "me")["username"] == "teacher"
    with pytest.raises(NotPermitted) as refused:
        ask(signer, proof, "create_application", body={})
    assert (refused.value.code, refused.value.details["needs_scope"]) == ("scope", "registry:write")


@pytest.mark.parametrize("operation", ["make_token", "change_password", "begin_second_factor", "end_other_sessions"])
def test_a_token_never_reaches_its_owner_s_own_access(signer: College, operation: str) -> None:
    token = made(signer, sign_in(signer)["token"], "registry:read", "registry:write")["token"]
    proof = signer.keys.issue(opened(signer, token), signer.clock.now(), timedelta(minutes=1))
    body = {
        "make_token": {
            "name": "x",
            "scopes": ["registry:read"],
            "expires_at": (signer.clock.now() + timedelta(days=1)).isoformat(),
        },
        "change_password": {"old_password": PASSWORD, "new_password": "another-Passw0rd"},
        "begin_second_factor": {"password": PASSWORD},
    }.get(operation)
    with pytest.raises(NotPermitted) as refused:
        ask(signer, proof, operation, body=body)
    assert refused.value.code == "not_with_token"


def test_a_revoked_an_expired_and_an_unknown_token_open_nothing(signer: College) -> None:
    session = sign_in(signer)["token"]
    revoked, short = made(signer, session, "registry:read"), made(signer, session, "registry:read", days=1)
    ask(signer, session, "end_token", revoked["id"])
    signer.clock.move(by=timedelta(days=1))
    for secret in (revoked["token"], short["token"], "xm_unknown", "xm_"):
        with pytest.raises(NotAuthenticated):
            opened(signer, secret)


def test_the_secret_is_kept_nowhere(signer: College) -> None:
    session = sign_in(signer)["token"]
    expires = (signer.clock.now() + timedelta(days=30)).isoformat()
    body = {"name": "脚本", "scopes": ["registry:read"], "expires_at": expires}
    first = ask(signer, session, "make_token", body=body, idempotency_key="k1")
    again = ask(signer, session, "make_token", body=body, idempotency_key="k1")
    assert (again["id"], again["token"]) == (first["id"], None)
    with signer.database.begin(writes=False) as opened_session:
        rows = [*opened_session.execute(sa.select(access_tokens)), *opened_session.execute(sa.select(idempotency))]
    assert rows
    assert first["token"] not in repr(rows)


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_token_ends_within_a_year(signer: College, days: int) -> None:
    with pytest.raises(InputInvalid):
        made(signer, sign_in(signer)["token"], "registry:read", days=days)


@pytest.mark.article(13)
@pytest.mark.parametrize("role", ["director", "reviewer", "responsible", "league", "student_affairs", "admin"])
def test_a_service_s_token_holds_no_role_that_decides(signer: College, role: str) -> None:
    expires = (signer.clock.now() + timedelta(days=30)).isoformat()
    body = {
        "name": "采集",
        "scopes": ["review:write"],
        "expires_at": expires,
        "roles": [{"role": role, "unit_id": None}],
    }
    with pytest.raises(InputInvalid):
        signer.call("admin", "make_service_token", body=body)


def test_a_service_s_token_operates_in_units_that_are_named_and_there(signer: College) -> None:
    expires = (signer.clock.now() + timedelta(days=30)).isoformat()
    body = {"name": "采集", "scopes": ["review:write"], "expires_at": expires}
    for unit in (None, "", "nobody's"):
        with pytest.raises(InputInvalid):
            signer.call("admin", "make_service_token", body={**body, "roles": [{"role": "operator", "unit_id": unit}]})
    roles = [{"role": "operator", "unit_id": signer.units["cs"]}]
    token = signer.call("admin", "make_service_token", body={**body, "roles": roles})
    assert opened(signer, token["token"]).grants == (("operator", signer.units["cs"]),)


def test_a_service_s_token_acts_as_itself(signer: College) -> None:
    expires = (signer.clock.now() + timedelta(days=30)).isoformat()
    body = {
        "name": "采集",
        "scopes": ["review:write"],
        "expires_at": expires,
        "roles": [{"role": "officer", "unit_id": None}],
    }
    for who in ("director", "auditor", "cs.head"):
        with pytest.raises(NotPermitted):
            signer.call(who, "make_service_token", body=body)
    token = signer.call("admin", "make_service_token", body=body)
    identity = opened(signer, token["token"])
    assert (identity.id, identity.name, identity.roles) == (token["id"], "采集", ("officer",))
    signer.call("admin", "end_service_token", token["id"])
    with pytest.raises(NotAuthenticated):
        opened(signer, token["token"])


# ---- the second factor


def set_up(college: College) -> tuple[str, list[str]]:
    """Secret and recovery codes of the teacher's second factor, turned on."""
    session = sign_in(college)["token"]
    secret = ask(college, session, "begin_second_factor", body={"password": PASSWORD})["secret"]
    codes = ask(college, session, "confirm_second_factor", body={"code": present_code(college, secret)})
    college.clock.move(by=timedelta(seconds=PERIOD))
    return secret, codes["recovery_codes"]


def present_code(college: College, secret: str) -> str:
    return code_at(secret, int(college.clock.now().timestamp()) // PERIOD)


def challenged(college: College) -> str:
    with pytest.raises(NotAuthenticated) as refused:
        sign_in(college)
    assert refused.value.code == "code_needed"
    return str(refused.value.details["challenge"])


def send_code(college: College, challenge: str, code: str) -> dict[str, Any]:
    found: dict[str, Any] = college.call("", "sign_in_code", body={"challenge": challenge, "code": code})
    return found


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, cut to six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    told = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {at: code_at(secret, at // PERIOD) for at in told} == told


def test_with_a_second_factor_the_password_alone_opens_nothing(signer: College) -> None:
    secret, _ = set_up(signer)
    challenge = challenged(signer)
    with pytest.raises(NotAuthenticated) as refused:
        send_code(signer, challenge, "000000")
    assert refused.value.code == "wrong_code"
    assert send_code(signer, challenge, present_code(signer, secret))["person"]["username"] == "teacher"


def test_a_code_and_a_recovery_code_work_once(signer: College) -> None:
    secret, recovery = set_up(signer)
    for code in (present_code(signer, secret), recovery[0]):
        assert send_code(signer, challenged(signer), code)["token"]
        with pytest.raises(NotAuthenticated):
            send_code(signer, challenged(signer), code)


def test_wrong_codes_lock_as_wrong_passwords_do(signer: College) -> None:
    set_up(signer)
    challenge = challenged(signer)
    for _ in range(4):
        with pytest.raises(NotAuthenticated):
            send_code(signer, challenge, "000000")
    with pytest.raises(TooMany):
        send_code(signer, challenge, "000000")
    with pytest.raises(TooMany):
        sign_in(signer)


def test_a_challenge_ends_after_five_minutes(signer: College) -> None:
    secret, _ = set_up(signer)
    challenge = challenged(signer)
    signer.clock.move(by=timedelta(minutes=5))
    with pytest.raises(NotAuthenticated) as refused:
        send_code(signer, challenge, present_code(signer, secret))
    assert refused.value.code == "challenge_over"


def test_the_administrator_turns_off_the_factor_of_somebody_who_lost_it(signer: College) -> None:
    set_up(signer)
    person = signer.call("admin", "list_people", query={"q": "teacher"})["items"][0]["id"]
    with pytest.raises(NotPermitted):
        signer.call("cs.head", "reset_second_factor", person)
    signer.call("admin", "reset_second_factor", person)
    assert sign_in(signer)["token"]


def test_a_factor_is_turned_off_with_the_password_alone(signer: College) -> None:
    session = sign_in(signer)["token"]
    set_up(signer)
    with pytest.raises(InputInvalid):
        ask(signer, session, "end_second_factor", body={"password": "wrong"})
    with pytest.raises(StateConflict):
        ask(signer, session, "begin_second_factor", body={"password": PASSWORD})
    assert ask(signer, session, "end_second_factor", body={"password": PASSWORD}) == {
        "enabled": False,
        "recovery_codes_left": 0,
    }
    assert sign_in(signer)["token"]
