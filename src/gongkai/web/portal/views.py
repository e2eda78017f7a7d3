"""The first pages: the list of offices, the page of one, its guide, large print, suggestions."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongkai.statute.periods import period
from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import Office, OfficeName, standing
from gongkai.web.offices.policy import officer_of
from gongkai.web.portal import limits, proof
from gongkai.web.portal.door import office_view
from gongkai.web.portal.guide import by_code, compile_guide, differences
from gongkai.web.portal.models import Guide
from gongkai.web.portal.suggest import suggest

LARGE_COOKIE = "large"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The offices of today, found by their name or a former one."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:60]
    found = Office.objects.filter(standing(local_today()))
    if words:
        former = OfficeName.objects.filter(name__icontains=words).values("office_id")
        found = found.filter(Q(name__icontains=words) | Q(pk__in=former))
    return render(request, "portal/home.html", {"offices": found.order_by("path"), "words": words})


@office_view()
def office(request: HttpRequest, office: Office) -> HttpResponse:
    published = Guide.objects.filter(office=office).first()
    period_of_reply = period("reply", local_today())
    return render(request, "portal/office.html", {"office": office, "guide": published, "reply": period_of_reply})


@office_view()
def guide(request: HttpRequest, office: Office) -> HttpResponse:
    """The guide as it was published last; staff are told what has changed since."""
    published = Guide.objects.filter(office=office).first()
    context: dict[str, object] = {"office": office, "here": "guide", "guide": published}
    if published is not None:
        context["said"] = by_code(published.body["statements"])
        if request.user.is_authenticated and officer_of(request.user, office, local_today()):  # type: ignore[arg-type]
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


@require_POST
def large(request: HttpRequest) -> HttpResponse:
    """Switch large print on or off and go back."""
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
