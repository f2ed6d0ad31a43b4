"""What the boards show of training, in one call with few statements."""

from __future__ import annotations

from services.contracts.errors import NotPermitted
from services.kit.api import Work
from services.training.domain.boards import Board
from services.training.domain.enrolments import Enrolment
from services.training.domain.sessions import Session
from services.training.handlers.rights import PURSE_READERS, READERS, require_reader
from services.training.storage import association, attendance, duties, money, programme

SHOWN = 10


def view_board(work: Work, *, unit_id: str, mine: bool) -> Board:
    """The board of whoever asks.

    `unit_id` adds the numbers of a unit's people, for those of that unit and those who oversee all. `mine` adds the caller's
    own enrolments, which no cache may show to others.
    """
    require_reader(work.identity)
    _check_unit(work, unit_id)
    board = Board(
        programme.session_numbers(work.session, work.now), programme.next_sessions(work.session, work.now, SHOWN)
    )
    if work.identity.has(*READERS):
        board.association = association.member_numbers(work.session)
    if work.identity.has(*PURSE_READERS):
        board.funds = money.fund_numbers(work.session)
        board.expenses_waiting = money.expenses_waiting(work.session)
    if unit_id or work.identity.has(*READERS):
        board.duties = duties.duty_numbers(work.session, work.now, unit_id)
    if unit_id:
        board.unit = attendance.unit_numbers(work.session, unit_id)
    if mine:
        board.mine = _own(work)
    return board


def _check_unit(work: Work, unit_id: str) -> None:
    identity = work.identity
    own = {identity.unit_id, *(unit for _, unit in identity.grants)}
    if unit_id and unit_id not in own and not identity.has(*READERS):
        raise NotPermitted()


def _own(work: Work) -> list[tuple[Enrolment, Session, int]]:
    rows = attendance.standing_of_person(work.session, work.identity.id, SHOWN)
    positions = attendance.positions(work.session, [row for row in rows if row.state == "waiting"])
    sessions = programme.titles_of(work.session, {row.session_id for row in rows})
    return [(row, sessions[row.session_id], positions.get(row.id, 0)) for row in rows]
