"""Parsers of what strangers send, fed with anything: each target takes bytes and may refuse them only in its own words."""
