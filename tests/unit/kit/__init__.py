"""The kit by itself: what holds without a server."""
