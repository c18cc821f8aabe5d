"""Benchmarks. Each module prints, as its last line, one JSON object with its figures."""
