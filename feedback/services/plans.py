"""Generation plans: made, changed, paused, and carried out in rounds.

A round is a row that asks for its generations, one of each prompt and generator, in a single
transaction; these are carried out like others. Nothing is lost or asked for twice, whoever dies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from feedback.errors import Refusal
from feedback.models import (
    Checkpoint,
    Generation,
    GenerationPlan,
    GenerationRound,
    Generator,
    PlanSource,
    Project,
    User,
)
from feedback.models.work import PENDING
from feedback.selectors.plans import is_due, is_under_way, prompts_of_round, sources_now
from feedback.services.announcing import announce_responses
from feedback.services.audit import fields_of, record, record_change
from feedback.services.generating import retry_generations
from feedback.services.work import Done, Failed, Outcome, state_due

When = GenerationPlan.When
FAR_AWAY = timedelta(days=36500)
BATCH = 2000
# What a plan may be changed in; for other prompts, generators or times another plan is made.
CHANGEABLE = (
    "name",
    "paused",
    "most_prompts",
    "samples",
    "temperature",
    "top_p",
    "max_tokens",
    "max_calls",
    "every_hours",
    "low_below",
)


class Source(NamedTuple):
    """A generator to write for a plan, and a checkpoint of it; None for whichever is the newest."""

    generator: Generator
    checkpoint: Checkpoint | None = None


def add_plan(
    *,
    project: Project,
    name: str,
    sources: Sequence[Source],
    filters: Mapping[str, Any] | None = None,
    by: User | None = None,
    **fields: Any,
) -> GenerationPlan:
    """A new plan. One for now, or for every so many hours, begins its first round at once.

    Raises:
        Refusal: ``name_taken``, ``bad_generator``, ``bad_plan``.
    """
    try:
        with transaction.atomic():
            plan = GenerationPlan(
                project=project,
                name=name,
                filters={key: value for key, value in (filters or {}).items() if value},
                created_by=by,
                **fields,
            )
            _check(plan, sources)
            plan.save()
            PlanSource.objects.bulk_create(
                PlanSource(plan=plan, generator=each.generator, checkpoint=each.checkpoint)
                for each in sources
            )
            record(
                "plan.added",
                by=by,
                project=project,
                subject=name,
                after={**fields, "generators": [each.generator.name for each in sources]},
            )
            if plan.when in (When.NOW, When.HOURS) and not plan.paused:
                begin_round(plan=plan)
    except IntegrityError as error:
        raise Refusal("name_taken", "The project has a plan of this name.") from error
    return plan


def change_plan(*, plan: GenerationPlan, by: User | None = None, **fields: Any) -> GenerationPlan:
    """Changes what is given. A paused plan calls nothing more until it goes on.

    Raises:
        Refusal: ``name_taken`` or ``bad_plan``.
    """
    try:
        with transaction.atomic():
            plan = GenerationPlan.objects.select_for_update().get(pk=plan.pk)
            before = fields_of(plan, fields)
            was_paused = plan.paused
            for name, value in fields.items():
                setattr(plan, name, value)
            _check(plan, [Source(s.generator, s.checkpoint) for s in plan.sources.all()])
            # Not the calls: a worker may be counting them up.
            plan.save(update_fields=[*fields])
            if plan.paused != was_paused:
                _hold(plan)
            record_change(
                "plan.changed",
                by=by,
                project=plan.project,
                subject=plan.name,
                before=before,
                after=fields_of(plan, fields),
            )
    except IntegrityError as error:
        raise Refusal("name_taken", "The project has a plan of this name.") from error
    return plan


def begin_round(*, plan: GenerationPlan, by: User | None = None) -> GenerationRound:
    """Carries the plan out once more.

    Raises:
        Refusal: ``plan_paused``, or ``round_active`` while the last round has not ended.
    """
    with transaction.atomic():
        plan = GenerationPlan.objects.select_for_update().get(pk=plan.pk)
        if plan.paused:
            raise Refusal("plan_paused", "The plan is paused: let it go on first.")
        if is_under_way(plan):
            raise Refusal("round_active", "The last round of the plan has not ended.")
        last = plan.rounds.aggregate(n=Max("number"))["n"] or 0
        begun = GenerationRound.objects.create(
            project_id=plan.project_id, plan=plan, number=last + 1
        )
        if by is not None:
            record(
                "plan.begun",
                by=by,
                project=plan.project,
                subject=plan.name,
                after={"round": begun.number},
            )
        state_due(begun)
    return begun


def begin_due_rounds() -> int:
    """Begins a round of every plan whose time has come; returns how many."""
    waiting = GenerationPlan.objects.filter(paused=False, project__archived_at__isnull=True)
    begun = 0
    for plan in waiting.exclude(when=When.NOW).select_related("project").order_by("pk"):
        if is_due(plan):
            try:
                begin_round(plan=plan)
            except Refusal:  # somebody else was quicker
                continue
            begun += 1
    return begun


def cancel_plan(*, plan: GenerationPlan, by: User | None = None) -> int:
    """What the plan's rounds have still to write is no longer wanted; returns how much that was."""
    ended = {"state": Generation.State.CANCELLED, "claimed_by": "", "finished_at": timezone.now()}
    with transaction.atomic():
        GenerationRound.objects.filter(plan=plan, state__in=PENDING).update(**ended)
        dropped = Generation.objects.filter(round__plan=plan, state__in=PENDING).update(**ended)
        record(
            "plan.cancelled",
            by=by,
            project=plan.project,
            subject=plan.name,
            after={"generations": dropped},
        )
        announce_responses(project_id=plan.project_id)
    return dropped


