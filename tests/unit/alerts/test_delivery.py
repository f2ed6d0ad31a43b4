"""Delivery: what vendors answer is read, retried, limited and kept; and nothing goes where it should not."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import eventlet
import pytest
import sqlalchemy as sa

from services.alerts.courier import Courier
from services.alerts.delivery.addresses import AddressRefused, Guard
from services.alerts.delivery.hooks import sign
from services.alerts.delivery.posting import Poster
from services.alerts.delivery.templates import DEFAULTS, TemplateRefused, as_html, render
from services.alerts.domain.delivery import is_silent
from services.alerts.storage.delivery import canaries
from services.alerts.storage.tables import deliveries
from services.contracts.errors import InputInvalid, NotPermitted, StateConflict
from services.kit.metrics import metrics
from services.kit.tables import ledger
from services.kit.vault import Vault
from tests.unit.alerts.vendors import Answer, FakeMailServer, FakeVendor

VAULT = Vault(["k" * 40])
LOOPBACK = Guard(frozenset({"127.0.0.1"}))
Vendors = Callable[..., FakeVendor]


def make_channel(desk: Any, url: str, kind: str = "wecom", **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = desk.call("officer", "make_channel", {"kind": kind, "name": "值班群", "url": url, **more})
    return found


def courier(desk: Any, guard: Guard = LOOPBACK) -> Courier:
    return Courier(desk.works, guard, "https://xinmei.example.edu.cn", VAULT, poster=Poster(guard, timeout=0.3))


def send_test(desk: Any, url: str, kind: str = "wecom", **more: Any) -> dict[str, Any]:
    """A test message through a new channel, tried once; the delivery as it stands then."""
    channel = make_channel(desk, url, kind, **more)
    queued = desk.call("officer", "test_channel", id=channel["id"])
    assert queued["state"] == "queued"
    courier(desk).carry_due()
    found: dict[str, Any] = desk.call("officer", "show_delivery", id=queued["id"])
    return found


def test_a_message_that_the_vendor_takes_is_sent_once_and_its_answer_kept(desk: Any, vendor: Vendors) -> None:
    bot = vendor()
    sent = send_test(desk, bot.url)
    assert (sent["state"], sent["code"], sent["attempts"]) == ("sent", "0", 1)
    assert [(t["result"], t["answer"]) for t in sent["tries"]] == [("sent", '{"errcode": 0, "errmsg": "ok"}')]
    desk.clock.move(by=timedelta(hours=1))
    assert courier(desk).carry_due() == 0
    assert len(bot.got) == 1
    assert "测试消息" in bot.got[0]["text"]["content"]


def test_what_a_delivery_comes_to_belongs_to_the_trace_that_brought_it_about(desk: Any, vendor: Vendors) -> None:
    refusing = vendor(Answer('{"errcode": 93000, "errmsg": "invalid webhook url"}'))
    sent = send_test(desk, refusing.url)
    with desk.works.database.begin(writes=False) as session:
        rows = session.execute(
            sa.select(ledger.c.action, ledger.c.trace, ledger.c.subject).order_by(ledger.c.number)
        ).all()
        kept = session.scalar(sa.select(deliveries.c.origin).where(deliveries.c.id == sent["id"]))
    traces = {row.action: row.trace for row in rows}
    assert traces["delivery.failed"] == traces["channel.test"] == kept.partition(":")[0]


@pytest.mark.parametrize(
    ("answer", "state", "code"),
    [
        (Answer('{"errcode": 93000, "errmsg": "invalid webhook url"}'), "failed", "93000"),
        (Answer('{"errcode": 45009, "errmsg": "api freq out of limit"}'), "queued", "45009"),
        (Answer("<html>proxy</html>"), "queued", "unreadable"),
        (Answer("[]"), "queued", "unreadable"),
        (Answer(status=429), "queued", "http_429"),
        (Answer(status=502), "queued", "http_502"),
        (Answer(status=404), "failed", "http_404"),
        (Answer(status=302, headers={"Location": "http://169.254.169.254/"}), "failed", "http_302"),
        (Answer(closes=True), "queued", "RemoteProtocolError"),
        (Answer(delay=0.8), "queued", "ReadTimeout"),
    ],
)
def test_an_http_200_with_an_error_code_is_no_delivery_and_each_fault_has_its_state(
    desk: Any, vendor: Vendors, answer: Answer, state: str, code: str
) -> None:
    found = send_test(desk, vendor(answer).url)
    assert (found["state"], found["code"]) == (state, code)


def test_what_failed_for_now_is_tried_again_with_growing_delay_until_it_is_taken(desk: Any, vendor: Vendors) -> None:
    bot = vendor(Answer(status=500), Answer(status=500), Answer())
    found = send_test(desk, bot.url)
    for seconds in (5, 10):
        assert courier(desk).carry_due() == 0
        desk.clock.move(by=timedelta(seconds=seconds))
        assert courier(desk).carry_due() == 1
    found = desk.call("officer", "show_delivery", id=found["id"])
    assert (found["state"], [t["result"] for t in found["tries"]]) == ("sent", ["retry", "retry", "sent"])


def test_what_never_succeeds_is_given_up_and_the_officers_and_administrators_are_told_on_their_pages(
    desk: Any, vendor: Vendors
) -> None:
    bot = vendor(Answer(status=500))
    found = send_test(desk, bot.url)
    for _ in range(10):
        desk.clock.move(by=timedelta(minutes=11))
        courier(desk).carry_due()
    assert desk.call("officer", "show_delivery", id=found["id"])["state"] == "failed"
    assert len(bot.got) == 8
    for who in ("officer", "admin"):
        [message] = desk.call(who, "list_messages")["items"]
        assert message["kind"] == "channel_broken"
        assert ("（对方系统出错）" in message["zh"], "http_500" in message["zh"] + message["en"]) == (True, False)
    [channel] = desk.call("admin", "list_channels")["items"]
    assert (channel["failures"], channel["last_error"]) == (1, 'http_500 {"errcode": 0, "errmsg": "ok"}')


def test_a_process_that_dies_while_sending_loses_its_claim_and_the_message_goes_out(desk: Any, vendor: Vendors) -> None:
    bot = vendor()
    channel = make_channel(desk, bot.url)
    queued = desk.call("officer", "test_channel", id=channel["id"])
    dying = courier(desk)
    dying._send = lambda claimed: (_ for _ in ()).throw(SystemExit)  # type: ignore[method-assign]
    with pytest.raises(SystemExit):
        dying._carry(_claim(dying))
    assert courier(desk).carry_due() == 0
    desk.clock.move(by=timedelta(seconds=60))
    assert courier(desk).carry_due() == 1
    assert desk.call("officer", "show_delivery", id=queued["id"])["state"] == "sent"


def _claim(one: Courier) -> Any:
    claimed: list[Any] = []
    one._claim(claimed)
    return claimed[0]


def test_an_outcome_that_comes_after_the_lease_ended_changes_nothing(desk: Any, vendor: Vendors) -> None:
    bot = vendor(Answer(), Answer(status=500))
    channel = make_channel(desk, bot.url)
    queued = desk.call("officer", "test_channel", id=channel["id"])
    slow, quick = courier(desk), courier(desk)
    claimed = _claim(slow)
    desk.clock.move(by=timedelta(seconds=60))
    quick.carry_due()
    slow._carry(claimed)
    assert desk.call("officer", "show_delivery", id=queued["id"])["state"] == "sent"


def test_a_bot_gets_twenty_messages_a_minute_over_all_processes_and_the_rest_in_a_digest(
    desk: Any, vendor: Vendors
) -> None:
    bot = vendor()
    make_channel(desk, bot.url)
    for number in range(30):
        desk.open_incident(title=f"第{number}件")
    desk.pass_time()
    couriers = [courier(desk) for _ in range(3)]
    for _ in range(6):
        for one in couriers:
            one.carry_due()
    assert len(bot.got) == 20
    digest = bot.got[-1]["text"]["content"]
    assert "合并为一条" in digest
    assert digest.count("·") == 15
    states = [d["state"] for d in desk.call("officer", "list_deliveries", limit=200)["items"]]
    waiting = len(states) - 20
    assert states.count("folded") == waiting
    assert states.count("sent") == 20
    desk.pass_time(minutes=1)
    for one in couriers:
        one.carry_due()
    assert "queued" not in [d["state"] for d in desk.call("officer", "list_deliveries", limit=200)["items"]]


def test_beyond_the_limit_nothing_goes_out_until_the_minute_has_passed(desk: Any, vendor: Vendors) -> None:
    bot = vendor()
    channel = make_channel(desk, bot.url)
    for _ in range(25):
        desk.call("officer", "test_channel", id=channel["id"])
    for _ in range(4):
        courier(desk).carry_due()
    assert len(bot.got) == 20
    desk.clock.move(by=timedelta(seconds=59))
    assert courier(desk).carry_due() == 0
    desk.clock.move(by=timedelta(seconds=2))
    assert courier(desk).carry_due() == 5


def test_a_channel_carries_only_the_notices_and_severities_chosen(desk: Any, vendor: Vendors) -> None:
    bot = vendor()
    make_channel(desk, bot.url, notices=["incident_escalated"], severities=["I"])
    desk.open_incident(severity="II")
    desk.open_incident(severity="I", title="仅此一件")
    desk.call("officer", "assign_incident", {"owner_id": "duty"}, id=desk.open_incident(severity="IV")["id"])
    desk.pass_time()
    courier(desk).carry_due()
    assert len(bot.got) >= 1
    assert all("仅此一件" in got["text"]["content"] for got in bot.got)


def test_dingtalk_gets_its_signature_and_keyword(desk: Any, vendor: Vendors) -> None:
    bot = vendor()
    assert send_test(desk, bot.url, "dingtalk", secret="SEC123", keyword="新媒体平台")["state"] == "sent"
    query = parse_qs(urlsplit(bot.paths[0]).query)
    digest = hmac.new(b"SEC123", f"{query['timestamp'][0]}\nSEC123".encode(), hashlib.sha256).digest()
    assert base64.b64decode(unquote(query["sign"][0])) == digest
    assert query["key"] == ["secret-key-1234"]
    assert bot.got[0]["text"]["content"].startswith("新媒体平台 ")


def test_feishu_gets_its_signature_and_no_mention_can_be_smuggled_in(desk: Any, vendor: Vendors) -> None:
    bot = vendor(Answer('{"code": 0, "msg": "success"}'))
    make_channel(desk, bot.url, "feishu", secret="abc")
    desk.open_incident(title='<at user_id="all">所有人</at>')
    desk.pass_time()
    courier(desk).carry_due()
    got = bot.got[0]
    assert (
        got["sign"]
        == base64.b64encode(hmac.new(f"{got['timestamp']}\nabc".encode(), b"", hashlib.sha256).digest()).decode()
    )
    assert "<at" not in got["content"]["text"]
    assert "\uff1cat" in got["content"]["text"]


@pytest.mark.parametrize(("code", "state"), [(19021, "failed"), (11232, "queued")])
def test_feishu_codes_are_read(desk: Any, vendor: Vendors, code: int, state: str) -> None:
    assert send_test(desk, vendor(Answer(json.dumps({"code": code, "msg": "x"}))).url, "feishu")["state"] == state


def test_a_hook_is_signed_over_its_time_and_body(desk: Any, vendor: Vendors) -> None:
    hook = vendor(Answer("thanks", status=204))
    assert send_test(desk, hook.url, "webhook", secret="hook-secret")["state"] == "sent"
    headers = hook.headers[0]
    expected = "sha256=" + sign("hook-secret", headers["x-xinmei-timestamp"], hook.bodies[0])
    assert headers["x-xinmei-signature"] == expected
    assert hook.got[0]["kind"] == "test"


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("webhook", "https://10.0.0.7/x"),
        ("webhook", "https://192.168.1.1:8443/x"),
        ("webhook", "https://169.254.169.254/latest/meta-data"),
        ("webhook", "https://[::1]/x"),
        ("webhook", "https://[::ffff:10.0.0.1]/x"),
        ("webhook", "https://[64:ff9b::7f00:1]/x"),
        ("webhook", "https://[64:ff9b:1::a00:5]/x"),
        ("webhook", "https://[2002:7f00:1::]/x"),
        ("webhook", "https://[::7f00:1]/x"),
        ("webhook", "https://[fec0::1]/x"),
        ("webhook", "https://2130706434/x"),
        ("webhook", "https://0x7f000002/x"),
        ("webhook", "https://127.2/x"),
        ("webhook", "https://localhost/x"),
        ("webhook", "https://db.internal/x"),
        ("webhook", "https://intranet/x"),
        ("webhook", "http://example.com/x"),
        ("webhook", "ftp://example.com/x"),
        ("webhook", "https://user:pass@example.com/x"),
        ("webhook", "https://example.com:99999/x"),
        ("webhook", "https://[broken/x"),
        ("wecom", "https://qyapi.weixin.qq.com.evil.example/send"),
        ("dingtalk", "https://example.com/robot/send"),
        ("email", "smtp://10.1.1.1:25"),
        ("email", "https://mail.example.com"),
        ("apprise", "exec://rm"),
        ("apprise", "gotify://10.0.0.3/token"),
        ("apprise", "nothing"),
        ("apprise", "gotify://example.com/AbCdEfGhIjKlMnO?rto=86400&cto=86400"),
        ("apprise", "gotify://example.com/AbCdEfGhIjKlMnO?Redirect=yes"),
        ("apprise", "gotify://[example.com/AbCdEfGhIjKlMnO"),
    ],
)
def test_an_address_inside_the_network_or_not_the_vendors_is_refused(desk: Any, kind: str, url: str) -> None:
    body = {"kind": kind, "name": "x", "url": url, "recipients": ["a@example.com"], "sender": "b@example.com"}
    with pytest.raises(InputInvalid) as refused:
        desk.call("officer", "make_channel", body)
    assert list(refused.value.errors) == ["url"]


@pytest.mark.parametrize("ip", ["2606:4700:4700::1111", "64:ff9b::808:808", "2002:808:808::", "8.8.8.8"])
def test_an_address_that_leads_outside_is_none_of_the_network_whatever_it_is_written_as(ip: str) -> None:
    Guard().check_host(ip, 443)


def test_who_answers_without_end_holds_up_nobody_for_longer_than_a_while(
    desk: Any, vendor: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each read is in time, the whole is not: the delivery is tried again later."""
    monkeypatch.setattr("services.alerts.courier.LONGEST", 0.05)
    monkeypatch.setattr("services.alerts.courier.send_apprise", lambda *_: eventlet.sleep(30))
    channel = make_channel(desk, "gotify://example.com/AbCdEfGhIjKlMnO", "apprise")
    queued = desk.call("officer", "test_channel", id=channel["id"])
    courier(desk, Guard()).carry_due()
    found = desk.call("officer", "show_delivery", id=queued["id"])
    assert (found["state"], found["code"]) == ("queued", "TimeoutError")


