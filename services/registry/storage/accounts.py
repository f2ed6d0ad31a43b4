"""Accounts, their operators and history, and the counter of file numbers, in SQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.kit.bulk import among, insert_rows
from services.kit.paging import page
from services.registry.domain.accounts import Account, Entry, grams, search_key
from services.registry.domain.rights import Scope
from services.registry.domain.similar import Profile
from services.registry.storage.tables import account_grams, accounts, entries, file_counters, operators, units

Dump = Callable[[Any], dict[str, Any]]
COMPARED = 3000
IN_ONE = 1000
ENOUGH, MOST_AT_ONCE = 1000, 16_000


class SqlAccounts:
    """The register: accounts by id, place or handle, and as far as somebody sees."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, account_id: str) -> Account | None:
        return self._session.get(Account, account_id)

    def locked(self, account_id: str) -> Account | None:
        """The account, which nobody else changes until this transaction ends."""
        query = sa.select(Account).where(accounts.c.id == account_id).with_for_update()
        return self._session.scalar(query.execution_options(populate_existing=True))

    def add(self, *made: Account) -> None:
        self._session.add_all(made)
        self._session.flush()
        self._insert_operators(*made)
        self._insert_grams(*made)

    def set_operators(self, account: Account, person_ids: Collection[str]) -> None:
        """Who operates it from now on."""
        account.operator_ids = list(dict.fromkeys(person_ids))
        self._session.execute(sa.delete(operators).where(operators.c.account_id == account.id))
        self._insert_operators(account)

    def reindex(self, account: Account) -> None:
        """Have it found by what it is called now."""
        self._session.execute(sa.delete(account_grams).where(account_grams.c.account_id == account.id))
        self._insert_grams(account)

    def _insert_operators(self, *made: Account) -> None:
        rows = [{"account_id": one.id, "person_id": person_id} for one in made for person_id in one.operator_ids]
        insert_rows(self._session, operators, rows)

    def _insert_grams(self, *made: Account) -> None:
        rows = [{"gram": gram, "account_id": one.id} for one in made for gram in sorted(grams(one.search_key))]
        insert_rows(self._session, account_grams, rows)

    def add_entry(self, entry: Entry) -> None:
        self._session.add(entry)

    def history(self, account_id: str, wanted: dict[str, Any], dump: Dump) -> dict[str, Any]:
        query = sa.select(Entry).where(entries.c.account_id == account_id)
        return page(self._session, query, entries.c.id, wanted, dump, newest_first=True)

    def some_running(self, unit_id: str, channel: str) -> bool:
        """Whether the unit has an account on this channel that is not closed."""
        query = sa.select(accounts.c.id).where(
            accounts.c.unit_id == unit_id, accounts.c.channel == channel, accounts.c.status.in_(("active", "suspended"))
        )
        return self._session.scalar(query.limit(1)) is not None

    def at(self, channel: str, handle_key: str) -> Account | None:
        """The account under this handle or address, one that runs before a closed one; on any channel where none is named."""
        query = sa.select(Account).where(accounts.c.handle_key == handle_key)
        if channel:
            query = query.where(accounts.c.channel == channel)
        running = sa.case((accounts.c.status == "active", 0), (accounts.c.status == "suspended", 1), else_=2)
        return self._session.scalar(query.order_by(running, accounts.c.id.desc()).limit(1))

    def of_unit(self, unit_id: str) -> Sequence[Account]:
        """The unit's own accounts that are not closed."""
        query = sa.select(Account).where(accounts.c.unit_id == unit_id, accounts.c.status != "closed")
        return self._session.scalars(query.order_by(accounts.c.id)).all()

    def profiles(self, channel: str, unit_id: str) -> Sequence[Profile]:
        """What is compared of accounts that run; of the channel and the unit first, and `COMPARED` at most."""
        near = sa.case((accounts.c.unit_id == unit_id, 0), (accounts.c.channel == channel, 1), else_=2)
        names = ("id", "name", "purpose", "audience", "channel", "unit_id", "tier", "status")
        query = (
            sa.select(*(accounts.c[name] for name in names), units.c.name.label("unit_name"))
            .outerjoin(units, units.c.id == accounts.c.unit_id)
            .where(accounts.c.status != "closed")
            .order_by(near, accounts.c.id.desc())
            .limit(COMPARED)
        )
        rows = self._session.execute(query).mappings()
        return [
            Profile(**{**row, "audience": str(row["audience"]), "unit_name": row["unit_name"] or ""}) for row in rows
        ]

    def names(self, account_ids: Collection[str]) -> dict[str, str]:
        """What these accounts are called, by id."""
        query = sa.select(accounts.c.id, accounts.c.name).where(among(self._session, accounts.c.id, account_ids))
        return {row.id: row.name for row in self._session.execute(query)}

    def operated_by(self, person_id: str) -> Sequence[str]:
        """Ids of the accounts this person operates that are not closed."""
        query = (
            sa.select(accounts.c.id)
            .join(operators, operators.c.account_id == accounts.c.id)
            .where(operators.c.person_id == person_id, accounts.c.status != "closed")
            .order_by(accounts.c.id)
        )
        return self._session.scalars(query).all()

    def dormant_among(self, account_ids: Collection[str], since: datetime) -> Sequence[str]:
        """Those of `account_ids` that are dormant although a post later than `since` is known."""
        query = sa.select(accounts.c.id).where(
            accounts.c.id.in_(account_ids), accounts.c.dormant_since.is_not(None), accounts.c.last_post_at > since
        )
        return self._session.scalars(query.order_by(accounts.c.id)).all()

    def running_after(self, account_id: str, limit: int) -> Sequence[Account]:
        """The next accounts that are not closed, in order of their ids, locked."""
        query = sa.select(Account).where(accounts.c.id > account_id, accounts.c.status != "closed")
        return self._session.scalars(query.order_by(accounts.c.id).limit(limit).with_for_update()).all()

    def note_posts(self, newest: Mapping[str, datetime]) -> None:
        """When accounts published last; an older post than the one that is known changes nothing, nor does it the version."""
        for account_id in sorted(newest):
            at = newest[account_id]
            later = sa.or_(accounts.c.last_post_at.is_(None), accounts.c.last_post_at < at)
            self._session.execute(
                sa.update(accounts).where(accounts.c.id == account_id, later).values(last_post_at=at, silent_since=at)
            )

    def take_numbers(self, year: int, tier: int, count: int = 1) -> int:
        """The first of the next `count` numbers of a year and tier. Its row stays locked until the transaction ends, so that
        no number is lost."""
        dialect: Any = sqlite if self._session.get_bind().dialect.name == "sqlite" else postgresql
        insert = dialect.insert(file_counters).values(year=year, tier=tier, last=count)
        upsert = insert.on_conflict_do_update(
            index_elements=[file_counters.c.year, file_counters.c.tier], set_={"last": file_counters.c.last + count}
        )
        return int(self._session.execute(upsert.returning(file_counters.c.last)).scalar_one()) - count + 1

    def taken(self, places: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of these pairs of channel and handle key that are registered, closed ones left out."""
        found: set[tuple[str, str]] = set()
        keys = sorted({key for _, key in places})
        for at in range(0, len(keys), IN_ONE):
            few = keys[at : at + IN_ONE]
            query = sa.select(accounts.c.channel, accounts.c.handle_key).where(
                among(self._session, accounts.c.handle_key, few), accounts.c.status != "closed"
            )
            found |= {(row.channel, row.handle_key) for row in self._session.execute(query)}
        return found & set(places)

    def page(self, wanted: dict[str, Any], scope: Scope, dump: Dump) -> dict[str, Any]:
        """In order of registration, as far as `scope` reaches."""
        names = ("tier", "channel", "unit_id", "status")
        conditions = [accounts.c[name] == wanted[name] for name in names if wanted[name]]
        if wanted.get("silent_since"):
            conditions += [accounts.c.silent_since < wanted["silent_since"], accounts.c.status == "active"]
        query = sa.select(Account).where(within(scope), *conditions)
        if not scope.everything and not scope.tiers:
            query = sa.select(Account).where(among(self._session, accounts.c.id, self._own(scope, conditions, wanted)))
        elif wanted["q"]:
            query = sa.select(Account).where(among(self._session, accounts.c.id, self._found(query, wanted)))
        return page(self._session, query, accounts.c.id, wanted, dump)

    def _own(self, scope: Scope, conditions: list[sa.ColumnElement[bool]], wanted: dict[str, Any]) -> list[str]:
        """Ids, enough for a page, of a few accounts among many: each part by its own index, so that the register is not walked
        in order until enough of them were met."""
        if wanted["q"]:
            named = accounts.c.search_key.contains(search_key(wanted["q"]), autoescape=True)
            conditions = [*conditions, sa.or_(named, accounts.c.file_number == wanted["q"])]
        ids = sa.select(accounts.c.id).where(accounts.c.id > wanted["cursor"], *conditions)
        parts = (
            ids.where(accounts.c.unit_id.in_(scope.unit_ids)),
            ids.where(accounts.c.faculty_id.in_(scope.faculty_ids)),
            ids.join(operators).where(operators.c.person_id == scope.person_id),
        )
        found = sa.union(*parts).order_by("id").limit(wanted["limit"] + 1)
        return list(self._session.scalars(found))

    def _found(self, query: sa.Select[Any], wanted: dict[str, Any]) -> list[str]:
        """Ids, enough for a page, of those whose name or handle holds the text, or of the one whose file number it is.

        From two characters on by index: what has the rarest pair of them is looked at in order, some thousand at a time, so
        that the time does not hang on a planner's guess.
        """
        ids = query.with_only_columns(accounts.c.id).order_by(accounts.c.id)
        numbered = self._session.scalars(ids.where(accounts.c.file_number == wanted["q"])).all()
        key, enough, found = search_key(wanted["q"]), wanted["limit"] + 1, list(numbered)
        ids = ids.where(accounts.c.search_key.contains(key, autoescape=True))
        rarest = self._rarest(grams(key))
        if numbered or not rarest:
            return found or list(self._session.scalars(ids.where(accounts.c.id > wanted["cursor"]).limit(enough)))
        after, size = wanted["cursor"], 4 * enough
        while after is not None and len(found) < enough:
            having = self._having(rarest, after, size)
            found += self._session.scalars(
                ids.where(among(self._session, accounts.c.id, having)).limit(enough - len(found))
            )
            after, size = having[-1] if len(having) == size else None, min(8 * size, MOST_AT_ONCE)
        return found

    def _having(self, gram: str, after: str, limit: int) -> list[str]:
        """The next accounts that have this pair of characters."""
        query = sa.select(account_grams.c.account_id).where(
            account_grams.c.gram == gram, account_grams.c.account_id > after
        )
        return list(self._session.scalars(query.order_by(account_grams.c.account_id).limit(limit)))

    def _rarest(self, wanted: Collection[str]) -> str:
        """The pair of characters that fewest accounts have, as far as `ENOUGH` counts."""
        if len(wanted) < 2:
            return next(iter(wanted), "")
        counts = []
        for gram in sorted(wanted):
            few = sa.select(account_grams.c.gram).where(account_grams.c.gram == gram).limit(ENOUGH).subquery()
            counts.append(sa.select(sa.literal(gram).label("gram"), sa.func.count().label("many")).select_from(few))
        found = self._session.execute(sa.union_all(*counts)).all()
        return str(min(found, key=lambda row: int(row.many)).gram)


def within(scope: Scope) -> sa.ColumnElement[bool]:
    """`Scope.covers` as a condition."""
    if scope.everything:
        return sa.true()
    operated = sa.select(operators.c.account_id).where(operators.c.person_id == scope.person_id)
    if not scope.tiers:  # each part by its own index: a few accounts of many
        of_units = sa.select(accounts.c.id).where(accounts.c.unit_id.in_(scope.unit_ids))
        managed = sa.select(accounts.c.id).where(accounts.c.faculty_id.in_(scope.faculty_ids))
        return accounts.c.id.in_(of_units.union(managed, operated))
    return sa.or_(
        accounts.c.unit_id.in_(scope.unit_ids),
        accounts.c.faculty_id.in_(scope.faculty_ids),
        accounts.c.tier.in_(scope.tiers),
        accounts.c.id.in_(operated),
    )
