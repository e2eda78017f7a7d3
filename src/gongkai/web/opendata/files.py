"""Files of open data: items by year, catalogue, documents, withdrawn ones, as CSV and JSON; dictionary; DCAT; sitemap."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from gongkai.web.catalogue.queries import items_of
from gongkai.web.config.clock import local_today
from gongkai.web.disclosure.door import district_page, office_page
from gongkai.web.disclosure.views_more import documents_of
from gongkai.web.offices.models import Office, standing
from gongkai.web.opendata import records
from gongkai.web.opendata.reading import withdrawn
from gongkai.web.opendata.records import Links
from gongkai.web.publishing import public

SETS: Mapping[str, tuple[str, str, type[Schema]]] = {
    "items": ("主动公开信息", "published items of a year", records.ItemRecord),
    "catalogue": ("基层政务公开标准目录", "standard catalogue", records.CatalogueRecord),
    "documents": ("规范性文件", "normative documents", records.DocumentRecord),
    "reports": ("政府信息公开年报", "annual reports, as items", records.ItemRecord),
    "withdrawn": ("已撤下的信息", "withdrawn items", records.WithdrawnRecord),
}
"""Sets of an office by name: Chinese, English, its record."""
LABELS = {
    "items": _("主动公开信息"),
    "catalogue": _("基层政务公开标准目录"),
    "documents": _("规范性文件"),
    "reports": _("政府信息公开年报"),
    "withdrawn": _("已撤下的信息"),
}
"""What the page calls them."""


def years_of(office: Office) -> list[tuple[int, int]]:
    """The years something that stands was released in, the newest first, with how much."""
    found = public.items(office).order_by().values_list("web_on__year").annotate(Count("pk"))
    return sorted(found, reverse=True)


def rows_of(name: str, office: Office, links: Links, year: int | None = None) -> Iterator[Schema]:
    """The records of a set."""
    today = local_today()
    if name == "items":
        found = public.versions_shown(public.items(office).filter(web_on__year=year))
        yield from records.item_records(found, links)
    elif name == "catalogue":
        yield from (records.catalogue_record(one, office) for one in items_of(office, today) if one.is_proactive)
    elif name == "reports":
        yield from records.item_records(
            public.versions_shown(public.items(office).filter(category__part="reports")), links
        )
    elif name == "documents":
        yield from (records.document_record(one, office, links) for one in documents_of(office, today, today))
    else:
        yield from (records.withdrawn_record(one, links) for one in withdrawn(office))


def to_csv(kind: type[Schema], rows: Iterable[Schema]) -> bytes:
    """The records as CSV (RFC 4180, UTF-8 with its mark, so that spreadsheets read Chinese); files by their addresses."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(kind.model_fields)
    for row in rows:
        plain = row.model_dump(mode="json")
        writer.writerow(_cell(plain[name]) for name in kind.model_fields)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    """A value of a table. What a spreadsheet would take for a formula is kept from being one."""
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(one["url"] for one in value)
    text = str(value)
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def to_json(rows: Iterable[Schema]) -> bytes:
    return json.dumps([row.model_dump(mode="json") for row in rows], ensure_ascii=False, indent=1).encode()


def dictionary() -> list[dict[str, Any]]:
    """Every set with its fields: name, Chinese label, meaning, kind of value."""
    found = []
    for name, (zh, en, kind) in SETS.items():
        properties = kind.model_json_schema()["properties"]
        fields = [
            {"name": field, "label": about.get("title", ""), "meaning": about.get("description", ""), **_type(about)}
            for field, about in properties.items()
        ]
        found.append({"set": name, "label": zh, "meaning": en, "fields": fields})
    return found


def _type(about: Mapping[str, Any]) -> dict[str, Any]:
    options = about.get("anyOf", [about])
    kinds = [one.get("format") or one.get("type") for one in options if one.get("type") != "null"]
    return {"type": kinds[0], "nullable": any(one.get("type") == "null" for one in options)}


# --- answers ------------------------------------------------------------------------------------------------------


@office_page()
def home(request: HttpRequest, office: Office) -> HttpResponse:
    """What there is to take, with its dictionary."""
    sets = [(name, label) for name, label in LABELS.items() if name != "items"]
    context = {"office": office, "here": "data", "years": years_of(office), "sets": sets, "dictionary": dictionary()}
    return render(request, "opendata/home.html", {"messages": (), "officer": None} | context)


@office_page(is_kept=False)
def data(request: HttpRequest, office: Office, name: str, form: str, year: str = "") -> HttpResponse:
    """A set as a file."""
    if name not in SETS or (name == "items") != bool(year):
        raise Http404
    links = Links(request.build_absolute_uri("/"))
    rows = rows_of(name, office, links, int(year) if year else None)
    kind = SETS[name][2]
    content = to_csv(kind, rows) if form == "csv" else to_json(rows)
    kinds = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
    response = HttpResponse(content, content_type=kinds[form])
    stem = f"{office.code}-{name}" + (f"-{year}" if year else "")
    response["Content-Disposition"] = f'attachment; filename="{stem}.{form}"'
    return response


