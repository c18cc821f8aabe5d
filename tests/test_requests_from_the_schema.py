"""Requests made up from the API's own description, in every role: none is answered with a 5xx."""

from __future__ import annotations

import json
import os
import random
import string
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db
# The long form: SCHEMA_REQUESTS=10000 .venv/bin/python -m pytest THIS_FILE
REQUESTS = int(os.environ.get("SCHEMA_REQUESTS", "250"))
ROLES = ("anonymous", "outsider", "annotator", "researcher", "admin", "superuser")
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**31, 2**63, 10**30, 1.5, float("1e308"), "", " ", "0", "a" * 5000,
    "\u0000", "\ud83d", "\U0001f600", "\u202e", "%00", "../..", "2026-13-45", "NaN",
    [], {}, [[]], [None],
    {"": {}}, {"a": [1]}, "[]", "{}", "1e400", "'; --", "<b>",
)  # fmt: skip


class MadeUp:
    """Requests from a description, mostly as it says and now and then as it does not."""

    def __init__(self, schema: dict[str, Any], ids: dict[str, Any], seed: int) -> None:
        self._components = schema["components"]["schemas"]
        self._ids = ids
        self._random = random.Random(seed)
        self._operations = [
            (path, method, operation)
            for path, methods in schema["paths"].items()
            for method, operation in methods.items()
            if method in ("get", "post", "put", "patch", "delete")
        ]

    def request(self) -> tuple[str, str, dict[str, Any], Any, str]:
        """(method, path, query, body, content type)."""
        path, method, operation = self._random.choice(self._operations)
        query: dict[str, Any] = {}
        for parameter in operation.get("parameters", ()):
            name = parameter["name"]
            if parameter["in"] == "path":
                path = path.replace(f"{{{name}}}", self._segment(name))
            elif parameter["in"] == "query" and self._random.random() < 0.5:
                query[name] = str(self._value(parameter["schema"]))
        if self._random.random() < 0.05:
            query["format"] = self._random.choice(["csv", "json", "xml"])
        content = operation.get("requestBody", {}).get("content", {})
        if not content:
            return method, path, query, None, "application/json"
        kind, shape = next(iter(content.items()))
        return method, path, query, self._value(shape["schema"]), kind

    def _segment(self, name: str) -> str:
        if self._random.random() < 0.85 and name in self._ids:
            return str(self._ids[name])
        return self._random.choice(["0", "99999", str(2**63), "nothing", "a%20b"])

    def _value(self, shape: dict[str, Any], depth: int = 0) -> Any:
        if self._random.random() < 0.07 or depth > 6:
            return self._random.choice(ODD)
        if "$ref" in shape:
            return self._value(self._components[shape["$ref"].rpartition("/")[2]], depth + 1)
        for several in ("oneOf", "anyOf", "allOf"):
            if several in shape:
                return self._value(self._random.choice(shape[several]), depth + 1)
        if "enum" in shape:
            return self._random.choice(shape["enum"])
        return self._of_type(shape, depth)

    def _of_type(self, shape: dict[str, Any], depth: int) -> Any:
        kind = shape.get("type")
        kind = self._random.choice(kind) if isinstance(kind, list) else kind
        if kind == "object":
            fields = shape.get("properties", {})
            required = shape.get("required", ())
            return {
                name: self._value(field, depth + 1)
                for name, field in fields.items()
                if self._random.random() < (0.93 if name in required else 0.4)
            }
        if kind == "array":
            count = self._random.choice([0, 1, 1, 2, 5])
            return [self._value(shape.get("items", {}), depth + 1) for _ in range(count)]
        if kind == "integer":
            low = int(shape.get("minimum", -3))
            return self._random.randint(low, min(int(shape.get("maximum", 50)), low + 50))
        if kind == "number":
            return round(self._random.uniform(shape.get("minimum", -2), shape.get("maximum", 5)), 3)
        if kind == "boolean":
            return self._random.random() < 0.5
        if kind == "string":
            return self._text(shape.get("format", ""))
        return self._random.choice(ODD)

    def _text(self, kind: str) -> str:
        if kind == "date-time":
            return "2026-05-01T12:00:00Z"
        letters = string.ascii_letters + " _-./=\n\u00e9\u4e2d"
        count = self._random.randint(0, 24)
        return "".join(self._random.choice(letters) for _ in range(count))


@pytest.fixture
def objects(request: pytest.FixtureRequest) -> dict[str, Any]:
    from tests.test_roles import objects as made

    return made.__wrapped__(  # type: ignore[attr-defined, no-any-return]
        *(request.getfixturevalue(name) for name in ("project", "people", "make_comparisons"))
    )


@pytest.mark.parametrize("role", ROLES)
def test_no_request_is_answered_with_a_server_error(role, people, objects, settings, monkeypatch):
    from django.db import transaction

    from feedback.models import User

    settings.PLUMBLINE_SCORER_WAIT_MS = 5
    people["superuser"] = User.objects.create_superuser("root", password="long-enough-1")
    client = APIClient(raise_request_exception=False)
    if role != "anonymous":
        client.force_login(people[role])
    schema = SchemaGenerator().get_schema(request=None, public=True)
    made_up = MadeUp(schema, {**objects, "slug": "plumb"}, seed=REQUESTS)
    failures = []
    for _ in range(REQUESTS):
        method, path, query, body, kind = made_up.request()
        point = transaction.savepoint()
        answer = _send(client, method, path, query, body, kind)
        # Each is made in the same world: what one deletes, the next still finds.
        transaction.savepoint_rollback(point)
        if answer.status_code >= 500 and answer.status_code != 503:
            failures.append((answer.status_code, method, path, query, body))
    assert failures[:5] == []


def _send(client: APIClient, method: str, path: str, query: Any, body: Any, kind: str) -> Any:
    from urllib.parse import urlencode

    address = f"{path}?{urlencode(query, errors='replace')}" if query else path
    if body is None:
        return getattr(client, method)(address)
    if "multipart" in kind:
        fields = body if isinstance(body, dict) else {}
        plain = {k: str(v).encode("utf-8", "replace").decode() for k, v in fields.items()}
        return getattr(client, method)(address, plain, format="multipart")
    # Escaped, so that half a surrogate pair can be sent, as any program can.
    return getattr(client, method)(address, json.dumps(body), content_type="application/json")
