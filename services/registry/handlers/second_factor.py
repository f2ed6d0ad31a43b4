"""A second factor: set up with a phone, asked for at sign-in, turned off with the password or by the administrator."""

from __future__ import annotations

from collections.abc import Callable

from services.contracts.errors import InputInvalid, NotAuthenticated, StateConflict
from services.registry.domain.credentials import (
    CHALLENGE_LASTS,
    Challenge,
    SecondFactor,
    address_of,
    hash_secret,
    new_recovery_codes,
    plain_code,
)
from services.registry.domain.people import Person
from services.registry.handlers.access import require_presence
from services.registry.handlers.office import Office

PURPOSE = "second_factor.secret"


def show_second_factor(office: Office) -> tuple[bool, int]:
    """Whether one's own is on, and how many recovery codes are left."""
    require_presence(office)
    return _state(office.access.second_factor(office.identity.id))


def begin_second_factor(office: Office, password: str, secret: str) -> tuple[str, str]:
    """The secret for one's phone, and the address for a QR code; nothing is asked for at sign-in before it is confirmed."""
    person = _prove(office, password)
    found = office.access.second_factor(person.id)
    if found is not None and found.is_on:
        raise StateConflict(
            zh="两步验证已启用,没有更改。如需更换手机,请先停用再重新设置。",
            en="The second factor is on already; nothing was changed. To move to another phone, turn it off and set it up anew.",
            code="factor_on",
        )
    if found is None:
        found = SecondFactor(person_id=person.id, secret="", made_at=office.work.now)
        office.access.add(found)
    found.secret, found.made_at = office.vault.seal(secret, PURPOSE), office.work.now
    return secret, address_of(secret, person.username, office.college[1])


def confirm_second_factor(office: Office, code: str, draw: Callable[[], str]) -> list[str]:
    """Turn it on with a first code from the phone; the recovery codes, shown this once."""
    require_presence(office)
    found = office.access.second_factor(office.identity.id)
    if found is None or found.is_on:
        raise StateConflict(
            zh="没有待确认的两步验证。没有更改,请从头设置。",
            en="There is none to confirm. Nothing was changed; begin anew.",
        )
    if not found.take(office.vault.open(found.secret, PURPOSE), code, office.work.now):
        raise InputInvalid(
            {"code": ["验证码不正确,请核对手机时间后重试。 The code is wrong; check the phone's clock."]}
        )
    found.confirmed_at = office.work.now
    office.work.record("second_factor.on", f"person:{found.person_id}")
    return _fresh_codes(found, draw)


def renew_recovery_codes(office: Office, password: str, draw: Callable[[], str]) -> list[str]:
    """Fresh recovery codes; those before them work no more."""
    person = _prove(office, password)
    found = office.access.second_factor(person.id)
    if found is None or not found.is_on:
        raise StateConflict(
            zh="尚未启用两步验证。没有更改。", en="The second factor is not on. Nothing was changed.", code="factor_off"
        )
    office.work.record("second_factor.codes_renewed", f"person:{person.id}")
    return _fresh_codes(found, draw)


def end_second_factor(office: Office, password: str) -> None:
    """Turn one's own off."""
    _end(office, _prove(office, password).id)


def reset_second_factor(office: Office, person_id: str) -> None:
    """Turn off that of somebody who lost phone and codes. Administrator only."""
    require_presence(office)
    office.identity.require("admin")
    _end(office, person_id)


def _end(office: Office, person_id: str) -> None:
    found = office.access.second_factor(person_id)
    if found is not None:
        office.access.remove(found)
        office.work.record("second_factor.off", f"person:{person_id}")


def _prove(office: Office, password: str) -> Person:
    """Oneself, by the password once more. Raises `InputInvalid` where it is wrong or there is none here."""
    require_presence(office)
    person = office.people.get(office.identity.id)
    if person is None or not office.passwords.fits(person.password_hash, password):
        raise InputInvalid({"password": ["密码不正确。 The password is wrong."]})
    return person


def _fresh_codes(found: SecondFactor, draw: Callable[[], str]) -> list[str]:
    codes = new_recovery_codes(draw)
    found.recovery = [hash_secret(plain_code(code)) for code in codes]
    return codes


def _state(found: SecondFactor | None) -> tuple[bool, int]:
    return (False, 0) if found is None or not found.is_on else (True, len(found.recovery))


# ---- at sign-in


def is_asked_for(office: Office, person: Person) -> bool:
    found = office.access.second_factor(person.id)
    return found is not None and found.is_on


def challenge(office: Office, person: Person, secret: str) -> None:
    """The password was right: expect a code from whoever holds `secret`."""
    made = Challenge(hash=hash_secret(secret), person_id=person.id, expires_at=office.work.now + CHALLENGE_LASTS)
    office.access.add(made)


def ask_for_code(secret: str) -> NotAuthenticated:
    """What somebody is told whose password was right."""
    return NotAuthenticated(
        zh="密码正确。请输入验证器中的六位验证码,或一个恢复码。",
        en="The password is right. Type the six digits from your authenticator, or a recovery code.",
        code="code_needed",
        challenge=secret,
    )


def wrong_code(secret: str) -> NotAuthenticated:
    return NotAuthenticated(
        zh="验证码不正确或已使用过,请输入新的验证码;五次不符须重新登录。",
        en="The code is wrong or was used before. Type a fresh one; after five, sign in again.",
        code="wrong_code",
        challenge=secret,
    )


def answer_challenge(office: Office, secret: str, code: str) -> Person | None:
    """The person, where the code fits; each try is counted. None where it does not fit, or the challenge is over."""
    found = office.access.challenge(hash_secret(secret))
    if found is None:
        return None
    person, factor = office.people.get(found.person_id), office.access.second_factor(found.person_id)
    if not found.take_try(office.work.now) or person is None or not person.active or factor is None:
        office.access.remove(found)
        return None
    if not factor.take(office.vault.open(factor.secret, PURPOSE), code, office.work.now):
        office.work.record("sign_in.code_refused", f"person:{person.id}")
        return None
    office.access.remove(found)
    return person


def challenged(office: Office, secret: str) -> str:
    """The id of whoever is to answer. Raises `NotAuthenticated` where the challenge is over."""
    found = office.access.challenge(hash_secret(secret))
    if found is None or found.expires_at <= office.work.now:
        raise NotAuthenticated(
            zh="登录已超时,请重新输入用户名和密码。",
            en="Signing in took too long. Type the user name and password again.",
            code="challenge_over",
        )
    return found.person_id
