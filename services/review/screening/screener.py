"""Owns the screening of texts: one stream a batch, every search over it, and the findings in each text's own code points.

A batch costs a few hundred numpy calls whatever it holds; what is suspicious is then looked at one by one. Screening is pure,
keeps no state between calls and may run in any number of threads or greenlets at once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.review.screening.glossary import Glossary, Kind
from services.review.screening.homophones import SoundIndex
from services.review.screening.interleaved import find_interleaved
from services.review.screening.judge import Hit, Judge
from services.review.screening.letters import DIGIT, LATIN, MARK, NUMERAL, Positions
from services.review.screening.lexicon import TIERS, Finding, Lexicon
from services.review.screening.markup import Reading, read
from services.review.screening.spans import Cover, Places
from services.review.screening.numbers import number_windows
from services.review.screening.parts import Composite, PartIndex, PartSearch, part_pairs
from services.review.screening.patterns import (
    ADDRESS_TRIGGERS,
    NUMERALS,
    TRIGGERS,
    PatternHit,
    find_addresses,
    find_markings,
    find_numbers,
)
from services.review.screening.phonetics import load_sounds
from services.review.screening.pinyin import PinyinSearch
from services.review.screening.stream import Stream, plain_text

BATCH_CHARACTERS: Final = 256_000
SYLLABLE: Final = (1 << 9) - 1
SINGLE: Final = 1 << 9

Found = tuple[int, int, int, Finding]  # text, and what orders findings of one name: tier, start


class Screener:
    """Screens texts against one lexicon and the rules."""

    def __init__(self, lexicon: Lexicon, today: Callable[[], date] = date.today) -> None:
        """Compiles the lexicon. `today` bounds birth dates."""
        self.lexicon = lexicon
        self.today = today
        self.glossary = Glossary(lexicon, TRIGGERS)
        self.sounds = SoundIndex(self.glossary)
        self.parts = PartIndex(self.glossary)
        # One look-up a token answers: which syllable, may it be part of a split character, is it a term by itself.
        self.properties = load_sounds().usual.astype(np.uint32)
        self.parts.mark(self.properties)
        self.properties[np.minimum(self.glossary.single_codes, len(self.properties) - 1)] |= np.uint32(SINGLE)
        self.first_trigger = len(self.glossary.kinds) - len(TRIGGERS)

    def screen(self, text: str) -> list[Finding]:
        """The findings in a text, in the order of their place. Any string is welcome; nothing is raised."""
        return self.screen_many([text])[0]

    def screen_many(self, texts: Iterable[str]) -> list[list[Finding]]:
        """The findings of each text. Much faster a text than one by one."""
        findings: list[list[Finding]] = []
        batch: list[str] = []
        size = 0
        for text in texts:
            if batch and size + len(text) > BATCH_CHARACTERS:
                findings += self.screen_batch(batch)
                batch, size = [], 0
            batch.append(text)
            size += len(text)
        return findings + (self.screen_batch(batch) if batch else [])

    def screen_batch(self, texts: Sequence[str]) -> list[list[Finding]]:
        """The findings of a few texts, in one go."""
        readings = [reading for post, text in enumerate(texts) for reading in read(post, text)]
        return Batch(self, texts, readings).findings()


class Batch:
    """One batch of texts on its way through the searches."""

    def __init__(self, screener: Screener, texts: Sequence[str], readings: Sequence[Reading]) -> None:
        """Folds readings of some texts."""
        self.screener = screener
        self.texts = texts
        self.stream = Stream.of(readings)
        self.judge = Judge(self.stream, screener.glossary)
        self.allowed: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.triggered: set[tuple[int, bool]] = set()
        self.verbatim: set[tuple[int, int]] = set()

    def findings(self) -> list[list[Finding]]:
        """Every finding of every text, after allowed phrases and doubles are taken away."""
        hits = list(self.hits())
        found = [found for hit in hits if (found := self.term_finding(hit))]
        found += self.verbatim_findings()
        found += self.pattern_findings()
        if self.stream.seen & NUMERAL and self.screener.glossary.digits.any():
            found += self.spelled_findings()
        return self.sort_out(found)

    def hits(self) -> Iterator[Hit]:
        """The hits of every search; allowed phrases and triggers are noted on the way."""
        stream, screener = self.stream, self.screener
        properties = screener.properties.take(stream.codes, mode="clip")
        yield from self.literal_hits(properties & SINGLE)
        if not screener.sounds.index.size and not len(screener.parts.keys):
            return
        syllables = properties & SYLLABLE
        places, entries = screener.sounds.homophones(syllables, stream.codes)
        for place, entry in zip(places.tolist(), entries.tolist(), strict=True):
            if hit := self.homophone_hit(place, entry):
                yield hit
        composites = self.composites(properties)
        if composites:
            yield from PartSearch(stream, self.judge, screener.parts).hits(composites)
        if stream.seen & LATIN and screener.sounds.index.size:
            yield from PinyinSearch(stream, self.judge, screener.sounds, composites).hits()
        if stream.seen & (LATIN | DIGIT):
            yield from find_interleaved(stream, self.judge, syllables)

    def composites(self, properties: NDArray[np.uint32]) -> list[Composite]:
        """The places where parts stand side by side and may make a character of a term, in order."""
        pairs = part_pairs(properties)
        return self.screener.parts.composites(self.stream.codes, pairs) if len(pairs) else []

    def literal_hits(self, singles: Positions) -> Iterator[Hit]:
        """Terms as they are listed, whatever case, script, width, separators and repeats they come in."""
        glossary = self.screener.glossary
        places, entries = glossary.index.find(self.stream.codes)
        kinds = glossary.kinds
        candidates = list(zip(places.tolist(), entries.tolist(), strict=True)) + list(self.single_candidates(singles))
        for place, entry in candidates:
            kind = kinds[entry]
            if kind == Kind.TRIGGER:
                self.note_trigger(place, entry)
            elif kind == Kind.VERBATIM:
                self.note_verbatim(place, entry)
            elif hit := self.judge.literal(place, entry):
                if kind == Kind.TERM:
                    yield hit
                elif hit.tier in {"exact", "normalised"}:
                    number, start, end = self.stream.place(hit.start, hit.end)
                    self.allowed[self.stream.readings[number].post].append((start, end))

    def single_candidates(self, singles: Positions) -> Iterator[tuple[int, int]]:
        """The places of entries of one token."""
        glossary = self.screener.glossary
        for place in (singles != 0).nonzero()[0].tolist():
            code = self.stream.codes[place]
            first, last = (int(np.searchsorted(glossary.single_codes, code, side=side)) for side in ("left", "right"))
            yield from ((place, int(entry)) for entry in glossary.singles[first:last])

    def note_trigger(self, place: int, entry: int) -> None:
        """Remembers that a pattern is worth trying on a reading."""
        addresses = entry - self.screener.first_trigger < len(ADDRESS_TRIGGERS)
        self.triggered.add((self.reading_at(place), addresses))

    def note_verbatim(self, place: int, entry: int) -> None:
        """Remembers that a term with signs may stand in a reading; a stroke among its signs has to stand there as it is."""
        number = self.reading_at(place)
        text = self.stream.readings[number].text
        if all(stroke in text for stroke in self.screener.glossary.strokes.get(entry, ())):
            self.verbatim.add((number, entry))

    def reading_at(self, token: int) -> int:
        """The number of the reading in which a token stands."""
        return self.stream.reading_of(self.stream.heads(token, token + 1)[0])

    def homophone_hit(self, place: int, entry: int) -> Hit | None:
        """What the judge makes of a homophone candidate; stretched characters count as often as the term has them."""
        glossary = self.screener.glossary
        tokens = glossary.token_slice(entry)
        count = tokens.stop - tokens.start
        replaced = (self.stream.codes[place : place + count] != glossary.codes[tokens]).tolist()
        sounds = load_sounds()
        pairs = zip(self.stream.codes[place : place + count].tolist(), glossary.codes[tokens].tolist(), strict=True)
        if not all(one == other or sounds.alike(one, other) for one, other in pairs):
            return None
        spans = [(token, token) for token in range(place, place + count)]
        return self.judge.replaced(entry, spans, "homophone", replaced)

    def term_finding(self, hit: Hit) -> Found | None:
        """A hit as a finding of its text; None where the term does not want this tier."""
        term = self.screener.glossary.terms[hit.entry]
        if not term.may_be_found_at(hit.tier):
            return None
        number, start, end = self.stream.place(hit.start, hit.end)
        post = self.stream.readings[number].post
        matched = self.texts[post][start:end]
        finding = Finding(term.text, "term", start, end, matched, hit.tier, term.severity, term.article)
        return post, TIERS.index(hit.tier), start, finding

    def verbatim_findings(self) -> Iterator[Found]:
        """Terms that live by their signs, in the readings where their letters stand, or in all where they have none."""
        glossary = self.screener.glossary
        everywhere = {(number, entry) for entry in glossary.signs_only for number in range(len(self.stream.readings))}
        for number, entry in sorted(self.verbatim | everywhere):
            wanted = glossary.verbatim[entry]
            text, shown = self.plain(number)
            place = text.find(wanted) if wanted else -1
            while place >= 0:
                end = place + len(wanted)
                if whole_word(text, place, end):
                    found = self.term_finding(Hit(entry, int(shown[place]), int(shown[end - 1]) + 1, "normalised"))
                    yield from [found] if found else []
                place = text.find(wanted, end)

    def spelled_findings(self) -> Iterator[Found]:
        """Terms that hold a number, where the text writes it in Chinese numerals."""
        numerals = self.stream.signs & (NUMERAL | DIGIT) == NUMERAL
        places = np.flatnonzero(numerals[:-2] & numerals[1:-1] & numerals[2:])
        readings = [self.stream.readings[number] for number in sorted({*map(self.stream.reading_of, places.tolist())})]
        if not readings:
            return
        spelled = [Reading(one.post, one.text.translate(NUMERALS), one.starts, one.ends) for one in readings]
        other = Batch(self.screener, self.texts, spelled)
        for hit in other.literal_hits(np.zeros(0, dtype=np.intp)):
            if self.screener.glossary.digits[hit.entry] and (found := other.term_finding(hit)):
                yield found

    def plain(self, number: int) -> tuple[str, Positions]:
        """The text for patterns of one reading, and the character of the stream that each of its letters is."""
        place = self.stream.characters_of(number)
        text, shown = plain_text(self.stream.characters[place], self.stream.signs[place])
        return text, shown + place.start

    def pattern_findings(self) -> Iterator[Found]:
        """The findings of the rules, where a cheap sign says that they are worth trying."""
        for start, end in number_windows(self.stream):
            text, shown = plain_text(self.stream.characters[start:end], self.stream.signs[start:end])
            for hit in find_numbers(text, self.screener.today()):
                yield self.pattern_finding(hit, shown + start)
        addresses = self.readings_with_marks() if self.stream.seen & MARK else set()
        addresses |= {number for number, address in self.triggered if address}
        markings = {number for number, address in self.triggered if not address}
        for number in sorted(addresses | markings):
            text, shown = self.plain(number)
            hits: list[PatternHit] = list(find_addresses(text)) if number in addresses else []
            hits += find_markings(text) if number in markings else []
            yield from (self.pattern_finding(hit, shown) for hit in hits)

    def pattern_finding(self, hit: PatternHit, shown: Positions) -> Found:
        """A pattern's hit as a finding of its text."""
        rule, first, last = hit
        number, start, end = self.stream.place(int(shown[first]), int(shown[last - 1]) + 1)
        post = self.stream.readings[number].post
        matched = self.texts[post][start:end]
        name = f"rule:{rule.name}"
        finding = Finding(name, rule.name, start, end, matched, "pattern", rule.severity, rule.article)
        return post, TIERS.index("pattern"), start, finding

    def readings_with_marks(self) -> set[int]:
        """The readings that hold an @ or a slash."""
        return {self.stream.reading_of(place) for place in np.flatnonzero((self.stream.signs & MARK) != 0).tolist()}

    def sort_out(self, found: Iterable[Found]) -> list[list[Finding]]:
        """Each text's findings by place, without allowed ones and without a second one of a name in one place."""
        kept: list[list[Finding]] = [[] for _ in self.texts]
        allowed = {post: Cover(spans) for post, spans in self.allowed.items()}
        taken: dict[tuple[int, str], Places] = defaultdict(Places)
        for post, _, _, finding in sorted(found, key=lambda entry: entry[:3]):
            if post in allowed and allowed[post].covers(finding.start, finding.end):
                continue
            if taken[post, finding.name].take(finding.start, finding.end):
                kept[post].append(finding)
        for findings in kept:
            findings.sort(key=lambda finding: (finding.start, finding.end, finding.name))
        return kept


def whole_word(text: str, start: int, end: int) -> bool:
    """Whether a span that begins or ends in a Latin letter does so at the edge of a word."""
    ahead = start > 0 and is_latin(text[start]) and is_latin(text[start - 1])
    behind = end < len(text) and is_latin(text[end - 1]) and is_latin(text[end])
    return not (ahead or behind)


def is_latin(char: str) -> bool:
    """Whether a folded character is a Latin letter."""
    return "a" <= char <= "z"
