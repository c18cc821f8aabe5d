"""Blocks of plain text or reStructuredText: prose, headings, literal stretches, tables.

A paragraph is a run of lines without a blank one. Most paragraphs are one block; a heading with
its underline, the items of a list and a table inside a paragraph are blocks of their own. The
rules look at layout first and at the wording where layout leaves it open: documentation indents
both the body of a definition and its code examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from feedback.text.spans import Span


class Kind(StrEnum):
    """What a block is."""

    PROSE = "prose"
    HEADING = "heading"  # a title with its underline, or a term that the next block defines
    LITERAL = "literal"  # code, console sessions, grammar productions, rulers
    TABLE = "table"


class Block(NamedTuple):
    """A stretch of whole lines, without the white space around it."""

    start: int
    end: int
    kind: Kind


class _Line(NamedTuple):
    """A line that is not blank: the span and the text between its first and last mark."""

    start: int
    end: int
    indent: int
    text: str


_RULER = re.compile(r"([-=*~^\"'#`+.:_])\1{2,}")
_TABLE_BORDER = re.compile(r"\+(?:[-=]+\+)+")
_TABLE_ROW = re.compile(r"\|.*\|")
_LIST_MARKER = re.compile(r"(?:[*+•-]|#\.|\(?[0-9]{1,3}[.)]|[IVX]{1,4}\.|\(?[a-z]\))\s+(?=\S)")
_NOT_A_TERM = re.compile(_LIST_MARKER.pattern + r"|\[")  # list items and footnotes hang too
_CONSOLE = re.compile(r">>>(?: |$)|\$ |\(Pdb\)")
_CODE_LINE = re.compile(
    r"""(?:def|class|async|with|for|while|if|elif|except|match|case)\b.*:(?:\s*\#.*)?$
    |(?:else|try|finally):
    |(?:return|raise|import|yield|del|assert|await|pass|break|continue)\b[^.]*$
    |from\s+\S+\s+import\b
    |@\w[\w.]*(?:\(.*\))?$
    |\#
    |[\w.\[\]'"*, ()]+\s?[-+*/|&^%@:]?=\s?\S
    |[\w.]+\(.*\)\s*(?:\#.*)?$
    |\.\.\.\s*$
    |[\])}]+,?$
    |"[^"]*"\s{2,}\#
    """,
    re.VERBOSE,
)
# One full stop only: the dots of ``open(name[, ...])`` end no sentence.
_SENTENCE_END = re.compile(r"(?:(?<!\.)\.|[!?:;,])[\"'”’»)\]*`]*$")
# Words that prose is full of and that no programming language has as keywords or likely names.
_PROSE = """the an of to that this these those be been are was were has have had may can will would
    should must when which who whose its it they their there than then such also but so by on at
    only other each any same what where how because while you your we our see used using"""
_PROSE_WORDS = frozenset(_PROSE.split())


def paragraph_spans(text: str) -> list[Span]:
    """The runs of lines that blank lines divide, without the white space around them."""
    return [Span(lines[0].start, lines[-1].end) for lines in _paragraphs(text)]


def blocks(text: str) -> list[Block]:
    """All blocks of the text, in order; together they hold every non-white character."""
    paragraphs = _paragraphs(text)
    found: list[Block] = []
    for lines, following in zip(paragraphs, [*paragraphs[1:], None], strict=False):
        next_indent = following[0].indent if following else 0
        found.extend(_divide(lines, next_indent))
    return found


def without_list_marker(sentence: str) -> str:
    """The sentence without the bullet or number of the list item that it begins."""
    return _LIST_MARKER.sub("", sentence, count=1) if _LIST_MARKER.match(sentence) else sentence


def _paragraphs(text: str) -> list[list[_Line]]:
    paragraphs: list[list[_Line]] = [[]]
    start = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            indent = len(raw) - len(raw.lstrip())
            first = start + indent
            paragraphs[-1].append(_Line(first, first + len(stripped), indent, stripped))
        elif paragraphs[-1]:
            paragraphs.append([])
        start += len(raw) + 1
    return [lines for lines in paragraphs if lines]


def _divide(lines: Sequence[_Line], next_indent: int) -> Iterator[Block]:
    """The blocks of one paragraph; ``next_indent`` is the indentation of the paragraph after."""
    rest = 0
    at = 0
    while at < len(lines):
        length, kind = _heading_length(lines, at), Kind.HEADING
        if not length:
            length, kind = _table_length(lines, at), Kind.TABLE
        if not length:
            at += 1
            continue
        yield from _divide_text(lines[rest:at], 0)
        yield Block(lines[at].start, lines[at + length - 1].end, kind)
        at += length
        rest = at
    yield from _divide_text(lines[rest:], next_indent)


def _heading_length(lines: Sequence[_Line], at: int) -> int:
    """How many lines the heading at this line has (title and rulers), 0 if there is none."""
    overline = 1 if _RULER.fullmatch(lines[at].text) else 0
    if at + overline + 1 >= len(lines):
        return 0
    title, ruler = lines[at + overline], lines[at + overline + 1]
    if _RULER.fullmatch(title.text) or not _RULER.fullmatch(ruler.text):
        return 0
    wide_enough = 2 * len(ruler.text) >= len(title.text)
    return overline + 2 if wide_enough and title.indent == ruler.indent else 0


def _table_length(lines: Sequence[_Line], at: int) -> int:
    length = 0
    while at + length < len(lines) and (
        _TABLE_BORDER.fullmatch(lines[at + length].text)
        or _TABLE_ROW.fullmatch(lines[at + length].text)
    ):
        length += 1
    # One row between bars is more likely mathematics or a grammar than a table.
    return length if length > 1 else 0


def _divide_text(lines: Sequence[_Line], next_indent: int) -> Iterator[Block]:
    """Prose (list items apart), a defined term, or a literal stretch."""
    if not lines:
        return
    if _is_term(lines, next_indent):
        yield Block(lines[0].start, lines[-1].end, Kind.HEADING)
        return
    if _is_literal(lines):
        yield Block(lines[0].start, lines[-1].end, Kind.LITERAL)
        return
    first = 0
    if _begins_definition(lines):
        yield Block(lines[0].start, lines[0].end, Kind.HEADING)
        first = 1
    for at in range(first + 1, len(lines)):
        if _begins_item(lines, first, at):
            yield Block(lines[first].start, lines[at - 1].end, Kind.PROSE)
            first = at
    yield Block(lines[first].start, lines[-1].end, Kind.PROSE)


def _begins_item(lines: Sequence[_Line], first: int, at: int) -> bool:
    """A line that looks like an item begins one only after an item or a colon.

    Elsewhere it is prose that was wrapped before a dash or a number.
    """
    if not _LIST_MARKER.match(lines[at].text):
        return False
    after_item = _LIST_MARKER.match(lines[first].text) is not None
    return after_item or lines[at - 1].text.endswith(":")


def _begins_definition(lines: Sequence[_Line]) -> bool:
    """Whether the first line is a term, and the deeper indented lines under it explain it."""
    term, body = lines[0], lines[1:]
    return (
        len(body) > 0
        and min(line.indent for line in body) >= term.indent + 2
        and not (_SENTENCE_END.search(term.text) or _NOT_A_TERM.match(term.text))
        and re.match(r"[\"“*`(]*[A-Z]", body[0].text) is not None
    )


def _is_term(lines: Sequence[_Line], next_indent: int) -> bool:
    """Whether the paragraph names what the deeper indented paragraph after it explains."""
    if next_indent < lines[0].indent + 2 or _SENTENCE_END.search(lines[-1].text):
        return False
    return not _reads_as_prose(lines) and not any(
        _CONSOLE.match(line.text)
        or line.text.endswith(":")
        or " = " in line.text
        or "::=" in line.text
        for line in lines
    )


def _is_literal(lines: Sequence[_Line]) -> bool:
    if any(_CONSOLE.match(line.text) or "::=" in line.text for line in lines):
        return True
    if all(_RULER.fullmatch(line.text) for line in lines):
        return True
    if _LIST_MARKER.match(lines[0].text):
        return False
    code_lines = sum(1 for line in lines if _CODE_LINE.match(line.text))
    if min(line.indent for line in lines) < 2:
        return 2 * code_lines > len(lines) and not _reads_as_prose(lines)
    return 2 * code_lines >= len(lines) or not _reads_as_prose(lines)


def _reads_as_prose(lines: Sequence[_Line]) -> bool:
    """Whether the wording is that of sentences: enough of the words that hold English together.

    A short remark (``Added the keyword argument.``) may have none: then a capital at its
    beginning and a mark at its end must do.
    """
    joined = " ".join(line.text for line in lines)
    tokens = re.findall(r"[A-Za-z]+", joined.lower())
    if not tokens:
        return False
    share = sum(1 for token in tokens if token in _PROSE_WORDS) / len(tokens)
    if share >= 0.1:
        return True
    looks_finished = _SENTENCE_END.search(joined) is not None
    return looks_finished and (share > 0 or re.match(r"[\W_]*[A-Z]", joined) is not None)
