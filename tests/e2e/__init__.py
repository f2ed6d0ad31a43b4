"""Whole journeys over HTTP, against the suite as it is started by its own commands, on both profiles."""
