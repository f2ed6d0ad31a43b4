"""Campaigns (article 12): announced by the propaganda department, joined by accounts, followed in a matrix."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from services.contracts.errors import InputInvalid, NotFound, StateConflict
from services.contracts.review.events import CampaignReminded, CampaignSaved
from services.kit.api import Deadline, Work
from services.kit.paging import page
from services.review import wordlist
from services.review.domain.campaigns import ABSENT, OWES, Campaign, Material, Result, check_period, remind_at
from services.review.domain.dossiers import Matrix
from services.review.domain.observed import Account
from services.review.domain.submission import Submission
from services.review.domain.versions import Version
from services.review.handlers.people import acting
from services.review.handlers.rights import DEPARTMENT, may_see
from services.review.screening import Finding
from services.review.storage import campaigns as stored

READERS = (
    "officer",
    "director",
    "auditor",
    "reviewer",
    "responsible",
    "operator",
    "league",
    "student_affairs",
    "duty",
)
EVERYWHERE = {"tier": 0, "channel": "", "unit_id": "", "account_ids": []}


def announce_campaign(work: Work, wanted: dict[str, Any]) -> Matrix:
    """Announce a campaign to all accounts in its scope; material given along is approved with it."""
    work.identity.require(*DEPARTMENT)
    check_period(wanted["starts_at"], wanted["ends_at"])
    campaign = Campaign(
        id=work.new_id(),
        title=wanted["title"],
        brief=wanted["brief"],
        starts_at=wanted["starts_at"],
        ends_at=wanted["ends_at"],
        scope={**EVERYWHERE, **{name: value for name, value in wanted["scope"].items() if value}},
        material_version=0,
        created_by=work.identity.id,
        created_by_name=work.identity.name,
        created_at=work.now,
    )
    stored.add(work.session, campaign)
    work.record("announce_campaign", f"campaign:{campaign.id}", scope=campaign.scope)
    if wanted["material"]:
        _approve(work, campaign, wanted["material"])
    work.schedule("campaign.remind", campaign.id, remind_at(campaign.starts_at, campaign.ends_at, work.now))
    _tell(work, campaign)
    return _matrix(work, campaign)


def remind_campaign(work: Work, campaign_id: str) -> Matrix:
    """Remind the accounts that have nothing published."""
    work.identity.require(*DEPARTMENT)
    campaign = _find(work, campaign_id)
    if work.now > campaign.ends_at:
        raise StateConflict(
            code="campaign_over",
            zh="该联动已结束,不再提醒。没有作任何更改。",
            en="The campaign is over: nobody is reminded any more. Nothing was changed.",
        )
    return _remind(work, campaign)


def remind_due(work: Work, deadline: Deadline) -> None:
    """Three quarters of the period are over: remind those who owe."""
    if campaign := stored.find(work.session, deadline.subject):
        _remind(work, campaign)


def _remind(work: Work, campaign: Campaign) -> Matrix:
    matrix = _whole(work, campaign)
    owing = tuple(account.id for account, text in matrix.lines if (text.standing if text else ABSENT) in OWES)
    if owing:
        work.emit(
            CampaignReminded(
                campaign_id=campaign.id,
                title=campaign.title,
                ends_at=campaign.ends_at.isoformat(),
                account_ids=owing,
            )
        )
    work.record("remind_campaign", f"campaign:{campaign.id}", accounts=len(owing))
    return matrix


def results_of(work: Work, campaign_id: str) -> tuple[Campaign, list[Result]]:
    """What each account in scope has to show; people of a unit see their own."""
    matrix = get_campaign(work, campaign_id)
    copies = stored.unchanged_copies(work.session, matrix.campaign.id)
    return matrix.campaign, [_result(matrix.campaign, account, text, copies) for account, text in matrix.lines]


def _result(campaign: Campaign, account: Account, text: Submission | None, copies: Collection[str]) -> Result:
    published = text.published_at if text else None
    way = ("unchanged" if text.id in copies else "adapted") if text and published else ""
    return Result(
        account,
        text.standing if text else ABSENT,
        way,
        text.url if text else "",
        published,
        bool(published and published > campaign.ends_at),
    )


def approve_material(work: Work, campaign_id: str, wanted: dict[str, Any]) -> tuple[Matrix, list[Finding]]:
    """Approve material for all accounts of a campaign: a new version of it. With what screening shows in it."""
    work.identity.require(*DEPARTMENT)
    campaign = _find(work, campaign_id)
    _approve(work, campaign, wanted)
    _tell(work, campaign)
    _, screener = wordlist.current(work.session)
    found = screener.screen_many([wanted["title"], wanted["body"]])
    return _matrix(work, campaign), [finding for findings in found for finding in findings]


def _approve(work: Work, campaign: Campaign, wanted: dict[str, Any]) -> None:
    campaign.material_version += 1
    material = Material(
        campaign_id=campaign.id,
        version=campaign.material_version,
        title=wanted["title"],
        body=wanted["body"],
        media=wanted["media"],
        approved_by=work.identity.id,
        approved_by_name=work.identity.name,
        approved_role="director" if work.identity.has("director") else "officer",
        approved_at=work.now,
    )
    stored.add(work.session, material)
    work.record("approve_material", f"campaign:{campaign.id}", version=material.version)


def get_campaign(work: Work, campaign_id: str) -> Matrix:
    """The campaign with its matrix; an operator sees the lines of their own units."""
    work.identity.require(*READERS)
    return _matrix(work, _find(work, campaign_id))


def list_campaigns(work: Work, wanted: dict[str, Any], dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Newest first."""
    work.identity.require(*READERS)
    return page(work.session, stored.listing(wanted, work.now), stored.LIST_KEY, wanted, dump, newest_first=True)


