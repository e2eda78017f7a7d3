"""The door of every desk page: logged in, a member of this office today, with a role that allows the act.

One statement reads the session and the stamp of the office, at every request. While both are what they were, and on the
same day, the account and its officer are too: the triggers of `stamps.py` watch accounts, posts and offices. They are then
taken from the memory of the process. A session that ended, a post taken away, a changed password hold at the next request
in every process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_scopes import scope

from gongkai.web.accounts.demands import MFA_ROLES, unmet
from gongkai.web.accounts.models import User
from gongkai.web.config.clock import local_today
from gongkai.web.desk.memory import Memory
from gongkai.web.desk.stamps import Stamp
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer, at_the_door

View = Callable[..., HttpResponse]

PASSES = 1000
"""Accounts at the door of an office that are kept in memory."""


class DeskRequest(HttpRequest):
    """A request that passed the door. office: read when something of it is asked."""

    office: Office
    officer: Officer
    door: Door


@dataclass(frozen=True, slots=True)
class Door:
    """An account that was let into an office. user: the account, not to be changed; mfa_roles, region: of the office.

    stamp: of the office, read before all the rest.
    """

    stamp: Stamp
    user: User
    officer: Officer
    mfa_roles: Sequence[str]
    region: str


DOORS: Memory[Door] = Memory()


@dataclass(frozen=True, slots=True)
class Glance:
    """The session as it stands in the database, and the stamp of the office."""

    session: str
    stamp: Stamp


_GLANCE = """
SELECT COALESCE(MAX(change.id), 0), COUNT(change.id),
(SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s)
FROM offices_office AS office LEFT JOIN desk_change AS change
ON change.office_id = office.id OR change.office_id IS NULL
WHERE office.code = %s GROUP BY office.id
"""


def desk_view(act: str) -> Callable[[View], View]:
    """Let a view be seen by those whose role allows `act`, inside the scope of the office its address names.

    Someone who has no part in the office is told that the page does not exist (404), a member without the right role
    that it may not be seen (403). The view renders inside the scope: it must return a finished response.
    """

    def decorate(view: View) -> View:
        @login_required
        def inside(request: HttpRequest, found: tuple[Door, Office] | None, *args: Any, **kwargs: Any) -> HttpResponse:
            if found is None:
                raise Http404
            door, office = found
            officer = door.officer
            if not officer.may(act):
                raise PermissionDenied
            first = unmet(request, officer.roles, door.mfa_roles)
            if first is not None:
                return first
            request.door, request.office, request.officer = door, office, officer
            with scope(office=office):
                return view(request, *args, **kwargs)

        @wraps(view)
        def guarded(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
            return inside(request, _opened(request, code, local_today()), *args, **kwargs)

        guarded.desk_act = act
        return guarded

    return decorate


def _opened(request: HttpRequest, code: str, today: date) -> tuple[Door, Office] | None:
    """The door of an office, open to who asks, and the office; None for a stranger, and where there is no such office."""
    glance = _glance(request, code)
    if glance is None:
        return None
    key = (glance.session, code, today)
    known = DOORS.get(key)
    if known is not None and known.stamp == glance.stamp:
        request.user = copy(known.user)
        return known, SimpleLazyObject(lambda: Office.objects.get(code=code))
    user = request.user
    found = at_the_door(user, code, today) if isinstance(user, User) else None
    if found is None:
        return None
    office, officer = found
    roles = office.settings.get("mfa_roles", MFA_ROLES)
    door = Door(glance.stamp, copy(user), officer, roles, office.calendar_region)
    DOORS.put(key, door, PASSES)
    return door, office


def _glance(request: HttpRequest, code: str) -> Glance | None:
    """What must be asked at each request; the session is told what was read. None: no session, or no such office."""
    session = request.session
    if not session.session_key:
        return None
    with connection.cursor() as cursor:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        cursor.execute(_GLANCE, [session.session_key, now, code])
        row = cursor.fetchone()
    if row is None:
        return None
    newest, count, data = row
    session.take(data)
    return None if data is None else Glance(data, (int(newest), int(count)))