def test_a_name_that_points_into_the_network_is_refused_when_it_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.5", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **kwargs: answer)
    with pytest.raises(AddressRefused):
        Guard().find("hooks.example.com", 443)
    assert Guard(frozenset({"hooks.example.com"})).find("hooks.example.com", 443).ip == "93.184.215.14"


def test_a_refused_address_fails_the_delivery_without_a_call(desk: Any, vendor: Vendors) -> None:
    bot = vendor()
    channel = make_channel(desk, bot.url)
    queued = desk.call("officer", "test_channel", id=channel["id"])
    courier(desk, Guard()).carry_due()
    found = desk.call("officer", "show_delivery", id=queued["id"])
    assert (found["state"], found["code"]) == ("failed", "address_refused")
    assert bot.got == []


def test_secrets_are_never_shown_again(desk: Any, vendor: Vendors) -> None:
    channel = make_channel(desk, vendor().url, "dingtalk", secret="SECRET-OF-BOT")
    shown = json.dumps([channel, desk.call("admin", "list_channels"), desk.call("auditor", "list_channels")])
    assert "SECRET-OF-BOT" not in shown
    assert "secret-key" not in shown
    assert channel["has_secret"] is True


@pytest.mark.parametrize("who", ["cs.head", "duty", "auditor", "student1"])
def test_channels_are_set_by_the_department_and_the_administrator_alone(desk: Any, who: str) -> None:
    with pytest.raises(NotPermitted):
        desk.call(who, "make_channel", {"kind": "wecom", "name": "x", "url": "https://qyapi.weixin.qq.com/x"})
    with pytest.raises(NotPermitted):
        desk.call(who, "save_template", {"text": "x"})