def find_for(work: Work, campaign_id: str, account: Account) -> Campaign | None:
    """The campaign that a text of this account is to belong to; None where none is named. Raises `InputInvalid`."""
    if not campaign_id:
        return None
    campaign = stored.find(work.session, campaign_id)
    if campaign is None:
        raise InputInvalid({"campaign_id": ["没有这项联动。 There is no such campaign."]})
    campaign.must_take(account, work.now)
    return campaign


def find(work: Work, campaign_id: str) -> Campaign | None:
    """The campaign, without asking whether it still takes texts."""
    return stored.find(work.session, campaign_id) if campaign_id else None


def material_of(work: Work, campaign_id: str) -> Material | None:
    """The newest material of a campaign, where there is any."""
    campaign = find(work, campaign_id)
    return stored.material(work.session, campaign) if campaign else None


def unchanged_material(work: Work, campaign: Campaign | None, version: Version) -> Material | None:
    """The campaign's material where this version takes it as it is."""
    material = stored.material(work.session, campaign) if campaign else None
    return material if material and material.is_unchanged_in(version) else None


def _find(work: Work, campaign_id: str) -> Campaign:
    campaign = stored.find(work.session, campaign_id)
    if campaign is None:
        raise NotFound(campaign_id=campaign_id)
    return campaign


def _matrix(work: Work, campaign: Campaign) -> Matrix:
    whole = _whole(work, campaign)
    return replace(whole, lines=_visible(work, list(whole.lines)))


def _whole(work: Work, campaign: Campaign) -> Matrix:
    work.session.flush()
    texts = stored.newest_texts(work.session, campaign.id)
    lines = [(account, texts.get(account.id)) for account in stored.accounts_in(work.session, campaign.scope)]
    readable = frozenset(text.id for _, text in lines if text and may_see(acting(work), text))
    return Matrix(campaign, stored.material(work.session, campaign), lines, readable)


def _visible(work: Work, lines: list[tuple[Account, Submission | None]]) -> list[tuple[Account, Submission | None]]:
    if work.identity.has("officer", "director", "auditor", "duty"):
        return lines
    units = work.identity.units("reviewer", "responsible", "operator")
    leads = work.identity.has("league", "student_affairs")
    return [line for line in lines if units & {line[0].unit_id, line[0].faculty_id} or (leads and line[0].tier == 3)]


def _tell(work: Work, campaign: Campaign) -> None:
    work.emit(
        CampaignSaved(
            campaign_id=campaign.id,
            title=campaign.title,
            starts_at=campaign.starts_at.isoformat(),
            ends_at=campaign.ends_at.isoformat(),
            account_ids=tuple(account.id for account in stored.accounts_in(work.session, campaign.scope)),
            material_version=campaign.material_version,
        )
    )
