"""The fuzzing targets, run for a moment with every test run."""
