"""What the API's description says beyond what the serializers say of themselves."""

from __future__ import annotations

from typing import Any


def require_all_in_answers(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Every field of an answer is always there; only requests may leave some out."""
    for name, schema in result["components"]["schemas"].items():
        if "properties" in schema and not name.endswith("Request"):
            schema["required"] = list(schema["properties"])
    return result
