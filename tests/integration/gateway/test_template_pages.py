"""Wording of messages by the pages alone: looked at before it is kept, with what was typed still in the form."""

from __future__ import annotations

from collections.abc import Callable

from tests.integration.gateway.conftest import Browser, Suite

Visit = Callable[[str], Browser]
NEW = "/settings/message-templates/new"


def test_a_template_is_looked_at_while_it_is_written_and_kept_by_its_own_button_alone(
    suite: Suite, visit: Visit
) -> None:
    admin = visit("admin")
    admin.get(NEW)
    typed = {"channel_kind": "wecom", "notice": "duty_begins", "language": "zh"}
    before = suite.done("admin", "GET", "/message-templates")["items"]
    seen = admin.send(NEW, **typed, text="<b>{{ severity }}</b>级急件:{{ title }}", preview="yes")
    assert seen.status_code == 200
    assert "&lt;b&gt;II&lt;/b&gt;级急件:未审先发" in seen.text, "sample values, and nothing of it is markup"
    assert "&lt;b&gt;{{ severity }}&lt;/b&gt;级急件:{{ title }}</textarea>" in seen.text
    assert 'value="duty_begins" selected' in seen.text
    wrong = admin.send(NEW, **typed, text="{{ title ", preview="yes")
    assert (wrong.status_code, "{{ title " in wrong.text) == (422, True)
    assert suite.done("admin", "GET", "/message-templates")["items"] == before
    kept = admin.send(NEW, **typed, text="{{ severity }}级急件:{{ title }}")
    assert "II级急件" in kept.text
