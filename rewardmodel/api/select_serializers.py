"""Shapes of selection: the rule, what is asked, and what is told of the pick."""

from __future__ import annotations

from typing import Any, get_args

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feedback.api.serializers import StrictSerializer
from feedback.length_pay import names_and_labels
from rewardmodel.api.score_requests import MESSAGES, LengthSerializer, PromptField
from rewardmodel.learning.encoders.chat import NoTextError, chat_messages
from rewardmodel.learning.head.picking import PickRule
from rewardmodel.services.selecting import Rule

RULES = get_args(PickRule)
MOST_CANDIDATES = 64
MOST_SAMPLES = 16
# The option that gives a rule its value, and what it is where nothing is said.
VALUES: dict[str, tuple[str, float | None]] = {
    "quantile": ("quantile", None),
    "threshold": ("threshold", None),
    "boltzmann": ("temperature", None),
    "lower_bound": ("k", 1.0),
}


class RuleSerializer(LengthSerializer):
    """How one of the candidates is picked."""

    rule = serializers.ChoiceField(
        choices=RULES,
        default="best",
        help_text="best: the highest reward. quantile: the candidate at that quantile of the "
        "rewards. threshold: the first candidate whose reward reaches it, or else the best. "
        "boltzmann: drawn in proportion to exp(reward / temperature). lower_bound: the highest "
        "reward less k standard deviations.",
    )
    quantile = serializers.FloatField(min_value=0, max_value=1, required=False)
    threshold = serializers.FloatField(min_value=-1e6, max_value=1e6, required=False)
    temperature = serializers.FloatField(min_value=1e-6, max_value=1e6, required=False)
    k = serializers.FloatField(min_value=0, max_value=100, required=False)
    seed = serializers.IntegerField(
        min_value=0, max_value=2**63 - 1, required=False, help_text="Makes a draw repeatable."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        option, _ = VALUES.get(attrs["rule"], ("", None))
        for name, _ in VALUES.values():
            if name in attrs and name != option:
                raise serializers.ValidationError(
                    {name: [f"The rule {attrs['rule']} does not take it."]}
                )
        if option and attrs.get(option, VALUES[attrs["rule"]][1]) is None:
            raise serializers.ValidationError({option: [f"The rule {attrs['rule']} needs it."]})
        if attrs.get("quantile") == 0:
            raise serializers.ValidationError({"quantile": ["A quantile is above 0."]})
        return attrs


def rule_of(asked: dict[str, Any]) -> Rule:
    option, default = VALUES.get(asked["rule"], ("", None))
    value = asked.get(option, default)
    return Rule(asked["rule"], 0.0 if value is None else float(value), asked.get("seed"))


class _Candidate(serializers.CharField):
    """A text as it is: a number is none."""

    def __init__(self) -> None:
        super().__init__(trim_whitespace=False, allow_blank=True)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data


class SelectRequestSerializer(RuleSerializer):
    prompt = PromptField()
    candidates = serializers.ListField(child=_Candidate(), min_length=1, max_length=MOST_CANDIDATES)


class CandidateRewardSerializer(serializers.Serializer[Any]):
    mean = serializers.FloatField()
    std = serializers.FloatField(
        help_text="Of the difference to the mean of the training responses."
    )


class SelectionSerializer(serializers.Serializer[Any]):
    choice = serializers.IntegerField(help_text="The index of the candidate, from 0.")
    rank = serializers.IntegerField(help_text="Of the choice by mean reward; 1 is the best.")
    met = serializers.BooleanField(help_text="False where no candidate reached the threshold.")
    rule = serializers.ChoiceField(choices=RULES)
    ranks = serializers.ListField(child=serializers.IntegerField())
    rewards = CandidateRewardSerializer(many=True)
    familiarity = serializers.ListField(child=serializers.FloatField(allow_null=True))
    truncated = serializers.ListField(child=serializers.BooleanField())
    weights = serializers.ListField(
        child=serializers.FloatField(),
        help_text="The probabilities with which the rule picks each.",
    )
    effective_sample_size = serializers.FloatField(help_text="1 / sum of squared weights.")
    kl_bound = serializers.FloatField(
        help_text="Nats that the rule moves the policy at most, if the candidates are "
        "independent draws of it."
    )
    length = serializers.ChoiceField(
        choices=names_and_labels(), help_text="What these rewards pay for length."
    )
    length_cap = serializers.IntegerField(
        allow_null=True, help_text="In words; null where there is none."
    )
    version = serializers.IntegerField()
    step = serializers.IntegerField()


@extend_schema_field(MESSAGES)
class MessagesField(serializers.Field[Any, Any, Any, Any]):
    """Chat messages, all of them texts."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, list) or not data:
            raise serializers.ValidationError("At least one message is needed.")
        try:
            return chat_messages(data)
        except NoTextError as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: Any) -> Any:
        return value


class CompletionRequestSerializer(StrictSerializer):
    """OpenAI's chat completions, with the rule of the selection beside them."""

    model = serializers.CharField(
        max_length=201, help_text="A generator's name, or NAME@CHECKPOINT."
    )
    messages = MessagesField()
    n = serializers.IntegerField(
        min_value=1,
        max_value=MOST_SAMPLES,
        default=4,
        help_text="How many samples are drawn; the one that is selected comes back.",
    )
    temperature = serializers.FloatField(min_value=0, max_value=2, required=False, allow_null=True)
    top_p = serializers.FloatField(min_value=0.01, max_value=1, required=False, allow_null=True)
    max_tokens = serializers.IntegerField(
        min_value=1, max_value=32_768, required=False, allow_null=True
    )
    max_completion_tokens = serializers.IntegerField(
        min_value=1, max_value=32_768, required=False, allow_null=True
    )
    stream = serializers.BooleanField(
        default=False, help_text="Sent as one chunk: nothing can be selected before it is written."
    )
    store = serializers.BooleanField(
        default=True, help_text="Whether the candidates are kept as responses for the queue."
    )
    user = serializers.CharField(required=False, help_text="Taken and not used.")
    selection = RuleSerializer(required=False)


class CompletionMessageSerializer(serializers.Serializer[Any]):
    role = serializers.CharField()
    content = serializers.CharField()


class CompletionChoiceSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    message = CompletionMessageSerializer()
    finish_reason = serializers.CharField()


class CompletionUsageSerializer(serializers.Serializer[Any]):
    total_tokens = serializers.IntegerField(help_text="Of all candidates, in and out.")


class CompletionSelectionSerializer(SelectionSerializer):
    candidates = serializers.ListField(child=serializers.CharField())
    responses = serializers.ListField(
        child=serializers.IntegerField(),
        allow_null=True,
        help_text="Ids of the responses as which they are kept; null where they are not.",
    )


class CompletionSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    object = serializers.CharField()
    created = serializers.IntegerField()
    model = serializers.CharField()
    choices = CompletionChoiceSerializer(many=True)
    usage = CompletionUsageSerializer()
    selection = CompletionSelectionSerializer()
