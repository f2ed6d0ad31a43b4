"""Behind a reverse proxy each visitor is counted alone; without one nobody may say who they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.app import Portal
from gateway.front import Desk
from gateway.limits import PUBLIC
from services.kit.platform import Platform
from tests.unit.gateway.conftest import FakeServices


@pytest.mark.parametrize("proxies, last", [(0, 429), (1, 200)])
def test_the_address_that_a_proxy_adds_is_believed_where_one_is_set_up(
    platform: Platform, services: FakeServices, proxies: int, last: int
) -> None:
    platform.settings = replace(platform.settings, proxies=proxies)
    services.answers["registry", "verify"] = {"registered": False}
    client = Portal(Desk(platform, services)).flask.test_client()
    statuses = [
        client.get(
            "/api/v1/verify?channel=weibo&handle=x", headers={"X-Forwarded-For": f"6.6.6.6, 10.0.0.{number}"}
        ).status_code
        for number in range(PUBLIC.burst + 1)
    ]
    assert statuses[-1] == last


def test_what_a_visitor_writes_before_the_proxys_address_counts_for_nothing(
    platform: Platform, services: FakeServices
) -> None:
    platform.settings = replace(platform.settings, proxies=1)
    services.answers["registry", "verify"] = {"registered": False}
    client = Portal(Desk(platform, services)).flask.test_client()
    statuses = [
        client.get(
            "/api/v1/verify?channel=weibo&handle=x", headers={"X-Forwarded-For": f"6.6.6.{number}, 10.0.0.1"}
        ).status_code
        for number in range(PUBLIC.burst + 1)
    ]
    assert statuses[-1] == 429
