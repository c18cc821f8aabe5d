"""Shapes of generators, and of what they have been asked to write. No key ever goes out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from feedback.api.serializers import ErrorSerializer, StrictSerializer
from feedback.models import Endpoint, Generation, Generator
from feedback.models.prompts import Usability

_OPTIONS = (
    "url",
    "model",
    "key_variable",
    "temperature",
    "samples",
    "timeout_seconds",
    "retries",
    "log_probabilities",
    "max_calls",
    "max_tokens",
)


class CallErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class EndpointSerializer(serializers.ModelSerializer[Endpoint]):
    has_key = serializers.SerializerMethodField(help_text="Whether a key is stored.")
    last_error = CallErrorSerializer(allow_null=True)

    class Meta:
        model = Endpoint
        fields = (*_OPTIONS, "has_key", "calls", "tokens", "last_called_at", "last_error")

    def get_has_key(self, endpoint: Endpoint) -> bool:
        return bool(endpoint.key_encrypted)


class GeneratorSerializer(serializers.ModelSerializer[Generator]):
    responses = serializers.IntegerField(source="responses_made")
    pending = serializers.IntegerField(help_text="Prompts that it is still to write for.")
    failed = serializers.IntegerField(help_text="Prompts that it failed to write for.")
    endpoint = EndpointSerializer(allow_null=True, default=None)
    usability = serializers.ChoiceField(
        Usability.choices,
        help_text="Whether it is in use, and whether its model answered the last call.",
    )

    class Meta:
        model = Generator
        fields = (
            "id",
            "name",
            "kind",
            "enabled",
            "usability",
            "responses",
            "pending",
            "failed",
            "endpoint",
        )


class _OptionsSerializer(StrictSerializer, serializers.ModelSerializer[Endpoint]):
    # Checked by the service: Django's own check knows no host without a dot but localhost.
    url = serializers.CharField(max_length=500)
    key = serializers.CharField(
        max_length=1000,
        allow_blank=True,
        required=False,
        write_only=True,
        help_text="Stored encrypted and never shown again; an empty one takes it away.",
    )

    class Meta:
        model = Endpoint
        fields: tuple[str, ...] = (*_OPTIONS, "key")

    def validate_key(self, key: str) -> str:
        if not (key.isascii() and key.isprintable()):
            raise serializers.ValidationError("A key has printable ASCII characters only.")
        return key

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        samples, temperature = self._value(attrs, "samples"), self._value(attrs, "temperature")
        if (samples or 1) > 1 and temperature == 0:
            raise serializers.ValidationError(
                {"samples": ["At temperature 0 all samples are the same."]}
            )
        return attrs

    def _value(self, attrs: dict[str, Any], name: str) -> Any:
        if name in attrs or self.instance is None:
            return attrs.get(name)
        return getattr(self.instance, name)


class NewEndpointSerializer(_OptionsSerializer):
    name = serializers.RegexField(r"^[\w .:/+-]+$", max_length=100)

    class Meta(_OptionsSerializer.Meta):
        fields = ("name", *_OPTIONS, "key")


class GeneratorChangeSerializer(_OptionsSerializer):
    enabled = serializers.BooleanField(required=False)

    class Meta(_OptionsSerializer.Meta):
        fields = ("enabled", *_OPTIONS, "key")


class GenerationSerializer(serializers.ModelSerializer[Generation]):
    generator = serializers.CharField(source="generator.name")
    error = ErrorSerializer(allow_null=True)

    class Meta:
        model = Generation
        fields = (
            "id",
            "generator",
            "state",
            "samples_made",
            "failures",
            "error",
            "due_at",
            "finished_at",
        )


class RetriedSerializer(serializers.Serializer[Any]):
    retried = serializers.IntegerField()


class TestedSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(help_text="What the model said; empty where the call failed.")
    error = CallErrorSerializer(allow_null=True)
    seconds = serializers.FloatField(help_text="From the call to its end.")
    tokens = serializers.IntegerField(help_text="That the model counted, in and out.")
