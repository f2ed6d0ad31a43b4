"""Who runs accounts and owes a training: warned beside the text, or kept from handing texts in."""

from __future__ import annotations

import pytest

from services.contracts.errors import StateConflict
from services.contracts.training.events import TrainingStandingChanged
from services.review.handlers import training
from tests.unit.review.conftest import OFFICER, OPERATOR, House


def stand(house: House, mode: str) -> None:
    with house.acting(OFFICER) as work:
        event = TrainingStandingChanged(
            person_id=OPERATOR.id,
            mode=mode,
            due_at="2026-10-01T00:00:00+00:00",
            zh="您有培训要求。",
            en="A training is owed.",
        )
        training.note_standing(work, event)


@pytest.mark.article(16)
def test_who_is_warned_hands_in_with_the_warning_beside_the_text(house: House) -> None:
    stand(house, "warn")
    text = house.submit()
    assert [(note["kind"], note["text"]) for note in text["notes"]] == [
        ("training_owed", "您有培训要求。 A training is owed.")
    ]


@pytest.mark.article(16)
def test_who_is_blocked_hands_nothing_in_until_they_are_trained(house: House) -> None:
    text = house.submit()
    stand(house, "block")
    with pytest.raises(StateConflict, match="training_owed") as caught:
        house.submit()
    assert caught.value.zh == "没有送审。您有培训要求。"
    with pytest.raises(StateConflict, match="training_owed"):
        house.revise(OPERATOR, text["id"])
    stand(house, "clear")
    assert house.submit()["notes"] == []