@district_page(is_kept=False)
def fields(request: HttpRequest) -> HttpResponse:
    """The dictionary as JSON."""
    return _json(dictionary())


def _json(value: Any, kind: str = "application/json") -> HttpResponse:
    return HttpResponse(json.dumps(value, ensure_ascii=False, indent=1), content_type=kind)


@district_page(is_kept=False)
def dcat(request: HttpRequest) -> HttpResponse:
    """The sets of every office as a DCAT 3 catalogue in JSON-LD."""
    links = Links(request.build_absolute_uri("/"))
    sets = [one for office in _offices() for one in _datasets(office, links)]
    catalog = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@id": links.to("/data/catalog.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": {"@language": "zh", "@value": "政府信息公开数据目录"},
        "dct:language": "zh",
        "dcat:service": {
            "@type": "dcat:DataService",
            "dcat:endpointURL": links.to("/api/v1/"),
            "dcat:endpointDescription": links.to("/api/v1/openapi.json"),
        },
        "dcat:dataset": sets,
    }
    return _json(catalog, "application/ld+json")


def _offices() -> Iterable[Office]:
    return Office.objects.filter(standing(local_today()))


def _datasets(office: Office, links: Links) -> Iterator[dict[str, Any]]:
    for name, year in _sets_of(office):
        zh = SETS[name][0]
        stem = f"{links.office(office)}data/{name}" + (f"-{year}" if year else "")
        yield {
            "@id": stem,
            "@type": "dcat:Dataset",
            "dct:title": {"@language": "zh", "@value": f"{office.name}：{zh}" + (f"（{year}年）" if year else "")},
            "dct:publisher": {"@type": "foaf:Organization", "foaf:name": office.name},
            "dcat:distribution": [
                {"@type": "dcat:Distribution", "dcat:downloadURL": f"{stem}.{form}", "dcat:mediaType": media}
                for form, media in (("csv", "text/csv"), ("json", "application/json"))
            ],
        }


def _sets_of(office: Office) -> Iterator[tuple[str, int]]:
    yield from (("items", year) for year, _count in years_of(office))
    yield from ((name, 0) for name in SETS if name != "items")


# --- sitemap ------------------------------------------------------------------------------------------------------

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PARTS = ("", "info/", "guide/", "documents/", "systems/", "services/", "contacts/", "reports/", "catalogue/", "data/")
"""The pages every office has."""


def _xml(name: str, inner: str, rows: Iterable[tuple[str, Any]]) -> HttpResponse:
    """An answer of `<name><inner><loc/><lastmod/></inner>…`."""
    said = "".join(
        f"<{inner}><loc>{escape(address)}</loc>{f'<lastmod>{on}</lastmod>' if on else ''}</{inner}>\n"
        for address, on in rows
    )
    return HttpResponse(f"{_XML}<{name} {_NS}>\n{said}</{name}>\n", content_type="application/xml")


@district_page(is_kept=False)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index: one file an office and a year, so that a publication touches one."""
    links = Links(request.build_absolute_uri("/"))
    rows: list[tuple[str, Any]] = []
    for office in _offices():
        rows.append((f"{links.office(office)}sitemap.xml", ""))
        changed = public.items(office).order_by().values_list("web_on__year").annotate(Max("web_on"))
        rows += [(f"{links.office(office)}sitemap-{year}.xml", on) for year, on in sorted(changed)]
    return _xml("sitemapindex", "sitemap", rows)


@office_page(is_kept=False)
def sitemap_of(request: HttpRequest, office: Office, year: str = "") -> HttpResponse:
    """The pages of an office, or its items of a year."""
    own = Links(request.build_absolute_uri("/")).office(office)
    if year:
        found = public.items(office).filter(web_on__year=int(year)).values_list("number", "web_on")
        return _xml("urlset", "url", ((f"{own}item/{number}/", on) for number, on in found))
    columns = public.categories(office, local_today()).values_list("code", flat=True)
    pages = [*(own + part for part in PARTS), *(f"{own}info/c/{code}/" for code in columns)]
    return _xml("urlset", "url", ((page, "") for page in pages))


def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read by machines; the forms and the desk are no pages to keep."""
    closed = "".join(f"Disallow: /{path}\n" for path in ("desk/", "accounts/", "status/"))
    address = request.build_absolute_uri("/sitemap.xml")
    return HttpResponse(f"User-agent: *\n{closed}Sitemap: {address}\n", content_type="text/plain; charset=utf-8")
