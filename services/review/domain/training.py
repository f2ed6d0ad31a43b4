"""Who runs accounts is trained (article 16): what the training service says of a person, and what follows when they hand a text in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from services.contracts.errors import StateConflict

NOTED: Final = "training_owed"


@dataclass(eq=False, kw_only=True)
class Standing:
    """How a person stands: clear, warn or block; and the sentences that say what is owed."""

    person_id: str
    mode: str
    due_at: str
    zh: str
    en: str

    def must_not_block(self) -> None:
        """Raise `StateConflict` where the rules let nobody hand texts in who stands so."""
        if self.mode == "block":
            raise StateConflict(
                zh=f"没有送审。{self.zh}", en=f"Not handed in. {self.en}", code=NOTED, due_at=self.due_at
            )

    @property
    def warning(self) -> str:
        """What stands beside the text of one who is warned; empty otherwise."""
        return f"{self.zh} {self.en}" if self.mode == "warn" else ""