def test_an_ended_channel_sends_nothing_more(desk: Any, vendor: Vendors) -> None:
    bot = vendor()
    channel = make_channel(desk, bot.url)
    queued = desk.call("officer", "test_channel", id=channel["id"])
    desk.call("officer", "end_channel", id=channel["id"])
    courier(desk).carry_due()
    assert desk.call("officer", "show_delivery", id=queued["id"])["code"] == "channel_ended"
    assert bot.got == []
    with pytest.raises(StateConflict):
        desk.call("officer", "test_channel", id=channel["id"])


@pytest.mark.parametrize(
    "source",
    [
        "{{ title.__class__.__mro__ }}",
        "{{ title['__class__'] }}",
        "{{ ''.join(title) }}",
        "{% for i in range(100000000) %}x{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{{ 9 ** 999999999 }}",
        "{% include '/etc/passwd' %}",
        "{% set x = 1 %}",
        "{% macro m() %}{{ m() }}{% endmacro %}",
        "{{ config }}",
        "{{ title | attr('__class__') }}",
        "{{ title | map('x') }}",
        "{{ title",
        "x" * 4001,
    ],
)
def test_a_template_cannot_run_code_nor_run_for_ever(source: str) -> None:
    with pytest.raises(TemplateRefused):
        render(source, {"title": "标题"})


