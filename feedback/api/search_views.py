"""Prompts and responses of a project, searched and filtered."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django_filters import rest_framework as filters
from rest_framework import generics, serializers

from feedback.api.access import Role, project_for
from feedback.api.filters import PromptFilter, ResponseFilter
from feedback.api.queue_serializers import MessageSerializer
from feedback.models import Prompt, Response


class PromptSerializer(serializers.ModelSerializer[Prompt]):
    messages = MessageSerializer(many=True)
    metadata = serializers.DictField()
    responses = serializers.IntegerField(source="response_count", help_text="How many.")

    class Meta:
        model = Prompt
        fields = ("id", "messages", "metadata", "responses", "created_at")


class StoredResponseSerializer(serializers.ModelSerializer[Response]):
    prompt = serializers.IntegerField(source="prompt_id")
    prompt_messages = MessageSerializer(source="prompt.messages", many=True)
    generator = serializers.CharField(source="generator.name")

    class Meta:
        model = Response
        fields = (
            "id",
            "prompt",
            "prompt_messages",
            "text",
            "generator",
            "external_id",
            "reward",
            "reward_std",
            "win_probability",
            "scored_step",
            "created_at",
        )


class PromptListView(generics.ListAPIView[Prompt]):
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


class ResponseListView(generics.ListAPIView[Response]):
    serializer_class = StoredResponseSerializer
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = ResponseFilter

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Response.objects.none()
        project = project_for(self.request, self.kwargs["slug"], Role.RESEARCHER)
        rows = Response.objects.filter(prompt__project=project)
        return rows.select_related("prompt", "generator")
