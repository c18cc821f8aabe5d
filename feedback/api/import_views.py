"""Files before they are imported: what they are, and mappings for them."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, check_project, current_user, project_for
from feedback.api.errors import ApiError
from feedback.api.serializers import NameField, StrictSerializer, UploadField
from feedback.imports import CONTAINERS, ENCODINGS, FORMATS
from feedback.imports.previewing import MOST_BYTES, PreviewOptions, preview_file
from feedback.imports.saved_mappings import delete_mapping, save_mapping
from feedback.models import ImportMapping


class ImportPreviewSerializer(StrictSerializer):
    file = UploadField(
        allow_empty_file=True, help_text="The first part of a file is enough for most kinds."
    )
    is_part = serializers.BooleanField(
        default=False, help_text="More of the file follows: its last row may be cut off."
    )
    format = serializers.ChoiceField(
        choices=list(FORMATS), required=False, help_text="Guessed where left out."
    )
    container = serializers.ChoiceField(choices=CONTAINERS, required=False)
    encoding = serializers.ChoiceField(choices=ENCODINGS, required=False)
    mapping = serializers.JSONField(required=False)

    def options(self) -> PreviewOptions:
        asked = {k: v for k, v in self.validated_data.items() if k != "file"}
        return PreviewOptions(**asked)


class GuessSerializer(serializers.Serializer[Any]):
    format = serializers.CharField()
    fields = serializers.ListField(  # type: ignore[assignment]
        child=serializers.CharField(), help_text="By which it is known."
    )
    fit = serializers.IntegerField(help_text="How many of the rows it takes.")


class ColumnSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="A field, or a place in one: answers[0].text.")
    example = serializers.CharField()
    filled = serializers.IntegerField(help_text="In how many rows it says something.")
    words = serializers.ListField(
        child=serializers.CharField(), help_text="Its values, where they are few and short."
    )


class ShownMessageSerializer(serializers.Serializer[Any]):
    role = serializers.CharField()
    content = serializers.CharField()


class ShownResponseSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    generator = serializers.CharField()
    name = serializers.CharField()


class ShownVoteSerializer(serializers.Serializer[Any]):
    first = serializers.IntegerField(help_text="Place of a response, from 0.")
    second = serializers.IntegerField()
    choice = serializers.ChoiceField(choices=("a", "b", "tie"), help_text="a: the first.")
    both_bad = serializers.BooleanField()
    rater = serializers.CharField()
    strength = serializers.IntegerField(allow_null=True)


class ShownRatingSerializer(serializers.Serializer[Any]):
    response = serializers.IntegerField()
    rater = serializers.CharField()
    axes = serializers.DictField()


class ShownPartSerializer(serializers.Serializer[Any]):
    prompt = ShownMessageSerializer(many=True)
    responses = ShownResponseSerializer(many=True)
    votes = ShownVoteSerializer(many=True)
    ratings = ShownRatingSerializer(many=True)


class ShownRowSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    title = serializers.CharField(help_text="Of a document.")
    text = serializers.CharField(help_text="Of a document.")
    parts = ShownPartSerializer(many=True)


class BadRowSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    problem = serializers.CharField()
    message = serializers.CharField()


class PreviewSerializer(serializers.Serializer[Any]):
    """What a file is, and how its first rows would be read."""

    container = serializers.CharField()
    packing = serializers.CharField(help_text="Empty where it is not packed.")
    encoding = serializers.CharField(help_text="Empty where it is no text.")
    columns = ColumnSerializer(many=True)
    guess = GuessSerializer(allow_null=True)
    mapping = serializers.DictField(help_text="Roles that fields may play, where no format fits.")
    format = serializers.CharField(allow_null=True, help_text="As what the rows are read.")
    read = serializers.IntegerField(help_text="Rows looked at.")
    good = serializers.IntegerField(help_text="Those of them that can be taken.")
    rows = ShownRowSerializer(many=True)
    problems = BadRowSerializer(many=True)
    warnings = serializers.ListField(child=serializers.CharField())
    is_part = serializers.BooleanField()


class MappingSerializer(serializers.ModelSerializer[ImportMapping]):
    mapping = serializers.DictField()

    class Meta:
        model = ImportMapping
        fields = ("id", "name", "mapping", "saved_at")


class NewMappingSerializer(StrictSerializer):
    name = NameField(max_length=100)
    mapping = serializers.JSONField()


class ImportPreviewView(APIView):
    """Looks at a file and stores nothing."""

    parser_classes = (MultiPartParser,)

    @extend_schema(request=ImportPreviewSerializer, responses=PreviewSerializer)
    def post(self, request: Request, slug: str) -> Response:
        project_for(request, slug, Role.RESEARCHER)
        # The form around the file has some bytes too.
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + 100_000:
            raise ApiError(
                "too_large", f"Send {MOST_BYTES >> 20} MiB of the file at most.", status=413
            )
        body = ImportPreviewSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        upload = body.validated_data["file"]
        found = preview_file(upload.file, filename=upload.name or "", options=body.options())
        warnings = [message for _, message in found.warnings]
        return Response(PreviewSerializer({**found.__dict__, "warnings": warnings}).data)


class MappingListView(APIView):
    """Mappings that the project keeps, by name."""

    @extend_schema(responses=MappingSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        rows = project.import_mappings.order_by("name")
        return Response(MappingSerializer(rows, many=True).data)

    @extend_schema(request=NewMappingSerializer, responses={201: MappingSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Keeps one; another of the same name is replaced."""
        project = project_for(request, slug, Role.RESEARCHER)
        body = NewMappingSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        saved = save_mapping(project=project, **body.validated_data, saved_by=current_user(request))
        return Response(MappingSerializer(saved).data, status=status.HTTP_201_CREATED)


class MappingView(APIView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, mapping_id: int) -> Response:
        found = ImportMapping.objects.select_related("project").filter(pk=mapping_id).first()
        if found is None:
            raise Http404
        check_project(request, found.project, Role.RESEARCHER)
        delete_mapping(mapping=found, deleted_by=current_user(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
