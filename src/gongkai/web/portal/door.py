"""The door of an office's public pages: the office is found, its scope is set, nothing personal is kept by caches."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import Office

View = Callable[..., HttpResponse]


def office_view(*, methods: tuple[str, ...] = ("GET",), even_ended: bool = False) -> Callable[[View], View]:
    """Call a view with the office its address names, inside the office's scope.

    An office that has ended leads to its successor, or to 404; even_ended: the page goes on (the status of old cases).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        @require_http_methods([*methods, "HEAD"])
        def opened(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
            office = Office.objects.select_related("successor", "parent").filter(code=code).first()
            if office is None:
                raise Http404
            if not even_ended and not office.is_on(local_today()):
                if office.successor is None:
                    raise Http404
                return redirect(reverse("portal:office", args=[office.successor.code]))
            with scope(office=office):
                return view(request, office, *args, **kwargs)

        return opened

    return decorate
