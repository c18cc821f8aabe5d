"""Shapes of documents and nodes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from feedback.api.generator_serializers import GenerationSerializer
from feedback.api.serializers import ErrorSerializer, NameField, StrictSerializer, UploadField
from feedback.models import Document, Node
from feedback.reading import MAX_CHARACTERS
from feedback.splitting import UNITS, Splitting

SPLITTING = ("by", "size", "overlap", "fan_out", "max_levels")


class DocumentSerializer(serializers.ModelSerializer[Document]):
    title = serializers.CharField(source="shown_title")
    nodes = serializers.IntegerField(source="node_count")
    settled_nodes = serializers.IntegerField()
    characters = serializers.IntegerField()
    error = ErrorSerializer(allow_null=True, help_text="Why it could not be read or split.")

    class Meta:
        model = Document
        fields = (
            "id",
            "title",
            "state",
            "error",
            "nodes",
            "settled_nodes",
            "characters",
            "created_at",
        )


class SplittingSerializer(StrictSerializer):
    """How a document is to be split; what is left out is as the project's settings have it."""

    by = serializers.ChoiceField(choices=UNITS, default="tokens", help_text="The unit of size.")
    size = serializers.IntegerField(
        min_value=1, max_value=20_000, required=False, allow_null=True,
        help_text="The most of the unit in a leaf; by headings, sections in a leaf.",
    )  # fmt: skip
    overlap = serializers.IntegerField(
        min_value=0, max_value=2_000, default=0,
        help_text="Tokens before its beginning that a leaf repeats at most.",
    )  # fmt: skip
    fan_out = serializers.IntegerField(
        min_value=2, max_value=20, required=False, allow_null=True,
        help_text="The most children of a node.",
    )  # fmt: skip
    max_levels = serializers.IntegerField(
        min_value=1, max_value=30, required=False, allow_null=True,
        help_text="The most levels of the tree, leaves included.",
    )  # fmt: skip
    context_from = serializers.ChoiceField(
        choices=Document.Context.choices, default=Document.Context.TEXT,
        help_text="What a node is told of what stands before it.",
    )  # fmt: skip

    def options(self) -> dict[str, Any]:
        """What was asked for, as the service takes it."""
        values = {name: self.validated_data[name] for name in self.validated_data}
        splitting = {name: values.pop(name) for name in SPLITTING if name in values}
        return {**values, "splitting": Splitting(**splitting)}


class NewDocumentSerializer(SplittingSerializer):
    title = NameField(max_length=300)
    text = serializers.CharField(max_length=MAX_CHARACTERS, trim_whitespace=False)

    def validate_text(self, text: str) -> str:
        if not text.strip():
            raise serializers.ValidationError("The document is empty.")
        return text


class DocumentUploadSerializer(SplittingSerializer):
    file = UploadField(allow_empty_file=True, help_text="Plain text, Markdown, HTML or PDF.")
    title = NameField(max_length=300, required=False, help_text="Or what the file calls itself.")


class LeadingSerializer(serializers.Serializer[Any]):
    response = serializers.IntegerField()
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
    title = serializers.CharField(source="shown_title")
    summary = serializers.CharField(allow_null=True)
    nodes = TreeNodeSerializer(many=True)
    settled_nodes = serializers.IntegerField()
    characters = serializers.IntegerField()
    error = ErrorSerializer(allow_null=True, help_text="Why it could not be read or split.")

    class Meta:
        model = Document
        fields = (
            "id",
            "title",
            "state",
            "error",
            "settled_nodes",
            "characters",
            "created_at",
            "summary",
            "nodes",
        )


class DocumentTextSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(trim_whitespace=False)


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
    own = serializers.ChoiceField(
        choices=["a", "b", "tie"], allow_null=True, help_text="The caller's answer that stands."
    )
    answers = serializers.IntegerField(allow_null=True, help_text="Not for annotators.")
    a_wins = serializers.IntegerField(allow_null=True, help_text="Not for annotators.")
    b_wins = serializers.IntegerField(allow_null=True, help_text="Not for annotators.")
    ties = serializers.IntegerField(allow_null=True, help_text="Not for annotators.")


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
