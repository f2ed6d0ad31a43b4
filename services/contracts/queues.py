"""The durable queues, by hand: which service hears of which aggregates, under which name.

Every process declares all of them before it publishes, so that an event finds its queue also while its consumer was never
yet started. A queue takes all events of an aggregate, so that a gap in their order can be seen. A test holds this table
against what the services consume.
"""

from __future__ import annotations

QUEUES: dict[str, tuple[str, ...]] = {
    "registry.events": ("incident", "observed_post"),
    "review.screening": ("submission",),
    "review.urgent": ("urgent_submission",),
    "review.events": ("account", "freeze", "person", "training_standing", "unit"),
    "alerts.events": (
        "account",
        "annual_review",
        "application",
        "campaign",
        "change",
        "filing",
        "freeze_obedience",
        "handover",
        "observed_post",
        "person",
        "personal_account",
        "sighting",
        "training_notice",
        "unit",
    ),
    "alerts.seals": ("submission",),
    "alerts.hooks": (
        "account",
        "annual_review",
        "application",
        "campaign",
        "change",
        "directive",
        "filing",
        "freeze",
        "incident",
        "observed_post",
        "session",
        "submission",
    ),
    "training.events": ("account", "incident", "person", "unit"),
}
"""Queue → the aggregates whose events it takes."""


def bindings(queue: str) -> list[str]:
    """The routing keys that a queue is bound to: ``account.#``."""
    return [f"{topic}.#" for topic in QUEUES[queue]]
