"""What the model thinks reaches the queue: priorities, new comparisons, rewards, settled nodes."""

from __future__ import annotations

import random

import numpy as np

from feedback.models import Comparison, Project, Response
from feedback.selectors.candidates import candidate_pairs
from feedback.services.queueing import (
    Opinion,
    Proposal,
    open_comparisons,
    record_opinions,
    set_priorities,
)
from feedback.services.trees import settle_nodes
from rewardmodel.learning.acquisition import choose_batch, margin_scores
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.encoder import SentenceEncoder
from rewardmodel.learning.features import FeatureLayout, comparison_features
from rewardmodel.learning.posterior import Posterior, rewards, win_probabilities
from rewardmodel.models import LearnedPreference, LiveHead
from rewardmodel.services.encoders import encoder_of
from rewardmodel.services.features import features_of, items_of
from rewardmodel.services.heads import ensure_live_head, load_posterior

# Before this many answers the posterior is little more than the prior: everything is random.
COLD_START = 10
# Prompts looked at for candidate pairs, and draws for win probabilities.
SAMPLED_PROMPTS = 200
DRAWS = 500


def refresh_queue(*, project_id: int) -> int:
    """Revalues open comparisons, fills the queue up, writes rewards, settles nodes.

    Returns:
        How many comparisons were opened.
    """
    project = Project.objects.get(pk=project_id)
    head = ensure_live_head(project)
    encoder, posterior = encoder_of(head.version), load_posterior(head)
    warm = LearnedPreference.objects.filter(head=head).count() >= COLD_START
    policy = project.policy if warm else Project.Policy.RANDOM
    record_rewards(project, head, encoder, posterior)
    opened = 0
    # A node that settles changes what can be asked; a tree is only so high.
    while settle_nodes(project=project):
        pass
    if policy == Project.Policy.MARGIN:
        _revalue(project, encoder, posterior)
    opened += _fill(project, head, encoder, posterior, policy)
    return opened


def record_rewards(
    project: Project, head: LiveHead, encoder: SentenceEncoder, posterior: Posterior
) -> None:
    """Reward and win probability of the responses to prompts that are being asked about."""
    asked = Comparison.objects.filter(project=project, prompt__current_node__state="open").values(
        "prompt"
    )
    responses = list(
        Response.objects.filter(prompt__in=asked).select_related("prompt").order_by("prompt", "id")
    )
    if not responses:
        return
    phi = features_of(encoder, items_of(responses))
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


def _pair_features(encoder: SentenceEncoder, pairs: list[tuple[Response, Response]]) -> FloatArray:
    phi = features_of(encoder, items_of([response for pair in pairs for response in pair]))
    return comparison_features(phi[0::2], phi[1::2], np.zeros(len(pairs)))


def _revalue(project: Project, encoder: SentenceEncoder, posterior: Posterior) -> None:
    waiting = list(
        Comparison.objects.filter(
            project=project,
            status=Comparison.Status.OPEN,
            stream=Comparison.Stream.ACTIVE,
        ).select_related("response_a__prompt", "response_b__prompt")
    )
    if not waiting:
        return
    x = _pair_features(encoder, [(c.response_a, c.response_b) for c in waiting])
    scores = margin_scores(posterior, x)
    priorities = {c.pk: float(score) for c, score in zip(waiting, scores, strict=True)}
    set_priorities(priorities=priorities, policy=project.policy)


def _fill(
    project: Project, head: LiveHead, encoder: SentenceEncoder, posterior: Posterior, policy: str
) -> int:
    """Opens comparisons up to the queue's size: a random share, the rest by the policy."""
    waiting = Comparison.objects.filter(project=project, status=Comparison.Status.OPEN)
    room = project.queue_size - waiting.count()
    if room <= 0:
        return 0
    pairs = candidate_pairs(project.pk, prompts=SAMPLED_PROMPTS)
    if not pairs:
        return 0
    random.shuffle(pairs)
    at_random = sum(random.random() < project.random_share for _ in range(min(room, len(pairs))))
    version = head.version.number
    proposals = [
        Proposal(a, b, "random", "random", version, None, 1 / len(pairs), random.random())
        for a, b in pairs[:at_random]
    ]
    rest = pairs[at_random:]
    if rest and policy == Project.Policy.MARGIN:
        scores = margin_scores(posterior, _pair_features(encoder, rest))
    else:
        scores = np.array([random.random() for _ in rest])
    chosen = choose_batch(scores, [a.prompt_id for a, _ in rest], min(room - at_random, len(rest)))
    proposals += [
        Proposal(*rest[i], "active", policy, version, float(scores[i]), None, float(scores[i]))
        for i in chosen
    ]
    return open_comparisons(project=project, proposals=proposals)
