"""The format ``trees``: documents with the trees of their subtasks."""

from __future__ import annotations

from feedback.exports.format import Format

TREES = Format(
    name="trees",
    label="Trees of documents",
    description=(
        "a document: the tree with spans, responses, preferences and settled texts, also of the "
        "questions asked before a part below changed (JSON or JSON lines alone)"
    ),
    columns={},
    example={
        "title": "On walls",
        "text": "A wall stands on its foot.",
        "content_hash": "9f2c…",
        "state": "settled",
        "summary": "Walls stand on their feet.",
        "tree": {"depth": 0, "height": 0, "span": {"start": 0, "end": 26}, "children": []},
    },
    subject="trees",
    decisive=False,
    nested_only=True,
    options=(),
)
