"""Packs: few events travel alone, many together, in their order and as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit import packs
from services.kit.broker import Outgoing

messages = st.builds(
    Outgoing,
    key=st.sampled_from(["a.made.v1", "a.lost.v1"]),
    body=st.binary(max_size=30),
    signature=st.text(max_size=5),
)


@given(st.lists(messages, max_size=80))
def test_runs_hold_every_message_once_in_order_under_one_key(sent: list[Outgoing]) -> None:
    found = list(packs.runs(sent))
    assert [message for run in found for message in run] == sent
    assert all(len({message.key for message in run}) == 1 and len(run) <= packs.MOST for run in found)


@given(st.lists(messages, min_size=1, max_size=packs.MOST))
def test_a_pack_opens_to_what_was_put_in(run: list[Outgoing]) -> None:
    assert packs.open_pack(packs.close(run)) == [(message.signature, message.body) for message in run]


def test_few_events_travel_alone_and_many_together() -> None:
    def sizes(number: int, body: bytes = b"x") -> list[int]:
        return [len(run) for run in packs.runs([Outgoing("a.made.v1", body)] * number)]

    assert sizes(packs.FEW) == [1] * packs.FEW
    assert sizes(packs.FEW + 5) == [10, 10, 5]
    assert max(sizes(30, b"x" * (packs.MOST_BYTES // 3))) == 3


@pytest.mark.parametrize("body", [b"", b"\xff", b"{}", b"\x90", b"\x91\x92\xa1x\xa1y"])
def test_what_is_no_pack_is_one_thing_without_a_signature(body: bytes) -> None:
    assert packs.open_pack(body) == [("", body)]
