"""What could be asked: responses that matter now, and pairs of them not yet compared."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from feedback.models import Comparison, Node, Prompt, Response


class ResponseKey(NamedTuple):
    """A response by its ids and by the hashes of what it says and of what was asked."""

    pk: int
    prompt_id: int
    content_hash: str
    prompt_hash: str


def response_keys(responses: QuerySet[Response]) -> list[ResponseKey]:
    """Without the texts, which may be long and are seldom needed twice."""
    fields = ("pk", "prompt_id", "content_hash", "prompt__content_hash")
    return [ResponseKey(*row) for row in responses.order_by("pk").values_list(*fields)]


def keys_by_id(ids: Iterable[int]) -> dict[int, ResponseKey]:
    return {key.pk: key for key in response_keys(Response.objects.filter(pk__in=set(ids)))}


def responses_of_open_nodes(project_id: int) -> QuerySet[Response]:
    """What may settle the nodes that are being answered, or unsettle those in doubt."""
    return Response.objects.filter(prompt__in=undecided_nodes(project_id).values("prompt"))


def undecided_nodes(project_id: int) -> QuerySet[Node]:
    """Nodes that are being answered, and settled ones that were answered once more."""
    return Node.objects.filter(document__project=project_id).filter(
        Q(state=Node.State.OPEN) | Q(state=Node.State.SETTLED, in_doubt=True)
    )


def askable_prompts(project_id: int) -> QuerySet[Prompt]:
    """Prompts that more may be asked about: of open nodes, and those that belong to no node."""
    return Prompt.objects.filter(project_id=project_id).filter(
        Q(node__isnull=True) | Q(current_node__state=Node.State.OPEN)
    )


def responses_in_use(project_id: int) -> QuerySet[Response]:
    """Responses to askable prompts, and those of every comparison."""
    compared = Comparison.objects.filter(prompt=OuterRef("prompt"))
    return (
        Response.objects.filter(prompt__project_id=project_id)
        .filter(Q(prompt__in=askable_prompts(project_id)) | Exists(compared))
        .select_related("prompt")
        .order_by("id")
    )


def candidate_pairs(project_id: int, *, prompts: int) -> list[tuple[ResponseKey, ResponseKey]]:
    """Pairs of responses that no comparison holds, from a random sample of askable prompts.

    Never all pairs of the project: ``prompts`` bounds how many prompts are looked at. Nobody is
    asked about two equal texts, which sources may name apart.
    """
    askable = askable_prompts(project_id).annotate(
        n=_count_of(Response.objects), compared=_count_of(Comparison.objects)
    )
    # A prompt whose every pair is asked already would only take the place of another.
    unasked = askable.filter(n__gte=2, compared__lt=F("n") * (F("n") - 1) / 2)
    chosen = list(unasked.values_list("pk", flat=True))
    if len(chosen) > prompts:
        chosen = random.sample(chosen, prompts)
    by_prompt: dict[int, list[ResponseKey]] = {}
    for key in response_keys(Response.objects.filter(prompt__in=chosen)):
        by_prompt.setdefault(key.prompt_id, []).append(key)
    taken = set(
        Comparison.objects.filter(prompt__in=chosen).values_list("response_a", "response_b")
    )
    return [
        (a, b)
        for responses in by_prompt.values()
        for index, a in enumerate(responses)
        for b in responses[index + 1 :]
        if (a.pk, b.pk) not in taken and a.content_hash != b.content_hash
    ]


def _count_of(rows: Any) -> Coalesce:
    """How many rows of a table belong to the prompt."""
    own = rows.filter(prompt=OuterRef("pk")).order_by().values("prompt")
    return Coalesce(Subquery(own.annotate(count=Count("pk")).values("count")), 0)
