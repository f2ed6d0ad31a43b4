"""Who may see which board; what stands on it the services judge once more, each for itself."""

from __future__ import annotations

from services.contracts.errors import NotPermitted
from services.contracts.vocabulary import PROPAGANDA
from services.kit.identity import Identity

SEES_ALL = (*PROPAGANDA, "auditor")
"""The department's board (article 4)."""

WATCHES_INCIDENTS = (*PROPAGANDA, "duty", "auditor")
"""The live stream of incidents, of the whole college."""

PARTS = tuple(f"{service}:read" for service in ("registry", "review", "alerts", "training"))
"""What a board and a stream show parts of: an access token needs all of these scopes."""


def reads_all(identity: Identity) -> bool:
    """Whether a token reaches into every part of a board."""
    return identity.is_whole or set(PARTS) <= set(identity.scopes)


def require_reading(identity: Identity) -> None:
    """Raise `NotPermitted` where an access token lacks a scope that a board needs."""
    if not reads_all(identity):
        raise NotPermitted(
            zh="看板汇总四个服务的内容,访问令牌须有全部读取范围。没有作任何更改。",
            en="A board joins what four services keep: the access token needs the reading scopes of all. Nothing was changed.",
            code="scope",
            needs_scope=list(PARTS),
        )
