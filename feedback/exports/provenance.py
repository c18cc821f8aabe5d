"""Where a project's data come from, in figures that say nothing of single people."""

from __future__ import annotations

from django.db.models import Count

from feedback.exports.judgements import Filters, answers_matching
from feedback.models import Generator, Project


def rater_count(project_id: int, filters: Filters) -> int:
    """How many people gave the answers: those who answered here, and those whom files name."""
    answers = answers_matching(project_id, filters)
    here = answers.filter(annotator__isnull=False).aggregate(n=Count("annotator", distinct=True))
    named = answers.exclude(rater="").aggregate(n=Count("rater", distinct=True))
    return int(here["n"]) + int(named["n"])


def prompt_origins(project: Project) -> dict[str, int]:
    """Prompts by the format they were imported in; those made here under the empty name."""
    counts = project.prompts.order_by().values_list("metadata__format").annotate(n=Count("pk"))
    return {origin or "": number for origin, number in sorted(counts, key=lambda row: -row[1])}


def generator_names(project: Project, *, most: int = 50) -> tuple[str, ...]:
    """The generators with responses, by name, the first fifty."""
    found = Generator.objects.filter(project=project, responses__isnull=False).distinct()
    return tuple(found.order_by("name").values_list("name", flat=True)[:most])
