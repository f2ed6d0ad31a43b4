"""Benchmarks: this suite, its peers and the limit, side by side in one run. Run with ``xinmei bench NAME``."""
