"""Shapes of projects, members, people and tokens."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feedback.api.access import role_in
from feedback.api.old_names import PROJECT_NAMES, OldProjectNames
from feedback.api.serializers import StrictSerializer
from feedback.models import AccessToken, Membership, Project
from feedback.selectors.asks import QUESTION_KEYS, USUAL_MAX, USUAL_MIN, problems_with_questions
from feedback.selectors.prompt_weights import problem_with_weights
from feedback.text.attacks import problem_with_gate

SETTINGS = (
    "strength_steps",
    "questions",
    "ask_rationale",
    "ask_confidence",
    "naive_read",
    "overlap",
    "random_overlap",
    "agreement_share",
    "agreement_overlap",
    "gold_rate",
    "gold_feedback",
    "qualification_items",
    "qualification_pass",
    "daily_quota",
    "time_zone",
    "quota",
    "prompt_weights",
    "attack_gate",
    "lease_minutes",
    "queue_size",
    "acquisition_rule",
    "random_share",
    "length",
    "length_cap",
    "leaf_tokens",
    "summary_tokens",
    "fan_out",
    "open_documents",
    "settle_answers",
    "settle_probability",
)
TEXTS = ("name", "description", "guidelines", "question")


class StrictModelSerializer(StrictSerializer, serializers.ModelSerializer[Any]):
    """A model serializer that refuses unknown fields."""


QUESTIONS_SCHEMA = {
    "type": "array",
    "description": "What else is asked; the answers are stored as axes, by the question's name.",
    "items": {
        "type": "object",
        "properties": {
            "name": {"type": "string", "description": "Small letters, digits, underscores."},
            "label": {"type": "string"},
            "kind": {"type": "string", "enum": list(QUESTION_KEYS)},
            "options": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Of a choice.",
            },
            "min": {"type": "integer", "description": f"Of a scale; else {USUAL_MIN}."},
            "max": {"type": "integer", "description": f"Of a scale; else {USUAL_MAX}."},
            "required": {"type": "boolean"},
            "per_response": {"type": "boolean", "description": "Asked of each response."},
        },
        "required": ["name", "label", "kind"],
        "additionalProperties": False,
    },
}


@extend_schema_field(QUESTIONS_SCHEMA)
class QuestionsField(serializers.JSONField):
    """The questions as they were written, checked as a whole."""

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        if problems := problems_with_questions(value):
            raise serializers.ValidationError(problems)
        return value


class ProjectSerializer(OldProjectNames, serializers.ModelSerializer[Project]):
    role = serializers.SerializerMethodField()
    questions = QuestionsField(read_only=True)

    class Meta:
        model = Project
        fields = ("slug", *TEXTS, *SETTINGS, *PROJECT_NAMES, "role", "created_at", "archived_at")

    @extend_schema_field(serializers.ChoiceField(choices=Membership.Role.choices, allow_null=True))
    def get_role(self, project: Project) -> str | None:
        return role_in(self.context["request"].user, project)


class NewProjectSerializer(StrictModelSerializer):
    class Meta:
        model = Project
        fields = ("slug", *TEXTS)


class ProjectChangeSerializer(OldProjectNames, StrictModelSerializer):
    questions = QuestionsField(required=False)

    class Meta:
        model = Project
        fields = (*TEXTS, *SETTINGS, *PROJECT_NAMES)

    def validate_prompt_weights(self, value: Any) -> Any:
        if problem := problem_with_weights(value):
            raise serializers.ValidationError(problem)
        return value

    def validate_attack_gate(self, value: Any) -> Any:
        if problem := problem_with_gate(value):
            raise serializers.ValidationError(problem)
        return value


class ProgressSerializer(serializers.Serializer[Any]):
    answered_by_me = serializers.IntegerField()
    answered_by_me_today = serializers.IntegerField()
    open = serializers.IntegerField(help_text="No more than 100 are counted.")
    leased_by_others = serializers.IntegerField()
    answers = serializers.IntegerField(allow_null=True)
    prompts = serializers.IntegerField(allow_null=True)
    responses = serializers.IntegerField(allow_null=True)
    imported_preferences = serializers.IntegerField(allow_null=True)
    comparisons_flagged = serializers.IntegerField(allow_null=True)


class MembershipOfMeSerializer(serializers.Serializer[Any]):
    project = serializers.CharField(source="project.slug")
    project_name = serializers.CharField(source="project.name")
    role = serializers.ChoiceField(choices=Membership.Role.choices)


class MeSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    username = serializers.CharField()
    display_name = serializers.CharField()
    is_superuser = serializers.BooleanField()
    may_make_projects = serializers.BooleanField()
    memberships = MembershipOfMeSerializer(many=True)


class MemberSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(source="user.username")
    display_name = serializers.CharField(source="user.display_name")
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    quota = serializers.IntegerField(allow_null=True)
    answers = serializers.IntegerField()
    last_answer_at = serializers.DateTimeField(allow_null=True)


class NewMemberSerializer(StrictSerializer):
    username = serializers.CharField(max_length=150)
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    create = serializers.BooleanField(default=False)
    password = serializers.CharField(required=False, trim_whitespace=False, max_length=200)


class MemberChangeSerializer(StrictSerializer):
    role = serializers.ChoiceField(choices=Membership.Role.choices, required=False)
    quota = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=2**31 - 1,
        help_text="The most answers of this person; null: as the project says.",
    )


class TokenSerializer(serializers.ModelSerializer[AccessToken]):
    id = serializers.CharField(source="token_key")
    prefix = serializers.CharField(source="token_key")
    created_at = serializers.DateTimeField(source="created")
    expires_at = serializers.DateTimeField(source="expiry", allow_null=True)

    class Meta:
        model = AccessToken
        fields = ("id", "name", "prefix", "created_at", "expires_at")


class NewTokenSerializer(StrictSerializer):
    name = serializers.CharField(max_length=100)
    days = serializers.IntegerField(min_value=1, max_value=3650, default=90)


class MadeTokenSerializer(TokenSerializer):
    token = serializers.CharField(help_text="Shown this once.")

    class Meta(TokenSerializer.Meta):
        fields = (*TokenSerializer.Meta.fields, "token")
