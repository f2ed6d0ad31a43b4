"""The table of queues says what the services really consume."""

from __future__ import annotations

from deploy.assembly import SERVICES, service_class
from services.contracts.queues import QUEUES, bindings


def test_the_table_of_queues_names_what_the_services_consume() -> None:
    consumed = {queue: found for name in SERVICES for queue, found in service_class(name).queues().items()}  # type: ignore[attr-defined]
    assert {queue: bindings(queue) for queue in QUEUES} == consumed
