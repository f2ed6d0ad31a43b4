"""The import-linter contract `room`: which modules a room of the house may import, as a list of what is allowed.

import-linter's own contracts say what is forbidden; a domain, however, may import *only* the standard library and the contracts'
errors, and that needs a list of what is allowed. Patterns name packages with all they hold; ``*`` stands for one part of a name.
A pattern that matches no module is no error, so that a room may be described before it is built.
"""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase
from typing import Any

from grimp import ImportGraph
from importlinter.application import output
from importlinter.domain import fields
from importlinter.domain.contract import Contract, ContractCheck

OURS = frozenset({"services", "gateway", "deploy"})


def is_within(module: str, pattern: str) -> bool:
    """Whether ``module`` is the package that ``pattern`` names, or lies in it."""
    depth = pattern.count(".") + 1
    head = module.split(".")[:depth]
    return len(head) == depth and all(map(fnmatchcase, head, pattern.split(".")))


def is_within_any(module: str, patterns: Any) -> bool:
    """The same for several patterns, or a field of a contract that holds them."""
    return any(is_within(module, pattern) for pattern in patterns)


def room_of(module: str, pattern: str) -> str:
    """The package in which ``module`` matched ``pattern``: ``services.review.domain`` of ``services.review.domain.seal``."""
    return ".".join(module.split(".")[: pattern.count(".") + 1])


class RoomContract(Contract):
    """Every module in ``rooms`` imports only its own room, ``may_import`` and the standard library less ``may_not_import``."""

    type_name = "room"

    rooms = fields.ListField(subfield=fields.StringField())
    may_import = fields.ListField(subfield=fields.StringField(), required=False, default=[])
    may_not_import = fields.ListField(subfield=fields.StringField(), required=False, default=[])
    vendors = fields.BooleanField(required=False, default=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        breaches = [
            self._describe(graph, module, imported)
            for module in sorted(graph.modules)
            for pattern in self.rooms  # type: ignore[attr-defined]
            if is_within(module, pattern)
            for imported in sorted(graph.find_modules_directly_imported_by(module))
            if not self.allows(room_of(module, pattern), imported)
        ]
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})

    def allows(self, room: str, imported: str) -> bool:
        """Whether a module of ``room`` may import ``imported``."""
        if is_within_any(imported, self.may_not_import):
            return False
        if is_within_any(imported, [room]) or is_within_any(imported, self.may_import):
            return True
        root = imported.partition(".")[0]
        return root not in OURS and (bool(self.vendors) or root in sys.stdlib_module_names)

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["breaches"]:
            output.print_error(line)
        output.new_line()

    @staticmethod
    def _describe(graph: ImportGraph, module: str, imported: str) -> str:
        details: list[Any] = graph.get_import_details(importer=module, imported=imported)
        lines = ", ".join(str(detail["line_number"]) for detail in details)
        return f"- {module} (line {lines}) may not import {imported}"
