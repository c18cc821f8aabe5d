"""The formats that can be exported, by name, in the order in which they are offered."""

from __future__ import annotations

from feedback.exports.argilla import ARGILLA
from feedback.exports.binarized import HH_RLHF, ULTRAFEEDBACK
from feedback.exports.format import Format
from feedback.exports.label_studio import LABEL_STUDIO
from feedback.exports.rankings import RANKINGS
from feedback.exports.ratings import RATINGS
from feedback.exports.raw import RAW
from feedback.exports.selected_formats import (
    BEST_OF_N,
    BOLTZMANN,
    QUALITY_CONDITIONED,
    THRESHOLD,
    TOP_QUANTILE,
)
from feedback.exports.summarize_from_feedback import SUMMARIES
from feedback.exports.trees_format import TREES
from feedback.exports.trl_formats import (
    TRL,
    TRL_CONVERSATIONAL,
    TRL_UNPAIRED,
    TRL_UNPAIRED_CONVERSATIONAL,
)

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        TRL,
        TRL_CONVERSATIONAL,
        TRL_UNPAIRED,
        TRL_UNPAIRED_CONVERSATIONAL,
        HH_RLHF,
        ULTRAFEEDBACK,
        SUMMARIES,
        LABEL_STUDIO,
        ARGILLA,
        RAW,
        RATINGS,
        RANKINGS,
        TREES,
        BEST_OF_N,
        TOP_QUANTILE,
        THRESHOLD,
        BOLTZMANN,
        QUALITY_CONDITIONED,
    )
}
