"""Calls about names and repetition: name check, protected names, similar accounts; and attachments."""

from __future__ import annotations

import base64
from typing import Any

from services.contracts.errors import InputInvalid
from services.contracts.registry import filing_shapes as shapes
from services.contracts.registry.people_shapes import ListQuery
from services.kit.api import Request, Work, command, query
from services.registry.domain.names import Finding, ProtectedName
from services.registry.handlers import attachments, names
from services.registry.schemas import dump_attachment
from services.registry.service.office import Desk


class NameCalls(Desk):
    """Entrypoints for name protection, similar accounts and attachments."""

    @query
    def name_check(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load_query(shapes.NameQuery())
        found = names.find_protected(self.office(work), asked["name"], asked["unit_id"])
        return {"allowed": not any(finding.blocks for finding in found), "findings": [_finding(one) for one in found]}

    @query
    def similar_accounts(self, work: Work, request: Request) -> dict[str, Any]:
        found = names.similar_accounts(self.office(work), request.load_query(shapes.SimilarQuery()))
        return {"items": found, "next_cursor": None}

    @query
    def list_protected_names(self, work: Work, request: Request) -> dict[str, Any]:
        return names.list_protected_names(self.office(work), request.load_query(ListQuery()), _protected)

    @command
    def add_protected_name(self, work: Work, request: Request) -> dict[str, Any]:
        return _protected(names.add_protected_name(self.office(work), **request.load(shapes.ProtectedNameBody())))

    @command
    def remove_protected_name(self, work: Work, request: Request) -> dict[str, Any]:
        names.remove_protected_name(self.office(work), request.path["id"])
        return {"removed": True}

    @command
    def attach_file(self, work: Work, request: Request) -> dict[str, Any]:
        asked = request.load(shapes.UploadBody())
        content = decoded(asked["base64"])
        return dump_attachment(attachments.attach_file(self.office(work), request.path["id"], asked["name"], content))

    @query
    def get_attachment(self, work: Work, request: Request) -> dict[str, str]:
        found = attachments.get_attachment(self.office(work), request.path["id"], request.path["attachment_id"])
        content = base64.b64encode(found.content).decode()
        return {"name": found.name, "media_type": found.media_type, "base64": content}


def decoded(text: str) -> bytes:
    """The bytes of an upload."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:  # binascii.Error is one, and so is what text beyond ASCII raises
        raise InputInvalid({"file": ["不是有效的文件内容。 Not the content of a file."]}) from error


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "protected_name": finding.protected_name,
        "kind": finding.kind,
        "similarity": finding.similarity,
        "blocks": finding.blocks,
    }


def _protected(protected: ProtectedName) -> dict[str, Any]:
    return {"id": protected.id, "name": protected.name, "kind": protected.kind, "note": protected.note}
