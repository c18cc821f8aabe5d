"""Sections: what stands under a heading, in Markdown and in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback.text import Kind, Span, blocks

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_MARKDOWN = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*")
# In plain text a heading stands alone between blank lines: "Chapter 3", "1.2 Plumb lines".
_NUMBERED = re.compile(
    r"(?:chapter|part|section|book|appendix|article)\s+(?:[0-9]+|[ivxlc]+|[a-z])\b.*"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}\.?\s+[A-Z].*",
    re.IGNORECASE,
)
_LONGEST_HEADING = 100  # characters of a heading without a mark of its own
_ENDS_SENTENCE = re.compile(r"[.,;:!?]$")


def sections(text: str) -> list[Span]:
    """The text in sections, each from its heading up to the next; without the white space around.

    What stands before the first heading is a section too. Headings that follow on one another
    belong to the text under the last of them; headings at the end to the section before.
    """
    starts = [0, *_with_text_between(text, sorted(set(_headings(text))))]
    spans = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        body = text[start:end]
        if body.strip():
            first = start + len(body) - len(body.lstrip())
            spans.append(Span(first, start + len(body.rstrip())))
    return spans


def _with_text_between(text: str, headings: list[Span]) -> list[int]:
    starts: list[int] = []
    end_of_last = -1
    for index, heading in enumerate(headings):
        follows_on = end_of_last >= 0 and not text[end_of_last : heading.start].strip()
        last_of_all = index + 1 == len(headings) and not text[heading.end :].strip()
        if not follows_on and not last_of_all:
            starts.append(heading.start)
        end_of_last = heading.end
    return starts


def _headings(text: str) -> Iterator[Span]:
    for block in blocks(text):
        # A title with a ruler; terms and their definitions have none.
        last_line = text[block.start : block.end].rpartition("\n")[2].strip()
        if block.kind is Kind.HEADING and last_line and not any(map(str.isalnum, last_line)):
            yield Span(block.start, block.end)
    yield from _heading_lines(text)


def _heading_lines(text: str) -> Iterator[Span]:
    fence = ""
    start = 0
    lines = text.split("\n")
    for index, line in enumerate(lines):
        span = Span(start, start + len(line))
        start += len(line) + 1
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
            continue
        if fence:
            continue
        before = lines[index - 1] if index else ""
        after = lines[index + 1] if index + 1 < len(lines) else ""
        if _is_underlined(line, before, after):
            yield Span(span.start, span.end + 1 + len(after))
        elif _is_marked(line) or (_is_title(line) and not before.strip() and not after.strip()):
            yield span


def _is_marked(line: str) -> bool:
    return _MARKDOWN.match(line) is not None and line.strip("# \t") != ""


def _is_underlined(line: str, before: str, after: str) -> bool:
    return (
        not (line.startswith((" ", "\t")) or before.strip())
        and _UNDERLINE.fullmatch(after) is not None
        and any(map(str.isalnum, line))
    )


def _is_title(line: str) -> bool:
    """Whether a line between blank ones names what follows: numbered, or all in capitals."""
    title = line.strip()
    if (
        len(title) > _LONGEST_HEADING
        or line.startswith((" ", "\t"))
        or _ENDS_SENTENCE.search(title)
    ):
        return False
    letters = [character for character in title if character.isalpha()]
    return bool(_NUMBERED.fullmatch(title)) or (len(letters) > 2 and title.isupper())
