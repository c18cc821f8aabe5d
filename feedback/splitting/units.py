"""What a text is cut between: its blocks, with every table and stretch of code in one piece."""

from __future__ import annotations

import re

from feedback.text import Kind, Span, blocks
from feedback.text.blocks import Block

_FENCE = re.compile(r"^[ \t]{0,3}(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
WHOLE = (Kind.TABLE, Kind.LITERAL)


def units(text: str) -> list[Block]:
    """The blocks of the text, in order. Code between fences is one, and so is code whose parts
    blank lines divide."""
    fences = _fences(text)
    found: list[Block] = []
    last_fence: Span | None = None
    for block in blocks(text):
        fence = next((f for f in fences if block.start < f.end and f.start < block.end), None)
        kind = Kind.LITERAL if fence else block.kind
        goes_on = kind is Kind.LITERAL and bool(found) and found[-1].kind is Kind.LITERAL
        if goes_on and fence == last_fence:
            found[-1] = Block(found[-1].start, block.end, kind)
        else:
            found.append(Block(block.start, block.end, kind))
        last_fence = fence
    return found


def _fences(text: str) -> list[Span]:
    """Fenced code (Markdown), fences included; one that is never closed goes on to the end."""
    found: list[Span] = []
    opened: re.Match[str] | None = None
    for mark in _FENCE.finditer(text):
        if opened is None:
            opened = mark
        elif mark[1].startswith(opened[1]) and not mark[2].strip():
            found.append(Span(opened.start(), mark.end()))
            opened = None
    if opened is not None:
        found.append(Span(opened.start(), len(text)))
    return found
