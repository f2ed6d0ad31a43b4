"""Traces for an OpenTelemetry collector: from the browser's request through calls and events to the last effect.

Nothing happens where no collector is set (``XINMEI_TRACES``). The trace's id is the one that logs and ledgers carry. Spans of
one process nest by themselves; a call carries its span's id along, and an event needs to carry none: the span in which it was
told has an id that is computed from the event's own, so that whoever handles it knows its parent.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from services.kit.ids import current_trace

_span: ContextVar[str] = ContextVar("span", default="")
_wanted: ContextVar[str] = ContextVar("wanted", default="")
_trace: ContextVar[str] = ContextVar("trace", default="")
_tracer: Any = None
_provider: Any = None

SERVER, CLIENT, PRODUCER, CONSUMER, INTERNAL = "SERVER", "CLIENT", "PRODUCER", "CONSUMER", "INTERNAL"


def configure(collector: str, service: str) -> None:
    """From now on send spans to `collector` (``http://host:4318``), as of this service. Nothing where it is empty."""
    global _tracer, _provider
    if not collector or _tracer is not None:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class Ids(RandomIdGenerator):
        def generate_trace_id(self) -> int:
            return _number(_trace.get() or current_trace())

        def generate_span_id(self) -> int:
            return int(_wanted.get(), 16) if _wanted.get() else super().generate_span_id()

    resource = Resource.create({"service.name": f"xinmei-{service}", "service.namespace": "xinmei"})
    _provider = TracerProvider(id_generator=Ids(), resource=resource, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=f"{collector.rstrip('/')}/v1/traces", timeout=5)
    _provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=1000))
    _tracer = _provider.get_tracer("xinmei")


def close() -> None:
    """Send what was not sent yet, for two seconds at most."""
    if _provider is not None:
        with contextlib.suppress(Exception):
            _provider.force_flush(2000)


def is_on() -> bool:
    return _tracer is not None


def current_span() -> str:
    """The id of the span that is open here, 16 hexadecimal digits; empty where there is none."""
    return _span.get()


def event_span(event_id: str) -> str:
    """The id of the span in which this event was told."""
    return hashlib.blake2b(event_id.encode(), digest_size=8).hexdigest()


def origin(trace: str, span_id: str) -> str:
    """A trace and a span of it in one text, for a row that somebody takes up later; `from_origin` reads it."""
    return f"{trace}:{span_id}"


def from_origin(text: str) -> tuple[str, str]:
    """The trace and the span; both are empty where the row is of a version that kept none."""
    trace, _, span_id = text.partition(":")
    return trace, span_id


def event_origin(trace: str, event_id: str) -> str:
    """Where what an event sets off goes on."""
    return origin(trace, event_span(event_id))


@contextlib.contextmanager
def span(name: str, kind: str, *, parent: str = "", trace: str = "", **attributes: str | int) -> Iterator[None]:
    """Measure what happens inside. `parent` is a span of elsewhere; without it, the one that is open here."""
    if _tracer is None:
        yield
        return
    opened = _begin(name, kind, parent or _span.get(), "", trace, attributes)
    was = _span.set(format(opened.get_span_context().span_id, "016x"))
    try:
        yield
    except BaseException as error:
        opened.record_exception(error)
        _fail(opened, type(error).__name__)
        raise
    finally:
        _span.reset(was)
        opened.end()


def mark(name: str, kind: str, *, parent: str = "", own: str = "", trace: str = "", **attributes: str | int) -> None:
    """A span without length: that something was told. `own` is the id it is to have."""
    if _tracer is not None:
        _begin(name, kind, parent, own, trace, attributes).end()


def _begin(name: str, kind: str, parent: str, own: str, trace: str, attributes: dict[str, str | int]) -> Any:
    from opentelemetry import trace as otel

    trace_id = trace or current_trace()
    context = otel.set_span_in_context(otel.INVALID_SPAN)
    if parent:
        known = otel.SpanContext(_number(trace_id), _number(parent), True, otel.TraceFlags(1))
        context = otel.set_span_in_context(otel.NonRecordingSpan(known))
    wanted, of_trace = _wanted.set(own), _trace.set(trace_id)
    try:
        named = {f"xinmei.{key}": value for key, value in attributes.items()}
        return _tracer.start_span(name, context=context, kind=otel.SpanKind[kind], attributes=named)
    finally:
        _wanted.reset(wanted)
        _trace.reset(of_trace)


def _number(hexadecimal: str) -> int:
    """A trace's or span's id as OpenTelemetry keeps it; 1 for what is none, which only a test may write."""
    try:
        return int(hexadecimal, 16) or 1
    except ValueError:
        return 1


def _fail(opened: Any, what: str) -> None:
    from opentelemetry.trace import Status, StatusCode

    opened.set_status(Status(StatusCode.ERROR, what))
