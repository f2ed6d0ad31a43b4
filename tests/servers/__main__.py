"""``python -m tests.servers``: both servers for work by hand, until Ctrl-C; or what this machine lacks for the tests.

Without an option it starts RabbitMQ and PostgreSQL, prints their addresses as shell exports and waits. ``--missing`` prints the
names of what the machine itself lacks; ``--verify`` ends with 1 and says what to provide where no way at all provides it.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import threading

from tests.servers import machine, private_postgres, private_rabbit


def serve() -> None:
    """Both servers until SIGINT or SIGTERM; their addresses on standard output."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with contextlib.ExitStack() as stack:
        rabbit, postgres = private_rabbit(), private_postgres()
        for server in (rabbit, postgres):
            stack.callback(server.discard)
            server.wait_ready()
        print(f"export {machine.AMQP_URI}={rabbit.uri}")
        print(f"export {machine.DATABASE_URL}={postgres.url}", flush=True)
        ended.wait()


def verify() -> int:
    """0 where every server can be had; else the message, and 1."""
    lacking = machine.unprovided()
    if lacking:
        print(machine.missing_message(lacking), file=sys.stderr)
    return int(bool(lacking))


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    options.add_argument("--missing", action="store_true", help="print what the machine itself lacks, one a line")
    options.add_argument("--verify", action="store_true", help="exit 1 where a server can be had in no way")
    chosen = options.parse_args()
    if chosen.missing:
        print(*machine.missing(), sep="\n")
        return 0
    if chosen.verify:
        return verify()
    serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
