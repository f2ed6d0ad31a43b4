"""What a process gives its services: settings, clock, keys, the broker and a database for each. Made once, at the top."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.kit.amqp import AmqpBroker
from services.kit.broker import Broker
from services.kit.clock import Clock
from services.kit.database import Database
from services.kit.identity import Keys
from services.kit.local import LocalBroker
from services.kit.settings import Settings

CONFIG_KEY = "xinmei"


@dataclass
class Platform:
    """The process's own things, handed to every extension through nameko's config under `CONFIG_KEY`."""

    settings: Settings
    clock: Clock
    keys: Keys
    broker: Broker
    _databases: dict[str, Database] = field(default_factory=dict)

    @classmethod
    def from_settings(cls, settings: Settings, secrets: list[str], clock: Clock | None = None) -> Platform:
        """The embedded profile where no broker is named, else the distributed one."""
        broker: Broker = LocalBroker() if settings.embedded else AmqpBroker(settings.amqp_uri, settings.amqp_ca)
        return cls(settings, clock or Clock(settings.clock_offset_path), Keys(secrets), broker)

    def database(self, service: str) -> Database:
        """The service's own database."""
        if service not in self._databases:
            self._databases[service] = (
                Database(self.settings.database_url, service, self.settings.pool_size)
                if self.settings.database_url
                else Database.in_folder(self.settings.data, service)
            )
        return self._databases[service]

    def close(self) -> None:
        self.broker.close()
        for database in self._databases.values():
            database.close()
