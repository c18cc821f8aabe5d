"""Texts for property tests: the marks of technical documentation in any disorder."""

from __future__ import annotations

from hypothesis import strategies as st

_PARTS = [
    "\n", "\n\n", "   ", "\t", " ", "Word ", "word ", "The end. ", "e.g. ", "3.14 ", "J. Smith ",
    "=====", "\n-----\n", "* ", "\n1. ", "+---+---+\n", "| a | b |\n", ">>> x = 1\n", "a ::= b",
    ". ", "! ", "? ", "...", "…", "(", ")", '"', "’", "don't ", ":", "\r\n", " ", "é", "def f():",
]  # fmt: skip


def technical_texts() -> st.SearchStrategy[str]:
    """Strings of characters and of the marks that splitting looks for."""
    return st.lists(st.sampled_from(_PARTS) | st.text(max_size=5), max_size=60).map("".join)
