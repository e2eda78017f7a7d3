"""The home of the district and of an office, and the lists of what is public."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse

from gongkai.statute.periods import period
from gongkai.web.config.clock import local_today
from gongkai.web.disclosure.door import district_page, office_page, page
from gongkai.web.disclosure.queries import (
    Column,
    Wanted,
    choices_of,
    columns_of,
    is_year,
    page_of,
    titled,
)
from gongkai.web.guides.published import service_guides, systems
from gongkai.web.offices.models import Office, OfficeName, standing
from gongkai.web.portal.models import Guide
from gongkai.web.publishing import public

NEWEST = 12


@district_page()
def home(request: HttpRequest) -> HttpResponse:
    """The offices of today, found by their name or a former one, and the newest of all."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:60]
    found = Office.objects.filter(standing(local_today()))
    if words:
        former = OfficeName.objects.filter(name__icontains=words).values("office_id")
        found = found.filter(Q(name__icontains=words) | Q(pk__in=former))
    context: dict[str, Any] = {"offices": found.order_by("path"), "words": words}
    if not words:
        context["newest"] = titled(public.items()[:NEWEST])
    return page(request, "portal/home.html", context)


@office_page()
def office(request: HttpRequest, office: Office) -> HttpResponse:
    """The home of an office's column: its statutory parts, the newest items, the columns."""
    today = local_today()
    columns = columns_of(office, today)
    newest = titled(public.items(office)[:NEWEST])
    reports = sum(one.count for one in columns if one.category.part == "reports")
    context = {
        "office": office,
        "here": "home",
        "guide": Guide.objects.filter(office=office).first(),
        "reply": period("reply", today),
        "columns": columns,
        "newest": newest,
        "count": public.items(office).count(),
        "systems": len(systems(office)),
        "services": len(service_guides(office)),
        "reports": reports,
    }
    return page(request, "portal/office.html", context)


@office_page()
def browse(request: HttpRequest, office: Office) -> HttpResponse:
    """Everything of the office, the newest first, by duty, column, year, kind and effect."""
    return _list(request, office, Wanted.of(request.GET.dict()))


@office_page()
def year(request: HttpRequest, office: Office, year: str) -> HttpResponse:
    """What was published in a year."""
    return _list(request, office, Wanted.of(request.GET.dict(), year=year), year=year)


@office_page()
def column(request: HttpRequest, office: Office, category: str) -> HttpResponse:
    """A column and those below it."""
    return _list(request, office, Wanted.of(request.GET.dict(), column=category), column=category)


def _list(request: HttpRequest, office: Office, wanted: Wanted, *, year: str = "", column: str = "") -> HttpResponse:
    columns = columns_of(office, local_today())
    at = next((one for one in columns if one.category.code == wanted.column), None)
    if column and at is None:
        raise Http404
    if year and not 1949 <= int(year) <= local_today().year:
        raise Http404
    context = {
        "office": office,
        "here": "info",
        "columns": columns,
        "at": at,
        "path": _path_to(columns, at),
        "inner": _inner(columns, at),
        "wanted": wanted,
        "choices": choices_of(office, wanted),
        "page": page_of(wanted.items(office, columns), request.GET.get("page", "")),
        "given": _without_page(request),
        "fixed_year": year,
        "fixed_column": column,
        "is_filtered": any((wanted.duty, wanted.kind, wanted.effect, wanted.year, wanted.column)),
        "year": wanted.year if is_year(wanted.year) else "",
    }
    return page(request, "disclosure/list.html", context)


def _path_to(columns: list[Column], at: Column | None) -> list[Column]:
    """The columns above one, the highest first."""
    found: list[Column] = []
    if at is None:
        return found
    depth = at.depth
    for one in reversed(columns[: columns.index(at)]):
        if one.depth < depth:
            found.insert(0, one)
            depth = one.depth
    return found


def _inner(columns: list[Column], at: Column | None) -> list[Column]:
    """The columns right below one."""
    if at is None:
        return []
    return [one for one in columns if one.category.parent_id == at.category.pk]


def _without_page(request: HttpRequest) -> str:
    """The filters of the address, for the links to other pages."""
    given = request.GET.copy()
    given.pop("page", None)
    for name in [name for name, value in given.items() if not value]:
        given.pop(name)
    return given.urlencode()
