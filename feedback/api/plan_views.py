"""Generation plans and checkpoints. Researchers may read; the rest is for administrators."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api import plan_serializers as shapes
from feedback.api.access import Role, check_project, current_user, project_for
from feedback.api.generator_serializers import RetriedSerializer
from feedback.errors import Refusal
from feedback.models import Checkpoint, GenerationPlan, Generator, Project
from feedback.selectors.checkpoints import checkpoints_of
from feedback.selectors.plans import plans_of, prompts_of_round
from feedback.services import plans
from feedback.services.checkpoints import add_checkpoint


class CheckpointListView(APIView):
    @extend_schema(
        operation_id="generators_checkpoints_list",
        responses=shapes.CheckpointSerializer(many=True),
    )
    def get(self, request: Request, generator_id: int) -> Response:
        """The checkpoints of a generator, newest first: the first that is released is written
        with."""
        generator = _generator(request, generator_id, Role.RESEARCHER)
        return Response(shapes.CheckpointSerializer(checkpoints_of(generator), many=True).data)

    @extend_schema(
        request=shapes.NewCheckpointSerializer, responses={201: shapes.CheckpointSerializer}
    )
    def post(self, request: Request, generator_id: int) -> Response:
        """A new checkpoint. Plans that wait for one begin within a minute of its release."""
        generator = _generator(request, generator_id, Role.ADMIN)
        body = shapes.NewCheckpointSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        made = add_checkpoint(generator=generator, by=current_user(request), **body.validated_data)
        row = checkpoints_of(generator).get(pk=made.pk)
        return Response(shapes.CheckpointSerializer(row).data, status.HTTP_201_CREATED)


class PlanListView(generics.ListAPIView[GenerationPlan]):
    serializer_class = shapes.GenerationPlanSerializer
    pagination_class = None

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return GenerationPlan.objects.none()
        return plans_of(project_for(self.request, self.kwargs["slug"], Role.RESEARCHER))

    @extend_schema(
        request=shapes.NewPlanSerializer, responses={201: shapes.GenerationPlanSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        """A plan: which prompts get how many samples from which generators, and when."""
        project = project_for(request, slug, Role.ADMIN)
        body = shapes.NewPlanSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        fields = dict(body.validated_data)
        sources = [_source(project, each) for each in fields.pop("sources")]
        plan = plans.add_plan(project=project, sources=sources, by=current_user(request), **fields)
        return _plan(plan, status.HTTP_201_CREATED)


class PlanPreviewView(APIView):
    @extend_schema(
        request=shapes.PlanPreviewRequestSerializer, responses=shapes.PlanPreviewSerializer
    )
    def post(self, request: Request, slug: str) -> Response:
        """How many prompts a round of such a plan would ask about now. Nothing is stored."""
        project = project_for(request, slug, Role.ADMIN)
        body = shapes.PlanPreviewRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        found = prompts_of_round(GenerationPlan(project=project, **body.validated_data))
        return Response({"prompts": len(found)})


class PlanView(APIView):
    @extend_schema(responses=shapes.GenerationPlanSerializer)
    def get(self, request: Request, plan_id: int) -> Response:
        return _plan(_found(request, plan_id, Role.RESEARCHER))

    @extend_schema(request=shapes.PlanChangeSerializer, responses=shapes.GenerationPlanSerializer)
    def patch(self, request: Request, plan_id: int) -> Response:
        """Changes it, or pauses it and lets it go on (`paused`)."""
        plan = _found(request, plan_id, Role.ADMIN)
        body = shapes.PlanChangeSerializer(plan, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        return _plan(plans.change_plan(plan=plan, by=current_user(request), **body.validated_data))


class BeginPlanView(APIView):
    @extend_schema(request=None, responses={202: shapes.GenerationRoundSerializer})
    def post(self, request: Request, plan_id: int) -> Response:
        """Carries the plan out once more, now."""
        begun = plans.begin_round(
            plan=_found(request, plan_id, Role.ADMIN), by=current_user(request)
        )
        return Response(shapes.GenerationRoundSerializer(begun).data, status.HTTP_202_ACCEPTED)


class CancelPlanView(APIView):
    @extend_schema(request=None, responses=shapes.CancelledSerializer)
    def post(self, request: Request, plan_id: int) -> Response:
        """What is still to be written is no longer wanted."""
        plan = _found(request, plan_id, Role.ADMIN)
        return Response({"cancelled": plans.cancel_plan(plan=plan, by=current_user(request))})


class RetryPlanView(APIView):
    @extend_schema(request=None, responses=RetriedSerializer)
    def post(self, request: Request, plan_id: int) -> Response:
        """Asks again for all that failed for good."""
        return Response({"retried": plans.retry_plan(plan=_found(request, plan_id, Role.ADMIN))})


def _source(project: Project, asked: dict[str, Any]) -> plans.Source:
    generators = Generator.objects.select_related("endpoint")
    generator = generators.filter(project=project, pk=asked["generator"]).first()
    if generator is None:
        raise Refusal("bad_generator", "The project has no such generator.", status=400)
    checkpoint = None
    if asked["checkpoint"] is not None:
        checkpoint = Checkpoint.objects.filter(generator=generator, pk=asked["checkpoint"]).first()
        if checkpoint is None:
            raise Refusal(
                "bad_generator", f"This is no checkpoint of {generator.name}.", status=400
            )
    return plans.Source(generator, checkpoint)


def _generator(request: Request, generator_id: int, role: Role) -> Generator:
    generator = Generator.objects.select_related("project").filter(pk=generator_id).first()
    if generator is None:
        raise Http404
    check_project(request, generator.project, role)
    return generator


def _found(request: Request, plan_id: int, role: Role) -> GenerationPlan:
    plan = GenerationPlan.objects.select_related("project").filter(pk=plan_id).first()
    if plan is None:
        raise Http404
    check_project(request, plan.project, role)
    return plan


def _plan(plan: GenerationPlan, code: int = status.HTTP_200_OK) -> Response:
    row = plans_of(plan.project).get(pk=plan.pk)
    return Response(shapes.GenerationPlanSerializer(row).data, status=code)
