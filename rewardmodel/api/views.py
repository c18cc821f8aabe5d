"""The live head, versions, training runs, promotions and rewards."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, check_project, current_user, project_for
from feedback.api.authentication import (
    BearerAuthentication,
    SessionAuthentication,
    TokenInAddress,
)
from feedback.api.job_serializers import JobSerializer
from feedback.length_pay import CAPPED
from feedback.selectors.workers import is_alive
from feedback.services.work import cancel, retry
from rewardmodel.api import score_requests
from rewardmodel.api import serializers as shapes
from rewardmodel.learning.head.caution import conservative_rewards
from rewardmodel.models import (
    LearnedPreference,
    LiveHead,
    ModelVersion,
    Promotion,
    RetrainPolicy,
    TrainingRun,
)
from rewardmodel.selectors.answers import current_preferences
from rewardmodel.selectors.length import length_of
from rewardmodel.selectors.truncated import truncated_responses
from rewardmodel.selectors.versions import descendants_of_removed
from rewardmodel.services import requests
from rewardmodel.services.scorer_client import request_scores


class LiveHeadView(APIView):
    @extend_schema(responses=shapes.LiveHeadSerializer)
    def get(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        head = LiveHead.objects.select_related("version").filter(project=project).first()
        seen = LearnedPreference.objects.filter(head=head).count() if head else 0
        current = current_preferences(project.pk).count()
        return Response(
            shapes.LiveHeadSerializer(
                {
                    "version": head.version.number if head else None,
                    "step": head.step if head else 0,
                    "preferences_seen": seen,
                    "pending": max(0, current - seen),
                    "published_at": head.published_at if head else None,
                    "drift": head.drift if head else None,
                    "forgetting": head.forgetting if head else None,
                    "scorer_alive": is_alive("live"),
                    "truncated_responses": truncated_responses(head) if head else 0,
                }
            ).data
        )


class _ProjectList(generics.ListAPIView[Any]):
    """Rows of one project, for researchers."""

    model: type[Any]
    related: tuple[str, ...] = ()

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        project = project_for(self.request, self.kwargs["slug"], Role.RESEARCHER)
        return self.model.objects.filter(project=project).select_related(*self.related)


class LearnedPreferenceListView(_ProjectList):
    serializer_class = shapes.LearnedPreferenceSerializer
    model = LearnedPreference

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        project = project_for(self.request, self.kwargs["slug"], Role.RESEARCHER)
        return LearnedPreference.objects.filter(head__project=project)


class ModelVersionListView(_ProjectList):
    serializer_class = shapes.ModelVersionSerializer
    model = ModelVersion
    related = ("parent",)

    def get_serializer_context(self):  # type: ignore[no-untyped-def]
        return {**super().get_serializer_context(), "descendants": descendants_of_removed()}


class PromotionListView(_ProjectList):
    serializer_class = shapes.PromotionSerializer
    model = Promotion
    related = ("version", "previous", "requested_by")


class PromoteView(APIView):
    @extend_schema(request=shapes.EmptySerializer, responses={202: shapes.PromotionSerializer})
    def post(self, request: Request, version_id: int) -> Response:
        version = ModelVersion.objects.select_related("project").filter(pk=version_id).first()
        if version is None:
            raise Http404
        check_project(request, version.project, Role.ADMIN)
        shapes.EmptySerializer(data=request.data).is_valid(raise_exception=True)
        promotion = requests.request_promotion(
            version=version, requested_by=current_user(request), reason="Asked for by hand."
        )
        return Response(shapes.PromotionSerializer(promotion).data, status.HTTP_202_ACCEPTED)


class ModelExportView(APIView):
    """A version as a folder that transformers or sentence-transformers loads without this server;
    the job has it as one file at the end."""

    works_archived = True

    @extend_schema(request=shapes.ModelExportSerializer, responses={202: JobSerializer})
    def post(self, request: Request, version_id: int) -> Response:
        version = ModelVersion.objects.select_related("project").filter(pk=version_id).first()
        if version is None:
            raise Http404
        check_project(request, version.project, Role.RESEARCHER)
        body = shapes.ModelExportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        job = requests.request_model_export(
            version=version,
            length=length_of(version.project, body.validated_data),
            form=body.validated_data.get("form"),
            created_by=current_user(request),
        )
        return Response(JobSerializer(job).data, status.HTTP_202_ACCEPTED)


class TrainingRunListView(_ProjectList):
    serializer_class = shapes.TrainingRunSerializer
    model = TrainingRun
    related = ("requested_by", "version")

    @extend_schema(request=shapes.EmptySerializer, responses={202: shapes.TrainingRunSerializer})
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        shapes.EmptySerializer(data=request.data).is_valid(raise_exception=True)
        run = requests.request_training_run(
            project=project, trigger=TrainingRun.Trigger.PERSON, requested_by=current_user(request)
        )
        return Response(shapes.TrainingRunSerializer(run).data, status.HTTP_202_ACCEPTED)


class TrainingRunView(APIView):
    @extend_schema(responses=shapes.TrainingRunSerializer)
    def get(self, request: Request, run_id: int) -> Response:
        run = _run(request, run_id, Role.RESEARCHER)
        return Response(shapes.TrainingRunSerializer(run).data)


class CancelView(APIView):
    @extend_schema(request=None, responses=shapes.TrainingRunSerializer)
    def post(self, request: Request, run_id: int) -> Response:
        run = requests.cancel_training_run(
            run=_run(request, run_id, Role.ADMIN), by=current_user(request)
        )
        return Response(shapes.TrainingRunSerializer(run).data)


class RetryRunView(APIView):
    """Goes on from the last checkpoint, where one is left."""

    @extend_schema(request=None, responses={202: shapes.TrainingRunSerializer})
    def post(self, request: Request, run_id: int) -> Response:
        run = retry(_run(request, run_id, Role.ADMIN))
        return Response(shapes.TrainingRunSerializer(run).data, status.HTTP_202_ACCEPTED)


class CancelPromotionView(APIView):
    @extend_schema(request=None, responses=shapes.PromotionSerializer)
    def post(self, request: Request, promotion_id: int) -> Response:
        promotion = cancel(_promotion(request, promotion_id))
        return Response(shapes.PromotionSerializer(promotion).data)


class RetryPromotionView(APIView):
    @extend_schema(request=None, responses={202: shapes.PromotionSerializer})
    def post(self, request: Request, promotion_id: int) -> Response:
        promotion = retry(_promotion(request, promotion_id))
        return Response(shapes.PromotionSerializer(promotion).data, status.HTTP_202_ACCEPTED)


class RetrainPolicyView(APIView):
    @extend_schema(responses=shapes.RetrainPolicySerializer)
    def get(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        policy = RetrainPolicy.objects.filter(project=project).first() or RetrainPolicy()
        return Response(shapes.RetrainPolicySerializer(policy).data)

    @extend_schema(request=shapes.RetrainPolicySerializer, responses=shapes.RetrainPolicySerializer)
    def patch(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        body = shapes.RetrainPolicySerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        old = RetrainPolicy.objects.filter(project=project).first() or RetrainPolicy()
        wanted = {
            "every_answers": old.every_answers,
            "every_hours": old.every_hours,
        } | body.validated_data
        policy = requests.set_retrain_policy(project=project, by=current_user(request), **wanted)
        return Response(shapes.RetrainPolicySerializer(policy).data)


class WarmStartView(APIView):
    @extend_schema(request=shapes.WarmStartSerializer, responses={202: shapes.PromotionSerializer})
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ADMIN)
        body = shapes.WarmStartSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        versions = ModelVersion.objects.select_related("project")
        source = versions.filter(pk=body.validated_data["version"]).first()
        if source is None:
            raise Http404
        check_project(request, source.project, Role.RESEARCHER)
        promotion = requests.request_warm_start(
            project=project, source=source, requested_by=current_user(request)
        )
        return Response(shapes.PromotionSerializer(promotion).data, status.HTTP_202_ACCEPTED)


class RewardView(APIView):
    """Rewards of items by the live head. The ETag names the head and the request: sent back as
    If-None-Match while neither has changed, it is answered 304 without a score being computed."""

    works_archived = True

    @extend_schema(
        request=score_requests.RewardRequestSerializer, responses=shapes.RewardsSerializer
    )
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        body = score_requests.checked(score_requests.RewardRequestSerializer(data=request.data))
        length = length_of(project, body)
        named = json.dumps([body, length], sort_keys=True)
        asked = hashlib.sha256(named.encode()).hexdigest()
        head = LiveHead.objects.select_related("version").filter(project=project).first()
        if head and request.headers.get("If-None-Match") == _etag(
            head.version.number, head.step, asked
        ):
            return Response(status=status.HTTP_304_NOT_MODIFIED)
        items = [(item["prompt"], item["response"]) for item in body["items"]]
        scores = request_scores(project=project, items=items, length=length)
        mean, std = scores["mean"], scores["std"]
        cautious = conservative_rewards(mean, std, body["pessimism"]).tolist()
        columns = {"mean": mean, "std": std, "conservative": cautious}
        answer = {
            "rewards": [
                dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
            ],
            "familiarity": scores["familiarity"],
            "truncated": scores["truncated"],
            "length": length.pay,
            "length_cap": length.cap if length.pay == CAPPED else None,
            "version": scores["version"],
            "step": scores["step"],
        }
        return Response(answer, headers={"ETag": _etag(scores["version"], scores["step"], asked)})


class ResponseRewardsView(APIView):
    """Has all stored responses scored by the live head; their rewards are written beside them."""

    @extend_schema(
        request=shapes.EmptySerializer, responses={202: shapes.ResponseRewardsSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        shapes.EmptySerializer(data=request.data).is_valid(raise_exception=True)
        count = requests.request_response_rewards(project=project)
        return Response({"responses": count}, status.HTTP_202_ACCEPTED)


class OpenRlhfRewardView(APIView):
    """The protocol of OpenRLHF's remote reward models, which can be given an address only: the
    token goes into it, as https://token:TOKEN@HOST/…"""

    works_archived = True

    authentication_classes = (BearerAuthentication, TokenInAddress, SessionAuthentication)

    @extend_schema(
        request=score_requests.OpenRlhfRequestSerializer,
        responses=shapes.OpenRlhfRewardsSerializer,
        parameters=[score_requests.LengthSerializer],
    )
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        body = score_requests.OpenRlhfRequestSerializer(data=request.data)
        items = score_requests.separated(score_requests.checked(body))
        asked = score_requests.LengthSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        length = length_of(project, asked.validated_data)
        scores = request_scores(project=project, items=items, length=length)
        # One value an item: the trainer averages logs over its batch.
        logs = {name: [scores[name]] * len(items) for name in ("version", "step")}
        return Response({"rewards": scores["mean"], "scores": scores["mean"], "extra_logs": logs})


def _etag(version: int, step: int, asked: str) -> str:
    return f'"{version}-{step}-{asked[:32]}"'


def _run(request: Request, run_id: int, role: Role) -> TrainingRun:
    run = TrainingRun.objects.select_related("project").filter(pk=run_id).first()
    if run is None:
        raise Http404
    check_project(request, run.project, role)
    return run


def _promotion(request: Request, promotion_id: int) -> Promotion:
    found = Promotion.objects.select_related("project", "version", "previous", "requested_by")
    promotion = found.filter(pk=promotion_id).first()
    if promotion is None:
        raise Http404
    check_project(request, promotion.project, Role.ADMIN)
    return promotion
