"""Posts that were really published, each matched to the seals (articles 13, 15)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from services.contracts.review.events import ObservedPostJudged
from services.kit.api import Work
from services.kit.paging import page
from services.review import sheets
from services.review.domain import matching
from services.review.domain.differences import differences
from services.review.domain.matching import Judgement, Sealed
from services.review.domain.observed import Account, ObservedPost, handle_key
from services.review.domain.sealing import Seal
from services.review.handlers.rights import DEPARTMENT
from services.review.handlers.submissions import mark_published
from services.review.storage import observed as stored
from services.review.storage import submissions

EXCERPT = 120
AT_ONCE = 200
UNREGISTERED = "unregistered_account"
Wanted = dict[str, Any]


def judge_posts(work: Work, wanted: Sequence[Wanted]) -> list[ObservedPost]:
    """Judge posts that a person hands in."""
    work.identity.require(*DEPARTMENT)
    return judge(work, wanted)


def judge(work: Work, wanted: Sequence[Wanted]) -> list[ObservedPost]:
    """Judge each post and tell the others of it; one handed in before, by URL and content, keeps its verdict.

    Only where its account was unknown then, and is known now, is it judged anew: word of an approval may be on its way.
    """
    known = stored.known_posts(work.session, [_key(post) for post in wanted])
    settled = {key for key, post in known.items() if post.verdict != UNREGISTERED}
    open_ = {_key(post): post for post in wanted if _key(post) not in settled}
    if open_:
        court = _Court(work, list(open_.values()))
        for key, post in open_.items():
            account, judged = court.judge(post)
            if key not in known or account is not None:
                known[key] = _note(work, post, key, account, judged, known.get(key))
    return [known[_key(post)] for post in wanted]


def import_posts(work: Work, name: str, content: bytes) -> tuple[list[ObservedPost], list[dict[str, Any]]]:
    """Judge the posts of an Excel or CSV file; the rows that do not fit are named, the others are judged all the same."""
    work.identity.require(*DEPARTMENT)
    posts, refused = sheets.posts_in(name, content)
    judged = [post for begin in range(0, len(posts), AT_ONCE) for post in judge(work, posts[begin : begin + AT_ONCE])]
    work.record("import_posts", "observed_posts", judged=len(judged), refused=len(refused))
    return judged, refused


def _key(post: Wanted) -> tuple[str, str]:
    content = f"{post['title']}\0{post['body']}"
    return _hash(post["url"]), _hash(content)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class _Court:
    """What is needed to judge the posts of one call: their accounts and the seals over exactly their texts, loaded at once."""

    def __init__(self, work: Work, posts: Sequence[Wanted]) -> None:
        self._session = work.session
        found = stored.find_accounts(
            self._session,
            {post["account_id"] for post in posts if post["account_id"]},
            {(post["channel"], handle_key(post["handle"])) for post in posts if post["handle"]},
        )
        self._by_id = {account.id: account for account in found}
        self._by_handle = {(account.channel, account.handle_key): account for account in found}
        hashes = {matching.digest(post["title"], post["body"]) for post in posts}
        self._exact = stored.seals_by_text(self._session, set(self._by_id), hashes)

    def judge(self, post: Wanted) -> tuple[Account | None, Judgement]:
        """The account, where it is registered, and the verdict."""
        account = self._account(post)
        if account is None:
            return None, Judgement(UNREGISTERED)
        if account.was_stopped(post["published_at"]):
            return account, Judgement("suspended_account")
        return account, self._exactly(account, post) or self._nearly(account, post)

    def _account(self, post: Wanted) -> Account | None:
        if post["account_id"] in self._by_id:
            return self._by_id[post["account_id"]]
        return self._by_handle.get((post["channel"], handle_key(post["handle"])))

    def _exactly(self, account: Account, post: Wanted) -> Judgement | None:
        whole = matching.digest(post["title"], post["body"])
        fitting = [
            seal
            for seal in self._exact
            if seal.account_id == account.id
            and (seal.text_hash == whole or (not post["title"] and seal.body_hash == whole))
        ]
        found = matching.judge_exact(fitting, post["published_at"])
        return Judgement(found[0], self._with_texts([found[1]])[0], 1.0) if found else None

    def _nearly(self, account: Account, post: Wanted) -> Judgement:
        sketch = matching.sketch(matching.shingles(matching.essence(post["title"] + post["body"])))
        near = stored.seals_near(self._session, account.id, post["published_at"])
        alike = sorted(near, key=lambda seal: -matching.likeness_of_sketches(sketch, seal.sketch))
        return matching.judge_like(post["title"], post["body"], self._with_texts(alike[: matching.COMPARED]))

    def _with_texts(self, seals: Sequence[Seal]) -> list[Sealed]:
        texts = submissions.texts_of(self._session, [(seal.submission_id, seal.version) for seal in seals])
        found = [(seal, texts[seal.submission_id, seal.version]) for seal in seals]
        return [Sealed(seal, version.title, version.body) for seal, version in found]


def _note(
    work: Work,
    wanted: Wanted,
    key: tuple[str, str],
    account: Account | None,
    judged: Judgement,
    before: ObservedPost | None,
) -> ObservedPost:
    post = _observed(work, wanted, key, account, judged)
    if before is None:
        submissions.add(work.session, post)
    else:
        post = before.judged_anew(post)
    work.emit(
        ObservedPostJudged(
            observed_post_id=post.id,
            account_id=post.account_id,
            channel=post.channel,
            handle=post.handle,
            url=post.url,
            title=post.title,
            excerpt=post.body[:EXCERPT],
            published_at=post.published_at.isoformat(),
            verdict=post.verdict,
            submission_id=post.submission_id,
            fingerprint=post.fingerprint,
        )
    )
    work.record("judge", f"observed_post:{post.id}", verdict=post.verdict, url_hash=post.url_hash)
    if post.verdict == "approved":
        _settle(work, post.submission_id, post.url, post.published_at)
    return post


def _observed(
    work: Work, wanted: Wanted, key: tuple[str, str], account: Account | None, judged: Judgement
) -> ObservedPost:
    sealed = judged.sealed
    return ObservedPost(
        id=work.new_id(),
        account_id=account.id if account else "",
        channel=account.channel if account else wanted["channel"],
        handle=account.handle if account else wanted["handle"],
        tier=account.tier if account else 0,
        unit_id=account.unit_id if account else "",
        faculty_id=account.faculty_id if account else "",
        url=wanted["url"],
        url_hash=key[0],
        content_hash=key[1],
        title=wanted["title"],
        body=wanted["body"],
        published_at=wanted["published_at"],
        verdict=judged.verdict,
        submission_id=sealed.seal.submission_id if sealed else "",
        version=sealed.seal.version if sealed else 0,
        fingerprint=sealed.seal.fingerprint if sealed else "",
        similarity=judged.similarity,
        diff=_diff(sealed, wanted) if sealed and judged.verdict == "altered" else [],
        observed_at=work.now,
        observed_by=work.identity.id,
    )


def _diff(sealed: Sealed, wanted: Wanted) -> list[dict[str, str]]:
    """From what was approved to what was published; the title is the first line, where the post has one."""
    if not wanted["title"]:
        return differences(sealed.body, wanted["body"])
    return differences(f"{sealed.title}\n{sealed.body}", f"{wanted['title']}\n{wanted['body']}")


def _settle(work: Work, submission_id: str, url: str, published_at: datetime) -> None:
    """An approved text that was seen published is published, also where nobody has said so."""
    submission = submissions.find(work.session, submission_id)
    if submission is not None and submission.state == "approved":
        mark_published(work, submission, url, published_at)


def list_posts(work: Work, wanted: Wanted, dump: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Newest first."""
    query = stored.listing(work.identity, wanted)
    return page(work.session, query, stored.LIST_KEY, wanted, dump, newest_first=True)
