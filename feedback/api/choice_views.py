"""The lists that people and programs choose from, as the server has them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.acquisition_rules import ACQUISITION_RULES
from feedback.exports import FORMATS as EXPORT_FORMATS
from feedback.exports import to_json_line
from feedback.exports.format_options import EXPORT_OPTIONS
from feedback.imports import FORMATS as IMPORT_FORMATS
from feedback.imports.options import IMPORT_OPTIONS, MAPPING_ROLES
from feedback.length_pay import LENGTH_PAYS
from feedback.text.attacks import ATTACKS


class ChoiceSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField(help_text="A few words for people.")  # type: ignore[assignment]
    description = serializers.CharField(help_text="Markdown; may be empty.")


class OptionSerializer(ChoiceSerializer):
    kind = serializers.ChoiceField(choices=("integer", "number", "choice", "truth", "json", "text"))
    default = serializers.JSONField(help_text="Null where it may be left empty.")
    least = serializers.FloatField(allow_null=True)
    most = serializers.FloatField(allow_null=True)
    above = serializers.FloatField(allow_null=True, help_text="A border that is left out.")
    below = serializers.FloatField(allow_null=True, help_text="A border that is left out.")
    step = serializers.FloatField(allow_null=True)
    choices = ChoiceSerializer(many=True)


class FormatSerializer(ChoiceSerializer):
    options = OptionSerializer(many=True, help_text="That it takes besides those of all formats.")
    example = serializers.CharField(help_text="JSON lines.")


class ImportFormatSerializer(FormatSerializer):
    example_options = serializers.DictField(help_text="That the example needs.")


class ChoicesSerializer(serializers.Serializer[Any]):
    import_formats = ImportFormatSerializer(many=True)
    import_options = OptionSerializer(many=True, help_text="Of every import.")
    mapping_roles = ChoiceSerializer(many=True)
    export_formats = FormatSerializer(many=True)
    export_options = OptionSerializer(many=True, help_text="Of every export.")
    acquisition_rules = ChoiceSerializer(many=True)
    attacks = ChoiceSerializer(many=True)
    length_pays = ChoiceSerializer(many=True)


class ChoicesView(APIView):
    """What there is to choose from, in the order in which it is offered."""

    @extend_schema(responses=ChoicesSerializer)
    def get(self, request: Request) -> Response:
        found = {
            "import_formats": [
                {
                    "name": format.name,
                    "label": format.label,
                    "description": format.description,
                    "options": format.options,
                    "example": format.examples[0].lines,
                    "example_options": format.examples[0].options,
                }
                for format in IMPORT_FORMATS.values()
            ],
            "import_options": IMPORT_OPTIONS,
            "mapping_roles": MAPPING_ROLES,
            "export_formats": [
                {
                    "name": format.name,
                    "label": format.label,
                    "description": format.description,
                    "options": format.options,
                    "example": to_json_line(format.example).decode().strip(),
                }
                for format in EXPORT_FORMATS.values()
            ],
            "export_options": EXPORT_OPTIONS,
            "acquisition_rules": ACQUISITION_RULES,
            "attacks": ATTACKS,
            "length_pays": LENGTH_PAYS,
        }
        return Response(ChoicesSerializer(found).data)
