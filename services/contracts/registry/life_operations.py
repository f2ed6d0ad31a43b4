"""The registry's operations on an account's life beside its forms: settings, handovers, sightings, personal accounts."""

from __future__ import annotations

from functools import partial

from services.contracts.operations import Operation
from services.contracts.registry import life_shapes as life_shapes
from services.contracts.registry import shapes as shapes
from services.contracts.registry.calls import registry_operation
from services.contracts.registry.filing_shapes import Change

_rules, _changes, _names, _personal, _applications, _accounts = (
    partial(registry_operation, tag)
    for tag in ("registry options", "changes", "names", "personal accounts", "applications", "accounts")
)

LIFE_OPERATIONS: list[Operation] = [
    _rules("get_options", "GET", "/registry-options", "备案规则 What is set", response=life_shapes.OptionsBody),
    _rules(
        "set_options",
        "PUT",
        "/registry-options",
        "设定备案规则 Set it",
        request=life_shapes.OptionsBody,
        response=life_shapes.OptionsBody,
    ),
    _changes(
        "confirm_handover",
        "POST",
        "/changes/{id}/confirm-handover",
        "确认交接 Confirm a hand-over",
        request=life_shapes.SideBody,
        response=Change,
    ),
    _changes(
        "list_handovers",
        "GET",
        "/handovers",
        "待办交接 What has to be handed over",
        query=life_shapes.HandoverQuery,
        response=life_shapes.Handover,
        many=True,
    ),
    _applications(
        "take_over_application",
        "POST",
        "/applications/{id}/take-over",
        "接办申请 Go on with it",
        response=shapes.Application,
    ),
    _accounts(
        "account_contacts",
        "GET",
        "/accounts/{id}/contacts",
        "平台人员联系方式 Who runs it, in full",
        response=life_shapes.AccountContacts,
    ),
    _names(
        "file_sighting",
        "POST",
        "/sightings",
        "举报未备案平台 Report an unregistered account",
        request=life_shapes.SightingBody,
        response=life_shapes.Sighting,
        status=201,
    ),
    _names(
        "list_sightings",
        "GET",
        "/sightings",
        "举报线索 Sightings",
        query=life_shapes.SightingQuery,
        response=life_shapes.Sighting,
        many=True,
    ),
    _names("get_sighting", "GET", "/sightings/{id}", "线索 A sighting", response=life_shapes.Sighting),
    _names(
        "handle_sighting",
        "POST",
        "/sightings/{id}/handle",
        "处置线索 Settle it",
        request=life_shapes.OutcomeBody,
        response=life_shapes.Sighting,
    ),
    _personal(
        "list_personal_accounts",
        "GET",
        "/personal-accounts",
        "个人账号清单 Personal accounts",
        query=life_shapes.PersonalAccountQuery,
        response=life_shapes.PersonalAccount,
        many=True,
    ),
    _personal(
        "add_personal_account",
        "POST",
        "/personal-accounts",
        "登记个人账号 Put one on the list",
        request=life_shapes.PersonalAccountBody,
        response=life_shapes.PersonalAccount,
        status=201,
    ),
    _personal(
        "get_personal_account",
        "GET",
        "/personal-accounts/{id}",
        "个人账号 A personal account",
        response=life_shapes.PersonalAccount,
    ),
    _personal(
        "check_personal_account",
        "POST",
        "/personal-accounts/{id}/checks",
        "监督检查 Look at it",
        request=life_shapes.CheckBody,
        response=life_shapes.PersonalAccount,
    ),
    _personal(
        "remove_personal_account",
        "POST",
        "/personal-accounts/{id}/remove",
        "移出清单 Take it off the list",
        request=shapes.ReasonBody,
        response=life_shapes.PersonalAccount,
    ),
]
