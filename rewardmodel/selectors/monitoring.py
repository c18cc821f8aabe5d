"""Monitor rounds, and what their answers say of best-of-n so far."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db.models import Count, Q, QuerySet

from feedback.models import MonitorRound, Preference, Project, Work
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.measuring.best_of_n import (
    PromptAnswers,
    Terms,
    kl_bound,
    matched_win_rate,
    prompt_pairs,
    terms_of,
)
from rewardmodel.learning.measuring.honest_means import HonestInterval, bootstrap_t, mean_interval
from rewardmodel.learning.measuring.overoptimisation import fit_curve, watch

# Two lengths are alike within a fifth: a difference of their logarithms below this.
ALIKE = float(np.log(1.2))
# Fewer answers to pairs of like length say nothing.
FEWEST_MATCHED = 20
_VALUE = {"a": 1.0, "b": 0.0, "tie": 0.5}
_STANDING = (Work.State.QUEUED, Work.State.RUNNING, Work.State.SUCCEEDED)


def rounds_of(project: Project) -> QuerySet[MonitorRound]:
    """Newest first, with how many are asked and answered, and without what was drawn."""
    given = Q(comparisons__preferences__is_current=True)
    return (
        MonitorRound.objects.filter(project=project)
        .defer("drawn")
        .select_related("generator", "started_by")
        .annotate(
            asked=Count("comparisons", distinct=True),
            answered=Count("comparisons", filter=given, distinct=True),
        )
        .order_by("-id")
    )


def open_rounds(project_id: int) -> QuerySet[MonitorRound]:
    """The project's round that is not closed, if there is one."""
    return MonitorRound.objects.filter(
        project=project_id, closed_at__isnull=True, state__in=_STANDING
    )


def is_open(row: MonitorRound) -> bool:
    return row.closed_at is None and row.state in _STANDING


def figures_of(row: MonitorRound) -> dict[str, Any]:
    """P(n), W(n) and their gap for every n, from the answers given while the round was open.

    Prompts come in the order in which they were answered, so that alarms hold at every look.
    """
    prompts, lengths = _answered(row)
    empty: dict[str, Any] = {"answers": len(prompts), "alarm": None, "points": [], "curve": None}
    if not prompts:
        return empty
    terms = terms_of(prompts)
    seen = watch(terms, row.ns, tolerance=row.tolerance)
    matched = _matched(prompts, lengths)
    points = []
    for place, n in enumerate(row.ns):
        promised, human = float(terms.promised[:, place].mean()), _win_rate(terms, place)
        points.append(
            {
                "n": n,
                "kl": float(kl_bound(n)),
                "promised": promised,
                "human": _shown(human),
                "matched": matched[place],
                "gap": promised - human.value,
                "gap_low": float(seen.low[place]),
                "gap_high": float(seen.high[place]),
            }
        )
    alarm = seen.alarm_n and {"n": seen.alarm_n, "answers": seen.alarm_after}
    return empty | {"alarm": alarm or None, "points": points, "curve": _curve(terms, row.ns)}


def _answered(row: MonitorRound) -> tuple[list[PromptAnswers], list[FloatArray]]:
    """The prompts with an answer, in the order of answers, and the log lengths of their samples."""
    by_comparison = {each["comparison"]: each for each in row.drawn}
    given = Preference.objects.filter(
        comparison__monitor_round=row.pk, is_current=True, choice__in=_VALUE
    )
    if row.closed_at is not None:
        given = given.filter(created_at__lte=row.closed_at)
    answers = given.order_by("id").values_list("comparison", "comparison__response_a", "choice")
    prompts, lengths = [], []
    for comparison, response_a, choice in answers:
        each = by_comparison[comparison]
        pairs = prompt_pairs(each["rewards"], row.ns)
        first = each["responses"][int(pairs.pairs[each["pair"], 0])]
        value = _VALUE[choice] if first == response_a else 1 - _VALUE[choice]
        prompts.append(
            PromptAnswers(
                pairs,
                np.asarray(each["predicted"], dtype=np.float64),
                np.array([each["pair"]]),
                np.array([value]),
            )
        )
        lengths.append(np.asarray(each["lengths"], dtype=np.float64))
    return prompts, lengths


def _win_rate(terms: Terms, place: int) -> HonestInterval:
    rates, reach = terms.win_rates()[:, place], 1 + float(terms.most[place])
    return mean_interval(rates, bounds=(-reach, 1 + reach), clip=(0, 1))


def _shown(found: HonestInterval) -> dict[str, Any]:
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "n": found.units,
        "method": found.method,
    }


def _matched(
    prompts: list[PromptAnswers], lengths: list[FloatArray]
) -> list[dict[str, Any] | None]:
    """For each n the win rate over samples of like length; None where few answers speak of it."""
    same = [
        np.abs(length[each.pairs.pairs[:, 0]] - length[each.pairs.pairs[:, 1]]) < ALIKE
        for each, length in zip(prompts, lengths, strict=True)
    ]
    asked = sum(bool(mask[each.answered[0]]) for each, mask in zip(prompts, same, strict=True))
    wins, room = matched_win_rate(prompts, same)
    found: list[dict[str, Any] | None] = []
    for place in range(wins.shape[1]):
        mean = float(room[:, place].mean())
        if asked < FEWEST_MATCHED or mean <= 0:
            found.append(None)
            continue
        value = float(wins[:, place].mean()) / mean
        # The ratio's error, prompt by prompt.
        low, high = bootstrap_t(value + (wins[:, place] - value * room[:, place]) / mean)
        value, low, high = (float(np.clip(end, 0, 1)) for end in (value, low, high))
        found.append(
            {"value": value, "low": low, "high": high, "n": asked, "method": "bootstrap-t"}
        )
    return found


def _curve(terms: Terms, ns: list[int]) -> dict[str, Any] | None:
    found = fit_curve(terms.win_rates(), ns)
    if found is None:
        return None
    peak = found.peak
    return {
        "alpha": found.alpha,
        "beta": found.beta,
        "peak": peak.n,
        "peak_low": peak.low,
        "peak_high": peak.high,
        "peak_chance": peak.chance,
        "recommended": found.recommended,
        "fitted": [float(each) for each in found.fitted],
    }
