"""Reads feeds and pages of accounts, guarded: no address inside the network unless allowed, bounded in time and size."""

from services.review.feeds.reading import Reader

__all__ = ["Reader"]
