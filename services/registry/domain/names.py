"""Protected names and what looks or sounds like them (article 8).

A name is read once: as written, in plain width, without marks and in simplified characters, and by sound. `look_alikes` then
finds a protected name in it: as it stands, in full width, in traditional characters, with something put in between, by
characters of the same sound, or with one character changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

DEFINITE = ("exact", "contains", "full_width", "traditional", "inserted", "homophone")
"""Kinds that nobody hits by chance; `similar` only warns."""

AS_WRITTEN = ("exact", "contains")
OF_COLLEGE = ("college", "short")
SHORTEST_SOUND, SHORTEST_GAPPED, SHORTEST_SIMILAR = 3, 4, 5
MOST_INSERTED = 2
_SUFFIX = re.compile(r"(职业技术学院|学院|学部|系|部|处|办公室|中心|图书馆|社团|协会|学会|联合会|社|团|班|委员会)$")


@dataclass(frozen=True)
class Reading:
    """A name as it is compared.

    `raw` as written, `wide` in plain width and case, `letters` that without marks, `simple` also simplified, `sounds` one
    syllable for each character of `simple`.
    """

    raw: str
    wide: str
    letters: str
    simple: str
    sounds: tuple[str, ...]


Read = Callable[[str], Reading]


@dataclass(eq=False, kw_only=True)
class ProtectedName:
    """A name that is not free: the college's (`college`, `short`), a unit's (`unit`), or one that was set (`word`)."""

    id: str
    name: str
    kind: str = "word"
    note: str = ""
    unit_id: str = ""
    path: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Finding:
    """A protected name found in another: how, how alike (1 is the same), and where in the simplified reading."""

    protected_name: str
    kind: str
    similarity: float
    start: int
    end: int
    blocks: bool = True


def check_name(
    name: str,
    protected: Iterable[ProtectedName],
    read: Read,
    *,
    own_path: Iterable[str] = (),
    own_id: str = "",
    speaks: bool = False,
) -> list[Finding]:
    """What in `name` belongs to others; `blocks` on what may not be used.

    A unit may use its own name and those of the units above and below it; `own_path` lists the ids from the college down to
    it. The college's name stands before a unit's own; alone it belongs to units that speak for the college (`speaks`), which may name any unit.
    """
    reading, own_ids = read(name), set(own_path)
    others: list[ProtectedName] = []
    own: list[ProtectedName] = []
    for one in protected:
        mine = one.kind == "unit" and (one.unit_id in own_ids or (own_id and own_id in one.path))
        (own if mine else others).append(one)
    own_spans = [span for one in own for span in _own_spans(reading, read(one.name))]
    found = []
    for one in others:
        for finding in look_alikes(reading, read(one.name)):
            if not any(start <= finding.start and finding.end <= end for start, end in own_spans):
                found.append(_judged(finding, one, free=speaks or (bool(own_spans) and one.kind in OF_COLLEGE)))
    return _longest_first(found)


def _judged(finding: Finding, protected: ProtectedName, *, free: bool) -> Finding:
    """`free` names may be written as they are; a look-alike of one never is."""
    blocks = finding.kind in DEFINITE and not (free and finding.kind in AS_WRITTEN)
    return replace(finding, blocks=blocks)


def _longest_first(found: list[Finding]) -> list[Finding]:
    """Without those that stand inside a longer one that is as bad, or look alike only for standing in one as written."""
    ordered = sorted(found, key=lambda f: (f.kind not in AS_WRITTEN, -f.blocks, f.start - f.end, -f.similarity))
    kept: list[Finding] = []
    for one in ordered:
        if not any(_covers(other, one) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda f: (-f.blocks, f.start - f.end))


def _covers(other: Finding, one: Finding) -> bool:
    inside = other.start <= one.start and one.end <= other.end
    return inside and (other.blocks >= one.blocks or (other.kind in AS_WRITTEN and one.kind not in AS_WRITTEN))


def _own_spans(reading: Reading, own: Reading) -> Iterator[tuple[int, int]]:
    """Where a unit's own name, or its name without the word for what it is, stands."""
    for text in {own.simple, _SUFFIX.sub("", own.simple)}:
        if len(text) >= 2:
            yield from ((at, at + len(text)) for at in _positions(reading.simple, text))


def look_alikes(name: Reading, protected: Reading) -> list[Finding]:
    """How `protected` stands in `name`, the plainest way first; empty where it does not."""
    for search in (_as_it_stands, _with_gaps, _by_sound, _one_changed):
        if found := search(name, protected):
            kind, similarity, start, end = found
            return [Finding(protected.raw, kind, round(similarity, 2), start, end)]
    return []


Found = tuple[str, float, int, int] | None


def _as_it_stands(name: Reading, protected: Reading) -> Found:
    at = name.simple.find(protected.simple) if protected.simple else -1
    if at < 0:
        return None
    if protected.raw in name.raw:
        kind = "exact" if protected.raw == name.raw else "contains"
    elif protected.wide in name.wide:
        kind = "full_width"
    elif protected.letters in name.letters:
        kind = "inserted"
    else:
        kind = "traditional"
    return kind, 1.0, at, at + len(protected.simple)


def _with_gaps(name: Reading, protected: Reading) -> Found:
    """All its characters in order, with at most two others among them."""
    wanted = protected.simple
    if len(wanted) < SHORTEST_GAPPED:
        return None
    for start in _positions(name.simple, wanted[0]):
        end = start
        for character in wanted:
            end = name.simple.find(character, end, start + len(wanted) + MOST_INSERTED) + 1
            if not end:
                break
        else:
            return "inserted", len(wanted) / (end - start), start, end
    return None


def _by_sound(name: Reading, protected: Reading) -> Found:
    """Characters of the same sound, or of one that many do not tell apart (zh and z, in and ing)."""
    length = len(protected.sounds)
    if length < SHORTEST_SOUND:
        return None
    blurred = [blur(sound) for sound in protected.sounds]
    for start in range(len(name.sounds) - length + 1):
        window = name.sounds[start : start + length]
        if [blur(sound) for sound in window] == blurred:
            points = zip(name.simple[start : start + length], protected.simple, window, protected.sounds, strict=True)
            weights = [1.0 if a == b else 0.9 if s == t else 0.75 for a, b, s, t in points]
            return "homophone", sum(weights) / length, start, start + length
    return None


def _one_changed(name: Reading, protected: Reading) -> Found:
    length = len(protected.simple)
    if length < SHORTEST_SIMILAR:
        return None
    for start in range(len(name.simple) - length + 1):
        window = name.simple[start : start + length]
        if sum(a != b for a, b in zip(window, protected.simple, strict=True)) == 1:
            return "similar", (length - 1) / length, start, start + length
    return None


def blur(sound: str) -> str:
    """A syllable without what southern speakers do not tell apart."""
    for initial in ("zh", "ch", "sh"):
        if sound.startswith(initial):
            sound = initial[0] + sound[2:]
    return sound[:-1] if sound.endswith(("ang", "eng", "ing")) else sound


def _positions(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
