"""What all serializers share: unknown fields are refused, not ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from feedback.text.direction import without_direction_controls

# Fields, of whatever is sent, that name a thing to people.
NAMES = {"name", "title", "username", "label"}


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields that it does not know, and bodies that are not objects."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError({name: ["Unknown field."] for name in unknown})
        return _plainly_named(super().to_internal_value(data))


def _plainly_named(values: Any) -> Any:
    """Values whose names and titles hold nothing that turns the text around them."""
    for field in NAMES & set(values):
        if isinstance(values[field], str):
            values[field] = without_direction_controls(values[field])
    return values


class ErrorSerializer(serializers.Serializer[Any]):
    """The shape of every error."""

    code = serializers.CharField()
    message = serializers.CharField()
    details = serializers.DictField()
