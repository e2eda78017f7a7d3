"""The page of one item: its panels, its files, the difference between versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError
from gongkai.web.applications.uploads import LARGEST, too_large
from gongkai.web.applications.views_files import MOST_AT_ONCE
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.remembered import remembered
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags import words
from gongkai.web.publishing import content, standard_panels
from gongkai.web.publishing.actions import Words, newest, save_words
from gongkai.web.publishing.attachments import attach, describe, detach, open_file
from gongkai.web.publishing.differences import compare
from gongkai.web.publishing.forms import FilesForm
from gongkai.web.publishing.models import Attachment, Item, Version
from gongkai.web.publishing.panels import open_page, panels_of
from gongkai.web.publishing.queries import line_of

_PANELS = standard_panels  # imported for the panels it puts on the page

INLINE = ("image/png", "image/jpeg", "image/webp")


def get_item(request: DeskRequest, pk: UUID) -> Item:
    item = get_object_or_404(
        Item.objects.select_related("category", "section", "interprets", "standard"), pk=pk, office=request.office
    )
    item.office = request.office
    return item


def show_item(request: DeskRequest, item: Item, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page of an item. extra: what its panels are told, such as what a refused form held."""
    page = open_page(item, request.officer, **extra)
    context = {
        "item": item,
        "page": page,
        "line": line_of(item, page.today, page.calendar),
        **{place: panels_of(page, place) for place in ("top", "main", "side")},
    }
    return render(request, "publishing/item.html", context, status=status)


@desk_view("see_items")
@require_GET
@remembered
def item_page(request: DeskRequest, pk: UUID) -> HttpResponse:
    return show_item(request, get_item(request, pk))


@desk_view("see_items")
@require_GET
def file(request: DeskRequest, pk: UUID, file: UUID) -> HttpResponse:
    """One file: a picture as it stands in the text, anything else to be saved."""
    row = get_object_or_404(Attachment, pk=file, version__item_id=pk, office=request.office)
    try:
        data = open_file(row)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:items:item", request.office.code, pk)
    response = HttpResponse(data, content_type=row.media_type)
    is_inline = row.media_type in INLINE and "save" not in request.GET
    response["Content-Disposition"] = content_disposition_header(as_attachment=not is_inline, filename=row.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response


@desk_view("item_text_changed")
@require_http_methods(["GET", "POST"])
def files(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The files of the open version, and more of them. Each is taken in by itself."""
    item = get_item(request, pk)
    form = FilesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _take_in(request, item, form):
        return redirect("desk:items:files", request.office.code, pk)
    version = newest(item)
    context = {
        "item": item,
        "form": form,
        "words": version,
        "rows": Attachment.objects.filter(version=version).defer("text", "wrapped_key"),
        "is_open": version.frozen_at is None,
        "inline": INLINE,
    }
    return render(request, "publishing/files.html", context, status=422 if form.errors else 200)


def _take_in(request: DeskRequest, item: Item, form: FilesForm) -> bool:
    kept = []
    for upload in form.cleaned_data["files"][:MOST_AT_ONCE]:
        name = upload.name or ""
        try:
            if (upload.size or 0) > LARGEST:
                raise too_large(name)
            made = attach(request.officer, item.pk, name, upload.read(), alt=form.cleaned_data["alt"])
        except GongkaiError as error:
            form.add_error("files", say(error))
        else:
            kept.append(made.name)
    if kept:
        messages.success(request, _("已保存：%(names)s。") % {"names": words.listed(kept)})
    return not form.errors


@desk_view("item_text_changed")
@require_POST
def change_file(request: DeskRequest, pk: UUID, file: UUID) -> HttpResponse:
    """Describe a file, take it out, or put a picture at the end of the text."""
    item = get_item(request, pk)
    row = get_object_or_404(Attachment, pk=file, version__item=item)
    do = request.POST.get("do", "")
    try:
        if do == "remove":
            detach(request.officer, item.pk, row.pk)
        elif do == "place":
            _place(request, item, row)
        else:
            describe(request.officer, item.pk, row.pk, request.POST.get("alt", "").replace("\0", ""))
    except (GongkaiError, Attachment.DoesNotExist) as error:
        messages.error(request, say(error) if isinstance(error, GongkaiError) else _("没有这个附件。"))
    else:
        messages.success(request, _("已移除。") if do == "remove" else _("已保存。"))
    return redirect("desk:items:files", request.office.code, item.pk)


def _place(request: DeskRequest, item: Item, row: Attachment) -> None:
    """Put a picture, or a link to a file, at the end of the open version's text."""
    from django.utils.html import format_html

    version = newest(item)
    if version.frozen_at is not None:
        return
    if row.media_type in INLINE:
        piece = format_html('<figure><img src="attachment:{}" alt="{}"></figure>', row.pk, row.alt)
    else:
        piece = format_html('<p><a href="attachment:{}">{}</a></p>', row.pk, row.name)
    given = {name: getattr(version, name) for name in (*Version.WORDS, "in_force_on")}
    save_words(request.officer, item.pk, Words(**{**given, "body": version.body + piece}))


@desk_view("see_items")
@require_GET
@remembered
def difference(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What differs between two versions, `?old=1&new=2`: field by field, the text line by line."""
    item = get_item(request, pk)
    versions = {str(one.number): one for one in Version.objects.filter(item=item).order_by("number")}
    last = max(versions, key=int)
    before = str(max(1, int(last) - 1))
    old, new = (request.GET.get(name) or usual for name, usual in (("old", before), ("new", last)))
    if old not in versions or new not in versions:
        raise Http404
    labels = {name: Version._meta.get_field(name).verbose_name for name in (*Version.WORDS, "in_force_on")}
    first, second = versions[old], versions[new]
    fields = [
        (labels[name], compare(_plain(first, name), _plain(second, name)))
        for name in labels
        if _plain(first, name) != _plain(second, name)
    ]
    context = {
        "item": item,
        "versions": versions,
        "old": old,
        "new": new,
        "fields": fields,
        "is_markup": first.body != second.body and _plain(first, "body") == _plain(second, "body"),
        "files": _files_changed(first, second),
    }
    return render(request, "publishing/difference.html", context)


def _plain(version: Version, name: str) -> str:
    value = getattr(version, name)
    if name == "body":
        return content.plain(value)
    return words.day(value) if name == "in_force_on" else str(value)


def _files_changed(old: Version, new: Version) -> list[tuple[str, bool]]:
    """Names of files that one of the versions has and the other has not; whether it was added."""
    rows = Attachment.objects.filter(version__in=(old, new)).values_list("version_id", "name", "sha256")
    sets: dict[int, set[tuple[str, str]]] = {old.pk: set(), new.pk: set()}
    for version, name, digest in rows:
        sets[version].add((name, digest))
    gone = [(name, False) for name, _digest in sorted(sets[old.pk] - sets[new.pk])]
    return gone + [(name, True) for name, _digest in sorted(sets[new.pk] - sets[old.pk])]
