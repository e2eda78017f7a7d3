"""Health, language and the pages of errors."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from gongkai.errors import OfficeError
from gongkai.web.config.middleware import LANGUAGE_COOKIE
from gongkai.web.config.start import is_up_to_date


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and every migration is applied; 503 otherwise."""
    try:
        is_ready = is_up_to_date()
    except OfficeError:
        return JsonResponse({"status": "no database"}, status=503)
    if not is_ready:
        return JsonResponse({"status": "migrations wait"}, status=503)
    return JsonResponse({"status": "ready"})


def is_foreign(request: HttpRequest) -> bool:
    """Whether a form was sent from a page of another site, as browsers say."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")


@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language of the screen in a cookie and go back. Without a token, as `portal.views.large`."""
    if is_foreign(request):
        raise PermissionDenied
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            LANGUAGE_COOKIE,
            chosen,
            max_age=31536000,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", status=500)
