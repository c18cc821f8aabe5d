"""Names of fields until version 0.1: taken and given in version 0.2 too, as deprecated.

Each stands here with the name that took its place. In 0.3 this file goes, and its users with it.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_serializer
from rest_framework import serializers

from feedback.acquisition_rules import names_and_labels

PROJECT_NAMES = {"policy": "acquisition_rule", "audit_overlap": "random_overlap"}
OLD_WAY = "policy"  # of splitting figures
POLICY_FILTER = OpenApiParameter(
    "policy", OpenApiTypes.STR, deprecated=True, description="Use acquisition_rule."
)


@extend_schema_serializer(deprecate_fields=list(PROJECT_NAMES))
class OldProjectNames(serializers.Serializer[Any]):
    """The old names of a project's settings, beside the new ones."""

    policy = serializers.ChoiceField(
        choices=names_and_labels(),
        source="acquisition_rule",
        required=False,
        help_text="Use acquisition_rule.",
    )
    audit_overlap = serializers.IntegerField(
        source="random_overlap",
        min_value=1,
        max_value=25,
        allow_null=True,
        required=False,
        help_text="Use random_overlap.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuses an old name beside the new one that says something else."""
        sent = self.initial_data
        wrong = {
            old: [f"Is the old name of {new}, which says something else."]
            for old, new in PROJECT_NAMES.items()
            if old in sent and new in sent and sent[old] != sent[new]
        }
        if wrong:
            raise serializers.ValidationError(wrong)
        checked: dict[str, Any] = super().validate(attrs)
        return checked


def with_old_way(slices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The slices, those by acquisition rule a second time under the old name."""
    renamed = [part | {"by": OLD_WAY} for part in slices if part["by"] == "acquisition_rule"]
    return [*slices, *renamed]
