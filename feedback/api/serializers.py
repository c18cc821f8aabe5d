"""What all serializers share: unknown fields are refused, not ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from rest_framework import fields, serializers

from feedback.text.direction import without_direction_controls


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields that it does not know, and bodies that are not objects."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError({name: ["Unknown field."] for name in unknown})
        return super().to_internal_value(data)


class NameField(serializers.CharField):
    """A name or title that somebody gives, kept without characters that turn direction."""

    def run_validation(self, data: Any = fields.empty) -> Any:
        # Before all else: a name of nothing but such characters is blank.
        return super().run_validation(
            without_direction_controls(data) if isinstance(data, str) else data
        )


class UploadField(serializers.FileField):
    """A file that somebody sends; its name is kept without characters that turn direction."""

    def to_internal_value(self, data: Any) -> Any:
        file = super().to_internal_value(data)
        file.name = without_direction_controls(file.name or "") or "upload"
        return file


class StrictModelSerializer(StrictSerializer, serializers.ModelSerializer[Any]):
    """A model serializer that refuses unknown fields. Short texts of a model are names."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: NameField,
    }


class ErrorSerializer(serializers.Serializer[Any]):
    """The shape of every error."""

    code = serializers.CharField()
    message = serializers.CharField()
    details = serializers.DictField()
