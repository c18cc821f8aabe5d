"""Documents, their trees, and single nodes."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api import document_serializers as shapes
from feedback.api.access import Role, check_project, current_user, project_for, role_in
from feedback.api.errors import ApiError
from feedback.api.provenance_views import check_node
from feedback.models import Document, Node
from feedback.reading import MAX_BYTES
from feedback.selectors.documents import document_tree, documents_of, node_detail
from feedback.services.documents import request_document, request_text


class DocumentListView(generics.ListAPIView[Document]):
    serializer_class = shapes.DocumentSerializer
    max_body = 8 * 2**20  # a million characters, escaped

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Document.objects.none()
        return documents_of(project_for(self.request, self.kwargs["slug"], Role.ANNOTATOR))

    @extend_schema(request=shapes.NewDocumentSerializer, responses={202: shapes.DocumentSerializer})
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        """Kept at once; a worker splits it: its state is ``reading`` until then."""
        body = shapes.NewDocumentSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return _accepted(request_text(project=project, **body.options()))


class DocumentUploadView(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(
        request=shapes.DocumentUploadSerializer, responses={202: shapes.DocumentSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        """A document from a file: plain text, Markdown, HTML or PDF. It is kept at once and read
        by a worker: its state is ``reading`` until then, or ``failed`` with an ``error``."""
        project = project_for(request, slug, Role.RESEARCHER)
        # The form around the file has some bytes too.
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES + 100_000:
            raise ApiError(
                "too_large",
                f"A document's file may have {MAX_BYTES >> 20} MiB at most.",
                status=413,
            )
        body = shapes.DocumentUploadSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        options = body.options()
        upload = options.pop("file")
        name = upload.name or "upload"
        return _accepted(request_document(project=project, file=upload, name=name, **options))


def _accepted(document: Document) -> Response:
    row = documents_of(document.project).get(pk=document.pk)
    return Response(shapes.DocumentSerializer(row).data, status=status.HTTP_202_ACCEPTED)


class DocumentView(APIView):
    @extend_schema(responses=shapes.DocumentDetailSerializer)
    def get(self, request: Request, document_id: int) -> Response:
        found = Document.objects.select_related("project").filter(pk=document_id).first()
        if found is None:
            raise Http404
        check_project(request, found.project, Role.RESEARCHER)
        row = shapes.DocumentSerializer(documents_of(found.project).get(pk=document_id)).data
        return Response({**row, **document_tree(found)})


class DocumentTextView(APIView):
    @extend_schema(responses=shapes.DocumentTextSerializer)
    def get(self, request: Request, document_id: int) -> Response:
        """The whole text, up to a million characters."""
        found = Document.objects.select_related("project").filter(pk=document_id).first()
        if found is None:
            raise Http404
        check_project(request, found.project, Role.RESEARCHER)
        return Response({"text": found.text})


class NodeView(APIView):
    @extend_schema(responses=shapes.NodeDetailSerializer)
    def get(self, request: Request, node_id: int) -> Response:
        node = Node.objects.select_related("document__project").filter(pk=node_id).first()
        if node is None:
            raise Http404
        project, user = node.document.project, current_user(request)
        check_node(request, node, project)
        detail = node_detail(node, user, whole=role_in(user, project) != Role.ANNOTATOR)
        return Response(shapes.NodeDetailSerializer(detail).data)
