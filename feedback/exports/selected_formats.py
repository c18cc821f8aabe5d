"""Formats of responses that are selected by their rewards, each with an option of its own."""

from __future__ import annotations

from feedback.choices import Option
from feedback.exports.containers import Shape
from feedback.exports.format import Format
from feedback.exports.format_options import CONVERSATIONAL, PESSIMISM

_COLUMNS: dict[str, Shape] = {
    "prompt": "text",
    "completion": "text",
    "reward": "number",
    "reward_std": "number",
    "response_id": "text",
    "generator": "text",
    "checkpoint": "text",
}
_EXAMPLE = {
    "prompt": "Which way is down?",
    "completion": "Where the cord points.",
    "reward": 1.31,
    "reward_std": 0.24,
    "response_id": "17",
    "generator": "draft-2",
    "checkpoint": None,
}


BEST_OF_N = Format(
    name="best-of-n",
    label="Selected by reward: the best response to each prompt",
    description=(
        "the best of each prompt's first n responses, in the order of their hashes, with "
        "the number of `candidates`"
    ),
    columns=_COLUMNS | {"candidates": "integer"},
    example=_EXAMPLE | {"candidates": 8},
    subject="scored",
    decisive=False,
    options=(
        Option(
            "best_of",
            "n",
            "The best of this many responses to each prompt; of all where it is left empty.",
            "integer",
            least=1,
            step=1,
        ),
        PESSIMISM,
        CONVERSATIONAL,
    ),
)
TOP_QUANTILE = Format(
    name="top-quantile",
    label="Selected by reward: the best share, to draw from uniformly",
    description=(
        "the best share of each prompt's responses, at least one. Drawn from uniformly it is a "
        "quantiliser: what the reward does not see costs at most 1/q of what it costs in all "
        "responses. With its `rank` and its `weight`"
    ),
    columns=_COLUMNS | {"rank": "integer", "weight": "number"},
    example=_EXAMPLE | {"rank": 1, "weight": 0.5},
    subject="scored",
    decisive=False,
    options=(
        Option(
            "quantile",
            "Quantile",
            "The part of each prompt's responses that is kept, above 0 and at most 1.",
            "number",
            default=0.25,
            above=0,
            most=1,
            step=0.05,
        ),
        PESSIMISM,
        CONVERSATIONAL,
    ),
)
THRESHOLD = Format(
    name="threshold",
    label="Selected by reward: above a threshold of known precision",
    description=(
        "responses whose reward lies so far above their prompt's mean that the share of good ones "
        "is at least the target, with 95 % confidence (one-sided Wilson bound). Good is what more "
        "people chose than passed over, or a label said so. Refused as `precision_out_of_reach` "
        "where too few were judged, or the reward does not tell them apart. The head has learned "
        "most of these votes, so the figure flatters it. "
        "`centred` is the reward less the mean of its prompt"
    ),
    columns=_COLUMNS | {"centred": "number"},
    example=_EXAMPLE | {"centred": 0.62},
    subject="scored",
    decisive=False,
    options=(
        Option(
            "precision",
            "Precision",
            "The share of those kept that people would prefer, between 0 and 1.",
            "number",
            default=0.8,
            above=0,
            below=1,
            step=0.05,
        ),
        PESSIMISM,
        CONVERSATIONAL,
    ),
)
BOLTZMANN = Format(
    name="boltzmann",
    label="Selected by reward: all, with Boltzmann weights",
    description=(
        "all, with weights in proportion to exp(reward / temperature) within a prompt: what "
        "reinforcement learning with a KL penalty aims at. "
        "`weight` is the weight w, `effective_sample_size` is 1/Σw², `kl` is Σ w ln Nw"
    ),
    columns=_COLUMNS | {"weight": "number", "effective_sample_size": "number", "kl": "number"},
    example=_EXAMPLE | {"weight": 0.44, "effective_sample_size": 3.1, "kl": 0.3},
    subject="scored",
    decisive=False,
    options=(
        Option(
            "temperature",
            "Temperature",
            "In units of reward: the lower, the more the best responses weigh.",
            "number",
            default=1.0,
            above=0,
            step=0.1,
        ),
        PESSIMISM,
        CONVERSATIONAL,
    ),
)
QUALITY_CONDITIONED = Format(
    name="quality-conditioned",
    label="Selected by reward: all, with a control token by quality",
    description=(
        "all, each asked for by its quality: a control token `<|quality_3|>` on a line before the "
        "prompt, or as the system message. Levels are quantiles of the reward above its prompt's "
        "mean; ask for the highest one when the model is used. "
        "`quality` is the level, `control` its token"
    ),
    columns=_COLUMNS | {"quality": "integer", "control": "text"},
    example=_EXAMPLE | {"quality": 5, "control": "<|quality_5|>"},
    subject="scored",
    decisive=False,
    options=(
        Option(
            "levels",
            "Levels of quality",
            "How many control tokens there are; <|quality_1|> is the worst.",
            "integer",
            default=5,
            least=2,
            most=100,
            step=1,
        ),
        PESSIMISM,
        CONVERSATIONAL,
    ),
)