def test_templates_read_well_in_both_languages() -> None:
    fields = {"severity": "II", "text": "请确认", "link": "https://x.cn"}
    assert render(DEFAULTS["zh"], fields) == "【新媒】[II 级] 请确认\nhttps://x.cn"
    assert render(DEFAULTS["en"], {"text": "Please"}) == "[Xinmei] Please"
    assert (
        render(
            "{{ title | truncate(5) | upper }}{% if severity == 'I' %}!{% endif %}",
            {"title": "abcdefghijk", "severity": "I"},
        )
        == "AB...!"
    )


def test_html_in_names_is_escaped_in_mail() -> None:
    assert "<script>" not in as_html(render("{{ title }}", {"title": "<script>alert(1)</script>"}))


def test_the_most_particular_template_is_used(desk: Any, vendor: Vendors) -> None:
    bot = vendor()
    desk.call("officer", "save_template", {"text": "通用：{{ text }}"})
    desk.call("officer", "save_template", {"text": "企业微信：{{ text }}", "channel_kind": "wecom", "notice": "test"})
    send_test(desk, bot.url)
    assert bot.got[0]["text"]["content"].startswith("企业微信：")
    assert desk.call("officer", "preview_template", {"text": "{{ severity }}"}) == {"text": "II"}
    with pytest.raises(InputInvalid):
        desk.call("officer", "save_template", {"text": "{{ nothing }}"})


