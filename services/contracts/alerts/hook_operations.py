"""The HTTP operations about webhooks."""

from __future__ import annotations

from functools import partial

from services.contracts.alerts import delivery_shapes as delivery
from services.contracts.alerts import hook_shapes as shapes
from services.contracts.alerts.fields import Listing
from services.contracts.operations import Operation

_hooks = partial(Operation, service="alerts", tag="webhooks")

HOOK_OPERATIONS: list[Operation] = [
    _hooks(name="list_event_types", method="GET", path="/event-types", zh="可订阅的事件", en="Events that a webhook may be told of",
           response=shapes.EventType, many=True),
    _hooks(name="list_hooks", method="GET", path="/webhooks", zh="查看 Webhook", en="List webhooks", query=Listing,
           response=shapes.Hook, many=True),
    _hooks(name="show_hook", method="GET", path="/webhooks/{id}", zh="查看一个 Webhook", en="See a webhook, and what waits for it",
           response=shapes.Hook),
    _hooks(name="make_hook", method="POST", path="/webhooks", zh="订阅事件(Webhook)", en="Have another system told of events",
           request=shapes.HookOrder, response=shapes.NewHook, status=201),
    _hooks(name="test_hook", method="POST", path="/webhooks/{id}/test", zh="发送试验事件", en="Send a test event",
           response=delivery.Delivery),
    _hooks(name="pause_hook", method="POST", path="/webhooks/{id}/pause", zh="暂停 Webhook", en="Hold what a webhook is to be told of",
           response=shapes.Hook),
    _hooks(name="resume_hook", method="POST", path="/webhooks/{id}/resume", zh="恢复 Webhook",
           en="Send a webhook, in order, what was held, and what happens from now on", response=shapes.Hook),
    _hooks(name="end_hook", method="POST", path="/webhooks/{id}/end", zh="停用 Webhook", en="End a webhook", response=shapes.Hook),
    _hooks(name="list_hook_deliveries", method="GET", path="/webhooks/{id}/deliveries", zh="Webhook 发送记录",
           en="What was sent to a webhook, and what came of it", query=shapes.HookDeliveryQuery, response=delivery.Delivery, many=True),
    _hooks(name="send_again", method="POST", path="/webhooks/{id}/deliveries/{delivery_id}/again", zh="重新发送",
           en="Send a delivery again that was given up, or arrived and was lost there", response=delivery.Delivery),
]  # fmt: skip
