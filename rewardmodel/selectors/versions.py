"""What is to be known of versions beside their own rows."""

from __future__ import annotations

from django.db.models import Q

from rewardmodel.models import ModelVersion


def descendants_of_removed() -> set[int]:
    """Ids of versions that began as one which was trained on answers deleted since, in any project
    and however many versions ago: their weights come from its weights."""
    marked = set(ModelVersion.objects.filter(removed_answers__gt=0).values_list("pk", flat=True))
    found: set[int] = set()
    newest = marked
    while newest:
        children = ModelVersion.objects.filter(Q(parent__in=newest) | Q(seeded_from__in=newest))
        newest = set(children.values_list("pk", flat=True)) - found
        found |= newest
    return found