def retry_plan(*, plan: GenerationPlan) -> int:
    """Asks again for what failed for good; returns how many were.

    Raises:
        Refusal: ``nothing_failed``.
    """
    return retry_generations(generations=Generation.objects.filter(round__plan=plan))


def ask_for_generations(row: GenerationRound) -> Outcome:
    """The work of a round: asks for its generations, all of them or none."""
    with transaction.atomic():
        GenerationPlan.objects.select_for_update().get(pk=row.plan_id)
        asked = row.generations.values("prompt").distinct().count()
        if asked:  # its worker died just after
            return Done(fields={"prompts": asked})
        sources = sources_now(row.plan)
        if not sources:
            return Failed("no_generator", "None of the plan's generators is in use.")
        prompts = prompts_of_round(row.plan)
        due_at = timezone.now() + (FAR_AWAY if row.plan.paused else timedelta(0))
        Generation.objects.bulk_create(
            (
                Generation(
                    project_id=row.project_id,
                    prompt_id=prompt,
                    generator_id=generator,
                    checkpoint=checkpoint,
                    round=row,
                    due_at=due_at,
                )
                for prompt in prompts
                for generator, checkpoint in sources
            ),
            batch_size=BATCH,
        )
        _wake(row.plan)
    return Done(fields={"prompts": len(prompts)})


def _hold(plan: GenerationPlan) -> None:
    """Puts off what nobody is at, or makes it due again."""
    now = timezone.now()
    due_at = now + FAR_AWAY if plan.paused else now
    for rows in (
        GenerationRound.objects.filter(plan=plan),
        Generation.objects.filter(round__plan=plan),
    ):
        rows.filter(state__in=PENDING, claimed_by="").update(due_at=due_at)
    if not plan.paused:
        for begun in plan.rounds.filter(state__in=PENDING):
            state_due(begun)
        _wake(plan)


def _wake(plan: GenerationPlan) -> None:
    """As many workers as may call at a time; each goes on to the next."""
    waiting = Generation.objects.filter(round__plan=plan, state__in=PENDING).order_by("pk")
    for row in waiting[: settings.PLUMBLINE_ENDPOINT_CALLS]:
        state_due(row)


def _check(plan: GenerationPlan, sources: Sequence[Source]) -> None:
    if not sources:
        raise Refusal("bad_generator", "A plan needs a generator.", status=400)
    if len(set(sources)) < len(sources):
        raise Refusal("bad_generator", "A generator is named twice.", status=400)
    for generator, checkpoint in sources:
        _check_source(plan, generator, checkpoint)
    needed = {When.HOURS: "every_hours", When.LOW: "low_below"}.get(When(plan.when))
    if needed and getattr(plan, needed) is None:
        raise Refusal("bad_plan", f"A plan of this kind needs {needed}.", status=400)
    if plan.samples > 1:
        for generator, _ in sources:
            own = generator.endpoint.temperature
            if (own if plan.temperature is None else plan.temperature) == 0:
                raise Refusal("bad_plan", "At temperature 0 all samples are the same.", status=400)


def _check_source(
    plan: GenerationPlan, generator: Generator, checkpoint: Checkpoint | None
) -> None:
    if generator.project_id != plan.project_id or generator.kind != Generator.Kind.ENDPOINT:
        raise Refusal("bad_generator", "Plans are for language models of the project.", status=400)
    if checkpoint is not None and checkpoint.generator_id != generator.pk:
        raise Refusal("bad_generator", f"This is no checkpoint of {generator.name}.", status=400)
