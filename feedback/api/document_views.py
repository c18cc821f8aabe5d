"""Documents, their trees, and single nodes."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api import document_serializers as shapes
from feedback.api.access import Role, check_project, project_for
from feedback.models import Document, Node
from feedback.selectors.documents import document_tree, documents_of, node_detail
from feedback.services.announcing import send_after_commit
from feedback.services.trees import add_document


class DocumentListView(generics.ListAPIView[Document]):
    serializer_class = shapes.DocumentSerializer

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Document.objects.none()
        return documents_of(project_for(self.request, self.kwargs["slug"], Role.ANNOTATOR))

    @extend_schema(request=shapes.NewDocumentSerializer, responses={201: shapes.DocumentSerializer})
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        body = shapes.NewDocumentSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        with transaction.atomic():
            document = add_document(project=project, **body.validated_data)
            send_after_commit(["feedback.open_documents"], project.pk)
        row = documents_of(project).get(pk=document.pk)
        return Response(shapes.DocumentSerializer(row).data, status=status.HTTP_201_CREATED)


class DocumentView(APIView):
    @extend_schema(responses=shapes.DocumentDetailSerializer)
    def get(self, request: Request, document_id: int) -> Response:
        found = Document.objects.select_related("project").filter(pk=document_id).first()
        if found is None:
            raise Http404
        check_project(request, found.project, Role.RESEARCHER)
        row = shapes.DocumentSerializer(documents_of(found.project).get(pk=document_id)).data
        return Response({**row, **document_tree(found)})


class NodeView(APIView):
    @extend_schema(responses=shapes.NodeDetailSerializer)
    def get(self, request: Request, node_id: int) -> Response:
        node = Node.objects.select_related("document__project").filter(pk=node_id).first()
        if node is None:
            raise Http404
        check_project(request, node.document.project, Role.RESEARCHER)
        return Response(shapes.NodeDetailSerializer(node_detail(node)).data)
