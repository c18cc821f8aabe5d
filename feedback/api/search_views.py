"""Prompts, responses, comparisons and answers of a project, searched and filtered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from feedback.api.access import Role, current_user, project_for, role_in
from feedback.api.filters import (
    HOW_ASKED,
    ComparisonFilter,
    PreferenceFilter,
    PromptFilter,
    ResponseFilter,
)
from feedback.api.old_names import POLICY_FILTER
from feedback.api.queue_serializers import (
    ComparisonSerializer,
    ListedPreferenceSerializer,
    MessageSerializer,
)
from feedback.api.snippets import FoundSerializer, SearchedListView, text_of_prompt
from feedback.models import Comparison, Preference, Prompt, Response
from feedback.selectors.documents import with_open_node

OF_SIDES = tuple(f"response_{side}__{of}" for side in "ab" for of in ("generator", "checkpoint"))


class PromptSerializer(FoundSerializer, serializers.ModelSerializer[Prompt]):
    messages = MessageSerializer(many=True)
    metadata = serializers.DictField()
    responses = serializers.IntegerField(source="response_count", help_text="How many.")

    class Meta:
        model = Prompt
        fields = ("id", "messages", "metadata", "responses", "created_at", "snippets")


class SamplingSerializer(serializers.Serializer[Any]):
    model = serializers.CharField()
    temperature = serializers.FloatField()
    top_p = serializers.FloatField(required=False)
    max_tokens = serializers.IntegerField()


class StoredResponseSerializer(FoundSerializer, serializers.ModelSerializer[Response]):
    prompt = serializers.IntegerField(source="prompt_id")
    prompt_messages = MessageSerializer(source="prompt.messages", many=True)
    generator = serializers.CharField(source="generator.name")
    checkpoint = serializers.CharField(source="checkpoint.name", allow_null=True, default=None)
    sampling = SamplingSerializer(allow_null=True)

    class Meta:
        model = Response
        fields = (
            "id",
            "prompt",
            "prompt_messages",
            "text",
            "generator",
            "checkpoint",
            "sampling",
            "log_probability",
            "external_id",
            "reward",
            "reward_std",
            "win_probability",
            "scored_step",
            "created_at",
            "snippets",
        )


class FoundComparisonSerializer(FoundSerializer, ComparisonSerializer):
    class Meta(ComparisonSerializer.Meta):
        fields = (*ComparisonSerializer.Meta.fields, "snippets")  # type: ignore[assignment]


class FoundPreferenceSerializer(FoundSerializer, ListedPreferenceSerializer):
    class Meta(ListedPreferenceSerializer.Meta):
        fields = (*ListedPreferenceSerializer.Meta.fields, "snippets")  # type: ignore[assignment]


class PromptListView(SearchedListView):
    serializer_class = PromptSerializer
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = PromptFilter

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Prompt.objects.none()
        project = project_for(self.request, self.kwargs["slug"], Role.RESEARCHER)
        of_prompt = Response.objects.filter(prompt=OuterRef("pk")).order_by().values("prompt")
        count = Subquery(of_prompt.annotate(count=Count("pk")).values("count"))
        return Prompt.objects.filter(project=project).annotate(response_count=Coalesce(count, 0))

    def texts_of(self, row: Prompt) -> Mapping[str, str]:
        return {"prompt": text_of_prompt(row)}


class ResponseListView(SearchedListView):
    serializer_class = StoredResponseSerializer
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = ResponseFilter

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Response.objects.none()
        project = project_for(self.request, self.kwargs["slug"], Role.RESEARCHER)
        rows = Response.objects.filter(prompt__project=project)
        return rows.select_related("prompt", "generator", "checkpoint")

    def texts_of(self, row: Response) -> Mapping[str, str]:
        return {"response": row.text}


class ComparisonListView(SearchedListView):
    serializer_class = FoundComparisonSerializer
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = ComparisonFilter

    @extend_schema(parameters=[POLICY_FILTER])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Answer:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Comparison.objects.none()
        project = project_for(self.request, self.kwargs["slug"], Role.RESEARCHER)
        return (
            Comparison.objects.filter(project=project)
            .select_related("prompt__node", *OF_SIDES)
            .prefetch_related("leases__annotator")
        )

    def texts_of(self, row: Comparison) -> Mapping[str, str]:
        return _texts_compared(row)


class PreferenceListView(SearchedListView):
    """All answers for researchers (``?mine=1``: own ones), own answers for annotators."""

    serializer_class = FoundPreferenceSerializer
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = PreferenceFilter

    @extend_schema(parameters=[OpenApiParameter("mine", bool), POLICY_FILTER])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Answer:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Preference.objects.none()
        project = project_for(self.request, self.kwargs["slug"], Role.ANNOTATOR)
        user = current_user(self.request)
        asked = self.request.query_params
        rows = Preference.objects.filter(project=project)
        sides = ("comparison__response_a", "comparison__response_b")
        rows = rows.select_related("annotator", "comparison__prompt__node", *sides)
        own_only = role_in(user, project) == Role.ANNOTATOR
        if own_only:
            rows = with_open_node(rows, user)
        else:
            rows = rows.annotate(node=F("comparison__prompt__node"))
        if own_only and any(asked.get(name) for name in HOW_ASKED):
            raise PermissionDenied
        if own_only or asked.get("mine") in ("1", "true"):
            rows = rows.filter(annotator=user)
        return rows

    def texts_of(self, row: Preference) -> Mapping[str, str]:
        said = {"rationale": row.rationale} if row.rationale else {}
        return said | _texts_compared(row.comparison)


def _texts_compared(comparison: Comparison) -> dict[str, str]:
    return {
        "prompt": text_of_prompt(comparison.prompt),
        "response_a": comparison.response_a.text,
        "response_b": comparison.response_b.text,
    }
