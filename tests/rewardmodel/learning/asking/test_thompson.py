"""Double Thompson sampling duels whoever may be best."""

from collections import Counter

import numpy as np

from rewardmodel.learning.asking.candidates import candidates_of
from rewardmodel.learning.asking.selection import Rule, select_batch
from rewardmodel.learning.asking.thompson import double_thompson
from rewardmodel.learning.head.posterior import Posterior, learn, prior_posterior
from tests.rewardmodel.learning.simulation import draw_answers
from tests.rewardmodel.learning.worlds import some_candidates, some_posterior

# Responses 0 to 3 of rewards 3, 2, 1, 0 times the weight; all pairs.
LADDER = [(i, j) for i in range(4) for j in range(i)]


def test_a_sure_posterior_asks_about_the_best_two() -> None:
    candidates = candidates_of([[3.0], [2.0], [1.0], [0.0]], LADDER, ["p"] * 6)
    sure = Posterior(np.array([1.0]), np.array([[1e-8]]), -1.0, 1.0)
    (index,), _ = double_thompson(sure, candidates, 1, rng=np.random.default_rng(0))
    assert LADDER[index] == (1, 0)


def test_duels_come_as_often_as_two_draws_name_them() -> None:
    # Three responses with independent rewards: what any two draws name can be counted.
    phi, mean = np.eye(3), np.array([0.5, 0.0, 0.2])
    pairs = [(1, 0), (2, 0), (2, 1)]
    candidates = candidates_of(phi, pairs, ["p"] * 3)
    posterior = Posterior(mean, np.eye(3), -1.0, 1.0)
    rng = np.random.default_rng(0)
    found = Counter(
        int(double_thompson(posterior, candidates, 1, rng=rng)[0][0]) for _ in range(4000)
    )
    best = (mean + rng.normal(size=(100_000, 3))).argmax(axis=1)
    share = np.bincount(best, minlength=3) / len(best)
    for index, (a, b) in enumerate(pairs):
        # The second is drawn until it differs from the first.
        expected = share[a] * share[b] * (1 / (1 - share[a]) + 1 / (1 - share[b]))
        assert abs(found[index] / 4000 - expected) < 0.04


def test_only_open_candidates_are_picked_and_none_twice() -> None:
    posterior, candidates = some_posterior(), some_candidates(60)
    open_ = np.arange(60) % 2 == 0
    picked, scores = double_thompson(
        posterior, candidates, 100, rng=np.random.default_rng(0), open_=open_
    )
    assert sorted(picked.tolist()) == list(range(0, 60, 2))
    assert (np.diff(scores) <= 0).all()
    assert open_.sum() == 30  # the caller's mask is left as it was


def test_prompts_take_turns() -> None:
    posterior, candidates = some_posterior(), some_candidates(150, prompts=8)
    for per_prompt in (1, 2):
        picked, _ = double_thompson(
            posterior,
            candidates,
            8 * per_prompt,
            rng=np.random.default_rng(0),
            per_prompt=per_prompt,
        )
        assert set(Counter(candidates.prompts[picked].tolist()).values()) == {per_prompt}


def test_nuisance_does_not_make_a_response_best() -> None:
    # The last response is longest, and length is worth nothing.
    phi = [[2.0, 0.0], [1.0, 0.0], [0.0, 9.0]]
    candidates = candidates_of(phi, [(1, 0), (2, 0), (2, 1)], ["p"] * 3)
    sure = Posterior(np.array([1.0, 1.0]), 1e-8 * np.eye(2), -1.0, 1.0)
    rng = np.random.default_rng(0)
    columns = np.array([True, False])
    assert double_thompson(sure, candidates, 1, rng=rng, reward_columns=columns)[0].tolist() == [0]
    assert double_thompson(sure, candidates, 1, rng=rng)[0].tolist() == [1]


def _regret(rule: Rule, seed: int) -> float:
    """Mean loss of taking the responses believed best, after 60 answers on 10 prompts."""
    rng = np.random.default_rng(seed)
    phi, weights = rng.normal(size=(80, 20)), rng.normal(size=20)
    pairs = np.array(
        [(8 * p + i, 8 * p + j) for p in range(10) for i in range(8) for j in range(i)]
    )
    candidates = candidates_of(phi, pairs, [row // 8 for row in pairs[:, 0].tolist()])
    posterior = prior_posterior(20, prior_precision=1.0)
    for _ in range(6):
        batch = select_batch(rule, posterior, candidates, 10, rng=rng)
        x = candidates.features(batch.indices)
        for row, answer in zip(x, draw_answers(x @ weights, -2.0, rng), strict=True):
            posterior = learn(posterior, row, answer)
    true = (phi @ weights).reshape(10, 8)
    taken = (phi @ posterior.mean).reshape(10, 8).argmax(axis=1)
    return float((true.max(axis=1) - true[np.arange(10), taken]).mean())


def test_duels_find_better_responses_than_chance_and_than_the_closest_calls() -> None:
    rules: tuple[Rule, ...] = ("double_thompson", "random", "margin")
    regrets = {rule: np.mean([_regret(rule, seed) for seed in range(25)]) for rule in rules}
    assert regrets["double_thompson"] < 0.9 * regrets["random"]
    assert regrets["double_thompson"] < 0.9 * regrets["margin"]
