"""The other parts of the column: documents with their effect, systems, services, contacts, reports, the standard catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from gongkai.ledger.codes import DOCUMENT_KINDS, EFFECTS
from gongkai.ledger.norms import Norm, norms_of
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.catalogue.queries import items_of
from gongkai.web.config.clock import local_today
from gongkai.web.disclosure.door import office_page, page
from gongkai.web.disclosure.queries import columns_of, of_part, titled
from gongkai.web.guides import published
from gongkai.web.offices.models import Office
from gongkai.web.publishing import public
from gongkai.web.publishing.models import Item
from gongkai.web.registers.kinds import REGISTERS
from gongkai.web.registers.queries import ledger_of_register

MOST = 200
"""Items of a part shown on one page; all of them stand in the list of their column."""
EVIDENCE = 5
"""Published items shown below each item of the catalogue."""


@dataclass(frozen=True)
class Document:
    """A normative document as the public sees it on a day. item: where its text stands."""

    norm: Norm
    effect: str
    kind: str
    item: Item | None


@office_page()
def documents(request: HttpRequest, office: Office) -> HttpResponse:
    """The published normative documents, with their effect on a day."""
    today = local_today()
    on, is_wrong = _day(request.GET.get("on", ""), today)
    effect = request.GET.get("effect", "")
    effect = effect if effect in EFFECTS else ""
    rows = documents_of(office, on, today)
    counts = {code: sum(row.effect == code for row in rows) for code in EFFECTS}
    context = {
        "office": office,
        "here": "documents",
        "rows": [row for row in rows if not effect or row.effect == effect],
        "total": len(rows),
        "counts": [(code, EFFECTS[code], count) for code, count in counts.items() if count],
        "effect": effect,
        "on": on,
        "is_today": on == today,
        "is_wrong": is_wrong,
    }
    return page(request, "disclosure/documents.html", context)


def documents_of(office: Office, on: date, today: date) -> list[Document]:
    """What of the register was published by today, the newest first, as it stood on a day."""
    norms = norms_of(ledger_of_register(office, REGISTERS["documents"])).values()
    issued = [one for one in norms if one.title and one.published_on is not None and one.published_on <= today]
    wanted = [one for one in issued if (one.issued_on or one.published_on or date.max) <= on]
    numbers = {one.document_number for one in wanted if one.document_number}
    items = {item.document_number: item for item in public.items(office).filter(document_number__in=numbers)}
    rows = [
        Document(one, one.effect(on), DOCUMENT_KINDS.get(one.kind, ""), items.get(one.document_number))
        for one in wanted
    ]
    return sorted(rows, key=lambda row: (row.norm.issued_on or date.min, row.norm.document_number), reverse=True)


def _day(text: str, today: date) -> tuple[date, bool]:
    """The day of an address, and whether it was none."""
    if not text:
        return today, False
    try:
        return date.fromisoformat(text[:10]), False
    except ValueError:
        return today, True


@office_page()
def systems(request: HttpRequest, office: Office) -> HttpResponse:
    """The systems (制度) that were released, and what stands in the columns of that part."""
    today = local_today()
    rows = [(one, one.is_in_force(today)) for one in published.systems(office)]
    context = {"office": office, "here": "systems", "rows": rows, "items": _of_part(office, "systems")}
    return page(request, "disclosure/systems.html", context)


@office_page()
def services(request: HttpRequest, office: Office) -> HttpResponse:
    """The service items."""
    context = {"office": office, "here": "services", "rows": published.service_guides(office)}
    return page(request, "disclosure/services.html", context)


@office_page()
def service(request: HttpRequest, office: Office, pk: UUID) -> HttpResponse:
    """The guide of one service item."""
    found = next((one for one in published.service_guides(office) if one.id == pk), None)
    if found is None:
        raise Http404
    return page(request, "disclosure/service.html", {"office": office, "here": "services", "guide": found})


@office_page()
def contacts(request: HttpRequest, office: Office) -> HttpResponse:
    """The office and its public directory."""
    context = {"office": office, "here": "contacts", "people": published.directory(office)}
    return page(request, "disclosure/contacts.html", context)


@office_page()
def reports(request: HttpRequest, office: Office) -> HttpResponse:
    """The annual reports, by their year."""
    rows = [(report_year(item), item) for item in _of_part(office, "reports")]
    rows.sort(key=lambda row: (row[0], row[1].web_on or date.min), reverse=True)
    return page(request, "disclosure/reports.html", {"office": office, "here": "reports", "rows": rows})


def report_year(item: Item) -> int:
    """The year a report is of: the one its title names, else the year before it was published."""
    named = re.search(r"(?<!\d)(20\d\d)\s*年", item.shown_title)
    return int(named[1]) if named else (item.web_on or local_today()).year - 1


def _of_part(office: Office, part: str) -> list[Item]:
    columns = of_part(columns_of(office, local_today()), part)
    return titled(public.items(office).filter(category__in=columns)[:MOST]) if columns else []


@dataclass
class Field:
    """A field of the standard catalogue with its items and what was published of each."""

    code: str
    label: str
    items: list[tuple[StandardItem, list[Item], int]]


@office_page()
def catalogue(request: HttpRequest, office: Office) -> HttpResponse:
    """The standard catalogue by field; of one field the items with their evidence."""
    items = [one for one in items_of(office, local_today()) if one.is_proactive]
    wanted = request.GET.get("field", "")
    fields: dict[str, Field] = {}
    for one in items:
        fields.setdefault(one.field, Field(one.field, one.field_label, [])).items.append((one, [], 0))
    at = fields.get(wanted)
    if at is not None:
        _add_evidence(office, at)
    context = {
        "office": office,
        "here": "catalogue",
        "fields": list(fields.values()),
        "total": len(items),
        "at": at,
    }
    return page(request, "disclosure/catalogue.html", context)


def _add_evidence(office: Office, field: Field) -> None:
    """What stands in public of each item; two queries for the field."""
    ids = [item.pk for item, _found, _count in field.items]
    found: dict[int, list[Item]] = {}
    for row in public.items(office).filter(standard__in=ids):
        found.setdefault(row.standard_id, []).append(row)
    titled([row for rows in found.values() for row in rows[:EVIDENCE]])
    field.items = [
        (item, found.get(item.pk, [])[:EVIDENCE], len(found.get(item.pk, []))) for item, *_rest in field.items
    ]
