"""How strong each generator is: Bradley-Terry with Davidson's ties over all answers.

The log-odds that generator i wins over j, given that it is no tie, are

    z  =  strength_i - strength_j + gamma (x_a - x_b)

with covariates x of the two responses, if any: with the logarithm of their lengths, strengths are
those at equal lengths (the idea of Dubois et al. 2024, "Length-controlled AlpacaEval"). Fitted by
penalised maximum likelihood; the penalty is so weak that it shows only where a generator has won
or lost everything. Intervals come from the sandwich estimate over prompts, whose answers are not
independent of each other (White 1982, "Maximum
likelihood estimation of misspecified models"). N answers, G generators, K covariates.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import BoolArray, FloatArray, IntArray
from rewardmodel.learning.head import likelihood
from rewardmodel.learning.measuring.intervals import Interval, sums_by_group

# Precision of a normal prior around 0 on every parameter: a standard deviation of 10 log-odds.
_RIDGE = 0.01
_STEPS = 60
_MOST_AT_A_TIME = 4_000_000  # numbers held while gradients are added up


@dataclass(frozen=True, eq=False)
class Games:
    """N answers to comparisons of two generators' responses."""

    first: IntArray  # (N,) generator of response a, 0 to G - 1
    second: IntArray  # (N,) generator of response b, never the same
    targets: FloatArray  # (N, 3): a, b, tie
    group: IntArray  # (N,) the prompt, 0 to P - 1

    def __len__(self) -> int:
        return len(self.first)

    def at(self, rows: BoolArray) -> Games:
        """Those of the rows alone, prompts numbered anew."""
        group = np.unique(self.group[rows], return_inverse=True)[1]
        return Games(self.first[rows], self.second[rows], self.targets[rows], group)


@dataclass(frozen=True, eq=False)
class Leaderboard:
    """Strengths in log-odds over the average generator, which has 0."""

    strength: FloatArray  # (G,)
    covariance: FloatArray  # (G, G) of the strengths
    effect: FloatArray  # (K,) log-odds for one unit of difference in each covariate
    effect_std: FloatArray  # (K,)
    log_tie: float
    hessian: FloatArray  # (G + K + 1, G + K + 1) of the penalised loss, parameters centred

    def interval(self, generator: int, *, level: float = 0.95) -> Interval:
        """Of one strength."""
        std = float(np.sqrt(self.covariance[generator, generator]))
        return _normal(float(self.strength[generator]), std, level)

    def effect_interval(self, covariate: int, *, level: float = 0.95) -> Interval:
        """Of one covariate's effect."""
        return _normal(float(self.effect[covariate]), float(self.effect_std[covariate]), level)

    def scores(self, games: Games, targets: npt.ArrayLike) -> FloatArray:
        """(N, G + 1): the loss's gradients in the strengths and log_tie at each comparison, had it
        been answered by targets (N, 3). For a leaderboard without covariates.

        Raises:
            ValueError: it has covariates.
        """
        if len(self.effect):
            raise ValueError("scores are of leaderboards without covariates")
        z = self.strength[games.first] - self.strength[games.second]
        rows, found = np.arange(len(z)), np.zeros((len(z), len(self.strength) + 1))
        slope, _ = likelihood.derivatives(z, targets, self.log_tie)
        found[rows, games.first] += slope
        found[rows, games.second] -= slope
        found[:, -1] = likelihood.tie_derivatives(z, targets, self.log_tie)[0]
        return found

    def ranks(self, *, level: float = 0.95) -> IntArray:
        """(G, 2): the best and the worst rank that each may have.

        A generator stands behind those whose strength is higher, the interval of the difference
        being clear of 0.
        """
        lead = self.strength[:, None] - self.strength[None, :]
        own = np.diag(self.covariance)
        variance = own[:, None] + own[None, :] - 2 * self.covariance
        reach = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(np.maximum(variance, 0.0))
        behind = (lead < -reach).sum(axis=1)
        ahead = (lead > reach).sum(axis=1)
        return np.stack([1 + behind, len(lead) - ahead], axis=1)


