"""What clients send to be scored: texts and chats in all the forms that they have.

An empty or missing response is the empty text: policies that end at once, or only call a tool, are
scored like others. What cannot be scored names the item that it stands in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feedback.api.errors import ApiError
from feedback.api.serializers import StrictSerializer
from feedback.length_pay import CAPPED, MOST_WORDS, names_and_labels
from rewardmodel.learning.encoders import rendered
from rewardmodel.learning.encoders.chat import NoTextError, Prompt, prompt_of, response_text

# Of one request; the scorer takes them in smaller parts, so that answers are learned in between.
MAX_ITEMS = 512
# Bytes of a request that holds whole conversations and their candidates.
MAX_BODY = 8 * 2**20

_PARTS = {
    "type": "array",
    "description": "Parts; all have to be texts.",
    "items": {
        "type": "object",
        "properties": {"type": {"type": "string", "enum": ["text"]}, "text": {"type": "string"}},
        "required": ["type", "text"],
    },
}
_CONTENT: dict[str, Any] = {"oneOf": [{"type": "string"}, _PARTS], "nullable": True}
MESSAGES = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"role": {"type": "string"}, "content": _CONTENT},
        "required": ["role"],
    },
}


@extend_schema_field({"oneOf": [{"type": "string"}, MESSAGES]})
class PromptField(serializers.Field[Any, Any, Any, Any]):
    """A text, or chat messages."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return prompt_of(data)
        except NoTextError as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"oneOf": [*_CONTENT["oneOf"], MESSAGES], "nullable": True})
class ResponseField(serializers.Field[Any, Any, Any, Any]):
    """A text, parts, a message or messages; missing or null is the empty text."""

    def __init__(self) -> None:
        super().__init__(required=False, allow_null=True, default="")

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        empty, value = super().validate_empty_values(data)
        return empty, "" if value is None else value

    def to_internal_value(self, data: Any) -> Any:
        try:
            return response_text(data)
        except NoTextError as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: Any) -> Any:
        return value


class RewardItemSerializer(StrictSerializer):
    prompt = PromptField()
    response = ResponseField()


class LengthSerializer(StrictSerializer):
    """How length is paid in the rewards that are asked for."""

    length = serializers.ChoiceField(
        choices=names_and_labels(),
        required=False,
        help_text="What is paid for length; by default what the project's setting says.",
    )
    length_cap = serializers.IntegerField(
        min_value=1,
        max_value=MOST_WORDS,
        required=False,
        help_text="Words beyond which length is worth nothing, with length capped; by default the "
        "project's.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "length_cap" in attrs and attrs.get("length") != CAPPED:
            raise serializers.ValidationError({"length_cap": [f"Only with length {CAPPED}."]})
        return attrs


class RewardRequestSerializer(LengthSerializer):
    items = RewardItemSerializer(many=True, allow_empty=False)
    pessimism = serializers.FloatField(
        min_value=0,
        max_value=100,
        default=0.0,
        help_text="How many standard deviations each conservative reward lies below the mean.",
    )

    def validate_items(self, items: list[Any]) -> list[Any]:
        if len(items) > MAX_ITEMS:
            raise serializers.ValidationError(f"At most {MAX_ITEMS} items at a time.")
        return items


class _Text(serializers.CharField):
    """A text as it is: a number is none."""

    def __init__(self) -> None:
        super().__init__(trim_whitespace=False, allow_blank=True)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data


class OpenRlhfRequestSerializer(StrictSerializer):
    """The remote reward model protocol of OpenRLHF; ``query`` is prompt and response together."""

    query = serializers.ListField(child=_Text(), min_length=1, max_length=MAX_ITEMS)
    prompts = serializers.ListField(child=_Text(), max_length=MAX_ITEMS)
    labels = serializers.ListField(child=serializers.JSONField(allow_null=True), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs["query"]) != len(attrs["prompts"]):
            raise serializers.ValidationError({"prompts": ["One prompt for each query."]})
        return attrs


def checked(body: serializers.Serializer[Any]) -> dict[str, Any]:
    """The values of a request for scores.

    Raises:
        ApiError or ValidationError: something cannot be used; where it stands in an item, the
            message begins with the item's index, and the details have it as ``index``.
    """
    if body.is_valid():
        return dict(body.validated_data)
    errors: Any = body.errors
    for name in errors:
        bad = _bad_items(errors[name])
        if bad:
            _refuse(name, bad)
    raise serializers.ValidationError(errors)


def separated(asked: Mapping[str, Any]) -> list[tuple[Prompt, str]]:
    """(prompt, response) of each of OpenRLHF's queries.

    Raises:
        ApiError: ``not_separated`` where a query does not begin with its prompt.
    """
    items = []
    for i, (query, prompt) in enumerate(zip(asked["query"], asked["prompts"], strict=True)):
        try:
            items.append(rendered.split_conversation(query, prompt))
        except rendered.SeparationError as error:
            raise ApiError(
                "not_separated",
                f"Item {i}: its prompt and its response could not be separated, since the query "
                "does not begin with the prompt.",
                status=400,
                details={"index": i},
            ) from error
    return items


def _bad_items(errors: Any) -> dict[int, Any]:
    """The errors of a list's items, by index; empty where they are about the list itself."""
    if isinstance(errors, Mapping):
        return {int(key): value for key, value in errors.items() if str(key).isdigit()}
    if isinstance(errors, list) and any(isinstance(each, Mapping) for each in errors):
        return {i: each for i, each in enumerate(errors) if each}
    return {}


def _refuse(name: str, bad: Mapping[int, Any]) -> NoReturn:
    index = min(bad)
    others = f" {len(bad) - 1} more cannot be used either." if len(bad) > 1 else ""
    raise ApiError(
        "invalid",
        f"Item {index}: {_first_sentence(bad[index])}{others}",
        status=400,
        details={"index": index, "fields": {name: {str(i): bad[i] for i in sorted(bad)[:20]}}},
    )


def _first_sentence(errors: Any, field: str = "") -> str:
    if isinstance(errors, Mapping):
        key = next(iter(errors))
        return _first_sentence(errors[key], "" if key == "non_field_errors" else str(key))
    if isinstance(errors, list | tuple):
        return _first_sentence(errors[0], field)
    return f"{field}: {errors}" if field else str(errors)
