"""Selectors read. Each is named for what it returns."""
