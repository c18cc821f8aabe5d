"""Choosing the prior from the answers, and watching the running posterior.

How strongly weights are held at zero matters more than which comparisons are asked, so it is
chosen by data: by the log-loss on prompts left out, or, with too few prompts, by evidence.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray, IntArray
from rewardmodel.learning.head import likelihood
from rewardmodel.learning.head.likelihood import log_losses
from rewardmodel.learning.head.posterior import (
    DEFAULT_PRIOR_PRECISION,
    Posterior,
    checked_weights,
    fit_posterior,
    log_evidence,
    outcomes_of_margins,
)

PRIOR_PRECISIONS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
# Above this the running posterior is further from its refit than one posterior standard deviation
# a direction, root mean square, and ought to be replaced by the refit.
DRIFT_ALARM = 1.0
# How far log_tie of random questions may lie from that of all answers, one standard deviation.
TIE_SHIFT_STD = 0.5


def folds_by_group(groups: Sequence[Hashable], folds: int, *, seed: int = 0) -> IntArray:
    """The fold, 0 to K - 1, of each of N rows, (N,): every group whole in one fold.

    Groups are dealt out in a shuffled order, larger ones first, to the fold with the fewest rows.
    K is `folds`, or the number of groups where that is less.
    """
    sizes: dict[Hashable, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    names = list(sizes)
    shuffled = [names[i] for i in np.random.default_rng(seed).permutation(len(names))]
    filled = np.zeros(max(1, min(folds, len(names))), dtype=np.int64)
    fold_of: dict[Hashable, int] = {}
    for group in sorted(shuffled, key=lambda name: -sizes[name]):
        fold_of[group] = int(filled.argmin())
        filled[fold_of[group]] += sizes[group]
    return np.array([fold_of[group] for group in groups], dtype=np.int64)


def held_out_log_losses(
    x: npt.ArrayLike,
    targets: npt.ArrayLike,
    groups: Sequence[Hashable],
    *,
    candidates: Sequence[float] = PRIOR_PRECISIONS,
    offsets: npt.ArrayLike | None = None,
    start: Posterior | None = None,
    folds: int = 5,
    seed: int = 0,
    weights: npt.ArrayLike | None = None,
) -> FloatArray:
    """Log-loss in nats a comparison of each candidate prior precision, (L,), by K-fold over groups.

    One fit to all answers for each candidate; what it would be without a fold is found by one
    Newton step from there (Beirami et al. 2017, "On optimal generalizability in parametric
    learning", section 3), which costs a K-th of a fit and ranks candidates alike.

    Args:
        x: (N, D); targets: (N, 3); groups: (N,) the prompt of each comparison.
        offsets and weights: (N,) and start: as for `fit_posterior`.

    Raises:
        ValueError: there are fewer than two groups.
    """
    rows, q = np.asarray(x, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    known = np.zeros(len(rows)) if offsets is None else np.asarray(offsets, dtype=np.float64)
    fold = folds_by_group(groups, folds, seed=seed)
    if len(fold) == 0 or fold.max() == 0:
        raise ValueError("at least two groups are needed to hold one out")
    counts = checked_weights(weights, len(rows))
    losses = []
    for precision in candidates:
        start = fit_posterior(
            rows, q, prior_precision=precision, start=start, offsets=known, weights=counts
        )
        losses.append(_loss_without(start, rows, q, known, counts, fold))
    return np.array(losses)


def _loss_without(
    full: Posterior,
    x: FloatArray,
    q: FloatArray,
    offsets: FloatArray,
    counts: FloatArray,
    fold: IntArray,
) -> float:
    """Mean log-loss of each fold's answers by what the fit would be without them."""
    z = x @ full.mean + offsets
    gradient, curvature = likelihood.derivatives(z, q, full.log_tie)
    gradient, curvature = counts * gradient, counts * curvature
    total = 0.0
    for k in range(int(fold.max()) + 1):
        out = fold == k
        joint = _joint_without(full, x[out], curvature[out])
        mean = z[out] + joint @ gradient[out]
        variance = np.maximum(np.diagonal(joint), 0.0)
        predicted = outcomes_of_margins(mean, variance, full.log_tie)
        total += float(counts[out] @ log_losses(predicted, q[out]))
    return total / float(counts.sum())


def _joint_without(full: Posterior, x: FloatArray, curvature: FloatArray) -> FloatArray:
    """Covariance (n, n) of the margins of answers x (n, D), had they not been given.

    With K = x S x' and C their curvatures it is K + K R (I - R K R)^-1 R K, R = C^(1/2), by the
    matrix inversion lemma; where they are more than the columns, by the inverse of what is left of
    the precision.
    """
    root = np.sqrt(curvature)
    if len(x) > full.dim:
        scaled = x * root[:, None]
        left = np.linalg.inv(np.linalg.inv(full.covariance) - scaled.T @ scaled)
        joint: FloatArray = x @ left @ x.T
        return joint
    joint = x @ full.covariance @ x.T
    scaled = joint * root
    inner = np.eye(len(x)) - root[:, None] * scaled
    added: FloatArray = joint + scaled @ np.linalg.solve(inner, scaled.T)
    return added


def log_evidences(
    x: npt.ArrayLike,
    targets: npt.ArrayLike,
    *,
    candidates: Sequence[float] = PRIOR_PRECISIONS,
    offsets: npt.ArrayLike | None = None,
    start: Posterior | None = None,
    weights: npt.ArrayLike | None = None,
) -> FloatArray:
    """Laplace's log evidence of each candidate prior precision, (L,).

    Args:
        offsets and weights: (N,) and start: as for `fit_posterior`.
    """
    values = []
    for precision in candidates:
        start = fit_posterior(
            x, targets, prior_precision=precision, start=start, offsets=offsets, weights=weights
        )
        values.append(log_evidence(start, x, targets, offsets=offsets, weights=weights))
    return np.array(values)


def adjust_prior_precision(
    x: npt.ArrayLike,
    targets: npt.ArrayLike,
    groups: Sequence[Hashable],
    current: float,
    *,
    offsets: npt.ArrayLike | None = None,
    start: Posterior | None = None,
    weights: npt.ArrayLike | None = None,
) -> float:
    """The best of the current prior precision and its two neighbours, by `choose_prior_precision`.

    Cheap enough for every refit: over several it walks to the best of `PRIOR_PRECISIONS`.
    """
    place = int(np.abs(np.log(PRIOR_PRECISIONS) - np.log(current)).argmin())
    near = PRIOR_PRECISIONS[max(0, place - 1) : place + 2]
    return choose_prior_precision(
        x, targets, groups, candidates=near, offsets=offsets, start=start, weights=weights
    )


def prior_losses(
    x: npt.ArrayLike,
    targets: npt.ArrayLike,
    groups: Sequence[Hashable],
    *,
    candidates: Sequence[float] = PRIOR_PRECISIONS,
    offsets: npt.ArrayLike | None = None,
    start: Posterior | None = None,
    folds: int = 5,
    seed: int = 0,
    weights: npt.ArrayLike | None = None,
) -> FloatArray:
    """What each candidate prior precision costs in nats a comparison, (L,): held-out log-loss, or
    with fewer than `folds` groups minus the evidence (a single topic says nothing of how well
    others would be predicted).

    Args and errors as for `held_out_log_losses`; without a row the result is ValueError.
    """
    if len(groups) == 0:
        raise ValueError("no comparisons to choose by")
    if len(set(groups)) >= folds:
        return held_out_log_losses(
            x,
            targets,
            groups,
            candidates=candidates,
            offsets=offsets,
            start=start,
            folds=folds,
            seed=seed,
            weights=weights,
        )
    evidences = log_evidences(
        x, targets, candidates=candidates, offsets=offsets, start=start, weights=weights
    )
    return -evidences / len(groups)


def choose_prior_precision(
    x: npt.ArrayLike,
    targets: npt.ArrayLike,
    groups: Sequence[Hashable],
    *,
    candidates: Sequence[float] = PRIOR_PRECISIONS,
    offsets: npt.ArrayLike | None = None,
    start: Posterior | None = None,
    folds: int = 5,
    seed: int = 0,
    weights: npt.ArrayLike | None = None,
) -> float:
    """The candidate of the least `prior_losses`; arguments and errors as there."""
    losses = prior_losses(
        x,
        targets,
        groups,
        candidates=candidates,
        offsets=offsets,
        start=start,
        folds=folds,
        seed=seed,
        weights=weights,
    )
    return float(candidates[int(losses.argmin())])


def fit_with_random_share(
    x: npt.ArrayLike,
    targets: npt.ArrayLike,
    at_random: npt.ArrayLike,
    *,
    prior_precision: float = DEFAULT_PRIOR_PRECISION,
    start: Posterior | None = None,
    offsets: npt.ArrayLike | None = None,
    prior: Posterior | None = None,
    weights: npt.ArrayLike | None = None,
) -> Posterior:
    """The posterior of all answers, with the tie parameter moved to what random questions say.

    A rule that seeks out clear cases, or close ones, meets fewer ties or more than its rewards
    explain, and a tie parameter fitted on those is wrong for every other comparison. So answers
    to random questions move it, from a normal prior around the fit to all of them: the more of
    them there are, the further.

    Args:
        x: (N, D); targets: (N, 3); at_random: (N,) True where the comparison was drawn at random.
            With none or nothing else drawn so, this is `fit_posterior`.
        offsets and weights: (N,), prior and start: as for `fit_posterior`.
    """
    rows, q = np.asarray(x, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    counts = checked_weights(weights, len(rows))
    drawn = np.asarray(at_random, dtype=np.bool_)
    known = np.zeros(len(rows)) if offsets is None else np.asarray(offsets, dtype=np.float64)
    free = fit_posterior(
        rows,
        q,
        prior_precision=prior_precision,
        start=start,
        offsets=known,
        prior=prior,
        weights=counts,
    )
    if drawn.all() or not drawn.any():
        return free
    z = rows[drawn] @ free.mean + known[drawn]
    log_tie = _tie_parameter(z, q[drawn], counts[drawn], free.log_tie)
    return fit_posterior(
        rows,
        q,
        prior_precision=prior_precision,
        log_tie=log_tie,
        start=free,
        offsets=known,
        prior=prior,
        weights=counts,
    )


def _tie_parameter(z: FloatArray, q: FloatArray, counts: FloatArray, prior: float) -> float:
    """The most probable log_tie of answers q (n, 3) with reward differences z (n,)."""
    log_tie = prior
    for _ in range(50):
        first, second, _ = likelihood.tie_derivatives(z, q, log_tie)
        slope = float(counts @ first) + (log_tie - prior) / TIE_SHIFT_STD**2
        step = slope / (float(counts @ second) + TIE_SHIFT_STD**-2)
        log_tie -= min(max(step, -1.0), 1.0)
        if abs(step) < 1e-10:
            break
    return log_tie


def drift(running: Posterior, refit: Posterior) -> float:
    """How far the running posterior has moved from a refit on the same answers; 0 where equal.

    sqrt(2 KL(running || refit) / D): with equal covariances, the root mean square distance of the
    means in posterior standard deviations. Compare it with DRIFT_ALARM.

    Raises:
        ValueError: the dimensions differ.
    """
    if running.dim != refit.dim:
        raise ValueError(f"dimensions differ: {running.dim}, {refit.dim}")
    inverse = np.linalg.inv(refit.covariance)
    shift = refit.mean - running.mean
    _, log_refit = np.linalg.slogdet(refit.covariance)
    _, log_running = np.linalg.slogdet(running.covariance)
    trace = np.einsum("ij,ji->", inverse, running.covariance)
    twice = trace - running.dim + shift @ inverse @ shift + log_refit - log_running
    return float(np.sqrt(max(twice, 0.0) / running.dim))
