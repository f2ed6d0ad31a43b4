"""Who is calling: tokens that nobody else can make, keys that change without a sign-out, roles that hold where they are held."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey

from services.contracts.errors import NotAuthenticated, NotPermitted
from services.kit.identity import Identity, Keys, service_identity
from tests.unit.kit.world import NOON, OTHER_SECRET, SECRET, person

HOUR = timedelta(hours=1)


def issue(keys: Keys, identity: Identity | None = None) -> str:
    return keys.issue(identity or person(), NOON, HOUR)


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_token_gives_back_who_it_was_issued_for() -> None:
    someone = Identity(
        id="p-1",
        username="cs.head",
        name="李主任",
        unit_id="u-1",
        grants=(("responsible", "u-1"), ("officer", "")),
        session="s",
    )
    assert Keys([SECRET]).verify(issue(Keys([SECRET]), someone), NOON) == someone


@given(
    position=st.integers(0, 10_000),
    letter=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."),
)
def test_a_token_with_any_letter_changed_is_refused(position: int, letter: str) -> None:
    token = issue(Keys([SECRET]))
    position %= len(token)
    forged = token[:position] + letter + token[position + 1 :]
    try:
        is_same = [decoded(part) for part in forged.split(".")] == [decoded(part) for part in token.split(".")]
    except ValueError:
        is_same = False
    if not is_same:
        with pytest.raises(NotAuthenticated):
            Keys([SECRET]).verify(forged, NOON)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "..", "é.é.é", "a" * 100_000, "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(NotAuthenticated):
        Keys([SECRET]).verify(token, NOON)


def test_a_token_without_a_signature_is_refused() -> None:
    head, claims, _ = issue(Keys([SECRET])).split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    for forged in (f"{none}.{claims}.", f"{head}.{claims}."):
        with pytest.raises(NotAuthenticated):
            Keys([SECRET]).verify(forged, NOON)


def test_a_token_signed_with_the_bare_secret_or_with_lesser_claims_is_refused() -> None:
    claims = {"sub": "p-1", "exp": int(NOON.timestamp()) + 60}
    bare = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
    with pytest.raises(NotAuthenticated):
        Keys([SECRET]).verify(bare, NOON)


def test_a_token_is_good_until_the_second_it_expires_also_when_it_was_seen_before() -> None:
    keys = Keys([SECRET])
    token = issue(keys)
    assert keys.verify(token, NOON + HOUR - timedelta(seconds=1)).id == "p-1"
    with pytest.raises(NotAuthenticated) as caught:
        keys.verify(token, NOON + HOUR)
    assert caught.value.code == "expired"


def test_secrets_rotate_without_signing_anybody_out() -> None:
    before, during, after = Keys([SECRET]), Keys([OTHER_SECRET, SECRET]), Keys([OTHER_SECRET])
    old = issue(before)
    assert during.verify(old, NOON).id == "p-1"
    new = issue(during)
    assert after.verify(new, NOON).id == "p-1"
    with pytest.raises(NotAuthenticated):
        after.verify(old, NOON)
    with pytest.raises(NotAuthenticated):
        before.verify(new, NOON)


def test_event_signatures_rotate_too_and_cover_every_byte() -> None:
    before, during = Keys([SECRET]), Keys([OTHER_SECRET, SECRET])
    signature = before.sign_event(b"body")
    assert during.event_is_ours(b"body", signature)
    assert not during.event_is_ours(b"bodY", signature)
    assert not Keys([OTHER_SECRET]).event_is_ours(b"body", signature)


@pytest.mark.parametrize("signature", ["", "é" * 64, "0" * 64, "\ud800", "\0", "汉字"])
def test_a_signature_that_is_none_is_refused_and_never_crashes(signature: str) -> None:
    assert not Keys([SECRET]).event_is_ours(b"body", signature)


def test_a_key_serves_one_purpose_only() -> None:
    keys = Keys([SECRET])
    assert keys.form_token("body") != keys.sign_event(b"body")
    assert keys.form_token_fits("session", keys.form_token("session"))
    assert not keys.form_token_fits("session", keys.form_token("another"))
    assert not keys.form_token_fits("session", "é")


def test_without_a_secret_there_are_no_keys() -> None:
    with pytest.raises(ValueError, match="secret"):
        Keys(["", ""])


def test_only_so_many_tokens_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.kit.identity.CACHED", 3)
    keys = Keys([SECRET])
    tokens = [issue(keys, person(f"p-{number}")) for number in range(10)]
    assert [keys.verify(token, NOON).id for token in tokens] == [f"p-{number}" for number in range(10)]
    assert len(keys._seen) == 3


def test_a_role_holds_in_its_unit_or_in_the_whole_college() -> None:
    someone = person("p", ("reviewer", "u-1"), ("trainer", ""), ("reviewer", "u-2"))
    assert someone.holds("reviewer", "u-1")
    assert someone.holds("trainer", "u-7")
    assert not someone.holds("reviewer", "u-7")
    assert not someone.holds("responsible", "u-1")
    assert someone.units("reviewer", "trainer") == {"u-1", "u-2"}
    assert someone.roles == ("reviewer", "trainer")


def test_who_lacks_a_right_is_told_which_roles_have_it() -> None:
    person("p", ("student", "u-1")).require("student", "officer")
    with pytest.raises(NotPermitted) as caught:
        person("p", ("student", "u-1")).require("officer", "director")
    assert caught.value.details["needs"] == ["officer", "director"]


def test_a_service_that_acts_by_itself_holds_no_persons_role() -> None:
    assert service_identity("alerts").id == "service:alerts"
    assert service_identity("alerts").roles == ("service",)
