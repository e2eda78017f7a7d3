"""The read-only interface, version 1, with its description in OpenAPI at `/api/v1/openapi.json`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django_scopes import scopes_disabled
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError
from ninja.throttling import BaseThrottle

from gongkai.ledger.codes import EFFECTS
from gongkai.web.catalogue.queries import items_of
from gongkai.web.config.clock import local_today
from gongkai.web.disclosure.views_more import documents_of
from gongkai.web.offices.models import Office, standing
from gongkai.web.opendata import records
from gongkai.web.opendata.reading import MOST, page_of, withdrawn
from gongkai.web.opendata.records import Links
from gongkai.web.portal import limits
from gongkai.web.publishing import content, public


class ByAddress(BaseThrottle):
    """So many queries of an address, as the other limits of the portal count them."""

    def allow_request(self, request: HttpRequest) -> bool:
        return limits.hit(limits.INTERFACE, limits.address_of(request))

    def wait(self) -> float:
        return float(limits.INTERFACE.seconds)


api = NinjaAPI(
    title="Gongkai 政府信息公开数据接口",
    version="1.0.0",
    description="What offices have published (主动公开), read only. Dates are ISO 8601 in China Standard Time.",
    docs_url=None,
    urls_namespace="api-1",
    throttle=[ByAddress()],
)


@api.exception_handler(ValidationError)
def wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """One sentence that names the parameter."""
    names = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors}))
    said = f"This value cannot be used: {names}. See /api/v1/openapi.json."
    return api.create_response(request, {"error": said, "error_zh": f"参数无效：{names}。"}, status=422)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    said = {"error": "There is nothing public at this address.", "error_zh": "该地址没有公开的信息。"}
    return api.create_response(request, said, status=404)


def _links(request: HttpRequest) -> Links:
    return Links(request.build_absolute_uri("/"))


def _office(code: str) -> Office:
    return get_object_or_404(Office, code=code)


@api.get("/offices", response=list[records.OfficeRecord], summary="Offices 机关")
def offices(request: HttpRequest) -> object:
    """Every office of today."""
    links = _links(request)
    return [records.office_record(one, links) for one in Office.objects.filter(standing(local_today()))]


@api.get("/offices/{code}/columns", response=list[records.ColumnRecord], summary="Columns 栏目")
def columns(request: HttpRequest, code: str) -> object:
    """The columns of an office."""
    office, links = _office(code), _links(request)
    with scopes_disabled():
        found = public.categories(office, local_today()).select_related("parent")
        return [records.column_record(one, office, links) for one in found]


@api.get("/items", response=records.Page, summary="Items 主动公开信息")
def items(
    request: HttpRequest,
    office: Annotated[str, Query(description="code of the office")] = "",
    column: Annotated[str, Query(description="code of the column")] = "",
    duty: Annotated[str, Query(description="code of the duty of arts. 20 and 21")] = "",
    effect: Annotated[str, Query(description=", ".join(EFFECTS))] = "",
    since: Annotated[date | None, Query(description="first day of the version that stands")] = None,
    until: Annotated[date | None, Query(description="last day of it")] = None,
    after: Annotated[str, Query(description="`next` of the page before")] = "",
    size: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> object:
    """What stands in public, the newest first."""
    with scopes_disabled():
        found = public.items(_office(office) if office else None)
        for name, value in (("category__code", column), ("duty", duty), ("effect", effect)):
            if value:
                found = found.filter(**{name: value.replace("\0", "")})
        if since is not None:
            found = found.filter(web_on__gte=since)
        if until is not None:
            found = found.filter(web_on__lte=until)
        rows, following = page_of(found, after, size)
        return {"items": list(records.item_records(rows, _links(request))), "next": following}


@api.get("/offices/{code}/items/{number}", response=records.WholeItem, summary="One item 一条信息")
def item(request: HttpRequest, code: str, number: str) -> object:
    """An item with its text."""
    with scopes_disabled():
        row = public.versions_shown(public.items(_office(code)).filter(number=number)).first()
        if row is None or not row.on_web:
            raise Http404
        publication = row.on_web[0]
        body = publication.version.body
        values = records.item_values(row, publication, _links(request))
        return {**values, "body": body, "text": content.plain(body)}


@api.get("/withdrawn", response=list[records.WithdrawnRecord], summary="Withdrawn items 已撤下的信息")
def gone(request: HttpRequest, office: str = "", size: Annotated[int, Query(ge=1, le=MOST)] = 50) -> object:
    """What was withdrawn and why, the newest first: to be taken out of copies."""
    with scopes_disabled():
        rows = withdrawn(_office(office) if office else None)[:size]
        return [records.withdrawn_record(one, _links(request)) for one in rows]


@api.get("/offices/{code}/documents", response=list[records.DocumentRecord], summary="Normative documents 规范性文件")
def documents(request: HttpRequest, code: str, on: date | None = None) -> object:
    """The published normative documents with their effect on a day."""
    office, links, today = _office(code), _links(request), local_today()
    with scopes_disabled():
        return [records.document_record(one, office, links) for one in documents_of(office, on or today, today)]


@api.get("/offices/{code}/catalogue", response=list[records.CatalogueRecord], summary="Standard catalogue 标准目录")
def catalogue(request: HttpRequest, code: str) -> object:
    """The standard catalogue of an office as of today."""
    office = _office(code)
    with scopes_disabled():
        return [records.catalogue_record(one, office) for one in items_of(office, local_today()) if one.is_proactive]
