"""Owns one batch of texts on its way through the searches: what each finds, what is allowed, and which doubles are dropped.

A batch costs a few hundred numpy calls whatever it holds; what is suspicious is then looked at one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np

from services.review.screening.candidates import Candidates
from services.review.screening.compiled import SINGLE, SYLLABLE, Compiled
from services.review.screening.glossary import Kind
from services.review.screening.interleaved import find_interleaved
from services.review.screening.judge import Hit, Judge
from services.review.screening.letters import DIGIT, LATIN, MARK, NUMERAL, Positions
from services.review.screening.lexicon import TIERS, Finding
from services.review.screening.markup import Reading
from services.review.screening.numbers import number_windows
from services.review.screening.parts import Composite, PartSearch, part_pairs
from services.review.screening.patterns import (
    ADDRESS_TRIGGERS,
    NUMERALS,
    PatternHit,
    find_addresses,
    find_markings,
    find_numbers,
)
from services.review.screening.phonetics import load_sounds
from services.review.screening.pinyin import PinyinSearch
from services.review.screening.prefixes import Entries
from services.review.screening.spans import Places
from services.review.screening.stream import Stream, plain_text

Found = tuple[int, int, int, Finding]  # text, and what orders findings of one name: tier, start


class Batch:
    """One batch of texts on its way through the searches."""

    def __init__(self, compiled: Compiled, texts: Sequence[str], readings: Sequence[Reading], today: date) -> None:
        """Folds the readings of some texts and searches them for what is listed."""
        self.compiled = compiled
        self.texts = texts
        self.today = today
        self.stream = Stream.of(readings)
        self.properties = compiled.properties.take(self.stream.codes, mode="clip")
        single = (self.properties & SINGLE) != 0 if len(compiled.glossary.singles) else np.zeros(0, dtype=bool)
        singles = single.nonzero()[0]
        self.candidates = Candidates.of(self.stream, compiled.glossary, singles)
        self.allowed = self.candidates.allowed()
        self.judge = Judge(self.stream, compiled.glossary, self.is_allowed)

    def findings(self) -> list[list[Finding]]:
        """Every finding of every text, after allowed phrases and doubles are taken away."""
        found = [found for hit in self.hits() if (found := self.term_finding(hit))]
        found += self.verbatim_findings()
        found += self.pattern_findings()
        if self.stream.seen & NUMERAL and self.compiled.glossary.digits.any():
            found += self.spelled_findings()
        return self.sort_out(found)

    def is_allowed(self, hit: Hit) -> bool:
        """Whether one allowed phrase covers the whole of a hit."""
        if not self.allowed:
            return False
        number, start, end = self.stream.place(hit.start, hit.end)
        cover = self.allowed.get(self.stream.readings[number].post)
        return cover is not None and cover.covers(start, end)

    def hits(self) -> Iterator[Hit]:
        """The hits of every search."""
        stream, compiled = self.stream, self.compiled
        yield from self.literal_hits()
        if not compiled.sounds.index.size and not len(compiled.parts.keys):
            return
        syllables = self.properties & np.uint32(SYLLABLE)
        yield from self.homophone_hits(*compiled.sounds.homophones(syllables, stream.codes))
        composites = self.composites()
        if composites:
            yield from PartSearch(stream, self.judge, compiled.parts).hits(composites)
        if stream.seen & LATIN and compiled.sounds.index.size:
            yield from PinyinSearch(stream, self.judge, compiled.sounds, composites).hits()
        if stream.seen & (LATIN | DIGIT):
            yield from find_interleaved(stream, self.judge, syllables)

    def composites(self) -> list[Composite]:
        """The places where parts stand side by side and may make a character of a term, in order."""
        pairs = part_pairs(self.properties)
        found = self.compiled.parts.composites(self.stream, pairs) if len(pairs) else []
        repeated = self.compiled.parts.repeats(self.stream) if self.compiled.parts.repeated else []
        return sorted(found + repeated, key=lambda composite: composite.token) if repeated else found

    def literal_hits(self) -> Iterator[Hit]:
        """Terms as they are listed, whatever case, script, width, separators and repeats they come in."""
        for place, entry in self.candidates.pairs(Kind.TERM):
            if self.allowed and self.is_allowed(self.widest(place, entry)):
                continue
            if hit := self.judge.literal(place, entry):
                yield hit

    def widest(self, place: int, entry: int) -> Hit:
        """A candidate with every repeat of its letters: where this much is allowed, so is whatever the judge would say."""
        last = place + len(self.compiled.glossary.entry(entry).codes)
        return Hit(entry, self.stream.heads(place, place + 1)[0], self.stream.tails(last - 1, last)[0] + 1, "exact")

    def homophone_hits(self, places: Positions, entries: Entries) -> Iterator[Hit]:
        """What the judge makes of candidates that sound like a term."""
        glossary, sounds = self.compiled.glossary, load_sounds()
        for place, entry in zip(places.tolist(), entries.tolist(), strict=True):
            wanted = glossary.entry(entry).codes
            given = self.stream.codes[place : place + len(wanted)].tolist()
            replaced = [one != other for one, other in zip(given, wanted, strict=True)]
            if not all(one == other or sounds.alike(one, other) for one, other in zip(given, wanted, strict=True)):
                continue
            spans = [(token, token) for token in range(place, place + len(wanted))]
            if hit := self.judge.replaced(entry, spans, "homophone", replaced):
                yield hit

    def term_finding(self, hit: Hit) -> Found | None:
        """A hit as a finding of its text; None where the term does not want this tier."""
        term = self.compiled.glossary.terms[hit.entry]
        if not term.may_be_found_at(hit.tier):
            return None
        number, start, end = self.stream.place(hit.start, hit.end)
        post = self.stream.readings[number].post
        matched = self.texts[post][start:end]
        finding = Finding(term.text, "term", start, end, matched, hit.tier, term.severity, term.article)
        return post, TIERS.index(hit.tier), start, finding

    def verbatim_findings(self) -> Iterator[Found]:
        """Terms that live by their signs, in the readings where their letters stand, or in all where they have none."""
        glossary, readings = self.compiled.glossary, self.stream.readings
        wanted = {(number, entry) for entry in glossary.signs_only for number in range(len(readings))}
        places, entries = self.candidates.of_kind(Kind.VERBATIM)
        wanted |= set(zip(self.candidates.readings_of(places).tolist(), entries.tolist(), strict=True))
        for number, entry in sorted(wanted):
            if all(stroke in readings[number].text for stroke in glossary.strokes[entry]):
                yield from self.verbatim_findings_of(number, entry)

    def verbatim_findings_of(self, number: int, entry: int) -> Iterator[Found]:
        """The places of one such term in one reading."""
        wanted = self.compiled.glossary.verbatim[entry]
        text, shown = self.plain(number)
        place = text.find(wanted) if wanted else -1
        while place >= 0:
            end = place + len(wanted)
            hit = Hit(entry, int(shown[place]), int(shown[end - 1]) + 1, "normalised")
            if whole_word(text, place, end) and (found := self.term_finding(hit)):
                yield found
            place = text.find(wanted, end)

    def spelled_findings(self) -> Iterator[Found]:
        """Terms that hold a number, where the text writes it in Chinese numerals."""
        numerals = self.stream.signs & (NUMERAL | DIGIT) == NUMERAL
        places = np.flatnonzero(numerals[:-2] & numerals[1:-1] & numerals[2:])
        readings = [self.stream.readings[number] for number in sorted({*map(self.stream.reading_of, places.tolist())})]
        if not readings:
            return
        spelled = [Reading(one.post, one.text.translate(NUMERALS), one.starts, one.ends) for one in readings]
        other = Batch(self.compiled, self.texts, spelled, self.today)
        for hit in other.literal_hits():
            if self.compiled.glossary.digits[hit.entry] and (found := other.term_finding(hit)):
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
            for hit in find_numbers(text, self.today):
                yield self.pattern_finding(hit, shown + start)
        addresses = self.readings_with_marks() if self.stream.seen & MARK else set()
        markings: set[int] = set()
        for number, entry in self.candidates.triggers():
            (addresses if self.compiled.trigger(entry) in ADDRESS_TRIGGERS else markings).add(number)
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
        finding = Finding(f"rule:{rule.name}", rule.name, start, end, matched, "pattern", rule.severity, rule.article)
        return post, TIERS.index("pattern"), start, finding

    def readings_with_marks(self) -> set[int]:
        """The readings that hold an @ or a slash."""
        return {self.stream.reading_of(place) for place in np.flatnonzero((self.stream.signs & MARK) != 0).tolist()}

    def sort_out(self, found: Iterable[Found]) -> list[list[Finding]]:
        """Each text's findings by place, without allowed ones and without a second one of a name in one place."""
        kept: list[list[Finding]] = [[] for _ in self.texts]
        taken: dict[tuple[int, str], Places] = defaultdict(Places)
        for post, _, _, finding in sorted(found, key=lambda entry: entry[:3]):
            cover = self.allowed.get(post)
            if cover is not None and cover.covers(finding.start, finding.end):
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
