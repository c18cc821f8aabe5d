"""The score of an edited response, and what each of its sentences adds. Nothing is stored."""

from __future__ import annotations

from typing import Any

from feedback.models import Project
from feedback.text import Span, sentence_spans
from rewardmodel.learning.encoders.features import Length
from rewardmodel.services.scorer_client import request_scores

# Sentences that are left out and repeated, one at a time: two texts to score for each.
MOST_SENTENCES = 24


def score_edit(
    *, project: Project, prompt: Any, response: str, length: Length, with_sentences: bool
) -> dict[str, Any]:
    """Reward, standard deviation, familiarity and percentile of a response by the live head.

    With sentences, for each of the first ``MOST_SENTENCES`` what it adds: the reward less that of
    the response without it (leave-one-out), and what saying it twice would add. A response of one
    sentence has nothing to be compared with.

    Raises:
        ScorerBusy, ScorerUnavailable: as `request_scores` says.
    """
    spans = sentence_spans(response) if with_sentences else []
    spans = spans[:MOST_SENTENCES] if len(spans) > 1 else []
    texts = [response]
    for span in spans:
        texts += [_without(response, span), _twice(response, span)]
    items = [(prompt, text) for text in texts]
    scores = request_scores(project=project, items=items, length=length, ranked=True)
    mean = scores["mean"]
    sentences = [
        {
            "start": span.start,
            "end": span.end,
            "adds": mean[0] - mean[1 + 2 * i],
            "repeating_adds": mean[2 + 2 * i] - mean[0],
        }
        for i, span in enumerate(spans)
    ]
    return {
        "reward": mean[0],
        "std": scores["std"][0],
        "familiarity": scores["familiarity"][0],
        "percentile": scores["percentile"][0],
        "truncated": scores["truncated"][0],
        "version": scores["version"],
        "step": scores["step"],
        "sentences": sentences if with_sentences else None,
    }


def _without(text: str, span: Span) -> str:
    """With the white space before it; of the first sentence, after it."""
    if not text[: span.start].strip():
        return text[span.end :].lstrip()
    return text[: span.start].rstrip() + text[span.end :]


def _twice(text: str, span: Span) -> str:
    return f"{text[: span.end]} {text[span.start : span.end]}{text[span.end :]}"
