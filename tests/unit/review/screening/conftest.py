"""What the tests of the screening engine share: finding names in a text, by a lexicon of a few terms."""

from collections.abc import Callable
from datetime import date

import pytest

from services.review.screening import Finding, Lexicon, Screener, Term

TODAY = date(2026, 9, 1)
Find = Callable[..., list[Finding]]
Names = Callable[..., list[str]]


@pytest.fixture(scope="session")
def find() -> Find:
    """`find(text, *terms, allow=())`: the findings in a text."""

    def findings(text: str, *terms: str, allow: tuple[str, ...] = ()) -> list[Finding]:
        screener = Screener(Lexicon([Term(term) for term in terms], allow, "test"), today=lambda: TODAY)
        found = screener.screen(text)
        assert all(text[finding.start : finding.end] == finding.matched for finding in found)
        return found

    return findings


@pytest.fixture(scope="session")
def names(find: Find) -> Names:
    """`names(text, *terms, allow=())`: the distinct names found in a text, sorted."""

    def found(text: str, *terms: str, allow: tuple[str, ...] = ()) -> list[str]:
        return sorted({finding.name for finding in find(text, *terms, allow=allow)})

    return found
