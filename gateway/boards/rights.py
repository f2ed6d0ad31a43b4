"""Who may see which board; what stands on it the services judge once more, each for itself."""

from __future__ import annotations

from services.contracts.vocabulary import PROPAGANDA

SEES_ALL = (*PROPAGANDA, "auditor")
"""The department's board (article 4)."""

WATCHES_INCIDENTS = (*PROPAGANDA, "duty", "auditor")
"""The live stream of incidents, of the whole college."""