@pytest.mark.parametrize(
    ("reply", "state", "code"),
    [("250 ok", "sent", "250"), ("450 try later", "queued", "450"), ("550 unknown", "failed", "550")],
)
def test_mail_goes_out_and_the_servers_reply_is_read(desk: Any, reply: str, state: str, code: str) -> None:
    server = FakeMailServer(reply)
    more = {"recipients": ["duty@example.com"], "sender": "xinmei@example.com", "starttls": False}
    try:
        found = send_test(desk, server.url, "email", **more)
    finally:
        server.close()
    assert (found["state"], found["code"]) == (state, code)
    if state == "sent":
        message = email.message_from_string(server.got[0], policy=email.policy.default)
        assert message["To"] == "duty@example.com"
        text, html = message.iter_parts()
        assert "这是一条测试消息" in text.get_content()
        assert "<br>" in html.get_content()


def test_a_mail_server_without_tls_is_not_trusted_with_the_message(desk: Any) -> None:
    server = FakeMailServer()
    more = {"recipients": ["duty@example.com"], "sender": "xinmei@example.com"}
    try:
        assert send_test(desk, server.url, "email", **more)["state"] == "queued"
    finally:
        server.close()
    assert server.got == []


def test_a_subject_cannot_smuggle_a_header_into_a_mail(desk: Any) -> None:
    server = FakeMailServer()
    more = {"recipients": ["duty@example.com"], "sender": "xinmei@example.com", "starttls": False}
    make_channel(desk, server.url, "email", **more)
    desk.open_incident(title="x Bcc: evil@example.com")
    try:
        desk.pass_time()
        courier(desk).carry_due()
    finally:
        server.close()
    message = email.message_from_string(server.got[0], policy=email.policy.default)
    assert message["Bcc"] is None


