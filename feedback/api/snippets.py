"""Lists that are searched show where the words stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.negotiation import DefaultContentNegotiation

from feedback.models import Prompt
from feedback.selectors.snippets import snippets

PARTS = ("prompt", "response", "response_a", "response_b", "rationale")


class PieceSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(trim_whitespace=False)
    found = serializers.BooleanField(help_text="Whether it is one of the words looked for.")


class SnippetSerializer(serializers.Serializer[Any]):
    of = serializers.ChoiceField(choices=PARTS)
    pieces = PieceSerializer(many=True)


class FoundSerializer(serializers.Serializer[Any]):
    """The part of a list's row that says where the words stand; empty if none were asked for."""

    snippets = serializers.SerializerMethodField()

    @extend_schema_field(SnippetSerializer(many=True))
    def get_snippets(self, row: Any) -> Any:
        return self.context.get("snippets", {}).get(row.pk, [])


class OnlyJson(DefaultContentNegotiation):
    """Where ``format`` is a filter and not a choice of renderer."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class SearchedListView(ListAPIView[Any]):
    """A list with a filter ``q``. ``texts_of`` names the texts of a row that it looks in."""

    content_negotiation_class = OnlyJson

    def texts_of(self, row: Any) -> Mapping[str, str]:
        raise NotImplementedError

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        self._snippets: dict[int, list[dict[str, Any]]] = {}
        if page and (q := self.request.query_params.get("q", "").strip()):
            texts = [(row.pk, of, text) for row in page for of, text in self.texts_of(row).items()]
            found = snippets([text for _, _, text in texts], q)
            for (pk, of, _), pieces in zip(texts, found, strict=True):
                said = [piece._asdict() for piece in pieces]
                self._snippets.setdefault(pk, []).append({"of": of, "pieces": said})
        return page

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "snippets": getattr(self, "_snippets", {})}


def text_of_prompt(prompt: Prompt) -> str:
    return "\n\n".join(str(message["content"]) for message in prompt.messages)
