"""Shapes of the annotator's work: what is served, what is answered."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from feedback.api.serializers import StrictSerializer
from feedback.models import Comparison, Lease, Preference, Project
from feedback.selectors.asks import QUESTION_KEYS
from feedback.selectors.excerpts import prompt_excerpt

SIDES = [("a", "a"), ("b", "b")]
MILLISECONDS: dict[str, Any] = {
    "min_value": 0, "max_value": 2**31 - 1, "required": False, "allow_null": True,
}  # fmt: skip
EXCERPT_CHARACTERS = 300  # characters of a prompt in lists


class MessageSerializer(serializers.Serializer[Any]):
    role = serializers.CharField()
    content = serializers.CharField(trim_whitespace=False)


class ServedPromptSerializer(serializers.Serializer[Any]):
    messages = MessageSerializer(many=True)


class NodePlaceSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    document_id = serializers.IntegerField()
    document_title = serializers.CharField()
    height = serializers.IntegerField()
    position = serializers.IntegerField()
    siblings = serializers.IntegerField()
    context = serializers.CharField(allow_blank=True)


class ShownSerializer(serializers.Serializer[Any]):
    side = serializers.ChoiceField(choices=SIDES)
    text = serializers.CharField()


class AskedQuestionSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(QUESTION_KEYS))
    options = serializers.ListField(child=serializers.CharField())
    min = serializers.IntegerField(allow_null=True)
    max = serializers.IntegerField(allow_null=True)
    required = serializers.BooleanField()
    per_response = serializers.BooleanField(help_text="Asked of each response.")


class AsksSerializer(serializers.Serializer[Any]):
    """What is asked beside the choice."""

    strength_steps = serializers.ChoiceField(choices=Project.StrengthSteps.choices)
    questions = AskedQuestionSerializer(many=True)
    rationale = serializers.ChoiceField(choices=Project.Rationale.choices)
    confidence = serializers.BooleanField()
    naive_read = serializers.ChoiceField(
        choices=Project.NaiveRead.choices,
        help_text="Whether the source is hidden until it is opened, and has to be.",
    )


class OwnProgressSerializer(serializers.Serializer[Any]):
    answered_by_me = serializers.IntegerField()
    answered_by_me_today = serializers.IntegerField()
    open = serializers.IntegerField(help_text="No more than 100 are counted.")


class ServedSerializer(serializers.Serializer[Any]):
    """A leased comparison, its responses in the order they are shown."""

    id = serializers.IntegerField()
    expires_at = serializers.DateTimeField()
    question = serializers.CharField()
    asks = AsksSerializer()
    prompt = ServedPromptSerializer()
    source = serializers.CharField(allow_null=True)
    node = NodePlaceSerializer(allow_null=True)
    shown = ShownSerializer(many=True)
    progress = OwnProgressSerializer()


class NextSerializer(ServedSerializer):
    """The comparison to show, and those to show after it."""

    ahead = ServedSerializer(many=True)


class AnswerSerializer(StrictSerializer):
    choice = serializers.ChoiceField(choices=["a", "b", "tie"])
    both_bad = serializers.BooleanField(default=False)
    strength = serializers.IntegerField(min_value=1, max_value=4, required=False, allow_null=True)
    axes = serializers.DictField(child=serializers.JSONField(), required=False)
    rationale = serializers.CharField(max_length=20_000, allow_blank=True, required=False)
    confidence = serializers.FloatField(min_value=0, max_value=1, required=False, allow_null=True)
    duration_ms = serializers.IntegerField(**MILLISECONDS)
    naive_ms = serializers.IntegerField(
        **MILLISECONDS, help_text="Of the duration, before the source was opened."
    )
    source_ms = serializers.IntegerField(
        **MILLISECONDS, help_text="Of the duration, with the source open."
    )
    submission_key = serializers.UUIDField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["both_bad"] and attrs["choice"] != "tie":
            raise serializers.ValidationError({"both_bad": ["Only a tie can be both bad."]})
        if attrs.get("strength") and attrs["choice"] == "tie":
            raise serializers.ValidationError({"strength": ["A tie has no strength."]})
        return attrs


class PreferenceSerializer(serializers.ModelSerializer[Preference]):
    annotator = serializers.SlugRelatedField(slug_field="username", read_only=True, allow_null=True)
    supersedes = serializers.IntegerField(source="supersedes_id", allow_null=True)
    comparison = serializers.IntegerField(source="comparison_id")

    class Meta:
        model = Preference
        fields = (
            "id",
            "comparison",
            "choice",
            "both_bad",
            "strength",
            "axes",
            "rationale",
            "confidence",
            "duration_ms",
            "naive_ms",
            "source_ms",
            "first_shown",
            "created_at",
            "supersedes",
            "is_current",
            "annotator",
        )


class PassedSerializer(serializers.Serializer[Any]):
    """What comes next, after that, or why nothing does, where the caller asked."""

    next = ServedSerializer(allow_null=True)
    ahead = ServedSerializer(many=True)
    queue_reason = serializers.CharField(allow_null=True)


class JudgedSerializer(serializers.Serializer[Any]):
    """The beginnings of what was judged."""

    prompt = serializers.SerializerMethodField()
    a = serializers.SerializerMethodField()
    b = serializers.SerializerMethodField()

    def get_prompt(self, comparison: Comparison) -> str:
        return prompt_excerpt(comparison.prompt, EXCERPT_CHARACTERS)

    def get_a(self, comparison: Comparison) -> str:
        return comparison.response_a.text[:EXCERPT_CHARACTERS]

    def get_b(self, comparison: Comparison) -> str:
        return comparison.response_b.text[:EXCERPT_CHARACTERS]


class ListedPreferenceSerializer(PreferenceSerializer):
    node = serializers.IntegerField(
        allow_null=True,
        help_text="The node of a document that it is about, where the caller may look at it.",
    )
    judged = JudgedSerializer(source="comparison")

    class Meta(PreferenceSerializer.Meta):
        fields = (*PreferenceSerializer.Meta.fields, "node", "judged")


class OwnAnswerSerializer(serializers.Serializer[Any]):
    preference = PreferenceSerializer()
    comparison = ServedSerializer(help_text="As it was shown; the questions are those of today.")
    obstacle = serializers.CharField(
        allow_null=True, help_text="Why it cannot be changed; empty where it can."
    )


class AnsweredSerializer(PassedSerializer):
    preference = PreferenceSerializer()
    node = serializers.IntegerField(
        allow_null=True,
        help_text="The node that it is about, once the caller may look at its page.",
    )
    expected = serializers.ChoiceField(
        choices=["a", "b", "tie"],
        allow_null=True,
        help_text="The known answer, where there is one and the project tells people.",
    )


class UndoneSerializer(serializers.Serializer[Any]):
    undone = serializers.IntegerField()
    comparison = ServedSerializer(
        allow_null=True,
        help_text="Leased again; empty where a researcher has closed it for good meanwhile.",
    )


class SkipSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=500, allow_blank=True, default="")


class FlagSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=500)


class GoldSerializer(StrictSerializer):
    expected = serializers.ChoiceField(choices=["a", "b", "tie"])


class ComparedResponseSerializer(serializers.Serializer[Any]):
    side = serializers.ChoiceField(choices=SIDES)
    text = serializers.CharField()
    generator = serializers.CharField()
    checkpoint = serializers.CharField(allow_null=True)


class FlagOfComparisonSerializer(serializers.ModelSerializer[Lease]):
    annotator = serializers.CharField(source="annotator.username")
    created_at = serializers.DateTimeField(source="ended_at")

    class Meta:
        model = Lease
        fields = ("annotator", "reason", "created_at")


@extend_schema_serializer(deprecate_fields=["policy"])
class ComparisonSerializer(serializers.ModelSerializer[Comparison]):
    policy = serializers.CharField(source="acquisition_rule", help_text="Use acquisition_rule.")
    prompt_excerpt = serializers.SerializerMethodField()
    responses = serializers.SerializerMethodField()
    flags = serializers.SerializerMethodField()
    prompt_id = serializers.IntegerField()

    class Meta:
        model = Comparison
        fields = (
            "id",
            "prompt_id",
            "prompt_excerpt",
            "status",
            "closed_because",
            "stream",
            "acquisition_rule",
            "policy",
            "model_version",
            "score",
            "priority",
            "propensity",
            "expected",
            "answers",
            "wanted",
            "responses",
            "flags",
        )

    def get_prompt_excerpt(self, comparison: Comparison) -> str:
        return prompt_excerpt(comparison.prompt, EXCERPT_CHARACTERS)

    @extend_schema_field(ComparedResponseSerializer(many=True))
    def get_responses(self, comparison: Comparison) -> list[dict[str, str | None]]:
        sides = (("a", comparison.response_a), ("b", comparison.response_b))
        return [
            {
                "side": side,
                "text": response.text,
                "generator": response.generator.name,
                "checkpoint": response.checkpoint.name if response.checkpoint else None,
            }
            for side, response in sides
        ]

    @extend_schema_field(FlagOfComparisonSerializer(many=True))
    def get_flags(self, comparison: Comparison) -> Any:
        flags = [
            lease for lease in comparison.leases.all() if lease.outcome == Lease.Outcome.FLAGGED
        ]
        return FlagOfComparisonSerializer(flags, many=True).data
