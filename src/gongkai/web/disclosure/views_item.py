"""The page of an item, what is left of one that was withdrawn, and the files of what stands."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from gongkai.errors import SealBroken
from gongkai.ledger.codes import TAKE_DOWN_CAUSES
from gongkai.web.disclosure.door import office_page, page
from gongkai.web.disclosure.queries import titled
from gongkai.web.disclosure.shown import (
    WITHHELD,
    body_of,
    clarifications_of,
    column_of,
    effect_of,
    history_of,
    kind_of,
    qr_of,
    rows_of,
)
from gongkai.web.guides.published import file_of
from gongkai.web.offices.models import Office
from gongkai.web.publishing import public
from gongkai.web.publishing.attachments import open_file
from gongkai.web.publishing.models import Item
from gongkai.web.publishing.public import Shown

INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
"""What a browser shows by itself; everything else is downloaded."""


@office_page(even_ended=True)
def item(request: HttpRequest, office: Office, number: str) -> HttpResponse:
    """An item as it stands; 410 with a few words where it was withdrawn; 404 where it never was public."""
    row = Item.objects.filter(office=office, number=number).select_related(
        "office", "category", "section", "interprets"
    )
    found = row.first()
    shown = public.shown(found) if found is not None else None
    if found is None or shown is None:
        raise Http404
    if shown.version is None:
        return _tombstone(request, office, shown)
    explained = public.items(office).filter(pk=found.interprets_id)
    context = {
        "office": office,
        "here": "info",
        "item": found,
        "column": column_of(found),
        "said": shown.version,
        "rows": rows_of(shown),
        "body": body_of(shown.version, shown.attachments, office.code),
        "files": [(one, kind_of(one)) for one in shown.attachments],
        "history": history_of(shown),
        "clarifications": clarifications_of(found),
        "explained": next(iter(titled(explained)), None),
        "explaining": titled(public.items(office).filter(interprets=found)[:20]),
        "effect": "" if found.effect == "in_force" else effect_of(found),
        "address": request.build_absolute_uri(request.path),
        "qr": qr_of(request.build_absolute_uri(request.path)),
    }
    return page(request, "disclosure/item.html", context)


def _tombstone(request: HttpRequest, office: Office, shown: Shown) -> HttpResponse:
    gone = shown.tombstone
    assert gone is not None
    context = {
        "office": office,
        "here": "info",
        "title": "" if gone.cause in WITHHELD else gone.version.title,
        "index_number": shown.item.index_number,
        "gone": gone,
        "cause": TAKE_DOWN_CAUSES.get(gone.cause, TAKE_DOWN_CAUSES["other"]),
    }
    return page(request, "disclosure/gone.html", context, status=410)


@office_page(even_ended=True, is_kept=False)
def file(request: HttpRequest, office: Office, file: object, name: str) -> HttpResponse:
    """A file of an item that stands, or of a released system. name: ends the address, for those who save it; not asked."""
    found = public.public_file(office, file)
    try:
        if found is not None:
            return _sent(found.name, found.media_type, open_file(found))
    except SealBroken:
        raise Http404(_("文件暂时无法打开。")) from None
    other = file_of(office, file)
    if other is None:
        raise Http404
    return _sent(other[0].name, other[0].media_type, other[1])


def _sent(name: str, media_type: str, data: bytes) -> HttpResponse:
    is_text = media_type.startswith("text/")
    response = HttpResponse(data, content_type="text/plain; charset=utf-8" if is_text else media_type)
    disposition = content_disposition_header(media_type not in INLINE, name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    if media_type != "application/pdf":  # browsers show no PDF in a sandbox
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
