"""The scorer behind the interfaces of inference engines, so that their clients can use it.

Shapes of vLLM 0.15 (``/classify``, ``/pooling``, ``/score``) and of OpenAI (``/v1/embeddings``).
Rewards are given as they are, as vLLM does for models of the problem type ``regression``: whatever
``use_activation`` says, no sigmoid is applied.
"""

from __future__ import annotations

import base64
import time
import uuid
from collections.abc import Sequence
from typing import Any

import numpy as np
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, project_for
from feedback.api.errors import ApiError
from feedback.models import Project
from rewardmodel.api import engine_requests as asked
from rewardmodel.api.score_requests import checked
from rewardmodel.models import LiveHead
from rewardmodel.selectors.length import length_of
from rewardmodel.services.scorer_client import request_embeddings, request_scores

LABEL = "reward"


class UsageSerializer(serializers.Serializer[Any]):
    prompt_tokens = serializers.IntegerField()
    total_tokens = serializers.IntegerField()
    completion_tokens = serializers.IntegerField()
    prompt_tokens_details = serializers.DictField(allow_null=True)


class _Answer(serializers.Serializer[Any]):
    id = serializers.CharField()
    object = serializers.CharField()
    created = serializers.IntegerField()
    model = serializers.CharField()
    usage = UsageSerializer()


class ClassSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    label = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    probs = serializers.ListField(child=serializers.FloatField(), help_text="The reward.")
    num_classes = serializers.IntegerField()


class ClassifiedSerializer(_Answer):
    data = ClassSerializer(many=True)  # type: ignore[assignment]


class PooledRowSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    object = serializers.CharField()
    data = serializers.JSONField(help_text="The reward, in a list or as base64.")  # type: ignore[assignment]


class PooledSerializer(_Answer):
    data = PooledRowSerializer(many=True)  # type: ignore[assignment]


class ScoreRowSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    object = serializers.CharField()
    score = serializers.FloatField()


class ScoredSerializer(_Answer):
    data = ScoreRowSerializer(many=True)  # type: ignore[assignment]


class EmbeddingRowSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    object = serializers.CharField()
    embedding = serializers.JSONField(help_text="Numbers, or as base64.")


class EmbeddedSerializer(_Answer):
    data = EmbeddingRowSerializer(many=True)  # type: ignore[assignment]


class ModelRowSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    object = serializers.CharField()
    created = serializers.IntegerField()
    owned_by = serializers.CharField()


class ModelsSerializer(serializers.Serializer[Any]):
    object = serializers.CharField()
    data = ModelRowSerializer(many=True)  # type: ignore[assignment]


class _EngineView(APIView):
    works_archived = True

    def rewards(
        self, request: Request, project: Project, items: Sequence[asked.Item]
    ) -> dict[str, Any]:
        length = length_of(project, asked.length_asked(request.data))
        return request_scores(project=project, items=items, length=length, count_tokens=True)

    def answer(
        self, kind: str, project: Project, found: dict[str, Any], rows: Sequence[dict[str, Any]]
    ) -> Response:
        tokens = sum(found["tokens"])
        return Response(
            {
                "id": f"{kind}-{uuid.uuid4().hex}",
                "object": "list",
                "created": int(time.time()),
                "model": _name(project, found["version"]),
                "data": [{"index": i, **row} for i, row in enumerate(rows)],
                "usage": {
                    "prompt_tokens": tokens,
                    "total_tokens": tokens,
                    "completion_tokens": 0,
                    "prompt_tokens_details": None,
                },
            }
        )


class ClassifyView(_EngineView):
    @extend_schema(request=asked.InputSerializer, responses=ClassifiedSerializer)
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        body = checked(asked.InputSerializer(data=request.data))
        found = self.rewards(request, project, asked.conversations(body))
        rows = [{"label": LABEL, "probs": [mean], "num_classes": 1} for mean in found["mean"]]
        return self.answer("classify", project, found, rows)


class PoolingView(_EngineView):
    @extend_schema(request=asked.PoolingSerializer, responses=PooledSerializer)
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        body = checked(asked.PoolingSerializer(data=request.data))
        found = self.rewards(request, project, asked.conversations(body))
        rows = [
            {"object": "pooling", "data": _encoded([mean], body["encoding_format"])}
            for mean in found["mean"]
        ]
        return self.answer("pool", project, found, rows)


class ScoreView(_EngineView):
    @extend_schema(request=asked.ScoreSerializer, responses=ScoredSerializer)
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        items = asked.pairs(checked(asked.ScoreSerializer(data=request.data)))
        found = self.rewards(request, project, items)
        rows = [{"object": "score", "score": mean} for mean in found["mean"]]
        return self.answer("score", project, found, rows)


class EmbeddingsView(_EngineView):
    @extend_schema(request=asked.EmbeddingsSerializer, responses=EmbeddedSerializer)
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        body = checked(asked.EmbeddingsSerializer(data=request.data))
        found = request_embeddings(project=project, texts=body["input"])
        width, wanted = len(found["embedding"][0]), body.get("dimensions")
        if wanted not in (None, width):
            raise ApiError("invalid", f"Embeddings have {width} dimensions.", status=400)
        rows = [
            {"object": "embedding", "embedding": _encoded(each, body["encoding_format"])}
            for each in found["embedding"]
        ]
        return self.answer("embd", project, found, rows)


class ModelsView(_EngineView):
    @extend_schema(responses=ModelsSerializer)
    def get(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        head = LiveHead.objects.select_related("version").filter(project=project).first()
        version = head.version if head else None
        row = {
            "id": _name(project, version.number if version else 1),
            "object": "model",
            "created": int((version or project).created_at.timestamp()),
            "owned_by": "plumbline",
        }
        return Response({"object": "list", "data": [row]})


def _name(project: Project, version: int) -> str:
    return f"{project.slug}-v{version}"


def _encoded(values: Sequence[float], form: str) -> Any:
    """Numbers, or their bytes as 4-byte little-endian floats in base64."""
    if form == "float":
        return list(values)
    return base64.b64encode(np.asarray(values, dtype="<f4").tobytes()).decode()
