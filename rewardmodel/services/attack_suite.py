"""Trying the attack suite on versions: how often does a worse text score higher?"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from feedback.models import Project, Response
from feedback.services.work import SLICE
from feedback.text.attacks import ATTACKS, BY_NAME, Subject, attacked
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.encoders.features import Length
from rewardmodel.learning.head.checkpoint import ArtefactError
from rewardmodel.learning.head.posterior import Posterior, rewards
from rewardmodel.learning.measuring.metrics import wilson_interval
from rewardmodel.models import AttackResult, LiveHead, ModelVersion
from rewardmodel.selectors.attack_sample import attack_sample, last_asked
from rewardmodel.selectors.length import length_of
from rewardmodel.services.evaluation_sets import reader_and_head
from rewardmodel.services.heads import ensure_live_head

# Responses whose attacked texts are read together.
CHUNK = 8

Counts = dict[str, list[float]]


def try_some_attacks(*, project_id: int) -> bool:
    """Tries the suite for some seconds on versions that it was not tried on, newest first.

    The live version is tried with its live head, others with the head that was stored with them.

    Returns:
        Whether more is left.
    """
    project = Project.objects.get(pk=project_id)
    sample = attack_sample(project)
    if not sample:
        return False
    ensure_live_head(project)
    until = time.monotonic() + SLICE
    versions = ModelVersion.objects.filter(project=project).order_by("-number")
    for version in versions.select_related("attacks", "project"):
        result = getattr(version, "attacks", None) or _begin(version, sample)
        while result.finished_at is None:
            if time.monotonic() > until:
                return True
            _go_on(result, version)
    return False


def try_on_candidate(*, project: Project, reader: Reader, posterior: Posterior) -> AttackResult:
    """The whole suite on a version that is not stored yet; nor is the result."""
    sample = attack_sample(project)
    counts: Counts = {}
    pairs, length = _with_others(sample), length_of(project)
    for start in range(0, len(pairs), CHUNK):
        _add(counts, _fooled(reader, posterior, length, pairs[start : start + CHUNK]))
    return AttackResult(
        sample=[each.pk for each in sample],
        seen=len(sample),
        counts=counts,
        finished_at=timezone.now(),
    )


def gate_problems(gate: Mapping[str, float], counts: Mapping[str, Sequence[float]]) -> list[str]:
    """What speaks against a version, a sentence for each attack that surely fools it too often:
    the lower end of its failure rate's 95 % interval (Wilson) is above what the gate allows."""
    found = []
    for name, most in gate.items():
        fooled, tried = counts.get(name, (0.0, 0))
        if name not in BY_NAME or not tried:
            continue
        low, high = wilson_interval(fooled, int(tried))
        if low > most:
            found.append(
                f"{BY_NAME[name].label} fools it in {fooled / tried:.0%} of {tried:.0f} tries "
                f"({low:.0%} to {high:.0%}), and {most:.0%} is allowed."
            )
    return found


def _begin(version: ModelVersion, sample: Sequence[Response]) -> AttackResult:
    head = LiveHead.objects.filter(version=version).first()
    result, _ = AttackResult.objects.get_or_create(
        version=version,
        defaults={
            "sample": [each.pk for each in sample],
            "step": head.step if head else None,
        },
    )
    return result


def _go_on(result: AttackResult, version: ModelVersion) -> None:
    """Attacks the next few responses, and notes what came of it."""
    found = Response.objects.select_related("prompt").in_bulk(result.sample)
    left = set(result.sample[result.seen : result.seen + CHUNK])
    # What was deleted since is passed over.
    pairs = _with_others([found[pk] for pk in result.sample if pk in found])
    pairs = [pair for pair in pairs if pair[0].pk in left]
    try:
        head = LiveHead.objects.filter(version=version).first()
        reader, posterior = reader_and_head(version, head)
        _add(result.counts, _fooled(reader, posterior, length_of(version.project), pairs))
    except ArtefactError as problem:
        result.error, result.seen = str(problem)[:300], len(result.sample)
    result.seen = min(len(result.sample), result.seen + CHUNK)
    if result.seen >= len(result.sample):
        result.finished_at = timezone.now()
    # Asked for anew meanwhile, it is gone, and what was found with it.
    AttackResult.objects.filter(pk=result.pk).update(
        counts=result.counts,
        seen=result.seen,
        error=result.error,
        finished_at=result.finished_at,
    )


def _with_others(sample: Sequence[Response]) -> list[tuple[Response, Response]]:
    """Each response with the next, whose text is the good answer to another prompt."""
    return list(zip(sample, [*sample[1:], *sample[:1]], strict=True))


def _fooled(
    reader: Reader,
    posterior: Posterior,
    length: Length,
    responses: Sequence[tuple[Response, Response]],
) -> list[tuple[str, float]]:
    """(attack, 1 where it fooled the head, half for equal rewards, else 0) for each that can be
    made of the responses."""
    names: list[str] = []
    pairs: list[tuple[Any, str]] = []
    for response, other in responses:
        elsewhere = other.text if other.prompt_id != response.prompt_id else ""
        messages = response.prompt.messages
        subject = Subject(last_asked(messages), response.text, elsewhere)
        for attack in ATTACKS:
            text = attacked(attack.name, subject, seed=response.content_hash)
            if text is not None:
                names.append(attack.name)
                pairs += [(messages, response.text), (messages, text)]
    if not names:
        return []
    phi, _ = reader.phi([messages for messages, _ in pairs], [text for _, text in pairs])
    layout = reader.layout
    mean = rewards(posterior, layout.capped(phi, length), layout.paid_columns(length))[0]
    margins = (mean[1::2] - mean[0::2]).tolist()
    return [
        (name, 0.5 if margin == 0 else float(margin > 0))
        for name, margin in zip(names, margins, strict=True)
    ]


def _add(counts: Counts, tries: Sequence[tuple[str, float]]) -> None:
    for name, fooled in tries:
        before = counts.setdefault(name, [0.0, 0])
        counts[name] = [before[0] + fooled, before[1] + 1]
