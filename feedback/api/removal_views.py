"""Deleting: previews, requests, and how far they are; and imports one by one."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, check_project, current_user, project_for
from feedback.api.job_serializers import ImportedSerializer
from feedback.api.serializers import ErrorSerializer, StrictSerializer
from feedback.models import Import, Removal
from feedback.removals.asking import described, preview_removal, request_removal
from feedback.removals.what_goes import removals_of

TARGETS = {
    "rater": ("username", "pseudonym"),
    "prompt": ("prompt",),
    "document": ("document",),
    "import": ("import_id",),
    "upload": ("import_id",),
    "project": ("slug",),
}


class RemovalTargetSerializer(StrictSerializer):
    kind = serializers.ChoiceField(choices=Removal.Kind.choices)
    username = serializers.CharField(
        required=False, max_length=150, help_text="A rater who answers here."
    )
    pseudonym = serializers.CharField(
        required=False, max_length=100, help_text="A rater of imported files."
    )
    prompt = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    document = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    import_id = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    slug = serializers.CharField(
        required=False, max_length=60, help_text="Of the project, to be sure."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        wanted = TARGETS[attrs["kind"]]
        given = [name for names in TARGETS.values() for name in names if name in attrs]
        if len(set(given)) != 1 or given[0] not in wanted:
            raise serializers.ValidationError(
                {wanted[0]: [f"To remove a {attrs['kind']}, give {' or '.join(wanted)}, only."]}
            )
        return attrs

    def target(self) -> dict[str, Any]:
        """What goes, under the names that the service has for it."""
        given = self.validated_data
        found = {name: given[name] for name in TARGETS[given["kind"]] if name in given}
        return {"import": found["import_id"]} if "import_id" in found else found


class NewRemovalSerializer(RemovalTargetSerializer):
    mode = serializers.ChoiceField(choices=Removal.Mode.choices, default=Removal.Mode.ERASE)
    reason = serializers.CharField(max_length=500, help_text="Kept in the audit log.")
    withdraw_snapshots = serializers.BooleanField(
        default=False, help_text="Delete the files of the snapshots that may hold it, too."
    )


class HeldSnapshotSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    filename = serializers.CharField()
    created_at = serializers.DateTimeField()


class RemovalPreviewSerializer(serializers.Serializer[Any]):
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="Rows that go, by table, and uploaded files."
    )
    snapshots = HeldSnapshotSerializer(
        many=True, help_text="Made while it was there: they may hold some of it."
    )


class RemovalSerializer(serializers.ModelSerializer[Removal]):
    subject = serializers.SerializerMethodField()
    planned = serializers.DictField(child=serializers.IntegerField())
    removed = serializers.DictField(child=serializers.IntegerField())
    error = ErrorSerializer(allow_null=True)
    requested_by = serializers.CharField(
        source="requested_by.username", allow_null=True, default=None
    )

    class Meta:
        model = Removal
        fields = (
            "id",
            "kind",
            "subject",
            "mode",
            "reason",
            "withdraw_snapshots",
            "state",
            "planned",
            "removed",
            "error",
            "requested_by",
            "created_at",
            "finished_at",
        )

    @extend_schema_field(serializers.CharField())
    def get_subject(self, removal: Removal) -> str:
        return described(removal)


class RemovalListView(generics.ListAPIView[Removal]):
    serializer_class = RemovalSerializer
    works_archived = True

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Removal.objects.none()
        return removals_of(project_for(self.request, self.kwargs["slug"], Role.ADMIN))

    @extend_schema(request=NewRemovalSerializer, responses={202: RemovalSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Deletes for good, by a worker. Projects are deleted by superusers."""
        project = project_for(request, slug, Role.ADMIN)
        body = NewRemovalSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        _check_kind(request, given["kind"])
        removal = request_removal(
            project=project,
            kind=given["kind"],
            target=body.target(),
            mode=given["mode"],
            reason=given["reason"],
            withdraw_snapshots=given["withdraw_snapshots"],
            requested_by=current_user(request),
        )
        return Response(RemovalSerializer(removal).data, status=status.HTTP_202_ACCEPTED)


class RemovalPreviewView(APIView):
    works_archived = True

    @extend_schema(request=RemovalTargetSerializer, responses=RemovalPreviewSerializer)
    def post(self, request: Request, slug: str) -> Response:
        """What would go; nothing is changed."""
        project = project_for(request, slug, Role.ADMIN)
        body = RemovalTargetSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        kind = body.validated_data["kind"]
        _check_kind(request, kind)
        found = preview_removal(project=project, kind=kind, target=body.target())
        return Response(RemovalPreviewSerializer(found).data)


class RemovalView(APIView):
    @extend_schema(responses=RemovalSerializer)
    def get(self, request: Request, removal_id: int) -> Response:
        """How far it is. That of a project which is gone is a superuser's to see."""
        found = Removal.objects.select_related("project", "requested_by")
        removal = found.filter(pk=removal_id).first()
        if removal is None:
            raise Http404
        if removal.project is not None:
            check_project(request, removal.project, Role.ADMIN)
        elif not current_user(request).is_superuser:
            raise Http404
        return Response(RemovalSerializer(removal).data)


class ImportDetailView(APIView):
    @extend_schema(responses=ImportedSerializer)
    def get(self, request: Request, import_id: int) -> Response:
        found = Import.objects.select_related("project", "created_by", "job")
        row = found.filter(pk=import_id).first()
        if row is None:
            raise Http404
        check_project(request, row.project, Role.RESEARCHER)
        return Response(ImportedSerializer(row).data)


def _check_kind(request: Request, kind: str) -> None:
    if kind == Removal.Kind.PROJECT and not current_user(request).is_superuser:
        raise PermissionDenied("Only a superuser deletes projects.")
