"""Label Studio tasks with the answers as annotations of a ``Pairwise`` tag.

A row is a task with one annotation. Import it into a project whose labelling configuration has
``<Text name="answer1" value="$answer1"/>``, the same for ``answer2`` and ``prompt``, and
``<Pairwise name="comparison" toName="answer1,answer2"/>``; ties stand in
``<Choices name="tie" toName="prompt">``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from feedback.exports.format import Format
from feedback.exports.prompt_text import prompt_text
from feedback.exports.records import Judgement, Row

_SIDES = {"a": "left", "b": "right"}
_BOTH = "answer1,answer2"


def label_studio_row(judgement: Judgement) -> Row:
    """``id, data, annotations[]``: the rater, a pseudonym, stands in ``data``, since Label Studio
    takes annotations of its own users alone.

    Raises ValueError for a conversation with roles that transcripts have no mark for.
    """
    details = judgement.details
    annotation: Row = {"was_cancelled": False, "result": list(_results(judgement))}
    if details.duration_ms is not None:
        annotation["lead_time"] = details.duration_ms / 1000
    return {
        "id": judgement.preference,
        "data": {
            "prompt": prompt_text(judgement.messages),
            "answer1": judgement.a.text,
            "answer2": judgement.b.text,
            "model1": judgement.a.generator,
            "model2": judgement.b.generator,
            "rater": details.rater,
        },
        "annotations": [annotation],
    }


def _results(judgement: Judgement) -> Iterator[dict[str, Any]]:
    details = judgement.details
    if judgement.choice == "tie":
        yield _result("choices", "tie", choices=["both_bad" if details.both_bad else "tie"])
    else:
        yield _result("pairwise", "comparison", _BOTH, selected=_SIDES[judgement.choice])
    said: dict[str, Any] = dict(details.axes)
    if details.strength is not None:
        said["strength"] = details.strength
    for name, value in said.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            yield _result("number", name, number=value)
        else:
            word = value if isinstance(value, str) else str(value).lower()
            yield _result("choices", name, choices=[word])
    if details.rationale:
        yield _result("textarea", "rationale", text=[details.rationale])


def _result(kind: str, name: str, about: str = "prompt", **value: Any) -> dict[str, Any]:
    return {"from_name": name, "to_name": about, "type": kind, "value": value}


LABEL_STUDIO = Format(
    name="label-studio",
    label="Label Studio: tasks with annotations",
    description=(
        "a task for a `Pairwise` tag, with the answer as its annotation: `id, data{prompt, "
        "answer1, answer2, model1, model2, rater}, annotations`; ties are choices (JSON, which "
        "Label Studio takes, or JSON lines)"
    ),
    columns={},
    example={
        "id": 7,
        "data": {
            "prompt": "Which way is down?",
            "answer1": "Where the cord points.",
            "answer2": "Left.",
            "model1": "draft-2",
            "model2": "draft-1",
            "rater": "r-91ab",
        },
        "annotations": [
            {
                "was_cancelled": False,
                "result": [
                    {
                        "from_name": "comparison",
                        "to_name": "answer1,answer2",
                        "type": "pairwise",
                        "value": {"selected": "left"},
                    }
                ],
                "lead_time": 8.3,
            }
        ],
    },
    row=label_studio_row,
    decisive=False,
    nested_only=True,
    detailed=True,
)
