"""Whole word lists: taken over as one version or not at all, and tried on past texts before they go live (article 10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.contracts.errors import InputInvalid
from services.kit.api import Work
from services.review import wordlist
from services.review.domain.dossiers import Trial
from services.review.handlers.lexicon import tell_changed
from services.review.handlers.media import content_of
from services.review.handlers.rights import DEPARTMENT
from services.review.screening import Lexicon, Screener, Term
from services.review.storage import lexicon as stored
from services.review.storage import submissions

LONGEST = 100
MOST_NAMED = 50


def import_lexicon(work: Work, wanted: dict[str, Any]) -> dict[str, int]:
    """Add all terms and phrases of a list that are new, as one version. Raises `InputInvalid` naming each refused row."""
    work.identity.require(*DEPARTMENT)
    terms, allow = _read(wanted)
    since = stored.next_version(work.session)
    known, known_allow = set(stored.known_terms(work.session)), set(stored.allowed(work.session))
    fresh = [_row(term) for term in terms if term.text not in known]
    phrases = [{"text": text} for text in allow if text not in known_allow]
    stored.add_terms(work, since, fresh)
    stored.add_allowed(work, since, phrases)
    skipped = len(terms) + len(allow) - len(fresh) - len(phrases)
    work.record("import_lexicon", f"lexicon:{since}", added=len(fresh), allowed=len(phrases), skipped=skipped)
    tell_changed(work, since, added=len(fresh) + len(phrases))
    return {"version": since, "added": len(fresh), "allowed": len(phrases), "skipped": skipped}


def _row(term: Term) -> dict[str, Any]:
    return {
        "text": term.text,
        "category": term.category,
        "severity": term.severity,
        "article": term.article,
        "tier_hint": term.tier_hint or "",
    }


def _read(wanted: dict[str, Any]) -> tuple[Sequence[Term], Sequence[str]]:
    """Each term and phrase once, from the file and from the request."""
    lexicon = wordlist.read(wanted["name"], content_of(wanted["base64"])) if wanted["base64"] else Lexicon(())
    given = [_term(place, row) for place, row in enumerate(wanted["terms"])]
    merged = Lexicon([*lexicon.terms, *given], [*lexicon.allow, *wanted["allow"]])
    _must_be_short([*(term.text for term in merged.terms), *merged.allow])
    return merged.terms, merged.allow


def _must_be_short(texts: Sequence[str]) -> None:
    if long := [text for text in texts if len(text) > LONGEST]:
        messages = [
            f"超过 {LONGEST} 字: “{text[:20]}…”。 Longer than {LONGEST} characters." for text in long[:MOST_NAMED]
        ]
        raise InputInvalid({"file": messages})


def _term(place: int, row: dict[str, Any]) -> Term:
    try:
        return Term(**{**row, "tier_hint": row["tier_hint"] or None})
    except ValueError as error:
        raise InputInvalid({f"terms.{place}": [str(error)]}) from error


def try_lexicon(work: Work, wanted: dict[str, Any]) -> Trial:
    """Run a draft list, with the white list in force, over the texts approved last; nothing goes live."""
    work.identity.require(*DEPARTMENT)
    terms, allow = _read(wanted)
    screener = Screener(Lexicon(terms, [*stored.allowed(work.session), *allow], "trial"))
    texts = submissions.approved_texts(work.session, wanted["texts"])
    found = screener.screen_many([f"{title}\n{body}" for _, title, body in texts])
    names = {term.text for term in terms}
    flagged = [
        (submission_id, title, [finding for finding in findings if finding.name in names])
        for (submission_id, title, _), findings in zip(texts, found, strict=True)
    ]
    return Trial(len(texts), [one for one in flagged if one[2]])