@pytest.mark.parametrize(("answer", "told"), [(Answer(), []), (Answer(status=500), ["channel_broken"])])
def test_a_canary_that_does_not_arrive_in_time_says_that_delivery_is_broken(
    desk: Any, vendor: Vendors, answer: Answer, told: list[str]
) -> None:
    bot = vendor(answer)
    make_channel(desk, bot.url, canary=True)
    desk.pass_time(days=1)
    courier(desk).carry_due()
    assert "每日巡检" in bot.got[0]["text"]["content"]
    desk.pass_time(minutes=30)
    assert [m["kind"] for m in desk.call("officer", "list_messages")["items"]] == told
    desk.pass_time(days=1)
    courier(desk).carry_due()
    assert len(desk.call("officer", "list_deliveries", kind="canary")["items"]) == 2


def silent(desk: Any) -> list[str]:
    """The channels whose canary somebody else finds missing, by the database alone."""
    with desk.works.database.begin(writes=False) as session:
        return [name for name, heard in canaries(session) if is_silent(heard, desk.clock.now())]


def test_a_canary_that_nobody_sends_is_missed_by_who_only_reads_the_database(desk: Any, vendor: Vendors) -> None:
    bot = vendor()
    found = make_channel(desk, bot.url, name="值班群", canary=True)
    make_channel(desk, bot.url, name="没有巡检")
    desk.pass_time(days=1)
    courier(desk).carry_due()
    assert silent(desk) == []
    desk.clock.move(by=timedelta(hours=25, minutes=1))
    assert silent(desk) == ["值班群"]
    desk.service.measure_canaries()
    heard = metrics.canary.labels("alerts")._value.get()
    assert desk.clock.now().timestamp() - heard > 25 * 3600
    desk.call("officer", "end_channel", id=found["id"])
    assert silent(desk) == []
    desk.service.measure_canaries()
    assert metrics.canary.labels("alerts")._value.get() == desk.clock.now().timestamp()
