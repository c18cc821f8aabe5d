"""Every route: the API, login, the Django admin, health, and the single-page application."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from rewardmodel.api.prometheus import metrics

from .views import health, single_page_app, unknown_api_path

# The Django admin has no login of its own: the one there is counts wrong passwords.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("api/v1/", include("feedback.urls")),
    path("api/v1/", include("rewardmodel.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema")),
    re_path("^api/", unknown_api_path),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health),
    path("metrics", metrics),
    re_path("^(?!static/|assets/|_allauth/|accounts/|admin/).*$", single_page_app),
]

handler400 = "feedback.api.errors.bad_request"
handler403 = "feedback.api.errors.forbidden"
handler404 = "feedback.api.errors.not_found"
handler500 = "feedback.api.errors.server_error"
