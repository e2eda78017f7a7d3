"""The door of the disclosure pages: the same for everyone, read only, kept in memory and by caches until something changes.

A page rests on its address, the language, the size of print, the day and the stamp of the office (`desk.stamps`), which
the database changes with every row. They make its ETag, so that a page that is asked for again costs one query.
Nothing of a session is read and no form has a token: the switches of language and print carry nothing that needs one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe
from django_scopes import scope, scopes_disabled

from gongkai import __version__
from gongkai.web.config.clock import local_today
from gongkai.web.desk.memory import Memory
from gongkai.web.desk.remembered import LARGEST, Kept
from gongkai.web.desk.remembered import PAGES as MOST
from gongkai.web.desk.stamps import Stamp
from gongkai.web.offices.models import Office

View = Callable[..., HttpResponseBase]
CACHE = "public, max-age=60"
"""A withdrawn item is gone from every cache after a minute."""
PAGES: Memory[Kept] = Memory()


def office_page(*, even_ended: bool = False, is_kept: bool = True) -> Callable[[View], View]:
    """Call a view with the office its address names, inside the office's scope.

    even_ended: the page of an office that has ended stays, else it leads to the successor. is_kept: in memory too.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @require_safe
        def opened(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            number, stamp = _glance(code)

            def made() -> HttpResponseBase:
                office = Office.objects.select_related("successor", "parent").get(pk=number)
                if not even_ended and not office.is_on(local_today()):
                    if office.successor is None:
                        raise Http404
                    return redirect("portal:office", office.successor.code)
                with scope(office=office):
                    return view(request, office, *args, **kwargs)

            return _shown(request, stamp, made, is_kept=is_kept)

        return opened

    return decorate


def district_page(*, is_kept: bool = True) -> Callable[[View], View]:
    """Call a view that shows every office."""

    def decorate(view: View) -> View:
        @wraps(view)
        @require_safe
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            def made() -> HttpResponseBase:
                with scopes_disabled():
                    return view(request, *args, **kwargs)

            return _shown(request, _stamp_of_all(), made, is_kept=is_kept)

        return opened

    return decorate


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page without anything of the reader."""
    return render(request, template, {"messages": (), "officer": None} | context, status=status)


_GLANCE = """
SELECT office.id, COALESCE(MAX(change.id), 0), COUNT(change.id)
FROM offices_office AS office LEFT JOIN desk_change AS change
ON change.office_id = office.id OR change.office_id IS NULL
WHERE office.code = %s GROUP BY office.id
"""


def _glance(code: str) -> tuple[int, Stamp]:
    """The id of an office and its stamp, read before all the rest. Raises Http404: there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_GLANCE, [code])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    return int(row[0]), (int(row[1]), int(row[2]))


def _stamp_of_all() -> Stamp:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(id), 0), COUNT(*) FROM desk_change")
        newest, count = cursor.fetchone()
        return int(newest), int(count)


def _shown(
    request: HttpRequest, stamp: Stamp, made: Callable[[], HttpResponseBase], *, is_kept: bool
) -> HttpResponseBase:
    key = _key(request, stamp)
    etag = f'W/"{sha256(repr(key).encode()).hexdigest()[:32]}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _for_caches(HttpResponseNotModified(), etag)
    found = PAGES.get(key)
    if found is not None:
        return _for_caches(HttpResponse(found.content, headers=found.headers), etag)
    response = made()
    if response.status_code not in (200, 410):
        return response
    is_page = is_kept and response.status_code == 200 and isinstance(response, HttpResponse)
    if is_page and len(response.content) <= LARGEST:
        PAGES.put(key, Kept(response.content, dict(response.headers)), MOST)
    response.headers.setdefault("ETag", etag)
    answer: HttpResponseBase = get_conditional_response(request, etag=response["ETag"], response=response)
    return _for_caches(answer, response["ETag"])


def _for_caches(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response.headers.setdefault("Cache-Control", CACHE)
    patch_vary_headers(response, ("Cookie",))
    return response


def _key(request: HttpRequest, stamp: Stamp) -> tuple[object, ...]:
    return (
        stamp,
        request.build_absolute_uri(),
        request.LANGUAGE_CODE,
        request.COOKIES.get("large", ""),
        local_today(),
        f"{__version__} {static('site.css')}",
    )
