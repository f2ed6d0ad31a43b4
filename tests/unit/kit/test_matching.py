"""Which events a binding takes: the rules of AMQP topics, so far as the suite uses them."""

from __future__ import annotations

import pytest

from services.kit.broker import matches


@pytest.mark.parametrize(
    "binding, key",
    [
        ("account.#", "account.approved.v1"),
        ("account.#", "account.status_changed.v1"),
        ("account.#", "account"),
        ("account.approved.v1", "account.approved.v1"),
        ("account.*.v1", "account.approved.v1"),
        ("#", "account.approved.v1"),
        ("*.approved.*", "account.approved.v1"),
    ],
)
def test_a_binding_takes_what_it_names(binding: str, key: str) -> None:
    assert matches(binding, key)


@pytest.mark.parametrize(
    "binding, key",
    [
        ("account.#", "accounts.approved.v1"),
        ("account.#", "my.account.approved.v1"),
        ("account.*", "account.approved.v1"),
        ("account.approved", "account.approved.v1"),
        ("account.approved.v1", "account.approved"),
        ("account.approved.#", "account"),
    ],
)
def test_a_binding_leaves_the_rest(binding: str, key: str) -> None:
    assert not matches(binding, key)
