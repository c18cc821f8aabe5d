"""Requests in the shapes of inference engines: vLLM's for scores, OpenAI's for embeddings.

Engines let further fields pass; so does this. Token ids are refused: the caller's tokenizer is not
the scorer's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feedback.api.errors import ApiError
from rewardmodel.api.score_requests import MAX_ITEMS, LengthSerializer, checked
from rewardmodel.learning.encoders import chat, rendered

Item = tuple[chat.Prompt, str]
_TEXTS = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_MESSAGES = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"role": {"type": "string"}, "content": {"type": "string", "nullable": True}},
        "required": ["role"],
    },
}
# The pairs of names by which vLLM takes what is scored against what.
_SIDES = (
    ("text_1", "text_2"),
    ("data_1", "data_2"),
    ("queries", "documents"),
    ("queries", "items"),
)


@extend_schema_field(_TEXTS)
class TextsField(serializers.Field[Any, Any, Any, Any]):
    """A text or a list of texts, as a list."""

    def to_internal_value(self, data: Any) -> list[str]:
        texts = [data] if isinstance(data, str) else data
        if not isinstance(texts, list) or not texts:
            raise serializers.ValidationError("A text or a list of texts is needed.")
        if len(texts) > MAX_ITEMS:
            raise serializers.ValidationError(f"At most {MAX_ITEMS} texts at a time.")
        for i, text in enumerate(texts):
            if isinstance(text, int | list) and not isinstance(text, bool):
                raise serializers.ValidationError(f"Item {i}: token ids cannot be read; send text.")
            if not isinstance(text, str):
                raise serializers.ValidationError(f"Item {i}: this is no text.")
        return texts

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field(_MESSAGES)
class ConversationField(serializers.Field[Any, Any, Any, Any]):
    def to_internal_value(self, data: Any) -> list[dict[str, str]]:
        try:
            if not isinstance(data, list) or not data:
                raise chat.NoTextError("A conversation is a list of messages.")
            return chat.chat_messages(data)
        except chat.NoTextError as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: Any) -> Any:
        return value


class EngineSerializer(serializers.Serializer[Any]):
    model = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        help_text="Any: there is one, the live one.",
    )


class InputSerializer(EngineSerializer):
    """One of ``input`` and ``messages``."""

    input = TextsField(
        required=False,
        help_text="Conversations in a known chat template, or responses without a prompt.",
    )
    messages = ConversationField(
        required=False, help_text="A conversation; its last message is what is scored."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("input" in attrs) == ("messages" in attrs):
            raise serializers.ValidationError({"input": ["Send either input or messages."]})
        return attrs


class PoolingSerializer(InputSerializer):
    encoding_format = serializers.ChoiceField(choices=("float", "base64"), default="float")


class ScoreSerializer(EngineSerializer):
    """Prompts and responses, one for all or one each."""

    text_1 = TextsField(required=False, help_text="Prompts; or data_1, or queries.")
    text_2 = TextsField(required=False, help_text="Responses; or data_2, or documents.")
    data_1 = TextsField(required=False)
    data_2 = TextsField(required=False)
    queries = TextsField(required=False)
    documents = TextsField(required=False)
    items = TextsField(required=False)


class EmbeddingsSerializer(EngineSerializer):
    input = TextsField()
    encoding_format = serializers.ChoiceField(choices=("float", "base64"), default="float")
    dimensions = serializers.IntegerField(required=False, allow_null=True, min_value=1)


def length_asked(data: Any) -> dict[str, Any]:
    """The options for length among the fields of a request."""
    given = data if isinstance(data, Mapping) else {}
    names = LengthSerializer().fields
    return checked(LengthSerializer(data={name: given[name] for name in names if name in given}))


def conversations(body: Mapping[str, Any]) -> list[Item]:
    """(prompt, response) of each conversation of a request."""
    if "messages" in body:
        return [_last_of(body["messages"])]
    return [_read(text) for text in body["input"]]


def pairs(body: Mapping[str, Any]) -> list[Item]:
    """(prompt, response) pairs of a request for scores.

    Raises:
        ApiError: a side is missing, or their numbers do not fit.
    """
    for one, other in _SIDES:
        if one in body and other in body:
            return _paired(body[one], body[other])
    raise ApiError("invalid", "Send text_1 (prompts) and text_2 (responses).", status=400)


def _paired(prompts: Sequence[str], responses: Sequence[str]) -> list[Item]:
    if len(prompts) == 1:
        return [(prompts[0], response) for response in responses]
    if len(responses) == 1:
        return [(prompt, responses[0]) for prompt in prompts]
    if len(prompts) != len(responses):
        raise ApiError(
            "invalid",
            f"{len(prompts)} prompts and {len(responses)} responses: send one for all, or as many "
            "of either.",
            status=400,
        )
    return list(zip(prompts, responses, strict=True))


def _last_of(turns: Sequence[Mapping[str, str]]) -> Item:
    """What is said last, to what was said before."""
    return list(turns[:-1]) or "", turns[-1]["content"]


def _read(text: str) -> Item:
    turns = rendered.turns_of(text)
    if turns and turns[-1]["role"] == "assistant":
        return _last_of(turns)
    return "", rendered.without_special_tokens(text)
