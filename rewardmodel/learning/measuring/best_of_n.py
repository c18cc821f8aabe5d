"""What choosing the best of n by a proxy reward is worth, from N scored samples of each prompt.

The samples of a prompt are sorted by the proxy. The best of n of them, drawn without repetition, is
the k-th with weight C(k-1, n-1) / C(N, n), so that answers to a few pairs of them speak of all n at
once. A pair (i, j) is asked with a known probability; the win rate W(n) of the pick over a sample
drawn uniformly (a pick over itself is half a win) is then estimated without bias by

    W(n)  =  sum over all pairs of c(f)  +  sum over asked pairs of (c(Y) - c(f)) / pi

where c is linear in the answer and f is any prediction (Zrnic and Candes 2024, "Active statistical
inference"): with f the head's, the first sum is what the head promises, P(n), and the second is
minus the gap. Units are prompts. N samples, P prompts, M pairs asked, L values of n.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from rewardmodel.learning.arrays import BoolArray, FloatArray, IntArray


def pick_weights(samples: int, n: int) -> FloatArray:
    """(N,): how likely the k-th from below, of N distinct rewards, is the best of n.

    Raises:
        ValueError: n is not 1 to N.
    """
    if not 1 <= n <= samples:
        raise ValueError(f"n must be 1 to {samples}, not {n}")
    k = np.arange(1, samples + 1)
    found = np.zeros(samples)
    able = k >= n
    log_choices = gammaln(k[able]) - gammaln(n) - gammaln(k[able] - n + 1)
    log_all = gammaln(samples + 1) - gammaln(n + 1) - gammaln(samples - n + 1)
    found[able] = np.exp(log_choices - log_all)
    return found


def tied_pick_weights(rewards: npt.ArrayLike, n: int) -> FloatArray:
    """(N,): the same for samples in any order, equal rewards sharing their places' weight.

    Raises:
        ValueError: n is not 1 to N.
    """
    r = np.asarray(rewards, dtype=np.float64)
    order = np.argsort(r, kind="stable")
    _, place, counts = np.unique(r[order], return_inverse=True, return_counts=True)
    by_place = np.bincount(place, pick_weights(len(r), n)) / counts
    found = np.empty(len(r))
    found[order] = by_place[place]
    return found


def kl_bound(n: npt.ArrayLike) -> FloatArray:
    """log n - (n - 1) / n, in nats: the most that best-of-n moves away from its base.

    Beirami et al. 2024, "Theoretical guarantees on the best-of-n alignment policy".
    """
    m = np.asarray(n, dtype=np.float64)
    found: FloatArray = np.asarray(np.log(m) - (m - 1) / m)
    return found


@dataclass(frozen=True, eq=False)
class PromptPairs:
    """All pairs i < j of one prompt's N samples, and what each n makes of them."""

    pairs: IntArray  # (M, 2)
    first_wins: FloatArray  # (L, M) what an answer for i adds to W(n)
    second_wins: FloatArray  # (L, M) what an answer for j adds
    own: float  # what a pick over itself adds, whatever n
    propensity: FloatArray  # (M,) with which each pair is asked; they sum to the number asked

    def contribution(self, answers: npt.ArrayLike, rows: IntArray | slice) -> FloatArray:
        """(L, len(rows)): c of answers (len(rows),): 1 for i, 0 for j, 1/2 for neither."""
        y = np.asarray(answers, dtype=np.float64)
        found: FloatArray = self.first_wins[:, rows] * y + self.second_wins[:, rows] * (1 - y)
        return found


def prompt_pairs(rewards: npt.ArrayLike, ns: Sequence[int], *, asked: int = 1) -> PromptPairs:
    """The pairs of N samples with these rewards (N,), of which ``asked`` are to be asked.

    A pair is drawn as often as (best of n, uniform) is that pair, n drawn from ``ns``: what no n
    looks at is not asked. Probabilities above 1 are cut, and the rest is shared out again.

    Raises:
        ValueError: an n is not 2 to N.
    """
    r = np.asarray(rewards, dtype=np.float64)
    if len(ns) == 0 or min(ns) < 2:
        raise ValueError("every n must be 2 or more")
    weights = np.stack([tied_pick_weights(r, n) for n in ns]) / len(r)  # (L, N)
    i, j = np.triu_indices(len(r), k=1)
    first, second = weights[:, i], weights[:, j]
    mass = (first + second).mean(axis=0)
    return PromptPairs(
        np.stack([i, j], axis=1), first, second, 0.5 / len(r), inclusion(mass, asked)
    )


def inclusion(mass: FloatArray, asked: int) -> FloatArray:
    """Probabilities (M,) in proportion to mass, at most 1, that sum to ``asked`` or to the number
    of pairs that have any."""
    found = np.zeros(len(mass))
    left, room = mass > 0, float(min(asked, int((mass > 0).sum())))
    while left.any() and room > 0:
        scaled = np.where(left, mass, 0.0) * room / mass[left].sum()
        over = scaled >= 1
        if not over.any():
            shared: FloatArray = found + scaled
            return shared
        found[over] = 1.0
        room -= int(over.sum())
        left &= ~over
    return found


