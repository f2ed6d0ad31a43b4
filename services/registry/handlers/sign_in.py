"""Signing in: as slow for an unknown user name as for a known one, and locked for a while after five failures."""

from __future__ import annotations

from services.contracts.errors import NotAuthenticated, TooMany
from services.registry.domain.people import Person
from services.registry.handlers.office import Office


def begin_sign_in(office: Office, username: str) -> Person | None:
    """Count the attempt and find who may be meant. Raises `TooMany` while the user name is locked."""
    attempts = office.people.attempts_from_now(username, office.work.now)
    if attempts.is_locked(office.work.now):
        raise TooMany(
            zh="连续失败次数过多,此用户名暂时锁定,请 15 分钟后再试,或请管理员重置密码。",
            en="Too many failures: this user name is locked for a while. Try again in 15 minutes, or ask the administrator.",
            code="locked",
        )
    attempts.charge(office.work.now)
    return office.people.named(username)


def check_sign_in(office: Office, person: Person | None, *, fits: bool) -> Person | None:
    """The person where the password fits and they are active; a refusal is written to the ledger."""
    known = f"person:{person.id}" if person else "person:unknown"
    if person is None or not fits or not person.active:
        office.work.record("sign_in.refused", known)
        return None
    return person


def begin_code(office: Office, person_id: str) -> None:
    """Count a try at the second factor under the user name too, so that fresh challenges do not outrun the lock."""
    person = office.people.get(person_id)
    if person is not None:
        begin_sign_in(office, person.username)


def finish_sign_in(office: Office, person: Person) -> None:
    """Everything fitted: the failures before it are forgotten."""
    attempts = office.people.attempts(person.username)
    if attempts is not None:
        attempts.forget()
    office.work.record("sign_in.done", f"person:{person.id}")


def refuse() -> NotAuthenticated:
    """What somebody is told who does not get in: never whether the user name exists."""
    return NotAuthenticated(
        zh="用户名或密码不正确。请核对后重试;连续失败五次将锁定 15 分钟。",
        en="The user name or password is wrong. Check both and try again; five failures lock it for 15 minutes.",
        code="wrong_password",
    )
