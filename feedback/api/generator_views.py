"""Generators: which there are, the language models among them, and writing that failed."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api import generator_serializers as shapes
from feedback.api.access import Role, check_project, current_user, project_for
from feedback.models import Generation, Generator
from feedback.selectors.projects import generators_of
from feedback.services.calling import try_generator
from feedback.services.endpoints import add_endpoint, change_generator
from feedback.services.generating import cancel_generation, retry_generations
from feedback.services.work import retry


class GeneratorListView(generics.ListAPIView[Generator]):
    serializer_class = shapes.GeneratorSerializer
    pagination_class = None

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Generator.objects.none()
        return generators_of(project_for(self.request, self.kwargs["slug"], Role.RESEARCHER))

    @extend_schema(
        request=shapes.NewEndpointSerializer, responses={201: shapes.GeneratorSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        """A language model behind an OpenAI-compatible chat-completions address."""
        project = project_for(request, slug, Role.ADMIN)
        body = shapes.NewEndpointSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        generator = add_endpoint(project=project, by=current_user(request), **body.validated_data)
        return _generator(generator, status.HTTP_201_CREATED)


class GeneratorView(APIView):
    @extend_schema(request=shapes.GeneratorChangeSerializer, responses=shapes.GeneratorSerializer)
    def patch(self, request: Request, generator_id: int) -> Response:
        generator = _found(request, generator_id)
        body = shapes.GeneratorChangeSerializer(
            getattr(generator, "endpoint", None), data=request.data, partial=True
        )
        body.is_valid(raise_exception=True)
        changed = change_generator(
            generator=generator, by=current_user(request), **body.validated_data
        )
        return _generator(changed, status.HTTP_200_OK)


class TestGeneratorView(APIView):
    @extend_schema(request=None, responses=shapes.TestedSerializer)
    def post(self, request: Request, generator_id: int) -> Response:
        """Calls the model once and says what came back. A call that fails is an answer too."""
        tested = try_generator(generator=_found(request, generator_id), by=current_user(request))
        return Response(shapes.TestedSerializer(tested._asdict()).data)


class RetryGeneratorView(APIView):
    @extend_schema(request=None, responses=shapes.RetriedSerializer)
    def post(self, request: Request, generator_id: int) -> Response:
        """Asks again for all that the generator failed to write."""
        generator = _found(request, generator_id)
        failed = Generation.objects.filter(generator=generator)
        return Response({"retried": retry_generations(generations=failed)})


class RetryGenerationView(APIView):
    @extend_schema(request=None, responses=shapes.GenerationSerializer)
    def post(self, request: Request, generation_id: int) -> Response:
        found = _generations(request, generation_id)
        return Response(shapes.GenerationSerializer(retry(found.get())).data)


class CancelGenerationView(APIView):
    @extend_schema(request=None, responses=shapes.GenerationSerializer)
    def post(self, request: Request, generation_id: int) -> Response:
        found = _generations(request, generation_id)
        generation = cancel_generation(generation=found.get())
        return Response(shapes.GenerationSerializer(generation).data)


def _generations(request: Request, generation_id: int) -> QuerySet[Generation]:
    """The one generation of that id, if its project is the caller's to administer."""
    found = Generation.objects.filter(pk=generation_id)
    generation = found.select_related("project").first()
    if generation is None:
        raise Http404
    check_project(request, generation.project, Role.ADMIN)
    return found


def _found(request: Request, generator_id: int) -> Generator:
    generator = (
        Generator.objects.select_related("project", "endpoint").filter(pk=generator_id).first()
    )
    if generator is None:
        raise Http404
    check_project(request, generator.project, Role.ADMIN)
    return generator


def _generator(generator: Generator, code: int) -> Response:
    row = generators_of(generator.project).get(pk=generator.pk)
    return Response(shapes.GeneratorSerializer(row).data, status=code)
