"""HTML pages as text: headings and lists in Markdown, without scripts, menus and forms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree, html

_SKIPPED_NAMES = """head script style noscript template nav footer form button select textarea svg
    math iframe object video audio canvas"""
_BLOCK_NAMES = """address article aside blockquote body caption dd details dialog div dl dt fieldset
    figcaption figure h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table ul"""
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}


class HtmlUnreadable(Exception):  # noqa: N818 - it says what is the matter
    code = "unreadable_html"


def read_html(data: bytes) -> tuple[str, str]:
    """(title, text) of a page. Raises HtmlUnreadable."""
    try:
        root = html.document_fromstring(data)
    except (etree.LxmlError, ValueError) as error:
        raise HtmlUnreadable("The HTML file cannot be read.") from error
    page = _Page()
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in ("comment", "pi") or element.tag in _SKIPPED:
            if event == "start":
                walk.skip_subtree()
            elif element.tail:  # what follows what was left out stands in its parent
                page.add(element.tail)
            continue
        if event == "start":
            page.begin(element.tag, element.text or "")
        else:
            page.end(element.tag, element.tail or "")
    title = root.findtext(".//title") or root.findtext(".//h1") or ""
    return title, page.text()


@dataclass
class _Page:
    """The blocks seen so far, and the pieces of the one that is being read."""

    blocks: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    marker: str = ""
    verbatim: int = 0  # open <pre> elements

    def begin(self, tag: str, text: str) -> None:
        if tag in _BLOCKS:
            self._close()
            self.marker = _HEADINGS.get(tag) or ("* " if tag == "li" else self.marker)
        self.verbatim += tag == "pre"
        if tag in ("br", "tr"):
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")
        self.add(text)

    def end(self, tag: str, tail: str) -> None:
        if tag in _BLOCKS:
            self._close()
            self.marker = ""
        self.verbatim -= tag == "pre"
        self.add(tail)

    def add(self, text: str) -> None:
        self.pieces.append(text if self.verbatim else re.sub(r"\s+", " ", text))

    def text(self) -> str:
        self._close()
        return "\n\n".join(self.blocks)

    def _close(self) -> None:
        joined = "".join(self.pieces)
        self.pieces = []
        if self.verbatim:
            block = joined.strip("\n").rstrip()
        else:
            lines = (" ".join(line.split()) for line in joined.split("\n"))
            block = "\n".join(line for line in lines if line)
        if block:
            self.blocks.append(self.marker + block)
            self.marker = ""
