"""Shapes on the wire of channels, deliveries and templates of the alerts service."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.contracts.alerts.fields import Listing, Text, choice, id_field

KINDS = ("wecom", "dingtalk", "feishu", "email", "webhook", "apprise")
NOTICES = (
    "incident_escalated",
    "incident_assigned",
    "directive_issued",
    "directive_reminder",
    "directive_overdue",
    "takedown_asked",
    "takedown_overdue",
    "takedown_still_there",
    "duty_begins",
    "sensitive_begins",
    "swap_asked",
    "swap_answered",
    "action_set",
    "action_overdue",
    "application_waiting",
    "application_decided",
    "change_decided",
    "filing_due",
    "filing_overdue",
    "handover_due",
    "handover_overdue",
    "annual_review_opened",
    "annual_review_decided",
    "account_status",
    "account_dormant",
    "text_decided",
    "text_due_soon",
    "text_overdue",
    "campaign_reminded",
)
SEVERITIES = ("I", "II", "III", "IV")


class ChannelOrder(Schema):
    """`secret` is the bot's signing secret, the hook's, or the mail server's password; e-mail needs `recipients` and `sender`.
    With `person_id` it is this person's own and carries what they alone are told. With `canary` a small message goes out every day, and people's pages say so where it does not arrive."""

    kind = choice(KINDS, required=True)
    name = Text(100, required=True)
    url = Text(2000, required=True)
    secret = Text(500, empty=True, load_default="")
    notices = fields.List(choice(NOTICES), load_default=list, validate=validate.Length(max=len(NOTICES)))
    severities = fields.List(choice(SEVERITIES), load_default=list, validate=validate.Length(max=4))
    language = choice(("zh", "en"), load_default="zh")
    recipients = fields.List(fields.Email(), validate=validate.Length(1, 50))
    sender = fields.Email()
    starttls = fields.Boolean()
    keyword = Text(50, empty=True)
    canary = fields.Boolean(load_default=False)
    person_id = id_field(empty=True, load_default="")

    @validates_schema
    def check_mail(self, data: dict[str, Any], **_: Any) -> None:
        if data["kind"] == "email":
            for name in ("recipients", "sender"):
                if name not in data:
                    raise ValidationError("邮件渠道必填。 E-mail needs it.", name)


class ChannelTest(Schema):
    """`notice`: by which notice's template the test message is worded."""

    notice = choice(("test", *NOTICES), load_default="test")


class Channel(Schema):
    id = fields.String()
    kind = fields.String()
    name = fields.String()
    address = fields.String()
    has_secret = fields.Boolean()
    person_id = fields.String()
    notices = fields.List(fields.String())
    severities = fields.List(fields.String())
    language = fields.String()
    recipients = fields.List(fields.String())
    sender = fields.String()
    active = fields.Boolean()
    failures = fields.Integer()
    last_sent_at = fields.AwareDateTime(allow_none=True)
    last_error = fields.String()
    version = fields.Integer()


class DeliveryQuery(Listing):
    channel_id = fields.String(validate=validate.Length(max=64))
    state = choice(("queued", "sending", "sent", "failed", "folded", "held", "dropped"))
    kind = fields.String(validate=validate.Length(max=60))


class Delivery(Schema):
    id = fields.String()
    channel_id = fields.String()
    kind = fields.String()
    subject = fields.String()
    subject_id = fields.String()
    severity = fields.String()
    title = fields.String()
    zh = fields.String()
    en = fields.String()
    state = fields.String()
    attempts = fields.Integer()
    created_at = fields.AwareDateTime()
    next_try_at = fields.AwareDateTime()
    sent_at = fields.AwareDateTime(allow_none=True)
    code = fields.String()
    answer = fields.String()
    digest_id = fields.String()


class Attempt(Schema):
    at = fields.AwareDateTime()
    result = fields.String()
    code = fields.String()
    answer = fields.String()
    milliseconds = fields.Integer()


class WholeDelivery(Delivery):
    """A delivery with every attempt and the vendor's answers."""

    tries = fields.List(fields.Nested(Attempt))


class TemplateText(Schema):
    text = Text(4000, lines=True, required=True)
    language = choice(("zh", "en"), load_default="zh")


class TemplateOrder(TemplateText):
    """``*`` stands for every kind of channel, or every notice."""

    channel_kind = choice(("*", *KINDS), load_default="*")
    notice = choice(("*", *NOTICES, "digest", "test"), load_default="*")


class Template(Schema):
    """`sample` is how it reads with sample values."""

    id = fields.String()
    sample = fields.String()
    channel_kind = fields.String()
    notice = fields.String()
    language = fields.String()
    text = fields.String()


class Rendered(Schema):
    text = fields.String()
