"""The door of every desk page: logged in, a member of this office today, with a role that allows the act."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django_scopes import scope

from gongkai.web.accounts.demands import MFA_ROLES, unmet
from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer, at_the_door

View = Callable[..., HttpResponse]


class DeskRequest(HttpRequest):
    """A request that passed the door."""

    office: Office
    officer: Officer


def desk_view(act: str) -> Callable[[View], View]:
    """Let a view be seen by those whose role allows `act`, inside the scope of the office its address names.

    Someone who has no part in the office is told that the page does not exist (404), a member without the right role
    that it may not be seen (403). The view renders inside the scope: it must return a finished response.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
            found = at_the_door(request.user, code, local_today())  # type: ignore[arg-type]
            if found is None:
                raise Http404
            office, officer = found
            if not officer.may(act):
                raise PermissionDenied
            first = unmet(request, officer.roles, office.settings.get("mfa_roles", MFA_ROLES))
            if first is not None:
                return first
            request.office, request.officer = office, officer  # type: ignore[attr-defined]
            with scope(office=office):
                return view(request, *args, **kwargs)

        guarded.desk_act = act  # type: ignore[attr-defined]
        return guarded

    return decorate
