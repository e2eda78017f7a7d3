"""Every address. `GONGKAI_ROLE` leaves out what a process does not serve."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from gongkai.web.config import views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("ready/", views.ready, name="ready"),
    path("language/", views.language, name="language"),
]
if settings.GONGKAI.role in ("all", "desk"):
    urlpatterns += [
        path("accounts/", include("gongkai.web.accounts.urls")),
        path("desk/", include("gongkai.web.desk.urls")),
    ]
if settings.GONGKAI.role in ("all", "portal"):
    from gongkai.web.opendata.api import api

    urlpatterns += [
        path("api/v1/", api.urls),
        path("", include("gongkai.web.opendata.urls")),
        path("", include("gongkai.web.disclosure.urls")),
        path("", include("gongkai.web.portal.urls")),
    ]

handler400 = "gongkai.web.config.views.bad_request"
handler403 = "gongkai.web.config.views.forbidden"
handler404 = "gongkai.web.config.views.not_found"
handler500 = "gongkai.web.config.views.broken"
