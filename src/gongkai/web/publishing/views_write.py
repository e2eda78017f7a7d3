"""Writing: a new paper, one read from a file, the words of an item, where it belongs."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.errors import BadUpload, GongkaiError
from gongkai.web.applications.uploads import LARGEST, clean_name, too_large
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.offices.models import Section
from gongkai.web.publishing.actions import Words, draft, newest, save_words
from gongkai.web.publishing.attachments import attach
from gongkai.web.publishing.filing import file_under
from gongkai.web.publishing.forms import GENRES, WORDS, ImportForm, NewForm, PlaceForm, WordsForm
from gongkai.web.publishing.importing import draft_of
from gongkai.web.publishing.models import Item
from gongkai.web.publishing.shown import for_textarea
from gongkai.web.publishing.views_item import get_item


@desk_view("item_drafted")
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Register a paper, its attribute fixed with it."""
    section = Section.objects.filter(pk=request.officer.section_id).first() if request.officer.section_id else None
    form = NewForm(request.POST or None, office=request.office, initial={"section": section})
    if request.method == "POST" and form.is_valid():
        try:
            item = draft(request.officer, request.office, form.paper())
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已登记，编号%(number)s。") % {"number": item.number})
            return redirect("desk:items:item", request.office.code, item.pk)
    return render(request, "publishing/new.html", {"form": form, "genres": GENRES}, status=422 if form.errors else 200)


@desk_view("item_drafted")
@require_http_methods(["GET", "POST"])
def bring_in(request: DeskRequest) -> HttpResponse:
    """Register a paper with the text of a file as its draft."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            item = _from_file(request, form)
        except GongkaiError as error:
            form.add_error("file", say(error))
        else:
            text = _("已登记，编号%(number)s。请核对读出的正文，表格和序号尤其要看。")
            messages.success(request, text % {"number": item.number})
            return redirect("desk:items:edit", request.office.code, item.pk)
    return render(request, "publishing/import.html", {"form": form}, status=422 if form.errors else 200)


def _from_file(request: DeskRequest, form: ImportForm) -> Item:
    upload = form.cleaned_data["file"]
    name = clean_name(upload.name or "")
    if (upload.size or 0) > LARGEST:
        raise too_large(name)
    data = upload.read()
    found = draft_of(name, data)
    title = (found.title or PurePosixPath(name).stem)[:300]
    item = draft(request.officer, request.office, form.paper(Words(title, found.body, issuer=request.office.name)))
    if form.cleaned_data["keep"]:
        try:
            attach(request.officer, item.pk, name, data)
        except BadUpload as error:
            messages.warning(request, _("正文已读入，原件没有作为附件：%(why)s") % {"why": say(error)})
    return item


@desk_view("item_text_changed")
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Write the open version, or a new one after the newest was handed in. `?kind=correction`: of what was public."""
    item = get_item(request, pk)
    version = newest(item)
    is_new = version.frozen_at is not None
    is_correction = is_new and request.GET.get("kind") == "correction"
    initial = {name: getattr(version, name) for name in (*WORDS, "in_force_on")}
    initial |= {"revision": item.revision, "body": for_textarea(version.body)}
    form = WordsForm(request.POST or None, is_new_version=is_new, is_correction=is_correction, initial=initial)
    if request.method == "POST" and form.is_valid() and _saved(request, item, form, is_correction):
        messages.success(request, _("已保存。"))
        return redirect("desk:items:item", request.office.code, item.pk)
    context = {
        "item": item,
        "words": version,
        "form": form,
        "is_new_version": is_new,
        "is_correction": is_correction,
        "genres": GENRES,
        "next": version.number + 1,
    }
    return render(request, "publishing/edit.html", context, status=422 if form.errors else 200)


def _saved(request: DeskRequest, item: Item, form: WordsForm, is_correction: bool) -> bool:
    given = form.cleaned_data
    try:
        save_words(
            request.officer,
            item.pk,
            form.words(),
            kind="correction" if is_correction else "change",
            changed=given.get("changed", ""),
            is_new_information=given.get("is_new_information", False),
            revision=given["revision"],
        )
    except GongkaiError as error:
        form.add_error(None, say(error))
        return False
    return True


@desk_view("item_text_changed")
@require_http_methods(["GET", "POST"])
def place(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Where an item belongs."""
    item = get_item(request, pk)
    initial: dict[str, Any] = {name: getattr(item, f"{name}_id") for name in ("category", "section", "standard")}
    initial |= {"revision": item.revision, "interprets": item.interprets.number if item.interprets else ""}
    form = PlaceForm(request.POST or None, office=request.office, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        revision = given.pop("revision")
        try:
            file_under(request.officer, item.pk, **given, revision=revision)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已保存。"))
            return redirect("desk:items:item", request.office.code, item.pk)
    return render(request, "publishing/place.html", {"item": item, "form": form}, status=422 if form.errors else 200)
