"""A trace runs from the request through calls and events, over processes, to the last effect."""

from __future__ import annotations

from tests.e2e.college import College
from tests.e2e.running import Suite, eventually
from tests.integration.deploy.collector import Collector, Span

TRACE, BROWSER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
INCIDENT = "4bf92f3577b34da6a3ce929d0e0e4737"


def way_to(span: Span, spans: dict[str, Span]) -> list[str]:
    """The names from the first span to this one."""
    names = [span.name]
    while span.parent in spans:
        span = spans[span.parent]
        names.append(span.name)
    assert span.parent == BROWSER, f"{names} begins nowhere"
    return names[::-1]


def test_a_text_can_be_followed_from_the_browser_to_its_screening_and_to_whoever_hears_of_it(
    strict: Suite, college: College, collector: Collector
) -> None:
    from tests.e2e.test_slice import approved_account, submitted_text

    account_id = approved_account(college, 2, "cs", "yiban")
    submitted_text(college, "cs.operator", account_id, "先等账号可用。")
    wanted = {"account_id": account_id, "title": "追踪", "body": "一路可查。", "source": "original"}
    college["cs.operator"].post("/submissions", wanted, 201, traceparent=f"00-{TRACE}-{BROWSER}-01")

    def screened() -> dict[str, Span] | None:
        spans = collector.of(TRACE)
        told = [span for span in spans.values() if span.name == "tell submission.screened.v1"]
        return (
            spans if told and all(span.parent in spans or span.parent == BROWSER for span in spans.values()) else None
        )

    spans = eventually(screened, "every span of the trace has come")
    told = next(span for span in spans.values() if span.name == "tell submission.screened.v1")
    way = way_to(told, spans)
    assert way[:4] == ["HTTP POST", "call review submit_text", "review submit_text", "tell submission.submitted.v1"]
    assert way[-1] == "tell submission.screened.v1"
    assert {spans[span].service for span in spans} >= {"xinmei-gateway", "xinmei-review"}
    handled = [span for span in spans.values() if span.name == "review.screening handle submission.submitted.v1"]
    assert [spans[span.parent].name for span in handled] == ["tell submission.submitted.v1"]


def test_an_incident_can_be_followed_to_its_escalation_and_to_the_delivery_that_it_set_off(
    strict: Suite, college: College, collector: Collector
) -> None:
    """A deadline and a delivery come later, by another thread: both carry on the trace that brought them about."""
    hook = {"name": "外部系统", "url": "https://hooks.invalid/in", "secret": "s" * 16, "events": ["incident.opened.v1"]}
    college["officer"].post("/webhooks", hook, 201)
    seen = {"title": "追踪", "severity": "III", "urls": [], "summary": "演练。", "source": "hand"}
    college["duty"].post("/incidents", seen, 201, traceparent=f"00-{INCIDENT}-{BROWSER}-01")
    escalated, delivered = "alerts deadline incident.escalate", "alerts delivery incident.opened.v1"

    def both() -> dict[str, Span] | None:
        spans = collector.of(INCIDENT)
        joined = all(span.parent in spans or span.parent == BROWSER for span in spans.values())
        return spans if joined and {escalated, delivered} <= {span.name for span in spans.values()} else None

    spans = eventually(both, "the escalation and the delivery have come, and every span has its parent")
    ways = {span.name: way_to(span, spans) for span in spans.values()}
    asked = ["HTTP POST", "call alerts report_incident", "alerts report_incident"]
    assert ways[escalated][:4] == [*asked, escalated], "and on from step to step"
    assert ways[delivered] == [*asked, "tell incident.opened.v1", delivered]


def test_the_ledger_names_the_same_trace(strict: Suite, college: College, strict_database: str) -> None:
    import psycopg

    with psycopg.connect(strict_database) as connection:
        rows = connection.execute("SELECT action FROM review.ledger WHERE trace = %s", (TRACE,)).fetchall()
    assert "screen" in {action for (action,) in rows}
