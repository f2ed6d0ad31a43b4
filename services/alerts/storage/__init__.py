"""The service's tables, the mapping of its domain, and every question asked of them."""

from services.alerts.storage.tables import metadata

__all__ = ["metadata"]
