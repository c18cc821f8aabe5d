"""What the model thinks reaches the queue: priorities, new comparisons, rewards, settled nodes."""

from __future__ import annotations

import random

import numpy as np

from feedback.models import Comparison, Project
from feedback.selectors.candidates import (
    ResponseKey,
    candidate_pairs,
    keys_by_id,
    response_keys,
    responses_of_open_nodes,
)
from feedback.services.queueing import (
    Opinion,
    Proposal,
    open_comparisons,
    record_opinions,
    set_priorities,
)
from feedback.services.settling import settle_nodes
from rewardmodel.learning.acquisition import choose_batch, margin_scores
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.encoder import Encoder
from rewardmodel.learning.features import FeatureLayout, comparison_features
from rewardmodel.learning.posterior import Posterior, rewards, win_probabilities
from rewardmodel.models import LearnedPreference, LiveHead
from rewardmodel.services.encoders import encoder_of
from rewardmodel.services.features import features_of_keys
from rewardmodel.services.heads import ensure_live_head, load_posterior

# Before this many answers the posterior is little more than the prior: everything is random.
COLD_START = 10
# Prompts looked at for candidate pairs, and draws for win probabilities.
SAMPLED_PROMPTS = 200
DRAWS = 500
# The queue is filled up when this share of it is gone: finding candidates reads many rows.
REFILL_AT = 0.05


def refresh_queue(*, project_id: int) -> int:
    """Revalues open comparisons, fills the queue up, writes rewards, settles nodes.

    Returns:
        How many comparisons were opened.
    """
    project = Project.objects.get(pk=project_id)
    head = ensure_live_head(project)
    encoder, posterior = encoder_of(head.version), load_posterior(head)
    warm = LearnedPreference.objects.filter(head=head)[COLD_START - 1 : COLD_START].exists()
    policy = project.policy if warm else Project.Policy.RANDOM
    record_rewards(project, head, encoder, posterior)
    settle_nodes(project=project)
    if policy == Project.Policy.MARGIN:
        _revalue(project, encoder, posterior)
    opened = _fill(project, head, encoder, posterior, policy)
    LiveHead.objects.filter(pk=head.pk).update(queue_step=head.step)
    return opened


def record_rewards(
    project: Project, head: LiveHead, encoder: Encoder, posterior: Posterior
) -> None:
    """Reward and win probability of the responses to prompts that are being asked about."""
    responses = response_keys(responses_of_open_nodes(project.pk))
    if not responses:
        return
    phi = features_of_keys(encoder, responses)
    columns = FeatureLayout(encoder.dim).reward_columns
    mean, std = rewards(posterior, phi, columns)
    prompts = np.array([response.prompt_id for response in responses])
    rng = np.random.default_rng(head.step)
    wins = np.zeros(len(responses))
    for prompt in np.unique(prompts):
        rows = prompts == prompt
        wins[rows] = win_probabilities(posterior, phi[rows], columns, draws=DRAWS, rng=rng)
    opinions = {
        response.pk: Opinion(float(mean[i]), float(std[i]), float(wins[i]))
        for i, response in enumerate(responses)
    }
    record_opinions(opinions=opinions, step=head.step)


def _pair_features(encoder: Encoder, pairs: list[tuple[ResponseKey, ResponseKey]]) -> FloatArray:
    phi = features_of_keys(encoder, [key for pair in pairs for key in pair])
    return comparison_features(phi[0::2], phi[1::2], np.zeros(len(pairs)))


def _revalue(project: Project, encoder: Encoder, posterior: Posterior) -> None:
    waiting = Comparison.objects.filter(
        project=project, status=Comparison.Status.OPEN, stream=Comparison.Stream.ACTIVE
    )
    rows = list(waiting.values_list("pk", "response_a", "response_b"))
    if not rows:
        return
    keys = keys_by_id(pk for _, a, b in rows for pk in (a, b))
    x = _pair_features(encoder, [(keys[a], keys[b]) for _, a, b in rows])
    scores = margin_scores(posterior, x)
    priorities = {pk: float(score) for (pk, _, _), score in zip(rows, scores, strict=True)}
    set_priorities(priorities=priorities, policy=project.policy)


def _fill(
    project: Project, head: LiveHead, encoder: Encoder, posterior: Posterior, policy: str
) -> int:
    """Opens comparisons up to the queue's size: a random share, the rest by the policy."""
    waiting = Comparison.objects.filter(project=project, status=Comparison.Status.OPEN)
    room = project.queue_size - waiting.count()
    if room <= project.queue_size * REFILL_AT:
        return 0
    pairs = candidate_pairs(project.pk, prompts=SAMPLED_PROMPTS)
    if not pairs:
        return 0
    random.shuffle(pairs)
    at_random = sum(random.random() < project.random_share for _ in range(min(room, len(pairs))))
    version = head.version.number

    proposals = [
        Proposal(
            a.prompt_id,
            a.pk,
            b.pk,
            Comparison.Stream.RANDOM,
            Project.Policy.RANDOM,
            version,
            score=None,
            propensity=1 / len(pairs),
            priority=random.random(),
        )
        for a, b in pairs[:at_random]
    ]
    rest = pairs[at_random:]
    if rest and policy == Project.Policy.MARGIN:
        scores = margin_scores(posterior, _pair_features(encoder, rest))
    else:
        scores = np.array([random.random() for _ in rest])
    chosen = choose_batch(scores, [a.prompt_id for a, _ in rest], room - at_random)
    proposals += [
        Proposal(
            a.prompt_id,
            a.pk,
            b.pk,
            Comparison.Stream.ACTIVE,
            policy,
            version,
            score=float(score),
            propensity=None,
            priority=float(score),
        )
        for (a, b), score in ((rest[i], scores[i]) for i in chosen)
    ]
    return open_comparisons(project=project, proposals=proposals)
