"""Documents: ``{"title": text, "text": long text}``; each is split into a tree when it is stored.

``document`` and ``article`` are other names for ``text``. A title that is missing is the first
line of the text.
"""

from __future__ import annotations

from feedback.imports.fields import Fields, as_text, rest_of, text_of
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import ParsedDocument, RowError
from feedback.text.direction import without_direction_controls

TEXTS = ("text", "document", "article")
MAX_TITLE = 300  # characters


def parse_document(fields: Fields, line: int) -> ParsedDocument:
    """The document.

    Other fields have no place in a document and are counted as ``fields_not_kept``.

    Raises RowError: ``missing_field``, ``not_a_string``, ``no_text`` (white space alone),
    ``title_too_long`` (over 300 characters).
    """
    name = next((name for name in TEXTS if fields.get(name) is not None), "text")
    text = text_of(fields, name)
    if not text.strip():
        raise RowError("no_text", "The document is empty.")
    others = len(rest_of(fields, {name, "title"}))
    left_out = {"fields_not_kept": others} if others else {}
    if fields.get("title") is None:
        first_line = without_direction_controls(text).strip().partition("\n")[0][:MAX_TITLE]
        return ParsedDocument(line, first_line, text, left_out)
    title = without_direction_controls(as_text(fields["title"], "title"))
    if len(title) > MAX_TITLE:
        raise RowError("title_too_long", f"title has more than {MAX_TITLE} characters.")
    return ParsedDocument(line, title, text, left_out)


DOCUMENTS = Format(
    name="documents",
    compares=False,
    label="Documents, to be split into trees",
    description=(
        "Long texts, each split into a tree of subtasks as the project's settings say. Without a "
        "title the first line is the title. Single files of text, Markdown, HTML or PDF are added "
        "on the Documents page, where more can be said of how they are split."
    ),
    parse=parse_document,
    marks=(("title", "text"), ("text",)),
    examples=(
        Example(
            (
                {
                    "title": "On walls",
                    "text": "A wall stands on its foot. It leans where the foot gives way.",
                },
            )
        ),
    ),
    max_line_bytes=64 * MEBIBYTE,
)
