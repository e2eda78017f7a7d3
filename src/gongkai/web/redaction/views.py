"""Marking an original: its page with the marks over it, forms for those without script, fragments for `redact.js`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from gongkai.documents.redact.model import HINT_KINDS, Box, Mark, numbered_grounds
from gongkai.errors import GongkaiError
from gongkai.web.applications.models import CaseFile
from gongkai.web.desk.guard import desk_view
from gongkai.web.desk.saying import say
from gongkai.web.jobs.actions import ask, unfinished
from gongkai.web.redaction import work
from gongkai.web.redaction.actions import add_marks, begin, change_mark, is_long_to_begin, remove_mark
from gongkai.web.redaction.forms import FindForm, GroundForm, MarkForm, PlacesForm, place_text
from gongkai.web.redaction.models import RedactedCopy, Redaction, RedactionMark, digest_of
from gongkai.web.redaction.pictures import picture_of
from gongkai.web.redaction.queries import by_ground, find, hints_of, is_covered, names_of

MOST_SHOWN = 200


@desk_view("redact")
@require_GET
def page(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """One page of an original with its marks; before the work has begun, the button that begins it."""
    original = original_of(pk, file)
    redaction = Redaction.objects.filter(original=original).first()
    if redaction is None:
        return _begin_page(request, original)
    return show_page(request, redaction, number_of(request, redaction.page_count))


@desk_view("redact")
@require_POST
def begin_work(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """Open the original; one that cannot be opened is said in one sentence."""
    original, officer = original_of(pk, file), request.officer
    try:
        if is_long_to_begin(officer, original):
            job = ask(officer, "redaction_begin", str(original.pk), back=address(original, "page"))
            return redirect("desk:jobs:job", original.application.office.code, job.pk)
        begin(officer, original)
    except GongkaiError as error:
        return _begin_page(request, original, error=say(error))
    return redirect(address(original, "page"))


def _begin_page(request: HttpRequest, original: CaseFile, *, error: str = "") -> HttpResponse:
    job = unfinished("redaction_begin", [str(original.pk)]).get(str(original.pk))
    values = {"case": original.application, "file": original, "error": error, "job": job}
    values["is_mine"] = job and job.by == request.officer.username
    return render(request, "redaction/begin.html", values, status=422 if error else 200)


@desk_view("redact")
@require_GET
def page_picture(request: HttpRequest, pk: UUID, file: UUID, number: int) -> HttpResponse:
    """A page of the original as PNG; nobody keeps it."""
    original = original_of(pk, file)
    begun = Redaction.objects.filter(original=original).first()
    return picture_response(original, number, begun.page_count if begun else number)


def picture_response(file: CaseFile, number: int, page_count: int) -> HttpResponse:
    try:
        response = HttpResponse(picture_of(file, number, page_count), content_type="image/png")
    except GongkaiError as error:
        response = HttpResponse(say(error), content_type="text/plain; charset=utf-8", status=422)
    response["Cache-Control"] = "no-store"
    return response


# --- marks --------------------------------------------------------------------------------------------------------


@desk_view("redact")
@require_POST
def add(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """One mark by its place in percent."""
    redaction, form = redaction_of(pk, file), MarkForm(request.POST)
    return _do(request, redaction, form, "mark_form", lambda: _add(request, redaction, [form.mark()], form))


@desk_view("redact")
@require_POST
def change(request: HttpRequest, pk: UUID, file: UUID, mark: int) -> HttpResponse:
    """Another place, ground or note for a mark; or take it away (`do=remove`)."""
    redaction = redaction_of(pk, file)
    officer = request.officer
    if request.POST.get("do") == "remove":
        shape = VersionForm(request.POST)
        return _do(
            request,
            redaction,
            shape,
            "remove_form",
            lambda: remove_mark(officer, redaction.pk, mark, version=shape.cleaned_data["version"]),
        )
    form = MarkForm(request.POST, auto_id=f"m{mark}_%s")
    return _do(
        request,
        redaction,
        form,
        "change_form",
        lambda: change_mark(officer, redaction.pk, mark, form.mark(), version=form.cleaned_data["version"]),
        opened=mark,
    )


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


@desk_view("redact")
@require_POST
def add_places(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """Marks on places chosen from the hints or from what a search found; `every` takes all of either."""
    name, ids = ("find_places_form", "found_%s") if request.POST.get("text") else ("places_form", "hints_%s")
    redaction, form = redaction_of(pk, file), PlacesForm(request.POST, auto_id=ids)
    more: dict[str, Any] = {"text": request.POST.get("text", "")[:100], "chosen": set(request.POST.getlist("place"))}
    if form.is_valid():
        try:
            places = _places(redaction, form)
        except GongkaiError as error:
            places = []
            form.add_error(None, say(error))
        else:
            if not places:
                form.add_error(None, gettext("请先选择要标记的位置。"))

    def save() -> None:
        value = form.cleaned_data
        _add(request, redaction, [Mark(number, box, value["ground"], value["note"]) for number, box in places], form)

    return _do(request, redaction, form, name, save, **more)


def _places(redaction: Redaction, form: PlacesForm) -> list[tuple[int, Box]]:
    value = form.cleaned_data
    if value["every"] == "hints":
        return [(hint.page, hint.box) for hint in hints_of(redaction)]
    if value["every"] == "found":
        return [(word.page, word.box) for word in find(redaction, value["text"])]
    return list(value["place"])


def _add(request: HttpRequest, redaction: Redaction, marks: list[Mark], form: GroundForm) -> None:
    made = add_marks(request.officer, redaction.pk, marks, version=form.cleaned_data["version"])
    if not _wants_part(request):
        messages.success(request, gettext("已标记 %(count)d 处。") % {"count": len(made)})


@desk_view("redact")
def find_text(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """Where a text stands; by POST, for what is sought is often a name and belongs in no address."""
    redaction, form = redaction_of(pk, file), FindForm(request.POST)
    if request.method != "POST":
        return redirect(address(redaction.original, "page"))
    more: dict[str, Any] = {"find_form": form}
    if form.is_valid():
        more["text"] = form.cleaned_data["text"]
    return show_page(request, redaction, number_of(request, redaction.page_count), **more)


def _do(
    request: HttpRequest,
    redaction: Redaction,
    form: forms.Form,
    name: str,
    save: Callable[[], object],
    **more: Any,
) -> HttpResponse:
    """Save and go back to the page; what is refused is said there and nothing typed is lost."""
    number = number_of(request, redaction.page_count)
    if form.is_valid():
        try:
            save()
        except GongkaiError as error:
            redaction.refresh_from_db()
            form.add_error(None, say(error))
        else:
            if not _wants_part(request):
                return redirect(address(redaction.original, "page") + f"?page={number}")
            redaction.refresh_from_db()
            return render(request, "redaction/marks.html", _facts(request, redaction, number))
    if _wants_part(request):
        said = [text for found in form.errors.values() for text in found]
        values = _facts(request, redaction, number) | {"part_error": " ".join(dict.fromkeys(said))}
        return render(request, "redaction/marks.html", values, status=422)
    return show_page(request, redaction, number, **{name: form}, **more)


def _wants_part(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "redact"


# --- the page -----------------------------------------------------------------------------------------------------


def show_page(request: HttpRequest, redaction: Redaction, number: int, **more: Any) -> HttpResponse:
    """The page of the original. more: forms as they were sent, what was sought, what was refused."""
    values = _facts(request, redaction, number, **more)
    start = {"version": redaction.version, "page": number}
    is_wrong = "copy_error" in more or any(isinstance(form, forms.Form) and form.errors for form in more.values())
    text = more.get("text", "")
    values |= {
        "size": _pixels(redaction.pages[number - 1]),
        "picture": address(redaction.original, "picture", number),
        "numbers": range(1, redaction.page_count + 1),
        "is_full": request.GET.get("size") == "full",
        "mark_form": MarkForm(initial=start),
        "places_form": GroundForm(initial=start, auto_id="hints_%s"),
        "find_places_form": GroundForm(initial=start, auto_id="found_%s"),
        "find_form": FindForm(),
        "hints": _hints(redaction, values["all_marks"]),
        "copies": _copies(redaction, values["all_marks"]),
        "job": unfinished("redacted_copy", [str(redaction.pk)]).get(str(redaction.pk)),
        **more,
    }
    if text:
        try:
            values |= _found(redaction, text, values["all_marks"])
        except GongkaiError as error:
            values["find_error"], is_wrong = say(error), True
    if values["mark_form"].is_bound:  # sent again, it counts for what is shown now
        values["mark_form"].data = values["mark_form"].data.copy()
        values["mark_form"].data["version"] = str(redaction.version)
    return render(request, "redaction/page.html", values, status=422 if is_wrong else 200)


def _facts(request: HttpRequest, redaction: Redaction, number: int, **more: Any) -> dict[str, Any]:
    """What the list of marks needs, with which the overlay is drawn."""
    original = redaction.original
    marks = list(RedactionMark.objects.filter(redaction=redaction))
    known = numbered_grounds()
    released = RedactedCopy.objects.filter(redaction=redaction).exclude(released_at=None).exists()
    failed = more.get("change_form")
    here, names = [], names_of(mark.by for mark in marks)
    for index, mark in enumerate(marks, 1):
        if mark.page == number:
            form = failed if failed is not None and more.get("opened") == mark.pk else _form_of(mark, redaction.version)
            here.append((index, mark, *known[mark.ground], _percents(mark), form, names.get(mark.by, mark.by)))
    return {
        "case": original.application,
        "file": original,
        "redaction": redaction,
        "number": number,
        "all_marks": marks,
        "here": here,
        "summary": by_ground(original.name, marks),
        "is_locked": released,
        "opened": more.get("opened") if failed is not None and failed.errors else None,
        "remove_form": more.get("remove_form"),
    }


def _percents(mark: RedactionMark) -> dict[str, str]:
    sides = {
        "left": mark.left,
        "top": mark.top,
        "width": mark.right - mark.left,
        "height": mark.bottom - mark.top,
    }
    return {name: f"{100 * side:.4f}" for name, side in sides.items()}


def _form_of(mark: RedactionMark, version: int) -> MarkForm:
    start = _percents(mark) | {"version": version, "page": mark.page, "ground": mark.ground, "note": mark.note}
    return MarkForm(initial=start, auto_id=f"m{mark.pk}_%s")


def _hints(redaction: Redaction, marks: list[RedactionMark]) -> dict[str, Any]:
    found = [
        (hint, HINT_KINDS.get(hint.kind, hint.kind), place_text(hint.page, hint.box))
        for hint in hints_of(redaction)
        if not is_covered(marks, hint.page, hint.box)
    ]
    return {"rows": found[:MOST_SHOWN], "count": len(found), "all": len(redaction.hints)}


def _found(redaction: Redaction, text: str, marks: list[RedactionMark]) -> dict[str, Any]:
    words = find(redaction, text)
    rows = [
        (word, place_text(word.page, word.box), is_covered(marks, word.page, word.box)) for word in words[:MOST_SHOWN]
    ]
    return {"found": rows, "found_count": len(words)}


def _copies(redaction: Redaction, marks: list[RedactionMark]) -> list[tuple[RedactedCopy, bool]]:
    """The copies, newest first, each with whether the marks have changed since."""
    now = digest_of([mark.plain() for mark in marks])
    rows = named(RedactedCopy.objects.filter(redaction=redaction).select_related("file"))
    return [(copy, copy.marks != now) for copy in rows]


def named(copies: Iterable[RedactedCopy]) -> list[RedactedCopy]:
    """The copies with the names of who made and released them, as `maker` and `releaser`."""
    rows = list(copies)
    names = names_of(name for copy in rows for name in (copy.made_by, copy.released_by))
    for copy in rows:
        copy.maker = names.get(copy.made_by, copy.made_by)
        copy.releaser = names.get(copy.released_by, copy.released_by)
    return rows


def _pixels(points: list[float]) -> tuple[int, int]:
    return round(points[0] * work.SHOWN_DPI / 72), round(points[1] * work.SHOWN_DPI / 72)


# --- shared -------------------------------------------------------------------------------------------------------


def original_of(pk: UUID, file: UUID) -> CaseFile:
    rows = CaseFile.objects.select_related("application__office", "office")
    return get_object_or_404(rows, pk=file, application=pk, kind="original")


def redaction_of(pk: UUID, file: UUID) -> Redaction:
    rows = Redaction.objects.select_related("original__application__office", "original__office")
    return get_object_or_404(rows, original=file, original__application=pk)


def address(original: CaseFile, name: str, *more: object) -> str:
    args = [original.application.office.code, original.application_id, original.pk, *more]
    return reverse(f"desk:cases:redaction:{name}", args=args)


def number_of(request: HttpRequest, pages: int) -> int:
    """The page asked for, within the file; the first where none is."""
    asked = request.POST.get("page") or request.GET.get("page") or "1"
    return min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 6 else 1
