"""Attachments of an application: kept by its applicant, read by whoever sees the application."""

from __future__ import annotations

import hashlib

from services.contracts.errors import NotFound
from services.registry.domain.attachments import Attachment, check_count, media_type_of, plain_name
from services.registry.domain.rights import require
from services.registry.handlers.drafting import find, get_application
from services.registry.handlers.office import Office


def attach_file(office: Office, application_id: str, name: str, content: bytes) -> Attachment:
    """Keep a scan with its application. Its kind is read from its content; raises where that is no scan."""
    application = find(office, application_id)
    who = office.identity
    require(application.applicant_id == who.id, "只有申请人可以上传附件。", "Only the applicant adds files.")
    check_count(len(office.attachments.of(application_id)))
    attachment = Attachment(
        id=office.work.new_id(),
        application_id=application_id,
        name=plain_name(name),
        media_type=media_type_of(content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        by=who.id,
        by_name=who.name,
        at=office.work.now,
    )
    office.attachments.add(attachment)
    office.work.record(
        "application.file_added", f"application:{application_id}", sha256=attachment.sha256, size=attachment.size
    )
    return attachment


def get_attachment(office: Office, application_id: str, attachment_id: str) -> Attachment:
    get_application(office, application_id)
    attachment = office.attachments.get(attachment_id)
    if attachment is None or attachment.application_id != application_id:
        raise NotFound()
    return attachment
