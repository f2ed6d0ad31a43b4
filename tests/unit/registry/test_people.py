"""Units, people, roles from a day until a day, and signing in."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.contracts.errors import InputInvalid, NotAuthenticated, NotFound, NotPermitted, StateConflict, TooMany
from services.kit.identity import Identity
from services.registry.domain.sign_on import Profile
from services.registry.handlers.sign_on import welcome
from services.registry.service import create_first_admin
from services.registry.storage.tables import attempts
from tests.unit.registry.college import PASSWORD, College


def sign_in(college: College, username: str, password: str) -> dict[str, object]:
    found: dict[str, object] = college.call("", "sign_in", body={"username": username, "password": password})
    return found


@pytest.fixture
def signer(college: College) -> College:
    college.add_person("teacher", "cs", [("operator", "cs")], password=PASSWORD)
    return college


def test_signing_in_gives_a_token_that_every_service_verifies(signer: College) -> None:
    answer = sign_in(signer, "Teacher", PASSWORD)
    identity = signer.keys.verify(str(answer["token"]), signer.clock.now())
    assert (identity.username, identity.grants) == ("teacher", (("operator", signer.units["cs"]),))
    assert identity.session
    assert answer["person"]["roles"] == ["operator"]  # type: ignore[index]


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(signer: College) -> None:
    messages = set()
    for username in ("teacher", "nobody"):
        with pytest.raises(NotAuthenticated) as refused:
            sign_in(signer, username, "wrong")
        messages.add((refused.value.code, refused.value.zh))
    assert len(messages) == 1


def test_an_unknown_name_takes_as_long_as_a_wrong_password(signer: College) -> None:
    def lasts(username: str) -> float:
        started = time.perf_counter()
        with pytest.raises(NotAuthenticated):
            sign_in(signer, username, "wrong")
        return time.perf_counter() - started

    known = min(lasts("teacher") for _ in range(3))
    unknown = min(lasts("nobody") for _ in range(3))
    assert 0.4 < unknown / known < 2.5


@pytest.mark.parametrize("username", ["teacher", "nobody"])
def test_five_failures_lock_a_user_name_for_a_quarter_of_an_hour(signer: College, username: str) -> None:
    for _ in range(5):
        with pytest.raises(NotAuthenticated):
            sign_in(signer, username, "wrong")
    with pytest.raises(TooMany):
        sign_in(signer, username, PASSWORD)
    signer.clock.move(by=timedelta(minutes=14, seconds=59))
    with pytest.raises(TooMany):
        sign_in(signer, username, PASSWORD)
    signer.clock.move(by=timedelta(seconds=2))
    with pytest.raises(NotAuthenticated):
        sign_in(signer, username, "wrong")


def test_success_forgets_the_failures_before_it(signer: College) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(NotAuthenticated):
                sign_in(signer, "teacher", "wrong")
        sign_in(signer, "teacher", PASSWORD)


def test_somebody_who_is_no_longer_active_does_not_get_in(signer: College) -> None:
    person = signer.call("admin", "list_people", query={"q": "teacher"})["items"][0]
    body = {"name": person["name"], "unit_id": person["unit_id"], "active": False, "roles": []}
    signer.call("admin", "update_person", person["id"], body=body)
    with pytest.raises(NotAuthenticated):
        sign_in(signer, "teacher", PASSWORD)
    assert signer.events("person.saved.v1")[-1]["grants"] == []


def test_refused_attempts_are_in_the_ledger(signer: College) -> None:
    with pytest.raises(NotAuthenticated):
        sign_in(signer, "teacher", "wrong")
    with signer.database.begin(writes=False) as session:
        from services.kit.tables import ledger

        actions = [row.action for row in session.execute(ledger.select().order_by(ledger.c.number))]
    assert actions[-1] == "sign_in.refused"
    assert signer.ledger_holds()


def test_one_changes_ones_own_password_with_the_old_one(signer: College) -> None:
    with pytest.raises(InputInvalid):
        signer.call("teacher", "change_password", body={"old_password": "no", "new_password": "another-one-77"})
    signer.call("teacher", "change_password", body={"old_password": PASSWORD, "new_password": "another-one-77"})
    assert sign_in(signer, "teacher", "another-one-77")["token"]


GUESSED_FIRST = (
    "short", "aaaaaaaaaaaa", "teacher-2026", "1234567890", "5201314520", "woaini5201314", "Woaini1314!", "qwertyuiop", "1qaz2wsx3edc",
    "P@ssw0rd2024", "wodemima123", "zhangwei1990", "20000101abc", "xuanchuanbu2026", "zhongguo2026", "Basketball1",
)  # fmt: skip


@pytest.mark.parametrize("password", GUESSED_FIRST)
def test_a_password_that_many_choose_is_refused_at_every_place_where_one_is_set(signer: College, password: str) -> None:
    teacher = signer.people["teacher"].id
    fields = {"name": "某人", "unit_id": signer.units["cs"], "roles": []}
    for who, operation, path, body, named in (
        ("teacher", "change_password", "", {"old_password": PASSWORD, "new_password": password}, "new_password"),
        ("admin", "create_person", "", {"username": "new.teacher", "password": password, **fields}, "password"),
        ("admin", "update_person", teacher, {"password": password, "active": True, **fields}, "password"),
    ):
        with pytest.raises(InputInvalid) as refused:
            signer.call(who, operation, path, body=body)
        assert list(refused.value.errors) == [named]
    assert sign_in(signer, "teacher", PASSWORD)["token"]


@pytest.mark.parametrize(
    "password",
    [
        "Ouyangxiaodan88",
        "x20267788x99",
        "my13812345678",
        "OYXD-2026-oyxd",
        "xiaodan2001",
        "Shilizhiyuan26",
        "ou-yang-xiao-dan",
        "xiao.dan.Ou_yang",
        "Ouyang Xiao Dan 1",
    ],
)
def test_a_password_built_from_what_others_know_of_its_owner_is_refused(college: College, password: str) -> None:
    body = {
        "username": "oyxd",
        "name": "欧阳小丹",
        "number": "20267788",
        "phone": "13812345678",
        "unit_id": college.units["cs"],
        "roles": [],
    }
    with pytest.raises(InputInvalid) as refused:
        college.call("admin", "create_person", body={**body, "password": password})
    assert list(refused.value.errors) == ["password"]
    made = college.call("admin", "create_person", body={**body, "password": "deng-huo-lan-shan-7"})
    with pytest.raises(InputInvalid):
        college.call("admin", "update_person", made["id"], body={**body, "active": True, "password": password})


@pytest.mark.parametrize("password", ["heise-xiangjiao-27", "paper tiger eleven", "vK3#pq9!mZ", "灯火阑珊处有人在等你"])
def test_words_that_have_nothing_to_do_with_one_another_are_a_good_password(signer: College, password: str) -> None:
    signer.call("teacher", "change_password", body={"old_password": PASSWORD, "new_password": password})
    assert sign_in(signer, "teacher", password)["token"]


def test_there_is_only_one_first_administrator(college: College) -> None:
    nobody = Identity(id="service:test", username="", name="")
    with pytest.raises(StateConflict), college.works.open(nobody, "t") as work:
        create_first_admin(work, college.settings, "second", PASSWORD, "第二人")


def test_a_role_begins_and_ends_with_its_days_at_midnight_on_campus(college: College) -> None:
    roles = [{"role": "reviewer", "unit_id": college.units["cs"], "from_on": "2026-03-04", "until_on": "2026-03-04"}]
    body = {"username": "temp", "name": "代班", "unit_id": college.units["cs"], "roles": roles}
    college.call("admin", "create_person", body=body)

    def told() -> list[list[str]]:
        found: list[list[str]] = college.events("person.saved.v1")[-1]["grants"]
        return found

    assert told() == []
    college.clock.move(by=timedelta(days=1, hours=14, minutes=59))  # 23:59 on the 3rd in Shanghai
    assert college.fire_deadlines() == 0
    college.clock.move(by=timedelta(minutes=1))
    assert college.fire_deadlines() == 1
    assert told() == [["reviewer", college.units["cs"]]]
    college.clock.move(by=timedelta(days=1))
    assert college.fire_deadlines() == 1
    assert told() == []


@pytest.mark.parametrize("who", ["director", "cs.head", "auditor", "student1"])
def test_only_the_administrator_keeps_units_and_people(college: College, who: str) -> None:
    with pytest.raises(NotPermitted):
        college.call(who, "create_unit", body={"name": "新单位", "kind": "department"})
    with pytest.raises(NotPermitted):
        college.call(who, "create_person", body={"username": "x", "name": "某人"})


def test_a_responsible_person_sees_their_own_units_people_and_a_student_none(college: College) -> None:
    seen = {one["unit_id"] for one in college.call("cs.head", "list_people")["items"]}
    assert seen == {college.units["cs"]}
    with pytest.raises(NotPermitted):
        college.call("student1", "list_people")
    with pytest.raises(NotFound):
        college.call("cs.head", "get_person", college.people["arts.head"].id)


def test_numbers_are_masked_and_unique(college: College) -> None:
    college.add_person("one", "cs", [], number="T0042", phone="13812345678")
    shown = college.call("director", "list_people", query={"q": "one"})["items"][0]
    assert (shown["number"], shown["phone"]) == ("***42", "138****5678")
    with pytest.raises(InputInvalid) as refused:
        college.add_person("two", "cs", [], number="t0042")
    assert list(refused.value.errors) == ["number"]


def test_a_user_name_is_taken_once(college: College) -> None:
    with pytest.raises(InputInvalid) as refused:
        college.add_person("officer", "cs", [])
    assert list(refused.value.errors) == ["username"]


def test_a_role_of_a_unit_needs_its_unit_and_an_order_of_days(college: College) -> None:
    roles = [{"role": "operator"}, {"role": "student", "from_on": "2026-05-02", "until_on": "2026-05-01"}]
    with pytest.raises(InputInvalid) as refused:
        college.call("admin", "create_person", body={"username": "x", "name": "某人", "roles": roles})
    assert set(refused.value.errors) == {"roles.0.unit_id", "roles.1.until_on"}


def test_a_moved_unit_takes_everything_below_it_along(college: College) -> None:
    body = {"name": "计算机学院", "kind": "faculty", "parent_id": college.units["arts"]}
    college.call("admin", "update_unit", college.units["cs"], body=body)
    club = college.call("student1", "get_unit", college.units["club"])
    assert club["path"] == [college.units[name] for name in ("college", "arts", "cs", "club")]
    assert college.events("unit.saved.v1")[-1]["unit_id"] == club["id"]


def test_a_unit_never_stands_under_itself(college: College) -> None:
    body = {"name": "计算机学院", "kind": "faculty", "parent_id": college.units["club"]}
    with pytest.raises(InputInvalid) as refused:
        college.call("admin", "update_unit", college.units["cs"], body=body)
    assert list(refused.value.errors) == ["parent_id"]


def test_lists_go_page_by_page(college: College) -> None:
    first = college.call("officer", "list_units", query={"limit": "5"})
    second = college.call("officer", "list_units", query={"limit": "5", "cursor": first["next_cursor"]})
    names = [one["name"] for one in first["items"] + second["items"]]
    assert (len(names), len(set(names)), second["next_cursor"]) == (7, 7, None)


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "many"}, {"limit": "201"}, {"kind": "planet"}])
def test_a_query_that_does_not_fit_is_refused(college: College, query: dict[str, str]) -> None:
    with pytest.raises(InputInvalid) as refused:
        college.call("officer", "list_units", query=query)
    assert set(refused.value.errors) == set(query)


def test_a_role_that_the_identity_provider_gave_stays_its_own_when_the_administrator_saves_the_form(
    college: College,
) -> None:
    profile, cs = Profile("wang", "王芳", {}), college.units["cs"]
    with college.office("officer") as office:
        welcome(office, profile, [("operator", "计算机学院")], create=True)
    person = college.call("admin", "list_people", query={"q": "wang"})["items"][0]
    roles = [{"role": "operator", "unit_id": cs}, {"role": "student", "unit_id": cs}]
    body = {"name": "王芳", "unit_id": cs, "active": True, "roles": roles}
    college.call("admin", "update_person", person["id"], body=body)
    with college.office("officer") as office:
        welcome(office, profile, [], create=True)
    kept = college.call("admin", "get_person", person["id"])["roles"]
    assert [one["role"] for one in kept] == ["student"]


def test_a_first_administrator_can_be_made_once_the_last_one_is_over(college: College) -> None:
    admin = college.people["admin"]
    body = {"name": "管理员", "active": True, "roles": [{"role": "admin", "unit_id": None, "until_on": "2026-03-03"}]}
    college.call("admin", "update_person", admin.id, body=body)
    college.clock.move(by=timedelta(days=2))
    with college.works.open(Identity(id="service:test", username="", name=""), "t") as work:
        assert create_first_admin(work, college.settings, "root", PASSWORD, "管理员").username == "root"


def test_failures_under_names_that_nobody_has_are_forgotten_a_month_later(college: College) -> None:
    for number in range(3):
        with pytest.raises(NotAuthenticated):
            college.call("", "sign_in", body={"username": f"nobody{number}", "password": "guess"})
    college.clock.move(by=timedelta(days=32))
    college.call("", "sign_in", body={"username": "admin", "password": PASSWORD})
    with college.database.begin(writes=False) as session:
        assert session.scalars(sa.select(attempts.c.username)).all() == ["admin"]