def fit_leaderboard(
    games: Games,
    generators: int,
    covariates: npt.ArrayLike | None = None,
    *,
    weights: npt.ArrayLike | None = None,
) -> Leaderboard:
    """Strengths of G generators from N answers.

    Args:
        covariates: (N, K) differences x_a - x_b of what else may have moved the answers.
        weights: (N,) how much each answer counts, 1 by default: the inverse of the probability
            with which it was asked, where these differ.

    Raises:
        ValueError: shapes that do not agree, an index out of range, or a generator against itself.
    """
    x = np.zeros((len(games), 0)) if covariates is None else np.asarray(covariates, np.float64)
    _check(games, generators, x)
    w = np.ones(len(games)) if weights is None else np.asarray(weights, np.float64)
    if w.shape != (len(games),) or (w < 0).any():
        raise ValueError(f"{len(games)} answers, but weights {w.shape}, or a negative one")
    fit = _Fit(games, generators, x, w)
    parameters = fit.minimise()
    # Strengths are centred; the covariance follows.
    centre = np.eye(len(parameters))
    centre[:generators, :generators] -= 1 / generators
    covariance = centre @ fit.sandwich(parameters) @ centre.T
    parameters = centre @ parameters
    effects = slice(generators, len(parameters) - 1)
    return Leaderboard(
        strength=parameters[:generators],
        covariance=covariance[:generators, :generators],
        effect=parameters[effects],
        effect_std=np.sqrt(np.diag(covariance)[effects]),
        log_tie=float(parameters[-1]),
        hessian=fit.derivatives(parameters)[1],
    )


def win_matrix(games: Games, generators: int) -> FloatArray:
    """(G, G, 2): how often the row's generator won over the column's, and how often they tied."""
    cells = games.first * generators + games.second
    a, b, ties = (
        np.bincount(cells, column, generators**2).reshape(generators, generators)
        for column in games.targets.T
    )
    wins: FloatArray = np.stack([a + b.T, ties + ties.T], axis=-1)
    return wins


def connected_parts(games: Games, generators: int) -> IntArray:
    """(G,): which part of the graph of comparisons each stands in; parts cannot be compared."""
    part = np.arange(generators)
    pairs = np.unique(np.stack([games.first, games.second], axis=1), axis=0)
    for i, j in pairs:
        old, new = max(part[i], part[j]), min(part[i], part[j])
        part[part == old] = new
    numbered: IntArray = np.unique(part, return_inverse=True)[1]
    return numbered


