"""The screening engine: finds listed terms, however they are disguised, and what the rules forbid to publish unread.

A library with no dependency on the rest of the suite. `Screener(Lexicon(terms, allow, version)).screen(text)` gives findings;
each sends the text to a person and none decides.
"""

from services.review.screening.lexicon import SEVERITIES, TIERS, Finding, Lexicon, Severity, Term, Tier
from services.review.screening.lines import screen_lines
from services.review.screening.screener import Screener
from services.review.screening.wordlists import RefusedRow, WordListRefused, load_bytes, load_file, starter_lexicon

__all__ = [
    "Finding",
    "Lexicon",
    "RefusedRow",
    "SEVERITIES",
    "Screener",
    "Severity",
    "TIERS",
    "Term",
    "Tier",
    "WordListRefused",
    "load_bytes",
    "load_file",
    "screen_lines",
    "starter_lexicon",
]
