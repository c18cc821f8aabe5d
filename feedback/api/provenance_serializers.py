"""Shapes of what sentences were made from."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from feedback.api.queue_serializers import SIDES

KINDS = ("exact", "similar", "whole")


class PlaceSerializer(serializers.Serializer[Any]):
    """A stretch of a text, in characters; ``score`` is the similarity, 1 where it is exact."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=KINDS)
    score = serializers.FloatField()


class PartPlaceSerializer(PlaceSerializer):
    """A stretch of the settled summary of a node below."""

    node = serializers.IntegerField()
    response = serializers.IntegerField()


class DocumentPlaceSerializer(PlaceSerializer):
    """A stretch of the document, with its words and some of those around it."""

    before = serializers.CharField(trim_whitespace=False)
    text = serializers.CharField(trim_whitespace=False)
    after = serializers.CharField(trim_whitespace=False)


class TracedSentenceSerializer(serializers.Serializer[Any]):
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=KINDS)
    places = PlaceSerializer(many=True, source="source", help_text="In the node's source.")
    parts = PartPlaceSerializer(many=True)
    document = DocumentPlaceSerializer(many=True)


class ProvenanceSerializer(serializers.Serializer[Any]):
    response = serializers.IntegerField()
    node = serializers.IntegerField()
    document = serializers.IntegerField()
    text = serializers.CharField()
    sentences = TracedSentenceSerializer(many=True)


class LikenedSentenceSerializer(serializers.Serializer[Any]):
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    places = PlaceSerializer(many=True, source="source")


class LikenedResponseSerializer(serializers.Serializer[Any]):
    side = serializers.ChoiceField(choices=SIDES)
    text = serializers.CharField()
    sentences = LikenedSentenceSerializer(many=True)


class PassagesSerializer(serializers.Serializer[Any]):
    responses = LikenedResponseSerializer(many=True)
