"""Addresses that stay."""

from django.urls import include, path

from rec_portal.administration.site import site
from rec_portal.ui import views

handler400 = "rec_portal.ui.views.wrong_request"
handler403 = "rec_portal.ui.views.refused"
handler404 = "rec_portal.ui.views.missing"
handler500 = "rec_portal.ui.views.broken"

# What the sign-in library has addresses for, and our settings switch off: a code by mail, recovery codes as a file.
CLOSED = {
    "account_confirm_login_code": "login/code/confirm/",
    "mfa_download_recovery_codes": "2fa/recovery-codes/download/",
}

urlpatterns = [
    path("", include("desk.urls")),
    path("meetings/", include("meetings.urls")),
    path("recommendations/", include("recommendations.urls")),
    path("working-groups/", include("working_groups.urls")),
    path("documents/", include("documents.urls")),
    path("accounts/", include("accounts.urls")),
    *(path(f"accounts/{address}", views.closed, name=name) for name, address in CLOSED.items()),
    path("accounts/", include("allauth.urls")),
    path("admin/", site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("csp/", views.csp_report, name="csp-report"),
    path("language/", views.set_language, name="set-language"),
    path("theme/", views.set_theme, name="set-theme"),
]
