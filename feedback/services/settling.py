"""Which open nodes have an answer: enough people asked, and one response that is best."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from feedback.models import Comparison, Node, Preference, Project, Response
from feedback.services.announcing import announce_responses
from feedback.services.trees import open_documents, settle


class _Asked(NamedTuple):
    """How far one prompt's comparisons are."""

    answers: int
    ended: int


def settle_nodes(*, project: Project) -> int:
    """Settles open nodes whose best response is known, and opens what they were waited for by.

    A node settles after ``settle_answers`` answers when its best response is the best with
    ``settle_probability``, or when there is nothing left to ask about it. A node that settles may
    be all that its parent waited for, which may settle at once, having one child only.

    Returns:
        How many nodes settled.
    """
    settled = 0
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        while known := _known_best(project):
            open_nodes = Node.objects.filter(pk__in=known, state=Node.State.OPEN)
            for node in open_nodes.select_for_update(of=("self",)):
                settle(node, Response.objects.get(pk=known[node.pk]))
            settled += len(known)
        if settled:
            announce_responses(project_id=project.pk)
    if settled:
        open_documents(project=project)
    return settled


def _known_best(project: Project) -> dict[int, int]:
    """Open nodes that have an answer: the response's id, by the node's."""
    nodes = Node.objects.filter(document__project=project, state=Node.State.OPEN)
    prompts = dict(nodes.values_list("prompt", "pk"))
    chances: dict[int, dict[int, float]] = defaultdict(dict)
    responses = Response.objects.filter(prompt__in=nodes.values("prompt"))
    for pk, prompt, chance in responses.values_list("pk", "prompt", "win_probability"):
        chances[prompt][pk] = chance or 0.0
    asked = _asked(Comparison.objects.filter(prompt__in=nodes.values("prompt")))
    ready = [
        prompt
        for prompt, of_prompt in chances.items()
        if _is_known(project, of_prompt, asked.get(prompt, _Asked(0, 0)))
    ]
    wins = _wins(ready)
    return {
        prompts[prompt]: max(chances[prompt], key=lambda pk: (chances[prompt][pk], wins[pk], -pk))
        for prompt in ready
    }


def _is_known(project: Project, chances: dict[int, float], asked: _Asked) -> bool:
    pairs = len(chances) * (len(chances) - 1) // 2
    sure = max(chances.values()) >= project.settle_probability
    return asked.ended == pairs or (asked.answers >= project.settle_answers and sure)


def _asked(comparisons: QuerySet[Comparison]) -> dict[int, _Asked]:
    found: dict[int, _Asked] = {}
    for prompt, answers, wanted, status in comparisons.values_list(
        "prompt", "answers", "wanted", "status"
    ):
        before = found.get(prompt, _Asked(0, 0))
        ended = answers >= wanted or status != Comparison.Status.OPEN
        found[prompt] = _Asked(before.answers + answers, before.ended + ended)
    return found


def _wins(prompts: list[int]) -> Counter[int]:
    """Answers in which each response to the prompts was chosen."""
    wins: Counter[int] = Counter()
    rows = Preference.objects.filter(comparison__prompt__in=prompts, is_current=True)
    for choice, a, b in rows.values_list(
        "choice", "comparison__response_a", "comparison__response_b"
    ):
        if choice in (Preference.Choice.A, Preference.Choice.B):
            wins[a if choice == Preference.Choice.A else b] += 1
    return wins
