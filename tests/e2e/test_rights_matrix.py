"""Every operation × every role, as the table in ``rights.csv`` says it for people to read.

A new operation needs a row: ``make rights`` writes the table anew from what a running suite answers, and the difference is read
before it is committed.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.college import College, found_college
from tests.e2e.rights_matrix import ALL, UNASKED, WORDS, ask_all, differences, key_of, read_table
from tests.e2e.running import embedded


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[College]:
    """A college of its own: the questions leave it in disorder. Rights are the services' own and the same on both profiles."""
    with embedded(tmp_path_factory.mktemp("rights")) as suite:
        college = found_college(suite)
        yield college
        college.close()


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    wanted = {key_of(operation) for operation in ALL if operation.name not in UNASKED}
    rows = read_table().keys()
    assert wanted == rows, f"no row: {sorted(wanted - rows)}; no operation: {sorted(rows - wanted)}; run `make rights`"


def test_the_table_speaks_of_rights_alone() -> None:
    odd = {key: row for key, row in read_table().items() if not set(row.values()) <= set(WORDS)}
    assert not odd, odd


def test_nobody_but_those_whom_the_table_names_is_let_in(untouched: College) -> None:
    table = read_table()
    wrong = [
        f"{key[2]}: {found}"
        for key, seen in ask_all(untouched)
        for found in differences(key[1], table.get(key, seen), seen)
    ]
    assert not wrong, "\n".join(wrong)
