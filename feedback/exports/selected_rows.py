"""Rows of responses that their rewards select, for supervised training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from feedback.errors import Refusal
from feedback.exports.judgements import need_transcripts
from feedback.exports.prompt_text import prompt_text
from feedback.exports.records import Row
from feedback.exports.scored_prompts import (
    ScoredPrompt,
    judged_responses,
    scored_prompts,
    unscored_prompts,
)
from feedback.exports.selection import (
    FloatArray,
    best_of,
    boltzmann,
    centred,
    level_edges,
    levels_of,
    threshold_for_precision,
    top_quantile,
)
from feedback.exports.trl import copied, said
from feedback.models import Project, Prompt


class SelectionSettings(NamedTuple):
    """Options of the rules; see `ExportOptions`."""

    pessimism: float
    best_of: int | None
    quantile: float
    precision: float
    temperature: float
    levels: int
    conversational: bool


class Pick(NamedTuple):
    """A response that is kept, by its place in the prompt, and what its row says besides."""

    place: int
    columns: Mapping[str, Any]


class SelectedRows:
    """The rows of one selection, and what there is to say of it once they are all read.

    Raises:
        Refusal: ``nothing_scored``, or ``precision_out_of_reach``.
    """

    def __init__(self, project: Project, rule: str, settings: SelectionSettings) -> None:
        self.figures: dict[str, float] = {}
        self.unscored = self.unsupported = 0
        self._project = project
        self._rule = rule
        self._settings = settings
        self._edges = np.zeros(0)
        self._threshold = -np.inf
        self._transcripts = not settings.conversational and need_transcripts(
            Prompt.objects.filter(project=project, responses__reward__isnull=False)
        )

    def __iter__(self) -> Iterator[tuple[str, Row]]:
        """(hash of the prompt, row)"""
        self._look_at_all()
        sizes: list[float] = []
        steps: list[int] = []
        prompts = candidates = 0
        for prompt in scored_prompts(self._project):
            self.unscored += prompt.unscored
            prompts += 1
            candidates += len(prompt.ids)
            steps = [min([prompt.step, *steps]), max([prompt.step, *steps])]
            for pick in self._picks(prompt):
                if (row := self._row(prompt, pick)) is not None:
                    yield prompt.prompt_hash, row
                if "effective_sample_size" in pick.columns and pick.place == 0:
                    sizes.append(pick.columns["effective_sample_size"])
        if not prompts:
            raise Refusal("nothing_scored", "No response has a reward yet: have them scored.")
        self.figures |= {"prompts": prompts, "candidates": candidates}
        self.figures |= {"unscored_prompts": unscored_prompts(self._project)}
        self.figures |= {"first_step": steps[0], "last_step": steps[1]}
        if sizes:
            self.figures["mean_effective_sample_size"] = float(np.mean(sizes))

    def _look_at_all(self) -> None:
        """What rules that look across prompts have to know first."""
        if self._rule not in ("threshold", "quality-conditioned"):
            return
        ids: list[int] = []
        scores = []
        for prompt in scored_prompts(self._project, texts=False):
            ids += prompt.ids
            scores.append(self._centred(prompt))
        if not ids:
            return
        every = np.concatenate(scores)
        if self._rule == "quality-conditioned":
            self._edges = level_edges(every, self._settings.levels)
            return
        self._find_threshold(ids, every)

    def _find_threshold(self, ids: list[int], scores: FloatArray) -> None:
        judged = judged_responses(self._project)
        known = np.array([pk in judged for pk in ids])
        good = np.array([float(judged[pk]) for pk in ids if pk in judged])
        found = threshold_for_precision(scores[known], good, self._settings.precision)
        if found is None:
            raise Refusal(
                "precision_out_of_reach",
                f"Of {len(good):,} judged responses no part can be trusted to be good with "
                f"precision {self._settings.precision:g}.",
            )
        self._threshold = found.score
        self.figures |= {
            "threshold": found.score,
            "judged_above": found.judged,
            "precision": found.precision,
            "precision_lower_bound": found.lower_bound,
        }

    def _centred(self, prompt: ScoredPrompt) -> FloatArray:
        return centred(prompt.scores(self._settings.pessimism))

    def _picks(self, prompt: ScoredPrompt) -> list[Pick]:
        settings, scores = self._settings, prompt.scores(self._settings.pessimism)
        if self._rule == "best-of-n":
            among = min(len(scores), settings.best_of or len(scores))
            return [Pick(best_of(scores, settings.best_of), {"candidates": among})]
        if self._rule == "top-quantile":
            places = top_quantile(scores, settings.quantile)
            return [
                Pick(int(place), {"rank": rank, "weight": 1 / len(places)})
                for rank, place in enumerate(places, start=1)
            ]
        if self._rule == "boltzmann":
            found = boltzmann(scores, settings.temperature)
            shared = {"effective_sample_size": found.effective_size, "kl": found.kl}
            return [
                Pick(place, {"weight": float(weight)} | shared)
                for place, weight in enumerate(found.weights)
            ]
        return self._across(self._centred(prompt))

    def _across(self, relative: FloatArray) -> list[Pick]:
        if self._rule == "threshold":
            places = np.flatnonzero(relative >= self._threshold)
            return [Pick(int(place), {"centred": float(relative[place])}) for place in places]
        levels = levels_of(relative, self._edges)
        return [
            Pick(place, {"quality": int(level), "control": control_token(int(level))})
            for place, level in enumerate(levels)
        ]

    def _row(self, prompt: ScoredPrompt, pick: Pick) -> Row | None:
        text = prompt.sides[pick.place].text
        control = pick.columns.get("control", "")
        if self._settings.conversational:
            messages = copied(prompt.messages)
            system = [{"role": "system", "content": control}] if control else []
            asked: Any = [*system, *messages]
            answered: Any = said(text)
        else:
            try:
                asked = prompt_text(prompt.messages, transcript=self._transcripts)
            except ValueError:
                self.unsupported += 1
                return None
            asked, answered = f"{control}\n{asked}" if control else asked, text
        return {
            "prompt": asked,
            "completion": answered,
            "reward": float(prompt.mean[pick.place]),
            "reward_std": float(prompt.std[pick.place]),
            "response_id": prompt.sides[pick.place].id,
            "generator": prompt.sides[pick.place].generator,
            "checkpoint": prompt.sides[pick.place].checkpoint,
            **pick.columns,
        }


def control_token(level: int) -> str:
    """What a model is asked with for quality of that level; 1 is the lowest."""
    return f"<|quality_{level}|>"
