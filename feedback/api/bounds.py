"""Bounds on requests, before anything is made of them: their size, depth and characters."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from feedback.api.errors import json_error, not_found

MAX_BODY = 2 * 2**20  # bytes of a body that is no upload; a view may have a ``max_body``
MAX_DEPTH = 64  # of objects and lists within each other
# An upload streams to the disk and is bounded by its view.
UPLOAD = "multipart/form-data"
FORM = "application/x-www-form-urlencoded"
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*+\\u0000")
# Half of a character of two halves, and numbers that may be too large to be one.
_DOUBTFUL = re.compile(rb"\\u[dD][89a-fA-F]|\d[eE]\+?\d{3}|\d{309}")

Respond = Callable[[HttpRequest], HttpResponse]


class RequestBounds:
    """Middleware: what cannot be kept is refused, whichever page or call it is for."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            return not_found(request)
        if b"\x00" in unquote_to_bytes(request.META.get("QUERY_STRING", "")):
            return json_error(400, "invalid", "The address holds the character NUL.")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, options: Any
    ) -> HttpResponse | None:
        if request.content_type == UPLOAD or not request.META.get("CONTENT_LENGTH"):
            return None
        most = getattr(getattr(view, "cls", None), "max_body", MAX_BODY)
        if int(request.META["CONTENT_LENGTH"]) > most:
            return _too_large()
        if request.content_type == FORM:
            return None
        try:
            return refuse_json(request.body)
        except RequestDataTooBig:
            return _too_large()
        except UnreadablePostError:
            return json_error(400, "incomplete", "The request broke off before its end.")


def refuse_json(body: bytes) -> HttpResponse | None:
    """Why a body cannot be taken, should it be JSON; None where nothing speaks against it."""
    if too_deep(body):
        return json_error(400, "too_deep", f"JSON may be nested {MAX_DEPTH} deep at most.")
    if _NUL.search(body):
        return json_error(400, "invalid", "A text holds the character NUL, which cannot be kept.")
    if _DOUBTFUL.search(body) and not _can_be_kept(body):
        return json_error(400, "invalid", "A text or a number in the body cannot be kept.")
    return None


def too_deep(body: bytes) -> bool:
    """Whether brackets that stand in no string are nested deeper than ``MAX_DEPTH``."""
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return False
    depth = 0
    for found in _BRACKETS.finditer(body):
        if found.group() in (b"[", b"{"):
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif found.group() in (b"]", b"}"):
            depth -= 1
    return False


def _can_be_kept(body: bytes) -> bool:
    """Whether all texts are whole characters and all numbers finite. What is no JSON is refused
    by whoever parses it."""
    try:
        value = json.loads(body, parse_float=_finite, parse_int=_finite)
    except OverflowError:
        return False
    except ValueError:
        return True
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise OverflowError(digits[:40])
    return value


def _too_large() -> HttpResponse:
    return json_error(413, "too_large", "The body is larger than this server takes.")
