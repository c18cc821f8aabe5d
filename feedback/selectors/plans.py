"""Generation plans: the prompts that they are about, how far they are, and which are due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from feedback.models import (
    Checkpoint,
    Comparison,
    Generation,
    GenerationPlan,
    GenerationRound,
    PlanSource,
    Project,
    Prompt,
    Response,
)
from feedback.models.work import PENDING
from feedback.selectors import searching
from feedback.selectors.candidates import askable_prompts
from feedback.selectors.checkpoints import newest_checkpoint
from feedback.selectors.domains import domain_of_prompt

When, Which = GenerationPlan.When, GenerationPlan.Which
MOST_REASONS = 20
# What narrows a plan's prompts: words in them, what they are about, and how they came in.
FILTERS = ("q", "domain", "format", "import")


class Reason(NamedTuple):
    """Why generations failed, and how many for that."""

    code: str
    message: str
    generations: int


class Progress(NamedTuple):
    """How far a plan is, over all its rounds; ``samples`` are responses drawn, equal ones too."""

    rounds: int
    waiting: int
    done: int
    failed: int
    cancelled: int
    samples: int
    reasons: list[Reason]


def plan_prompts(project: Project, which: str, filters: Mapping[str, Any]) -> QuerySet[Prompt]:
    """The prompts that a plan is about; which have no responses is as it stands now."""
    rows = askable_prompts(project.pk)
    if which == Which.WITHOUT_RESPONSES:
        rows = rows.filter(~Exists(Response.objects.filter(prompt=OuterRef("pk"))))
    if domain := filters.get("domain"):
        rows = rows.alias(about=domain_of_prompt()).filter(about=domain)
    if format_name := filters.get("format"):
        rows = rows.filter(metadata__format=format_name)
    if import_id := filters.get("import"):
        rows = rows.filter(brought_by=import_id)
    if words := filters.get("q"):
        rows = searching.prompts_about(rows, words)
    return rows


def prompts_of_round(plan: GenerationPlan) -> list[int]:
    """Ids of the prompts that a round that begins now asks about."""
    rows = plan_prompts(plan.project, plan.which, plan.filters)
    if plan.most_prompts is None:
        return list(rows.order_by("pk").values_list("pk", flat=True))
    own = Response.objects.filter(prompt=OuterRef("pk")).order_by().values("prompt")
    count = Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0)
    fewest = rows.annotate(written=count).order_by("written", "pk")
    return list(fewest.values_list("pk", flat=True)[: plan.most_prompts])


def sources_now(plan: GenerationPlan) -> list[tuple[int, Checkpoint | None]]:
    """Generators in use that the plan has write, each with its checkpoint: the one that is named,
    or the newest."""
    sources = plan.sources.filter(generator__enabled=True).select_related("checkpoint")
    found = [
        (each.generator_id, each.checkpoint or newest_checkpoint(each.generator_id))
        for each in sources.order_by("pk")
    ]
    return list(dict.fromkeys(found))


def is_under_way(plan: GenerationPlan) -> bool:
    """Whether a round of it has not ended."""
    waits = GenerationRound.objects.filter(plan=plan, state__in=PENDING).exists()
    return waits or Generation.objects.filter(round__plan=plan, state__in=PENDING).exists()


def is_due(plan: GenerationPlan, now: datetime | None = None) -> bool:
    """Whether a round of the plan should begin by itself."""
    now = now or timezone.now()
    if plan.paused or is_under_way(plan):
        return False
    last = plan.rounds.order_by("-number").first()
    match plan.when:
        case When.HOURS:
            wait = timedelta(hours=plan.every_hours or 1)
            return last is None or now >= last.created_at + wait
        case When.CHECKPOINT:
            return _has_new_checkpoint(plan, last.created_at if last else plan.created_at, now)
        case When.LOW:
            return _runs_low(plan)
    return False


def plans_of(project: Project) -> QuerySet[GenerationPlan]:
    """Newest first."""
    return (
        project.generation_plans.select_related("project", "created_by")
        .prefetch_related("sources__generator", "sources__checkpoint")
        .order_by("-pk")
    )


def progress_of(plan: GenerationPlan) -> Progress:
    states: dict[str, int] = {}
    rows = Generation.objects.filter(round__plan=plan)
    for state, count in rows.order_by().values_list("state").annotate(n=Count("pk")):
        states[state] = count
    state = Generation.State
    made = rows.aggregate(n=Sum("samples_made"))["n"] or 0
    last = plan.rounds.order_by("-number").first()
    waiting = states.get(state.QUEUED, 0) + states.get(state.RUNNING, 0)
    return Progress(
        rounds=last.number if last else 0,
        waiting=waiting,
        done=states.get(state.SUCCEEDED, 0),
        failed=states.get(state.FAILED, 0),
        cancelled=states.get(state.CANCELLED, 0),
        samples=made,
        reasons=_reasons(plan),
    )


def _reasons(plan: GenerationPlan) -> list[Reason]:
    """Why generations failed for good, and why rounds did; the most frequent first."""
    failed = Generation.State.FAILED
    rows = Generation.objects.filter(round__plan=plan, state=failed, error__isnull=False)
    counted = (
        rows.order_by()
        .values("error__code", "error__message")
        .annotate(n=Count("pk"))
        .order_by("-n", "error__code", "error__message")
    )
    found = [
        Reason(row["error__code"], row["error__message"], row["n"])
        for row in counted[:MOST_REASONS]
    ]
    last = plan.rounds.order_by("-number").first()
    if last is not None and last.state == failed and last.error:
        found.insert(0, Reason(last.error["code"], last.error["message"], 0))
    return found


def _has_new_checkpoint(plan: GenerationPlan, since: datetime, now: datetime) -> bool:
    free = PlanSource.objects.filter(plan=plan, checkpoint__isnull=True, generator__enabled=True)
    for generator in free.values_list("generator", flat=True):
        newest = newest_checkpoint(generator, at=now)
        if newest is not None and max(newest.released_at, newest.created_at) > since:
            return True
    return False


def _runs_low(plan: GenerationPlan) -> bool:
    # Whether prompts have responses already does not matter for what is open about them.
    about = plan_prompts(plan.project, Which.ALL, plan.filters)
    open_now = Comparison.objects.filter(
        project=plan.project_id, status=Comparison.Status.OPEN, prompt__in=about.values("pk")
    )
    return open_now.count() < (plan.low_below or 1) and bool(prompts_of_round(plan))
