"""The boards: what the services each know, put together in one answer, kept fresh by the events that pass."""
