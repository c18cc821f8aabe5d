"""Shapes of generation plans and of checkpoints."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from feedback.api.serializers import StrictSerializer
from feedback.models import Checkpoint, GenerationPlan, GenerationRound, PlanSource
from feedback.selectors.plans import progress_of
from feedback.services.plans import CHANGEABLE


class CheckpointSerializer(serializers.ModelSerializer[Checkpoint]):
    responses = serializers.IntegerField(source="responses_made")

    class Meta:
        model = Checkpoint
        fields = ("id", "name", "model", "released_at", "responses")


class NewCheckpointSerializer(StrictSerializer, serializers.ModelSerializer[Checkpoint]):
    name = serializers.RegexField(r"^[\w .:/+-]+$", max_length=100)
    released_at = serializers.DateTimeField(required=False, help_text="Now, if nothing is said.")

    class Meta:
        model = Checkpoint
        fields = ("name", "model", "released_at")


class PlanFiltersSerializer(StrictSerializer):
    q = serializers.CharField(max_length=200, required=False, allow_blank=True)
    domain = serializers.CharField(max_length=200, required=False, allow_blank=True)
    format = serializers.CharField(max_length=40, required=False, allow_blank=True)

    def get_fields(self) -> dict[str, Any]:
        # "import" is no name in Python.
        only = serializers.IntegerField(
            min_value=1, max_value=2**63 - 1, required=False, allow_null=True, help_text="Its id."
        )
        return {**super().get_fields(), "import": only}


class PlanSourceSerializer(serializers.ModelSerializer[PlanSource]):
    generator = serializers.IntegerField(source="generator_id")
    name = serializers.CharField(source="generator.name")
    checkpoint = serializers.IntegerField(source="checkpoint_id", allow_null=True)
    checkpoint_name = serializers.CharField(
        source="checkpoint.name", allow_null=True, default=None, help_text="Null: the newest."
    )

    class Meta:
        model = PlanSource
        fields = ("generator", "name", "checkpoint", "checkpoint_name")


class NewPlanSourceSerializer(StrictSerializer):
    generator = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    checkpoint = serializers.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        required=False,
        allow_null=True,
        default=None,
        help_text="Null: whichever is the newest.",
    )


class PlanFailureSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()
    generations = serializers.IntegerField(help_text="0 where a whole round failed.")


class PlanProgressSerializer(serializers.Serializer[Any]):
    rounds = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Prompts still to be written for.")
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    samples = serializers.IntegerField(help_text="Responses drawn, equal ones too.")
    reasons = PlanFailureSerializer(many=True)


class GenerationPlanSerializer(serializers.ModelSerializer[GenerationPlan]):
    filters = PlanFiltersSerializer()
    sources = PlanSourceSerializer(many=True)
    progress = serializers.SerializerMethodField()
    created_by = serializers.CharField(source="created_by.username", allow_null=True, default=None)

    class Meta:
        model = GenerationPlan
        fields = (
            "id",
            "name",
            "which",
            "filters",
            "most_prompts",
            "sources",
            "samples",
            "temperature",
            "top_p",
            "max_tokens",
            "max_calls",
            "calls",
            "when",
            "every_hours",
            "low_below",
            "paused",
            "progress",
            "created_by",
            "created_at",
        )

    def get_progress(self, plan: GenerationPlan) -> PlanProgressSerializer:
        return PlanProgressSerializer(progress_of(plan)._asdict()).data  # type: ignore[return-value]


MOST_SOURCES = 20
_SETTINGS = (
    "which",
    "most_prompts",
    "samples",
    "temperature",
    "top_p",
    "max_tokens",
    "max_calls",
    "when",
    "every_hours",
    "low_below",
    "paused",
)


class NewPlanSerializer(StrictSerializer, serializers.ModelSerializer[GenerationPlan]):
    name = serializers.CharField(max_length=100)
    filters = PlanFiltersSerializer(required=False)
    sources = NewPlanSourceSerializer(many=True, allow_empty=False)

    class Meta:
        model = GenerationPlan
        fields = ("name", "filters", "sources", *_SETTINGS)

    def validate_sources(self, sources: list[Any]) -> list[Any]:
        if len(sources) > MOST_SOURCES:
            raise serializers.ValidationError(f"No more than {MOST_SOURCES}.")
        return sources


class PlanChangeSerializer(StrictSerializer, serializers.ModelSerializer[GenerationPlan]):
    name = serializers.CharField(max_length=100, required=False)

    class Meta:
        model = GenerationPlan
        fields = CHANGEABLE


class PlanPreviewRequestSerializer(StrictSerializer, serializers.ModelSerializer[GenerationPlan]):
    filters = PlanFiltersSerializer(required=False)

    class Meta:
        model = GenerationPlan
        fields = ("which", "filters", "most_prompts")


class PlanPreviewSerializer(serializers.Serializer[Any]):
    prompts = serializers.IntegerField(help_text="That a round which begins now asks about.")


class GenerationRoundSerializer(serializers.ModelSerializer[GenerationRound]):
    class Meta:
        model = GenerationRound
        fields = ("id", "number", "state", "prompts", "created_at")


class CancelledSerializer(serializers.Serializer[Any]):
    cancelled = serializers.IntegerField()
