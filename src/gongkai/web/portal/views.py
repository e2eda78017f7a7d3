"""The guide, large print, suggestions; the first pages are those of the disclosure column (`gongkai.web.disclosure`)."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from gongkai.web.config.clock import local_today
from gongkai.web.config.views import is_foreign
from gongkai.web.disclosure.views import home, office
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import officer_of
from gongkai.web.portal import limits, proof
from gongkai.web.portal.door import office_view
from gongkai.web.portal.guide import by_code, compile_guide, differences
from gongkai.web.portal.models import Guide
from gongkai.web.portal.suggest import suggest

LARGE_COOKIE = "large"


@office_view()
def guide(request: HttpRequest, office: Office) -> HttpResponse:
    """The guide as it was published last; staff are told what has changed since."""
    published = Guide.objects.filter(office=office).first()
    context: dict[str, object] = {"office": office, "here": "guide", "guide": published}
    if published is not None:
        context["said"] = by_code(published.body["statements"])
        if request.user.is_authenticated and officer_of(request.user, office, local_today()):
            context["changed"] = differences(published.body, compile_guide(office, local_today()))
    return render(request, "portal/guide.html", context)


@office_view()
def suggestions(request: HttpRequest, office: Office) -> HttpResponse:
    """Published items that fit a description, for the form to show while it is filled in."""
    if not limits.hit(limits.SUGGEST, limits.address_of(request)):
        return JsonResponse({"items": []}, status=429)
    found = suggest(office, request.GET.get("q", "").replace("\0", ""))
    return JsonResponse({"items": [{"title": one.title, "url": one.url, "on": one.published_on} for one in found]})


@never_cache
@require_safe
def challenge(request: HttpRequest) -> HttpResponse:
    """A challenge of altcha for the forms' script; none for an address that asks too often, which is no error there."""
    if not limits.hit(limits.CHALLENGE, limits.address_of(request)):
        return JsonResponse({}, status=429)
    return JsonResponse(proof.new_challenge())


@csrf_exempt
@require_POST
def large(request: HttpRequest) -> HttpResponse:
    """Switch large print on or off and go back. Without a token, which a page that is the same for all cannot hold."""
    if is_foreign(request):
        raise PermissionDenied
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    if request.POST.get("large") == "1":
        response.set_cookie(
            LARGE_COOKIE,
            "1",
            max_age=31536000,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    else:
        response.delete_cookie(LARGE_COOKIE)
    return response


__all__ = ["challenge", "guide", "home", "large", "office", "suggestions"]
