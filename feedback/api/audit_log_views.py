"""The audit log: searched, and exported as JSON lines or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.api.access import Role, current_user, project_for
from feedback.api.serializers import StrictSerializer
from feedback.exports.formula_cells import guarded
from feedback.models import AuditEntry, Project
from feedback.selectors.audit import all_entries, audit_entries, named_entries

COLUMNS = (
    "id",
    "created_at",
    "project",
    "actor",
    "action",
    "subject",
    "about",
    "before",
    "after",
    "reason",
)


class AuditEntrySerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    project = serializers.CharField(allow_null=True)
    actor = serializers.CharField(
        allow_null=True, help_text="Who did it; null for a command or a worker."
    )
    action = serializers.CharField()
    subject = serializers.CharField()
    about = serializers.CharField(allow_null=True)
    before = serializers.DictField()
    after = serializers.DictField()
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()


class AuditFilterSerializer(StrictSerializer):
    text = serializers.CharField(
        required=False, max_length=200, help_text="In the subject, the reason or a value."
    )
    action = serializers.CharField(required=False, max_length=40, help_text="Or its beginning.")
    person = serializers.CharField(
        required=False, max_length=150, help_text="Who did it, or whom it is about."
    )
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)
    cursor = serializers.CharField(required=False)
    page_size = serializers.IntegerField(required=False, min_value=1)


class AuditExportFilterSerializer(AuditFilterSerializer):
    cursor = None  # type: ignore[assignment]
    page_size = None  # type: ignore[assignment]
    container = serializers.ChoiceField(choices=["jsonl", "csv"], default="jsonl")
    exact = serializers.BooleanField(
        default=False,
        help_text="CSV: leave cells that a spreadsheet would take for formulas as they are.",
    )


class _Log(GenericAPIView[AuditEntry]):
    """What both lists share: whose entries, and which of them."""

    serializer_class = AuditEntrySerializer
    filters: type[AuditFilterSerializer] = AuditFilterSerializer

    def asked(self) -> dict[str, Any]:
        query = self.filters(data=self.request.query_params.dict())
        query.is_valid(raise_exception=True)
        return dict(query.validated_data)

    def found(self, asked: dict[str, Any]) -> QuerySet[AuditEntry]:
        names = ("text", "action", "person", "since", "until")
        return audit_entries(
            self.project(), **{name: asked[name] for name in names if name in asked}
        )

    def project(self) -> Project | None:
        """The project of the address; all of them for a superuser where it names none."""
        slug = self.kwargs.get("slug")
        if slug is not None:
            return project_for(self.request, slug, Role.ADMIN)
        if not current_user(self.request).is_superuser:
            raise PermissionDenied
        return None


class AuditLogView(_Log):
    @extend_schema(parameters=[AuditFilterSerializer], responses=AuditEntrySerializer(many=True))
    def get(self, request: Request, slug: str | None = None) -> Response:
        """Newest first."""
        found = self.found(self.asked())
        page = self.paginate_queryset(found)
        assert page is not None
        return self.get_paginated_response(
            AuditEntrySerializer(named_entries(page), many=True).data
        )


class AuditExportView(_Log):
    filters = AuditExportFilterSerializer
    pagination_class = None

    @extend_schema(
        parameters=[AuditExportFilterSerializer],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, slug: str | None = None) -> StreamingHttpResponse:
        """All that match, oldest first, as a file."""
        asked = self.asked()
        rows = all_entries(self.found(asked))
        if asked["container"] == "csv":
            lines, kind = _csv(rows, exact=asked["exact"]), "text/csv"
        else:
            lines, kind = _json_lines(rows), "application/x-ndjson"
        name = f"audit-log-{slug or 'all'}.{asked['container']}"
        return StreamingHttpResponse(
            lines,
            content_type=kind,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class AllAuditLogView(AuditLogView):
    """Of the whole instance, for superusers."""


class AllAuditExportView(AuditExportView):
    """Of the whole instance, for superusers."""


def _json_lines(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"


def _csv(rows: Iterator[dict[str, Any]], *, exact: bool) -> Iterator[str]:
    yield ",".join(COLUMNS) + "\r\n"
    for row in rows:
        line = io.StringIO()
        cells = [_cell(row[name]) for name in COLUMNS]
        csv.writer(line, lineterminator="\r\n").writerow(
            cells if exact else [guarded(cell) for cell in cells]
        )
        yield line.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return "" if value is None else str(value)
