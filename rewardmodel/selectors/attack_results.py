"""What the attack suite found, by version."""

from __future__ import annotations

from typing import Any

from feedback.models import Project, Upkeep
from feedback.models.work import PENDING
from feedback.text.attacks import ATTACKS
from rewardmodel.learning.measuring.metrics import wilson_interval
from rewardmodel.models import AttackResult


def attack_results(project: Project) -> dict[str, Any]:
    """The attacks with what the gate allows, every version's failure rates, newest first, and
    whether more is under way."""
    found = AttackResult.objects.filter(version__project=project).select_related("version")
    gate = project.attack_gate
    under_way = Upkeep.objects.filter(project=project, kind="attacks", state__in=PENDING)
    return {
        "attacks": [
            {
                "name": attack.name,
                "label": attack.label,
                "description": attack.description,
                "allowed": gate.get(attack.name),
            }
            for attack in ATTACKS
        ],
        "results": [_result(each, gate) for each in found.order_by("-version__number")],
        "under_way": under_way.exists(),
    }


def _result(result: AttackResult, gate: dict[str, float]) -> dict[str, Any]:
    return {
        "version": result.version.number,
        "state": result.version.state,
        "step": result.step,
        "responses": len(result.sample),
        "seen": result.seen,
        "figures": [
            _figure(attack.name, *result.counts.get(attack.name, (0.0, 0)), gate=gate)
            for attack in ATTACKS
        ],
        "error": result.error,
        "finished_at": result.finished_at,
    }


def _figure(name: str, fooled: float, tried: float, *, gate: dict[str, float]) -> dict[str, Any]:
    n = int(tried)
    low, high = wilson_interval(fooled, n) if n else (None, None)
    allowed = gate.get(name)
    return {
        "attack": name,
        "value": fooled / n if n else None,
        "low": low,
        "high": high,
        "n": n,
        "too_often": None if allowed is None or low is None else low > allowed,
    }
