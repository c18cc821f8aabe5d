"""Shapes of documents and nodes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from feedback.api.generator_serializers import GenerationSerializer
from feedback.api.serializers import StrictSerializer
from feedback.models import Document, Node

MAX_CHARACTERS = 1_000_000


class DocumentSerializer(serializers.ModelSerializer[Document]):
    nodes = serializers.IntegerField(source="node_count")
    settled_nodes = serializers.IntegerField()
    characters = serializers.IntegerField()

    class Meta:
        model = Document
        fields = ("id", "title", "state", "nodes", "settled_nodes", "characters", "created_at")


class NewDocumentSerializer(StrictSerializer):
    title = serializers.CharField(max_length=300)
    text = serializers.CharField(max_length=MAX_CHARACTERS, trim_whitespace=False)

    def validate_text(self, text: str) -> str:
        if not text.strip():
            raise serializers.ValidationError("The document is empty.")
        return text


class LeadingSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    probability = serializers.FloatField(allow_null=True)
    generator = serializers.CharField()


class TreeNodeSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    parent = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField()
    position = serializers.IntegerField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Node.State.choices)
    answers = serializers.IntegerField()
    failed = serializers.IntegerField(help_text="Generators that failed to write for it.")
    pending = serializers.IntegerField(help_text="Generators that are still to write for it.")
    leading = LeadingSerializer(allow_null=True)


class DocumentDetailSerializer(serializers.ModelSerializer[Document]):
    summary = serializers.CharField(allow_null=True)
    nodes = TreeNodeSerializer(many=True)
    settled_nodes = serializers.IntegerField()
    characters = serializers.IntegerField()

    class Meta:
        model = Document
        fields = (
            "id",
            "title",
            "state",
            "settled_nodes",
            "characters",
            "created_at",
            "summary",
            "nodes",
        )


class NodeResponseSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    text = serializers.CharField()
    generator = serializers.CharField()
    reward = serializers.FloatField(allow_null=True)
    reward_std = serializers.FloatField(allow_null=True)
    win_probability = serializers.FloatField(allow_null=True)
    settled = serializers.BooleanField()


class NodeComparisonSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    response_a = serializers.IntegerField()
    response_b = serializers.IntegerField()
    status = serializers.CharField()
    answers = serializers.IntegerField()
    a_wins = serializers.IntegerField()
    b_wins = serializers.IntegerField()
    ties = serializers.IntegerField()


class NodeDetailSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    document = serializers.IntegerField()
    document_title = serializers.CharField()
    parent = serializers.IntegerField(allow_null=True)
    children = serializers.ListField(child=serializers.IntegerField())
    height = serializers.IntegerField()
    position = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Node.State.choices)
    source = serializers.CharField(allow_blank=True)
    context = serializers.CharField(allow_blank=True)
    summary = serializers.CharField(allow_null=True)
    responses = NodeResponseSerializer(many=True)
    comparisons = NodeComparisonSerializer(many=True)
    generations = GenerationSerializer(many=True)
