"""The difference between two texts, as runs that are equal, deleted or inserted: between versions, and to what was approved.

Compared sentence by sentence first and character by character only within what differs, so that it stays quick on long texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

Run = dict[str, str]
FINE = 400
"""Longest pair of passages, in characters, that is compared character by character."""

_sentences = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]?")


def differences(before: str, after: str) -> list[Run]:
    """``[{"op": "equal" | "delete" | "insert", "text"}]``: read without the inserted runs it is `before`, without the deleted `after`."""
    return _joined(_compare(_split(before), _split(after), fine=True))


def _split(text: str) -> list[str]:
    return [part for part in _sentences.findall(text) if part]


def _compare(before: Sequence[str], after: Sequence[str], *, fine: bool) -> list[Run]:
    runs: list[Run] = []
    for op, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "".join(before[i1:i2]), "".join(after[j1:j2])
        if op == "equal":
            runs.append({"op": "equal", "text": old})
        elif fine and old and new and max(len(old), len(new)) <= FINE:
            runs += _compare(old, new, fine=False)
        else:
            runs += [{"op": "delete", "text": old}, {"op": "insert", "text": new}]
    return runs


def _joined(runs: Sequence[Run]) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        if not run["text"]:
            continue
        if found and found[-1]["op"] == run["op"]:
            found[-1] = {"op": run["op"], "text": found[-1]["text"] + run["text"]}
        else:
            found.append(run)
    return found
