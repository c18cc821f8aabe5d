"""What the model thinks reaches the queue: priorities, new comparisons, rewards, settled nodes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np

from feedback.acquisition_rules import ADAPTIVE, RANDOM
from feedback.models import Comparison, Project
from feedback.selectors.candidates import (
    ResponseKey,
    candidate_pairs,
    keys_by_id,
    pairs_at_large,
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
    AIMED,
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
Pair = tuple[ResponseKey, ResponseKey]


class View(NamedTuple):
    """A project as its live head sees it now."""

    project: Project
    head: LiveHead
    reader: Reader
    posterior: Posterior
    rule: Rule


def refresh_queue(*, project_id: int) -> int:
    """Writes rewards, settles nodes, values what is open anew, and fills the queue up.

    Responses whose features are still to be made are passed over.

    Returns:
        How many comparisons were opened.
    """
    view = view_of(project_id)
    record_rewards(view)
    settle_nodes(project=view.project)
    waiting = _waiting(view)
    room = _room(view.project)
    chances = sampled_prompts(view.project, most=SAMPLED_PROMPTS) if room else {}
    unasked = _at_hand(view, candidate_pairs(chances))
    at_large = _population(view) if waiting or unasked else None
    if waiting:
        set_priorities(
            project=view.project,
            priorities=_values(view, waiting, at_large),
            acquisition_rule=view.rule,
        )
    proposals = _proposals(view, unasked, room, chances, at_large) if unasked else []
    opened = open_comparisons(project=view.project, proposals=proposals)
    LiveHead.objects.filter(pk=view.head.pk).update(queue_step=view.head.step)
    return opened


def view_of(project_id: int) -> View:
    project = Project.objects.get(pk=project_id)
    head = ensure_live_head(project)
    reader, posterior, _ = load_live(head)
    warm = LearnedPreference.objects.filter(head=head)[COLD_START - 1 : COLD_START].exists()
    return View(project, head, reader, posterior, rule_of(project) if warm else "random")


def rule_of(project: Project) -> Rule:
    """The rule of the learning core that values candidates for a project."""
    if project.acquisition_rule == ADAPTIVE:
        return ADAPTIVE_RULE.rule
    found: Rule = cast(Rule, project.acquisition_rule)
    return found


def record_rewards(view: View) -> None:
    """Reward and win probability of the responses to prompts that are being asked about."""
    responses = response_keys(responses_of_open_nodes(view.project.pk))
    known = at_hand(view.project.pk, view.reader, responses)
    unknown = {key.prompt_id for key in responses if key.pk not in known}
    responses = [key for key in responses if key.prompt_id not in unknown]
    record_rewards_of(
        responses,
        reader=view.reader,
        posterior=view.posterior,
        step=view.head.step,
        length=length_of(view.project),
    )


def _room(project: Project) -> int:
    """How many comparisons to open: none while the queue is all but full."""
    room = project.queue_size - asked_in_earnest(project).count()
    return room if room > project.queue_size * REFILL_AT else 0


def _waiting(view: View) -> dict[int, Pair]:
    """The open comparisons that the rule values, by id."""
    if view.rule in UNVALUED:
        return {}
    # What a person asked about again stays in front, whatever it teaches.
    open_ = Comparison.objects.filter(
        project=view.project,
        status=Comparison.Status.OPEN,
        stream=Comparison.Stream.ACTIVE,
        asked_again_at__isnull=True,
    )
    rows = list(open_.values_list("pk", "response_a", "response_b"))
    keys = keys_by_id(pk for _, a, b in rows for pk in (a, b))
    known = at_hand(view.project.pk, view.reader, keys.values())
    return {pk: (keys[a], keys[b]) for pk, a, b in rows if {a, b} <= known}


def _population(view: View) -> Candidates | None:
    """The comparisons that the reward is for, where the rule asks: any of the project's.

    What waits and what may be asked next are the hardest or the latest of them.
    """
    if view.rule not in AIMED:
        return None
    pairs = _at_hand(view, pairs_at_large(view.project.pk, prompts=SAMPLED_PROMPTS))
    return _candidates(view.reader, pairs) if pairs else None


def _at_hand(view: View, pairs: list[Pair]) -> list[Pair]:
    """The pairs whose responses have their features."""
    known = at_hand(view.project.pk, view.reader, {key for pair in pairs for key in pair})
    return [(a, b) for a, b in pairs if a.pk in known and b.pk in known]


def _candidates(reader: Reader, pairs: Sequence[Pair]) -> Candidates:
    """The pairs as the learning core takes them, each response's features once."""
    keys = list({key.pk: key for pair in pairs for key in pair}.values())
    place = {key.pk: i for i, key in enumerate(keys)}
    return candidates_of(
        features_of_keys(reader, keys),
        np.array([[place[a.pk], place[b.pk]] for a, b in pairs], dtype=np.int64).reshape(-1, 2),
        [a.prompt_id for a, _ in pairs],
    )


def _values(view: View, waiting: dict[int, Pair], at_large: Candidates | None) -> dict[int, float]:
    candidates = _candidates(view.reader, list(waiting.values()))
    scores = score_candidates(view.rule, view.posterior, candidates, population=at_large)
    return dict(zip(waiting, scores.tolist(), strict=True))


def _proposals(
    view: View,
    pairs: list[Pair],
    room: int,
    chances: dict[int, float],
    at_large: Candidates | None,
) -> list[Proposal]:
    """What to open: a random share, the rest by the rule."""
    project, head, rule = view.project, view.head, view.rule
    random.shuffle(pairs)
    chosen = select_batch(
        rule,
        view.posterior,
        _candidates(view.reader, pairs),
        room,
        rng=np.random.default_rng(),
        random_share=random_share(project, head, rule),
        reward_columns=view.reader.layout.paid_columns(length_of(project)),
        population=at_large,
    )
    share = 1.0 if project.acquisition_rule == RANDOM else project.random_share
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
    return proposals


def random_share(project: Project, head: LiveHead, rule: Rule) -> float:
    """How much of what is opened is drawn at random: at least the project's share."""
    if rule == "random":
        return 1.0
    if project.acquisition_rule == ADAPTIVE:
        return max(project.random_share, 1 - ADAPTIVE_RULE.active_share(kept_lift(head)))
    return max(project.random_share, usual_random_share(rule))
