"""Bradley–Terry scores of the responses to one prompt, from the votes on pairs of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from feedback.exports.containers import MESSAGES
from feedback.exports.format import Format
from feedback.exports.records import Judgement, Row, Side
from feedback.exports.trl import copied

PRIOR_WINS = 0.5  # virtual wins, and as many losses, of each response against one of strength 1
MOST_ROUNDS = 2000
TOLERANCE = 1e-9
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def bradley_terry(
    first: IntArray, second: IntArray, wins: FloatArray, games: FloatArray, count: int
) -> FloatArray:
    """Scores (count,) with mean 0: log strengths by minorise–maximise (Hunter 2004).

    ``first`` and ``second`` (M,) are indices of the responses compared, ``games`` (M,) how often,
    ``wins`` (M,) how often the first won, a tie being half a win for each. Each response also wins
    and loses half a vote against one of average strength, so that scores stay finite where one
    wins always.
    """
    won = np.full(count, PRIOR_WINS)
    np.add.at(won, first, wins)
    np.add.at(won, second, games - wins)
    strength = np.ones(count)
    for _ in range(MOST_ROUNDS):
        weight = games / (strength[first] + strength[second])
        played = 2 * PRIOR_WINS / (strength + 1)
        np.add.at(played, first, weight)
        np.add.at(played, second, weight)
        renewed = won / played
        change = float(np.max(np.abs(np.log(renewed) - np.log(strength)), initial=0.0))
        strength = renewed
        if change < TOLERANCE:
            break
    scores: FloatArray = np.log(strength)
    return scores - scores.mean() if count else scores


class Ranking:
    """The votes on the responses to one prompt, added up; memory grows with pairs, not votes."""

    def __init__(self, first: Judgement) -> None:
        self._messages = copied(first.messages)
        self._prompt_hash = first.prompt_hash
        self._sides: dict[int, Side] = {}
        self._pairs: dict[tuple[int, int], list[float]] = {}  # wins of the first, votes
        self._counts: dict[int, list[int]] = {}  # wins, losses, ties

    def add(self, judgement: Judgement) -> None:
        """Counts a vote, or the votes on one comparison taken together as one."""
        for side, mine, other in ((judgement.a, "a", "b"), (judgement.b, "b", "a")):
            self._sides.setdefault(side.pk, side)
            outcome = (mine, other, "tie").index(judgement.choice)
            self._counts.setdefault(side.pk, [0, 0, 0])[outcome] += 1
        pair = self._pairs.setdefault((judgement.a.pk, judgement.b.pk), [0.0, 0.0])
        pair[0] += judgement.share
        pair[1] += 1

    def rows(self) -> list[Row]:
        """One row a response, best first.

        Scores are in natural logarithms of odds: of two responses, the one with a point more wins
        with probability σ(1) = 0.73.
        """
        places = {pk: index for index, pk in enumerate(self._sides)}
        scores = bradley_terry(
            np.array([places[a] for a, _ in self._pairs], dtype=np.int64),
            np.array([places[b] for _, b in self._pairs], dtype=np.int64),
            np.array([wins for wins, _ in self._pairs.values()]),
            np.array([games for _, games in self._pairs.values()]),
            len(places),
        )
        found = list(self._sides.values())
        return [
            self._row(found[index], float(scores[index]), rank)
            for rank, index in enumerate(np.argsort(-scores, kind="stable"), start=1)
        ]

    def _row(self, side: Side, score: float, rank: int) -> Row:
        wins, losses, ties = self._counts[side.pk]
        return {
            "prompt": self._messages,
            "prompt_hash": self._prompt_hash,
            "response": side.text,
            "response_id": side.id,
            "generator": side.generator,
            "checkpoint": side.checkpoint,
            "score": score,
            "rank": rank,
            "wins": wins,
            "losses": losses,
            "ties": ties,
        }


RANKINGS = Format(
    name="rankings",
    label="Rankings: Bradley–Terry scores of responses",
    description=(
        "a response with its Bradley–Terry score among those to its prompt, wins, losses, ties"
    ),
    columns={
        "prompt": MESSAGES,
        "prompt_hash": "text",
        "response": "text",
        "response_id": "text",
        "generator": "text",
        "checkpoint": "text",
        "score": "number",
        "rank": "integer",
        "wins": "integer",
        "losses": "integer",
        "ties": "integer",
    },
    example={
        "prompt": [{"role": "user", "content": "Which way is down?"}],
        "prompt_hash": "5d41…",
        "response": "Where the cord points.",
        "response_id": "17",
        "generator": "draft-2",
        "checkpoint": None,
        "score": 1.2,
        "rank": 1,
        "wins": 3,
        "losses": 0,
        "ties": 1,
    },
    subject="rankings",
    decisive=False,
    detailed=True,
)
