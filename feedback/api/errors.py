"""One shape for every error: {"code", "message", "details"}."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.core.exceptions import DisallowedHost, PermissionDenied, RequestDataTooBig
from django.db import DataError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from feedback.api.outages import outage
from feedback.errors import Refusal

logger = logging.getLogger(__name__)


class ApiError(Refusal):
    """A refusal that a view makes itself."""


def handle_exception(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. Unknown exceptions go on to Django and its 500 page below."""
    if isinstance(exception, Refusal):
        return _refused(exception)
    if isinstance(exception, Http404):
        exception = exceptions.NotFound()
    if isinstance(exception, PermissionDenied):
        exception = exceptions.PermissionDenied()
    if (unusable := _unusable(exception)) is not None:
        return unusable
    if not isinstance(exception, exceptions.APIException):
        found = outage(exception)
        if found is None:
            return None
        logger.error("%s", found.message, exc_info=exception)
        return _refused(found)
    answer = _from_drf(exception)
    for name, value in (("WWW-Authenticate", "auth_header"), ("Retry-After", "wait")):
        if getattr(exception, value, None):
            answer[name] = str(getattr(exception, value))
    return answer


def _refused(refusal: Refusal) -> Response:
    answer = _answer(refusal.status, refusal.code, refusal.message, refusal.details)
    if refusal.wait is not None:
        answer["Retry-After"] = str(refusal.wait)
    return answer


def _unusable(exception: Exception) -> Response | None:
    """The answer to a body or an address that nothing can be made of."""
    if isinstance(exception, RequestDataTooBig):
        return _answer(413, "too_large", "The body is larger than this server takes.", {})
    if isinstance(exception, UnicodeDecodeError):
        return _answer(400, "parse_error", "The body is not valid UTF-8.", {})
    if isinstance(exception, UnicodeEncodeError):
        return _answer(400, "parse_error", "A text holds half of a surrogate pair.", {})
    if isinstance(exception, OverflowError | DataError):
        # No column takes it: an id above 2^63, a text with a NUL on PostgreSQL.
        logger.warning("A value does not fit its column: %s", exception)
        return _answer(400, "out_of_range", "A value does not fit where it is to be stored.", {})
    return None


def _from_drf(exception: exceptions.APIException) -> Response:
    if isinstance(exception, exceptions.ValidationError):
        return _answer(
            status.HTTP_400_BAD_REQUEST,
            "invalid",
            "Some values cannot be used.",
            {"fields": exception.detail},
        )
    codes = exception.get_codes()
    code = codes if isinstance(codes, str) else "error"
    return _answer(exception.status_code, code, str(exception.detail), {})


def _answer(code: int, name: str, message: str, details: dict[str, Any]) -> Response:
    set_rollback()
    return Response({"code": name, "message": message, "details": details}, status=code)


def json_error(status_code: int, code: str, message: str) -> JsonResponse:
    """The same shape outside of DRF."""
    return JsonResponse({"code": code, "message": message, "details": {}}, status=status_code)


def bad_request(request: HttpRequest, exception: Exception) -> JsonResponse:
    if isinstance(exception, DisallowedHost):
        host = request.META.get("HTTP_HOST", "")[:200]
        message = f"This server does not answer at {host!r}: add it to PLUMBLINE_ALLOWED_HOSTS."
        return json_error(400, "unknown_host", message)
    return json_error(400, "bad_request", "The request could not be understood.")


def forbidden(request: HttpRequest, exception: Exception) -> JsonResponse:
    return json_error(403, "permission_denied", "You may not do this.")


def csrf_failure(request: HttpRequest, reason: str = "") -> JsonResponse:
    return json_error(403, "csrf_failed", reason or "The CSRF token is missing or wrong.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return json_error(404, "not_found", "There is nothing here.")


def server_error(request: HttpRequest) -> JsonResponse:
    """For whatever was raised outside of the API: pages, login, sessions."""
    found = outage(sys.exc_info()[1])
    if found is not None:
        answer = json_error(found.status, found.code, found.message)
        if found.wait is not None:
            answer["Retry-After"] = str(found.wait)
        return answer
    return json_error(500, "server_error", "Something went wrong. It has been logged.")
