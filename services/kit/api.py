"""The names that the author of a service needs, in one place: ``from services.kit.api import Service, command``."""

from services.kit.clock import CAMPUS_ZONE
from services.kit.database import Instant, Json
from services.kit.deadlines import Deadline
from services.kit.identity import Identity
from services.kit.ids import new_id
from services.kit.service import Calls, Events, Service, command, consumes, due, query
from services.kit.tables import attach
from services.kit.wire import Asked, Request
from services.kit.work import Work

__all__ = [
    "CAMPUS_ZONE",
    "Asked",
    "Calls",
    "Deadline",
    "Events",
    "Identity",
    "Instant",
    "Json",
    "Request",
    "Service",
    "Work",
    "attach",
    "command",
    "consumes",
    "due",
    "new_id",
    "query",
]