def draw_pairs(propensity: FloatArray, rng: np.random.Generator) -> IntArray:
    """Which pairs are asked: each with exactly its probability, their number fixed.

    Systematic sampling in random order (Madow 1949, "On the theory of systematic sampling, II").
    """
    order = rng.permutation(len(propensity))
    upto = np.cumsum(propensity[order])
    ticks = rng.random() + np.arange(round(float(upto[-1])))
    places = np.searchsorted(upto, ticks, side="right")
    found: IntArray = np.sort(order[np.minimum(places, len(order) - 1)])
    return found


@dataclass(frozen=True, eq=False)
class Terms:
    """What each of P prompts says of each of L values of n. Means over prompts are the figures."""

    promised: FloatArray  # (P, L) P(n) by the predictions
    gap: FloatArray  # (P, L) unbiased for P(n) - W(n)
    base: FloatArray  # (P, L) the same gap, every prediction being 1/2
    even: FloatArray  # (P, L) what W(n) were if every answer were 1/2: always 1/2
    most: FloatArray  # (L,) the most that a gap can be, either way

    def win_rates(self) -> FloatArray:
        """(P, L) unbiased for W(n), by the share of the predictions that varies least.

        The share is Cov / Var over prompts (PPI++: Angelopoulos, Duchi and Zrnic 2023, "PPI++:
        efficient prediction-powered inference"), between 0 and 1: bad predictions are left out.
        """
        whole, without = self.promised - self.gap, self.even - self.base
        if len(whole) < 3:
            return without
        change = without - whole
        spread = change.var(axis=0, ddof=1)
        together = ((without - without.mean(axis=0)) * (change - change.mean(axis=0))).sum(axis=0)
        share = np.where(spread > 0, together / (len(whole) - 1) / np.maximum(spread, 1e-12), 0.0)
        found: FloatArray = without - np.clip(share, 0, 1) * change
        return found


@dataclass(frozen=True, eq=False)
class PromptAnswers:
    """One prompt of a round: its pairs, what was predicted of all, and what was answered."""

    pairs: PromptPairs
    predicted: FloatArray  # (M,) the expected answer: P(i) + P(tie) / 2
    answered: IntArray  # (A,) rows of the pairs, distinct
    answers: FloatArray  # (A,) 1 for i, 0 for j, 1/2 for neither


def terms_of(prompts: Sequence[PromptAnswers]) -> Terms:
    """The terms of the prompts that have an answer; of the others nothing is used.

    Of a prompt some of whose pairs are still open, those answered stand for all that were drawn:
    they are asked in random order.

    Raises:
        ValueError: no prompt has an answer.
    """
    kept = [each for each in prompts if len(each.answered)]
    if not kept:
        raise ValueError("no prompt has an answer")
    promised, gaps, bases = [], [], []
    for each in kept:
        pairs, rows = each.pairs, each.answered
        drawn = pairs.propensity.sum()
        weight = drawn / len(rows) / pairs.propensity[rows]
        said = pairs.contribution(each.answers, rows)
        foretold = pairs.contribution(each.predicted[rows], rows)
        even = pairs.contribution(np.full(len(rows), 0.5), rows)
        promised.append(pairs.own + pairs.contribution(each.predicted, slice(None)).sum(axis=1))
        gaps.append(((foretold - said) * weight).sum(axis=1))
        bases.append(((even - said) * weight).sum(axis=1))
    # Over all prompts, also those without an answer: bounds must not follow from what was said.
    most = np.max([_reach(each.pairs) for each in prompts], axis=0)
    even = np.full((len(kept), len(most)), 0.5)
    return Terms(np.stack(promised), np.stack(gaps), np.stack(bases), even, most)


def _reach(pairs: PromptPairs) -> FloatArray:
    """(L,): the most that one prompt's gap can be, either way."""
    asked = pairs.propensity > 0
    spread = np.abs(pairs.first_wins - pairs.second_wins)[:, asked]
    found: FloatArray = (spread * pairs.propensity.sum() / pairs.propensity[asked]).max(axis=1)
    return found


def matched_win_rate(
    prompts: Sequence[PromptAnswers], matched: Sequence[BoolArray]
) -> tuple[FloatArray, FloatArray]:
    """Of the pairs (M,) of each prompt that are matched, say in length: what picks win there.

    Returns:
        (P, L) unbiased for the wins that matched pairs add to W(n), and (P, L) what they could add
        at most; the ratio of their means is the win rate. Prompts without an answer are left out.
    """
    wins, room = [], []
    for each, same in zip(prompts, matched, strict=True):
        if not len(each.answered):
            continue
        pairs, inside = each.pairs, same[each.answered]
        rows, said = each.answered[inside], each.answers[inside]
        weight = pairs.propensity.sum() / len(each.answered) / pairs.propensity[rows]
        every = np.flatnonzero(same)
        foretold = pairs.contribution(each.predicted[every], every).sum(axis=1)
        off = pairs.contribution(said, rows) - pairs.contribution(each.predicted[rows], rows)
        wins.append(foretold + (off * weight).sum(axis=1))
        room.append((pairs.first_wins + pairs.second_wins)[:, same].sum(axis=1))
    return np.array(wins), np.array(room)
