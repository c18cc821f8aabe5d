"""The caller's own settings. There is no way to those of anybody else."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import current_user
from feedback.api.serializers import StrictSerializer
from feedback.services.user_settings import change_settings, settings_of

NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
MOST_NAMES = 100


class NamedField(serializers.DictField):
    """Values under short names."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            if len(data) > MOST_NAMES:
                raise serializers.ValidationError(f"At most {MOST_NAMES} names are kept.")
            if wrong := [name for name in data if not NAME.fullmatch(name)]:
                raise serializers.ValidationError(
                    f"This is no name of 1 to 40 letters, digits, - and _: {wrong[0][:40]!r}"
                )
        return super().to_internal_value(data)


class ReadingSerializer(StrictSerializer):
    plain = serializers.BooleanField(default=False)
    difference = serializers.BooleanField(default=False)
    scroll_lock = serializers.BooleanField(default=False)
    sources = serializers.BooleanField(default=False)


class LabellingSerializer(StrictSerializer):
    daily_goal = serializers.IntegerField(
        min_value=0, max_value=1000, default=0, help_text="Answers a day; 0: no goal."
    )


class UserSettingsSerializer(StrictSerializer):
    keys = NamedField(
        child=serializers.ListField(
            child=serializers.CharField(max_length=40, trim_whitespace=False),
            min_length=1,
            max_length=5,
        ),
        required=False,
        help_text="Keys by the name of the action; those that are not named are the usual ones.",
    )
    reading = ReadingSerializer(required=False, help_text="Aids to reading that are on.")
    panes = NamedField(
        child=NamedField(child=serializers.FloatField(min_value=0, max_value=100)),
        required=False,
        help_text="Sizes of panes in per cent, by arrangement and pane.",
    )
    labelling = LabellingSerializer(required=False, help_text="What a person sets themselves.")


class UserSettingsView(APIView):
    @extend_schema(responses=UserSettingsSerializer)
    def get(self, request: Request) -> Response:
        return Response(settings_of(current_user(request)))

    @extend_schema(request=UserSettingsSerializer, responses=UserSettingsSerializer)
    def patch(self, request: Request) -> Response:
        """Replaces the sections that are named, each as a whole."""
        body = UserSettingsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        stored = change_settings(user=current_user(request), sections=body.validated_data)
        return Response(stored)
