"""Shapes of versions, runs, promotions, the live head and rewards."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from feedback.api.serializers import ErrorSerializer, StrictSerializer
from feedback.length_pay import names_and_labels
from rewardmodel.models import LearnedPreference, ModelVersion, Promotion, TrainingRun


class ForgettingSerializer(serializers.Serializer[Any]):
    half_life = serializers.FloatField(
        allow_null=True,
        help_text="Answers after which an answer counts half; empty where all count alike.",
    )
    gain = serializers.FloatField(
        help_text="Nats an answer by which the best half-life foretold the latest answers better "
        "than none."
    )
    gain_std = serializers.FloatField(help_text="Its standard error, clustered by prompt.")
    judged_on = serializers.IntegerField(help_text="Answers that were foretold.")


class LiveHeadSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(allow_null=True)
    step = serializers.IntegerField()
    preferences_seen = serializers.IntegerField()
    pending = serializers.IntegerField()
    published_at = serializers.DateTimeField(allow_null=True)
    drift = serializers.FloatField(
        allow_null=True,
        help_text="How far the running head had moved from the last refit, in standard deviations "
        "of a margin.",
    )
    forgetting = ForgettingSerializer(
        allow_null=True, help_text="Whether taste has changed; empty while it cannot be told."
    )
    scorer_alive = serializers.BooleanField()
    truncated_responses = serializers.IntegerField(
        help_text="Responses too long to be read whole: the model knows only a part of them."
    )


class LearnedPreferenceSerializer(serializers.ModelSerializer[LearnedPreference]):
    preference = serializers.IntegerField(source="preference_id")

    class Meta:
        model = LearnedPreference
        fields = ("preference", "step", "predicted", "learned_at")


class ModelVersionSerializer(serializers.ModelSerializer[ModelVersion]):
    parent = serializers.IntegerField(source="parent.number", allow_null=True, default=None)
    training_run = serializers.IntegerField(source="training_run_id", allow_null=True)
    metrics = serializers.DictField()
    features = serializers.DictField(
        help_text="Which layers the reward is read from, and how they were chosen."
    )
    encoder = serializers.SerializerMethodField()
    descends_from_removed = serializers.SerializerMethodField(
        help_text="It began as a version that was trained on answers deleted since."
    )

    class Meta:
        model = ModelVersion
        fields = (
            "id",
            "number",
            "parent",
            "state",
            "metrics",
            "features",
            "encoder",
            "artefact_hash",
            "data_hash",
            "created_at",
            "promoted_at",
            "training_run",
            "removed_answers",
            "descends_from_removed",
        )

    def get_descends_from_removed(self, version: ModelVersion) -> bool:
        return version.pk in self.context["descendants"]

    def get_encoder(self, version: ModelVersion) -> str:
        """The name alone: folders of the server are nobody's business."""
        return version.encoder.rstrip("/").rpartition("/")[2] or "default"


class PromotionSerializer(serializers.ModelSerializer[Promotion]):
    version = serializers.IntegerField(source="version.number")
    previous = serializers.IntegerField(source="previous.number", allow_null=True, default=None)
    requested_by = serializers.CharField(
        source="requested_by.username", allow_null=True, default=None
    )
    error = ErrorSerializer(allow_null=True)

    class Meta:
        model = Promotion
        fields = (
            "id",
            "version",
            "previous",
            "state",
            "reason",
            "error",
            "requested_by",
            "created_at",
            "finished_at",
        )


class HistoryEntrySerializer(serializers.Serializer[Any]):
    step = serializers.IntegerField()
    epoch = serializers.IntegerField()
    train_loss = serializers.FloatField(allow_null=True)
    held_out_log_loss = serializers.FloatField(allow_null=True)


class TrainingRunSerializer(serializers.ModelSerializer[TrainingRun]):
    requested_by = serializers.CharField(
        source="requested_by.username", allow_null=True, default=None
    )
    version = serializers.IntegerField(source="version.number", allow_null=True, default=None)
    outcome = serializers.ChoiceField(
        choices=["promoted", "rejected"], allow_null=True, allow_blank=True
    )
    history = HistoryEntrySerializer(many=True)
    figures = serializers.DictField()
    error = ErrorSerializer(allow_null=True)

    class Meta:
        model = TrainingRun
        fields = (
            "id",
            "state",
            "phase",
            "progress",
            "trigger",
            "requested_by",
            "version",
            "outcome",
            "message",
            "error",
            "attempts",
            "history",
            "figures",
            "created_at",
            "started_at",
            "finished_at",
        )


class EmptySerializer(StrictSerializer):
    """A body without fields."""


class RetrainPolicySerializer(StrictSerializer):
    every_answers = serializers.IntegerField(min_value=1, max_value=10**6, allow_null=True)
    every_hours = serializers.IntegerField(min_value=1, max_value=24 * 365, allow_null=True)


class RewardSerializer(serializers.Serializer[Any]):
    mean = serializers.FloatField()
    std = serializers.FloatField(
        help_text="Of the difference to the mean of the training responses."
    )
    conservative = serializers.FloatField(help_text="mean - pessimism x std")


class RewardsSerializer(serializers.Serializer[Any]):
    rewards = RewardSerializer(many=True)
    familiarity = serializers.ListField(
        child=serializers.FloatField(allow_null=True),
        help_text="Of each item, the share of training responses that are no more usual than it: "
        "near 0 the model has seen nothing like it. Null while it has learned from too few.",
    )
    truncated = serializers.ListField(
        child=serializers.BooleanField(),
        help_text="Of each item, whether prompt or response was too long to be read whole.",
    )
    length = serializers.ChoiceField(
        choices=names_and_labels(), help_text="What these rewards pay for length."
    )
    length_cap = serializers.IntegerField(
        allow_null=True, help_text="In words; null where there is none."
    )
    version = serializers.IntegerField()
    step = serializers.IntegerField()


class ResponseRewardsSerializer(serializers.Serializer[Any]):
    responses = serializers.IntegerField(help_text="How many are to be scored.")


class OpenRlhfRewardsSerializer(serializers.Serializer[Any]):
    rewards = serializers.ListField(child=serializers.FloatField())
    scores = serializers.ListField(child=serializers.FloatField())
    extra_logs = serializers.DictField(
        child=serializers.ListField(child=serializers.IntegerField())
    )


class ModelExportSerializer(StrictSerializer):
    length = serializers.ChoiceField(
        choices=names_and_labels(),
        required=False,
        help_text="By default what the project's setting says; only unpaid length can be exported.",
    )
    form = serializers.ChoiceField(
        choices=("sequence-classification", "sentence-transformers"),
        required=False,
        help_text="By default the one that fits: a classifier wherever it can be exact.",
    )


class WarmStartSerializer(StrictSerializer):
    version = serializers.IntegerField(help_text="Id of another project's version.")
