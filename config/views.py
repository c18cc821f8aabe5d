"""Pages that belong to no app: the single-page application and the health check."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from feedback.api.errors import json_error


@never_cache
@ensure_csrf_cookie
def single_page_app(request: HttpRequest) -> HttpResponse:
    """The built front end's one page, for every path that is nobody else's."""
    index = settings.FRONTEND_DIST / "index.html"
    if not index.is_file():
        return HttpResponse("The front end is not built: run `make setup`.", status=503)
    nonce = f'<meta name="style-nonce" content="{request.csp_nonce}" />'  # type: ignore[attr-defined]
    page = index.read_text(encoding="utf-8").replace("</head>", f"{nonce}</head>", 1)
    return HttpResponse(page, content_type="text/html; charset=utf-8")


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return json_error(503, "database_unavailable", "The database does not answer.")
    return JsonResponse({"status": "ok"})


def unknown_api_path(request: HttpRequest) -> JsonResponse:
    return json_error(404, "not_found", "There is no such call.")
