"""The screening engine: finds listed terms, however they are disguised, and what the rules forbid to publish unread.

A library with no dependency on the rest of the suite. `Screener(Lexicon(terms, allow, version)).screen(text)` gives findings;
each sends the text to a person and none decides.
"""

from services.review.screening.lexicon import SEVERITIES, TIERS, Finding, Lexicon, Severity, Term, Tier
from services.review.screening.lines import screen_lines
from services.review.screening.reading import ListRefused, load_lexicon, starter
from services.review.screening.screener import Screener

__all__ = [
    "Finding",
    "Lexicon",
    "ListRefused",
    "SEVERITIES",
    "Screener",
    "Severity",
    "TIERS",
    "Term",
    "Tier",
    "load_lexicon",
    "screen_lines",
    "starter",
]
