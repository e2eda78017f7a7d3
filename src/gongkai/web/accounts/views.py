"""One's own account: the page that leads to its parts; what is closed; the way to single sign-on."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import Membership, standing


@never_cache
@login_required
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Who one is here, one's roles today, and what one may change."""
    rows = Membership.objects.filter(standing(local_today()), user_id=request.user.pk).select_related(
        "office", "section", "deputy_for__user"
    )
    context = {
        "posts": rows.order_by("office__path", "role"),
        "has_second_factor": is_mfa_enabled(request.user, [Authenticator.Type.TOTP]),
        "has_password": request.user.has_usable_password(),
    }
    return render(request, "account/own.html", context)


def closed(request: HttpRequest, **_rest: object) -> HttpResponse:
    """An address of allauth that staff do not need: signing up, e-mail addresses, connections."""
    raise Http404


@never_cache
@require_GET
def sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider of single sign-on. A link and no form: a form may lead to our own origin only."""
    try:
        provider = get_adapter().get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return provider.redirect(request, process="login")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or old: one sentence, and the way back. The reason tells a citizen nothing."""
    return render(request, "errors/csrf.html", status=403)
