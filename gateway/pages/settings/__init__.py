"""Settings (设置): who belongs to the college and may do what, and by which rules work runs. Every change stands in a ledger."""

from __future__ import annotations

from flask import Flask, Response

from gateway.front import Desk
from gateway.pages.settings import alerting, hooks, people, rules
from gateway.pages.settings import desk as review
from gateway.pages.settings.registers import BASE, hub, install_register

REGISTERS = (
    ("组织与人员", (people.UNITS, people.PEOPLE, people.NAMES)),
    ("内容审核", (rules.CHAINS, rules.TERMS, rules.ALLOWED, review.TITLES, review.SUBSTITUTES, review.PROCESSES)),
    (
        "应急处置",
        (
            alerting.SEVERITIES,
            rules.INTAKE,
            alerting.SOURCES,
            rules.ROTAS,
            alerting.POLICIES,
            rules.CHANNELS,
            alerting.TEMPLATES,
            alerting.DELIVERIES,
        ),
    ),
    ("培训与协会", (rules.FUNDS,)),
    ("与其他系统", (hooks.HOOKS,)),
)
"""All registers, as the settings page groups them."""


def install(app: Flask, desk: Desk) -> None:
    """Add ``/settings`` and what is below it."""

    def settings() -> Response:
        return hub(desk, REGISTERS)

    app.add_url_rule(BASE, "settings", settings)
    for _, registers in REGISTERS:
        for register in registers:
            install_register(app, desk, register)
    hooks.install(app, desk)
