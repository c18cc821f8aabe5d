"""Cells that a spreadsheet would run as formulas (OWASP, "CSV Injection")."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """The cell behind an apostrophe where it begins as a formula does."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
