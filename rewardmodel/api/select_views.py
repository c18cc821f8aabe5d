"""Selection in serving: among candidates that are sent, and among samples of a model."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, project_for
from rewardmodel.api import select_serializers as shapes
from rewardmodel.api.score_requests import MAX_BODY
from rewardmodel.selectors.length import length_of
from rewardmodel.services.selecting import Completed, Rule, complete_by_selection, select_candidate

# Where a client says nothing of the length.
TOKENS = 1024


class SelectView(APIView):
    """Picks one of the candidates by the live head. Nothing is stored."""

    works_archived = True
    max_body = MAX_BODY

    @extend_schema(request=shapes.SelectRequestSerializer, responses=shapes.SelectionSerializer)
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        body = shapes.SelectRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        found = select_candidate(
            project=project,
            prompt=asked["prompt"],
            candidates=asked["candidates"],
            rule=shapes.rule_of(asked),
            length=length_of(project, asked),
        )
        return Response(shapes.SelectionSerializer(found).data)


class ChatCompletionsView(APIView):
    """OpenAI's chat completions: n samples of a generator's model, of which the live head selects
    one. The candidates are kept as responses, so that people may be asked about them."""

    max_body = MAX_BODY

    @extend_schema(
        request=shapes.CompletionRequestSerializer, responses=shapes.CompletionSerializer
    )
    def post(self, request: Request, slug: str) -> Response | HttpResponse:
        project = project_for(request, slug, Role.RESEARCHER)
        body = shapes.CompletionRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        selection = asked.get("selection")
        completed = complete_by_selection(
            project=project,
            model=asked["model"],
            messages=asked["messages"],
            n=asked["n"],
            rule=shapes.rule_of(selection) if selection else Rule(),
            length=length_of(project, selection),
            max_tokens=asked.get("max_completion_tokens") or asked.get("max_tokens") or TOKENS,
            temperature=asked.get("temperature"),
            top_p=asked.get("top_p"),
            store=asked["store"],
        )
        if asked["stream"]:
            return _one_chunk(asked["model"], completed)
        return Response(_completion(asked["model"], completed))


def _completion(model: str, completed: Completed) -> dict[str, Any]:
    texts = [each.text for each in completed.written]
    message = {"role": "assistant", "content": texts[completed.selection["choice"]]}
    return {
        **_head(model, "chat.completion"),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"total_tokens": sum(each.tokens for each in completed.written)},
        "selection": {
            **completed.selection,
            "candidates": texts,
            "responses": completed.responses,
        },
    }


def _one_chunk(model: str, completed: Completed) -> HttpResponse:
    """The whole as a stream of server-sent events, as clients that asked for one read it."""
    whole = _completion(model, completed)
    head = {**_head(model, "chat.completion.chunk"), "id": whole["id"]}
    (choice,) = whole["choices"]
    said = {"index": 0, "delta": choice["message"], "finish_reason": None}
    ended = {"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}
    chunks = [
        {**head, "choices": [said]},
        {**head, "choices": [ended], "usage": whole["usage"], "selection": whole["selection"]},
    ]
    lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
    return HttpResponse(
        "".join([*lines, "data: [DONE]\n\n"]),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store"},
    )


def _head(model: str, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": model,
    }
