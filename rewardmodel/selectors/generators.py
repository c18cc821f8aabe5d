"""Which generators people prefer, and by how much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Case, F, When
from django.db.models.functions import Coalesce, Length

from feedback.models import Authorship, Checkpoint, Generator, Project
from rewardmodel.learning.arrays import BoolArray, FloatArray
from rewardmodel.learning.head.likelihood import target
from rewardmodel.learning.measuring.leaderboard import (
    Games,
    Leaderboard,
    connected_parts,
    fit_leaderboard,
    win_matrix,
)
from rewardmodel.selectors.agreement import LATEST, answers_from
from rewardmodel.selectors.figures import figure, share
from rewardmodel.selectors.slices import places_of_prompts, slices_by_prompt

# With fewer answers than this a slice has no board of its own.
FEWEST = 20
_FIELDS = (
    "by_a",
    "by_b",
    "checkpoint_a",
    "checkpoint_b",
    "choice",
    "comparison__prompt_id",
    "length_a",
    "length_b",
    "comparison__response_a_id",
    "comparison__response_b_id",
    "annotator_id",
)


class Contestant(NamedTuple):
    """Whose texts are compared: a generator, or one checkpoint of it. Two are never one."""

    generator: int
    checkpoint: int | None = None

    @property
    def id(self) -> str:
        return str(self.generator) + (f"@{self.checkpoint}" if self.checkpoint else "")


class _Read(NamedTuple):
    """Answers to comparisons of two generators: one game for each pair of generators that an answer
    is about, usually one."""

    ids: list[Contestant]  # (G,)
    games: Games
    prompts: list[int]  # (N,)
    lengths: FloatArray  # (N, 2) characters
    answers: int
    same_generator: int  # answers left out: both responses are of one generator
    older: int  # answers left out: there are more than are looked at


def leaderboard(project: Project, *, source: str = "people") -> dict[str, Any]:
    """Strengths, plain and at equal lengths, the win matrix, and boards by domain and depth.

    An imported answer counts for the generators that its row names. One of people here is about
    two texts, and counts for every generator that wrote them.
    """
    read = _read(project, source)
    rows, effect = _board(read)
    return {
        "source": source,
        "answers": read.answers,
        "same_generator": read.same_generator,
        "older": read.older,
        "length_effect": effect,
        "generators": rows,
        "matrix": _matrix(read, [row["id"] for row in rows]),
        "slices": _slices(read, project.pk) if rows else [],
    }


def _read(project: Project, source: str) -> _Read:
    standing = answers_from(project.pk, source)
    rows = standing.annotate(
        by_a=Coalesce("generator_a_id", "comparison__response_a__generator_id"),
        by_b=Coalesce("generator_b_id", "comparison__response_b__generator_id"),
        # A row that names who wrote it speaks of no checkpoint.
        checkpoint_a=Case(
            When(generator_a__isnull=True, then=F("comparison__response_a__checkpoint_id"))
        ),
        checkpoint_b=Case(
            When(generator_b__isnull=True, then=F("comparison__response_b__checkpoint_id"))
        ),
        length_a=Length("comparison__response_a__text"),
        length_b=Length("comparison__response_b__text"),
    )
    found = list(rows.order_by("-id").values_list(*_FIELDS)[:LATEST])
    older = standing.count() - len(found) if len(found) == LATEST else 0
    further = _further_authors(project.pk)
    games = [list(_games(row, further)) for row in found]
    kept = [game for of_answer in games for game in of_answer]
    met = Counter(generator for row in kept for generator in row[:2])
    place = {generator: i for i, (generator, _) in enumerate(met.most_common())}
    columns = list(zip(*kept, strict=True)) if kept else [()] * 6
    first, second, choice, prompts, length_a, length_b = columns
    targets = {each: target(each) for each in ("a", "b", "tie")}
    games_of = Games(
        np.array([place[each] for each in first], dtype=np.int64),
        np.array([place[each] for each in second], dtype=np.int64),
        np.array([targets[each] for each in choice]).reshape(-1, 3),
        np.unique(np.array(prompts, dtype=np.int64), return_inverse=True)[1],
    )
    lengths = np.array([length_a, length_b], dtype=np.float64).T.reshape(-1, 2)
    answers = sum(1 for of_answer in games if of_answer)
    return _Read(
        list(place), games_of, list(prompts), lengths, answers, len(found) - answers, older
    )


def _further_authors(project_id: int) -> dict[int, list[Contestant]]:
    """Who else wrote a response, beside the generator that it came with."""
    found: dict[int, list[Contestant]] = defaultdict(list)
    rows = Authorship.objects.filter(generator__project=project_id).order_by("id")
    for response, *author in rows.values_list("response_id", "generator_id", "checkpoint_id"):
        found[response].append(Contestant(*author))
    return found


def _games(
    row: tuple[Any, ...], further: Mapping[int, list[Contestant]]
) -> Iterator[tuple[Any, ...]]:
    """An answer for each two generators that it is about: (one, other, choice, prompt, lengths)."""
    generator_a, generator_b, checkpoint_a, checkpoint_b, *rest, of_a, of_b, annotator = row
    by_a, by_b = Contestant(generator_a, checkpoint_a), Contestant(generator_b, checkpoint_b)
    if annotator is None:
        pairs = [(by_a, by_b)]
    else:
        firsts, seconds = [by_a, *further.get(of_a, [])], [by_b, *further.get(of_b, [])]
        pairs = [(one, other) for one in firsts for other in seconds]
    for one, other in pairs:
        if one != other:
            yield one, other, *rest


def _board(read: _Read) -> tuple[list[dict[str, Any]], dict[str, float | None] | None]:
    """One row a generator, the strongest first, and what twice the length is worth."""
    g = len(read.ids)
    if g == 0:
        return [], None
    # In doublings, so that the effect can be said in words.
    longer = np.log2(read.lengths[:, 0] + 1) - np.log2(read.lengths[:, 1] + 1)
    plain = fit_leaderboard(read.games, g)
    even = fit_leaderboard(read.games, g, longer[:, None])
    ranks, parts = plain.ranks(), connected_parts(read.games, g)
    names = dict(
        Generator.objects.filter(pk__in={each.generator for each in read.ids}).values_list(
            "pk", "name"
        )
    )
    released = dict(
        Checkpoint.objects.filter(pk__in={each.checkpoint for each in read.ids}).values_list(
            "pk", "name"
        )
    )
    rows = [
        {
            "id": each.id,
            "generator": names[each.generator],
            "checkpoint": released[each.checkpoint] if each.checkpoint else None,
            "strength": figure(plain.interval(i)),
            "at_equal_length": figure(even.interval(i)),
            "rank_best": int(ranks[i, 0]),
            "rank_worst": int(ranks[i, 1]),
            "part": int(parts[i]),
            **_played(read, i),
        }
        for i, each in enumerate(read.ids)
    ]
    rows.sort(key=lambda row: -row["strength"]["value"])
    return rows, figure(even.effect_interval(0))


def _played(read: _Read, generator: int) -> dict[str, Any]:
    """Answers, the share won with ties half, and the mean length of what it wrote."""
    games = read.games
    as_a, as_b = games.first == generator, games.second == generator
    won = games.targets[as_a, 0].sum() + games.targets[as_b, 1].sum()
    tied = games.targets[as_a | as_b, 2].sum()
    lengths = np.concatenate([read.lengths[as_a, 0], read.lengths[as_b, 1]])
    n = int(as_a.sum() + as_b.sum())
    return {"win_rate": share(float(won + tied / 2), n), "mean_length": float(lengths.mean())}


def _matrix(read: _Read, order: list[str]) -> list[dict[str, Any]]:
    """One cell for each two generators that met, both ways, in the order of the board."""
    wins = win_matrix(read.games, len(read.ids)) if order else np.zeros((0, 0, 2))
    place = {each.id: i for i, each in enumerate(read.ids)}
    cells = []
    for pk in order:
        for other in order:
            i, j = place[pk], place[other]
            won, tied, lost = wins[i, j, 0], wins[i, j, 1], wins[j, i, 0]
            if won + tied + lost:
                cells.append(
                    {
                        "id": pk,
                        "against": other,
                        "wins": int(won),
                        "ties": int(tied),
                        "losses": int(lost),
                    }
                )
    return cells


def _slices(read: _Read, project_id: int) -> list[dict[str, Any]]:
    boards = []
    for part in slices_by_prompt(read.prompts, places_of_prompts(project_id)):
        if part.rows.sum() >= FEWEST:
            boards.append(
                {
                    "by": part.by,
                    "value": part.value,
                    "answers": int(part.rows.sum()),
                    "generators": _small_board(read, part.rows),
                }
            )
    return boards


def _small_board(read: _Read, rows: BoolArray) -> list[dict[str, Any]]:
    """Strengths of the generators that met in these rows."""
    games = read.games.at(rows)
    met, again = np.unique(np.concatenate([games.first, games.second]), return_inverse=True)
    n = len(games)
    board: Leaderboard = fit_leaderboard(
        Games(again[:n], again[n:], games.targets, games.group), len(met)
    )
    found = [
        {"id": read.ids[generator].id, "strength": figure(board.interval(i))}
        for i, generator in enumerate(met)
    ]
    return sorted(found, key=lambda row: -(row["strength"]["value"] or 0.0))
