"""The alerts service over a real SQLite file, with a clock that the test moves."""
