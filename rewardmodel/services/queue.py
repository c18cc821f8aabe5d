"""What the model thinks reaches the queue: priorities, new comparisons, rewards, settled nodes."""

from __future__ import annotations

import random
from typing import cast

import numpy as np

from feedback.acquisition_rules import ADAPTIVE, RANDOM
from feedback.models import Comparison, Project
from feedback.selectors.candidates import (
    ResponseKey,
    candidate_pairs,
    keys_by_id,
    response_keys,
    responses_of_open_nodes,
    sampled_prompts,
)
from feedback.services.queueing import (
    Proposal,
    open_comparisons,
    set_priorities,
)
from feedback.services.serving import asked_in_earnest
from feedback.services.settling import settle_nodes
from rewardmodel.learning.asking.adaptive import AdaptiveRule
from rewardmodel.learning.asking.candidates import Candidates, candidates_of
from rewardmodel.learning.asking.selection import (
    UNVALUED,
    Rule,
    score_candidates,
    select_batch,
    usual_random_share,
)
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.head.posterior import Posterior
from rewardmodel.models import LearnedPreference, LiveHead
from rewardmodel.selectors.length import length_of
from rewardmodel.services.features import at_hand, features_of_keys
from rewardmodel.services.heads import ensure_live_head, load_live
from rewardmodel.services.lift import kept_lift
from rewardmodel.services.response_rewards import record_rewards_of

# Before this many answers the posterior is little more than the prior: everything is random.
COLD_START = 10
# Prompts looked at for candidate pairs.
SAMPLED_PROMPTS = 200
ADAPTIVE_RULE = AdaptiveRule()
# The queue is filled up when this share of it is gone: finding candidates reads many rows.
REFILL_AT = 0.05


def refresh_queue(*, project_id: int) -> int:
    """Revalues open comparisons, fills the queue up, writes rewards, settles nodes.

    Responses whose features are still to be made are passed over.

    Returns:
        How many comparisons were opened.
    """
    project = Project.objects.get(pk=project_id)
    head = ensure_live_head(project)
    reader, posterior, _ = load_live(head)
    warm = LearnedPreference.objects.filter(head=head)[COLD_START - 1 : COLD_START].exists()
    rule = rule_of(project) if warm else "random"
    record_rewards(project, head, reader, posterior)
    settle_nodes(project=project)
    if rule not in UNVALUED:
        _revalue(project, reader, posterior, rule)
    opened = _fill(project, head, reader, posterior, rule)
    LiveHead.objects.filter(pk=head.pk).update(queue_step=head.step)
    return opened


def rule_of(project: Project) -> Rule:
    """The rule of the learning core that values candidates for a project."""
    if project.acquisition_rule == ADAPTIVE:
        return ADAPTIVE_RULE.rule
    found: Rule = cast(Rule, project.acquisition_rule)
    return found


def record_rewards(project: Project, head: LiveHead, reader: Reader, posterior: Posterior) -> None:
    """Reward and win probability of the responses to prompts that are being asked about."""
    responses = response_keys(responses_of_open_nodes(project.pk))
    known = at_hand(project.pk, reader, responses)
    waiting = {key.prompt_id for key in responses if key.pk not in known}
    responses = [key for key in responses if key.prompt_id not in waiting]
    record_rewards_of(
        responses, reader=reader, posterior=posterior, step=head.step, length=length_of(project)
    )


def _candidates(reader: Reader, pairs: list[tuple[ResponseKey, ResponseKey]]) -> Candidates:
    """The pairs as the learning core takes them, each response's features once."""
    keys = list({key.pk: key for pair in pairs for key in pair}.values())
    place = {key.pk: i for i, key in enumerate(keys)}
    return candidates_of(
        features_of_keys(reader, keys),
        np.array([[place[a.pk], place[b.pk]] for a, b in pairs], dtype=np.int64).reshape(-1, 2),
        [a.prompt_id for a, _ in pairs],
    )


def _revalue(project: Project, reader: Reader, posterior: Posterior, rule: Rule) -> None:
    # What a person asked about again stays in front, whatever it teaches.
    waiting = Comparison.objects.filter(
        project=project,
        status=Comparison.Status.OPEN,
        stream=Comparison.Stream.ACTIVE,
        asked_again_at__isnull=True,
    )
    rows = list(waiting.values_list("pk", "response_a", "response_b"))
    if not rows:
        return
    keys = keys_by_id(pk for _, a, b in rows for pk in (a, b))
    known = at_hand(project.pk, reader, keys.values())
    rows = [row for row in rows if known.issuperset(row[1:])]
    if not rows:
        return
    candidates = _candidates(reader, [(keys[a], keys[b]) for _, a, b in rows])
    scores = score_candidates(rule, posterior, candidates)
    priorities = {pk: float(score) for (pk, _, _), score in zip(rows, scores, strict=True)}
    set_priorities(project=project, priorities=priorities, acquisition_rule=rule)


def _fill(
    project: Project, head: LiveHead, reader: Reader, posterior: Posterior, rule: Rule
) -> int:
    """Opens comparisons up to the queue's size: a random share, the rest by the rule."""
    room = project.queue_size - asked_in_earnest(project).count()
    if room <= project.queue_size * REFILL_AT:
        return 0
    chances = sampled_prompts(project, most=SAMPLED_PROMPTS)
    pairs = candidate_pairs(chances)
    known = at_hand(project.pk, reader, {key for pair in pairs for key in pair})
    pairs = [(a, b) for a, b in pairs if a.pk in known and b.pk in known]
    if not pairs:
        return 0
    random.shuffle(pairs)
    chosen = select_batch(
        rule,
        posterior,
        _candidates(reader, pairs),
        room,
        rng=np.random.default_rng(),
        random_share=random_share(project, head, rule),
        reward_columns=reader.layout.paid_columns(length_of(project)),
    )
    drawn_only = project.acquisition_rule == RANDOM
    share = 1.0 if drawn_only else project.random_share
    proposals = []
    for i, score, at_random, propensity in zip(
        chosen.indices, chosen.scores, chosen.at_random, chosen.propensities, strict=True
    ):
        a, b = pairs[int(i)]
        # Before the model knows anything all is drawn; what is not of the random share is valued
        # later.
        of_share = at_random and (rule != "random" or random.random() < share)
        stream = Comparison.Stream.RANDOM if of_share else Comparison.Stream.ACTIVE
        proposals.append(
            Proposal(
                a.prompt_id,
                a.pk,
                b.pk,
                stream,
                "random" if at_random else rule,
                head.version.number,
                score=None if at_random else float(score),
                propensity=float(propensity) * chances[a.prompt_id] if at_random else None,
                priority=float(score),
            )
        )
    return open_comparisons(project=project, proposals=proposals)


def random_share(project: Project, head: LiveHead, rule: Rule) -> float:
    """How much of what is opened is drawn at random: at least the project's share."""
    if rule == "random":
        return 1.0
    if project.acquisition_rule == ADAPTIVE:
        return max(project.random_share, 1 - ADAPTIVE_RULE.active_share(kept_lift(head)))
    return max(project.random_share, usual_random_share(rule))
