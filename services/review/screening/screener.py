"""Owns the screener: a lexicon compiled once, and the texts it is asked about, taken in batches.

Screening is pure, keeps no state between calls and may run in any number of threads or greenlets at once.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

import numpy as np

from services.review.screening.batch import Batch
from services.review.screening.compiled import SINGLE, Compiled
from services.review.screening.glossary import Glossary
from services.review.screening.homophones import SoundIndex
from services.review.screening.lexicon import Finding, Lexicon
from services.review.screening.markup import read
from services.review.screening.offices import Titles, as_protected, protected_terms
from services.review.screening.parts import PartIndex
from services.review.screening.patterns import TRIGGERS
from services.review.screening.phonetics import load_sounds

BATCH_CHARACTERS: Final = 256_000


class Screener:
    """Screens texts against one lexicon and the rules."""

    def __init__(self, lexicon: Lexicon, today: Callable[[], date] = date.today) -> None:
        """Compiles the lexicon: about half a second for 60,000 terms, two milliseconds for a few. `today` bounds birth dates."""
        self.lexicon = lexicon
        self.today = today
        self.names = frozenset(lexicon.names)
        self.titles = Titles(lexicon.titles)
        named = Lexicon((*lexicon.terms, *protected_terms(lexicon.names)), lexicon.allow) if self.names else lexicon
        glossary = Glossary(named, TRIGGERS)
        parts = PartIndex(glossary)
        properties = load_sounds().usual.astype(np.uint32)
        parts.mark(properties)
        properties[np.minimum(glossary.single_codes, len(properties) - 1)] |= np.uint32(SINGLE)
        self.compiled = Compiled(glossary, SoundIndex(glossary), parts, properties)

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
        found = Batch(self.compiled, texts, readings, self.today()).findings()
        if not self.names and not self.titles.held:
            return found
        return [self.with_offices(text, findings) for text, findings in zip(texts, found, strict=True)]

    def with_offices(self, text: str, findings: list[Finding]) -> list[Finding]:
        """The findings with protected names by their rule, and with wrong titles."""
        kept = [finding for finding in findings if finding.name not in self.names]
        altered = [shown for finding in findings if finding.name in self.names and (shown := as_protected(finding))]
        return sorted([*kept, *altered, *self.titles.find(text)], key=lambda one: (one.start, one.end, one.name))