class _Fit:
    """Negative log posterior of (strengths G, effects K, log_tie), by Newton's method."""

    def __init__(self, games: Games, generators: int, x: FloatArray, weights: FloatArray) -> None:
        self.games, self.generators, self.x, self.weights = games, generators, x, weights
        self.size = generators + x.shape[1] + 1

    def _z(self, parameters: FloatArray) -> FloatArray:
        strength, effect = parameters[: self.generators], parameters[self.generators : -1]
        z: FloatArray = strength[self.games.first] - strength[self.games.second] + self.x @ effect
        return z

    def value(self, parameters: FloatArray) -> float:
        loss = likelihood.negative_log_likelihood(
            self._z(parameters), self.games.targets, parameters[-1]
        )
        return float(self.weights @ loss + _RIDGE / 2 * parameters @ parameters)

    def derivatives(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Gradient (S,) and Hessian (S, S)."""
        z, tie = self._z(parameters), float(parameters[-1])
        slope, curve = (
            self.weights * row for row in likelihood.derivatives(z, self.games.targets, tie)
        )
        tie_slope, tie_curve, mixed = (
            self.weights * row for row in likelihood.tie_derivatives(z, self.games.targets, tie)
        )
        gradient = np.append(self._back(slope), tie_slope.sum()) + _RIDGE * parameters
        hessian = _RIDGE * np.eye(self.size)
        hessian[:-1, :-1] += self._curvature(curve)
        hessian[-1, :-1] += self._back(mixed)
        hessian[:-1, -1] += self._back(mixed)
        hessian[-1, -1] += tie_curve.sum()
        return gradient, hessian

    def _back(self, rows: FloatArray) -> FloatArray:
        """(N,) -> (G + K,): the transposed design matrix times the rows."""
        g, first, second = self.generators, self.games.first, self.games.second
        up = np.bincount(first, weights=rows, minlength=g)
        down = np.bincount(second, weights=rows, minlength=g)
        return np.concatenate([up - down, rows @ self.x])

    def _curvature(self, weight: FloatArray) -> FloatArray:
        """The design matrix, weighted, times itself: (G + K, G + K)."""
        g, first, second = self.generators, self.games.first, self.games.second
        across = np.bincount(first * g + second, weights=weight, minlength=g * g).reshape(g, g)
        across = across + across.T
        found = np.zeros((self.size - 1, self.size - 1))
        found[:g, :g] = np.diag(across.sum(axis=1)) - across
        for k, column in enumerate(self.x.T):
            found[g + k] = self._back(weight * column)
            found[:g, g + k] = found[g + k, :g]
        return found

    def minimise(self) -> FloatArray:
        parameters = np.zeros(self.size)
        value = self.value(parameters)
        for _ in range(_STEPS):
            gradient, hessian = self.derivatives(parameters)
            step, scale = np.linalg.solve(hessian, gradient), 1.0
            while (moved := self.value(parameters - scale * step)) > value and scale > 1e-6:
                scale /= 2
            if moved > value:
                break
            parameters, value = parameters - scale * step, moved
            if np.abs(scale * step).max() < 1e-8:
                break
        return parameters

    def sandwich(self, parameters: FloatArray) -> FloatArray:
        """(S, S): the covariance of the estimate, prompts being what is independent.

        In no direction is it less than independent answers would leave: the plain estimate comes
        out near 0 where there are few prompts, or where a generator has won everything.
        """
        _, hessian = self.derivatives(parameters)
        meat = self._meat(parameters)
        root = np.linalg.inv(np.linalg.cholesky(hessian))  # root.T @ root is the inverse
        ratios, directions = np.linalg.eigh(root @ meat @ root.T)
        wide = root.T @ directions
        covariance: FloatArray = (wide * np.maximum(ratios, 1.0)) @ wide.T
        return covariance

    def _meat(self, parameters: FloatArray) -> FloatArray:
        """(S, S): the sum over prompts of the outer product of each prompt's gradient (S,).

        Some prompts at a time: gradients of all of them may not fit into memory.
        """
        z, tie = self._z(parameters), float(parameters[-1])
        slope = self.weights * likelihood.derivatives(z, self.games.targets, tie)[0]
        tie_slope = self.weights * likelihood.tie_derivatives(z, self.games.targets, tie)[0]
        order = np.argsort(self.games.group, kind="stable")
        group = self.games.group[order]
        prompts = int(group[-1]) + 1 if len(group) else 0
        at_a_time = max(1, _MOST_AT_A_TIME // self.size)
        meat = np.zeros((self.size, self.size))
        for start in range(0, prompts, at_a_time):
            low, high = np.searchsorted(group, [start, start + at_a_time])
            rows = order[low:high]
            scores = self._scores(rows, group[low:high] - start, slope[rows], tie_slope[rows])
            meat += scores.T @ scores
        return meat * (prompts / max(prompts - 1, 1))

    def _scores(
        self, rows: IntArray, group: IntArray, slope: FloatArray, tie_slope: FloatArray
    ) -> FloatArray:
        """(P, S): the gradients of the prompts of some rows."""
        g, prompts = self.generators, int(group.max(initial=-1)) + 1
        first, second = group * g + self.games.first[rows], group * g + self.games.second[rows]
        flat = np.bincount(first, weights=slope, minlength=prompts * g)
        flat -= np.bincount(second, weights=slope, minlength=prompts * g)
        rest = np.column_stack([slope[:, None] * self.x[rows], tie_slope])
        return np.hstack([flat.reshape(prompts, g), sums_by_group(rest, group)])


def _normal(value: float, std: float, level: float) -> Interval:
    reach = NormalDist().inv_cdf((1 + level) / 2) * std
    return Interval(value, value - reach, value + reach)


def _check(games: Games, generators: int, x: FloatArray) -> None:
    n = len(games)
    shapes = (games.second.shape, games.group.shape, games.targets.shape, x.shape[:1])
    if shapes != ((n,), (n,), (n, 3), (n,)) or x.ndim != 2:
        raise ValueError(f"{n} answers, but the other shapes are {shapes}")
    both = np.concatenate([games.first, games.second])
    if n and (both.min() < 0 or both.max() >= generators):
        raise ValueError(f"generators must be 0 to {generators - 1}")
    if (games.first == games.second).any():
        raise ValueError("a generator cannot be compared with itself")
