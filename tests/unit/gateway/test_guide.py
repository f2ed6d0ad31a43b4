"""The guide leads each role to its work, and says of every article what keeps it."""

from __future__ import annotations

import re

import pytest

from gateway.pages.guide import jobs_of
from gateway.pages.guide.articles import ARTICLES
from gateway.pages.guide.jobs import JOBS
from gateway.pages.places import AREAS, leads_to
from gateway.pages.words import choices
from services.kit.identity import Identity
from tests.unit.gateway.conftest import Browser

ROLES = [code for code, _ in choices("role")]


def holder(role: str) -> Identity:
    return Identity(id="p", username="p", name="某某", unit_id="u", grants=((role, "u"),))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_finds_its_work_and_may_go_where_the_guide_sends_it(role: str) -> None:
    own, others = jobs_of(holder(role))
    assert own
    assert len(own) + len(others) == len(JOBS)
    assert [job.name for job in own if not leads_to(holder(role), job.place)] == []


def test_every_place_that_the_guide_names_is_one_of_the_portal() -> None:
    known = {place.address for area in AREAS for place in area.places}
    assert {job.place for job in JOBS} | {article.place for article in ARTICLES} <= known


def test_every_article_is_told_in_its_order_and_some_job_or_page_keeps_it() -> None:
    assert [article.number for article in ARTICLES] == list(range(1, 17))
    assert {number for job in JOBS for number in job.articles} <= {article.number for article in ARTICLES}


def test_anybody_may_read_the_guide_and_the_regulation(client: Browser) -> None:
    guide, regulation = client.get("/guide").text, client.get("/guide/regulation").text
    assert all(job.name in guide for job in JOBS)
    assert all(f'id="article-{number}"' in regulation for number in range(1, 17))
    linked = {int(number) for number in re.findall(r"/guide/regulation#article-(\d+)", guide)}
    assert linked == {number for job in JOBS for number in job.articles}
