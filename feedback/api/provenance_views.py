"""What summaries were made from: of a node's response, and of the two that are compared."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback import models
from feedback.api import provenance_serializers as shapes
from feedback.api.access import Role, check_project, current_user, role_in
from feedback.selectors.documents import has_finished
from feedback.selectors.queue import has_seen, passages_of
from feedback.selectors.sentence_sources import response_provenance


class ResponseProvenanceView(APIView):
    @extend_schema(responses=shapes.ProvenanceSerializer)
    def get(self, request: Request, response_id: int) -> Response:
        """What each sentence of a node's response was made from, down to the document."""
        found = (
            models.Response.objects.select_related("prompt__project", "prompt__node__document")
            .filter(pk=response_id, prompt__node__isnull=False)
            .first()
        )
        if found is None or found.prompt.node is None:
            raise Http404
        check_node(request, found.prompt.node, found.prompt.project)
        return Response(shapes.ProvenanceSerializer(response_provenance(found)).data)


class PassagesView(APIView):
    @extend_schema(responses=shapes.PassagesSerializer)
    def get(self, request: Request, comparison_id: int) -> Response:
        """The passages of the source that each sentence of the two responses is most like."""
        comparison = (
            models.Comparison.objects.select_related("project", "response_a", "response_b")
            .filter(pk=comparison_id)
            .first()
        )
        if comparison is None:
            raise Http404
        check_project(request, comparison.project, Role.ANNOTATOR)
        user = current_user(request)
        # Annotators see what they are asked, not what the queue holds.
        if role_in(user, comparison.project) == Role.ANNOTATOR and not has_seen(user, comparison):
            raise PermissionDenied
        return Response(shapes.PassagesSerializer(passages_of(comparison)).data)


def check_node(request: Request, node: models.Node, project: models.Project) -> None:
    """Lets researchers and admins pass, and annotators who have finished with the node.

    Raises:
        Http404: the caller is no member. PermissionDenied: the node may still be asked of them.
    """
    check_project(request, project, Role.ANNOTATOR)
    user = current_user(request)
    if role_in(user, project) == Role.ANNOTATOR and not has_finished(user, node):
        raise PermissionDenied("It opens once you have answered all that you are asked about it.")
