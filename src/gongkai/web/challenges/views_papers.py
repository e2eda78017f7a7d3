"""The office's papers in a challenge: the list of evidence from the case file, and the answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.documents.letters.model import Letter
from gongkai.errors import GongkaiError
from gongkai.web.challenges import actions, numbering, papers
from gongkai.web.challenges.forms import DraftForm, EvidenceForms, LetterForm, evidence_lines
from gongkai.web.challenges.models import Challenge, Evidence
from gongkai.web.challenges.views import get
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say


@desk_view("challenge")
@require_http_methods(["GET", "POST"])
def evidence(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The list of evidence: pick from the case file, word and order the lines."""
    one = get(pk)
    rows = list(one.evidence.all())
    lines = EvidenceForms(initial=[_initial(row) for row in rows], prefix="e")
    error = ""
    try:
        if "add" in request.POST:
            added = papers.picked(one, request.POST.getlist("pick"))
            actions.set_evidence(request.officer, one.pk, [*map(_line, rows), *added])
            return redirect("desk:challenges:evidence", request.office.code, one.pk)
        if request.method == "POST":
            lines = EvidenceForms(request.POST, prefix="e")
            if lines.is_valid():
                actions.set_evidence(request.officer, one.pk, evidence_lines(lines))
                messages.success(request, _("证据目录已保存。"))
                return redirect("desk:challenges:evidence", request.office.code, one.pk)
    except GongkaiError as refused:
        error = say(refused)
    files, entries = papers.candidates(one)
    taken = {f"file:{row.file_id}" for row in rows} | {f"entry:{row.entry}" for row in rows}
    context = {
        "one": one,
        "lines": lines,
        "error": error,
        "files": [each for each in files if each.key not in taken],
        "entries": [each for each in entries if each.key not in taken],
        "has_lines": bool(rows),
    }
    status = 422 if error or lines.is_bound else 200
    return render(request, "challenges/evidence.html", context, status=status)


def _initial(row: Evidence) -> dict[str, Any]:
    names = ("place", "name", "proves", "source", "pages", "entry")
    return {name: getattr(row, name) for name in names} | {"file": row.file_id}


def _line(row: Evidence) -> actions.EvidenceLine:
    return actions.EvidenceLine(row.name, row.proves, row.source, row.pages, row.file_id, row.entry)


@desk_view("see_cases")
@require_GET
def evidence_file(request: DeskRequest, pk: UUID, kind: str) -> HttpResponse:
    """The list of evidence as a paper."""
    if kind not in papers.FORMATS:
        raise Http404
    one = get(pk)
    try:
        letter = papers.evidence_list(one, list(one.evidence.all()), local_today())
        return _paper(letter, kind, f"证据目录-{one.number}")
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:challenges:page", request.office.code, one.pk)


@never_cache
@desk_view("challenge")
@require_http_methods(["GET", "POST"])
def answer(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The draft of the answer, and the paper made from it."""
    one = get(pk)
    draft = DraftForm(initial={"facts": one.facts, "arguments": one.arguments, "plea": one.plea}, prefix="d")
    letter = LetterForm(initial={"on": local_today()}, prefix="l")
    if request.method == "POST" and "save" in request.POST:
        draft = DraftForm(request.POST, prefix="d")
        if draft.is_valid():
            actions.describe(request.officer, one.pk, **draft.cleaned_data)
            messages.success(request, _("草稿已保存。"))
            return redirect("desk:challenges:answer", request.office.code, one.pk)
    elif request.method == "POST":
        letter = LetterForm(request.POST, prefix="l")
        if letter.is_valid():
            try:
                with transaction.atomic():  # no disclosure is recorded where the paper is refused
                    return _answer_paper(request, one, letter.cleaned_data)
            except GongkaiError as error:
                letter.add_error(None, say(error))
    title = _("行政复议答复书") if one.kind == "reconsideration" else _("行政诉讼答辩状")
    context = {"one": one, "draft": draft, "letter": letter, "title": title}
    return render(request, "challenges/answer.html", context, status=422 if draft.errors or letter.errors else 200)


def _answer_paper(request: DeskRequest, one: Challenge, given: dict[str, Any]) -> HttpResponse:
    name = given["applicant"].strip()
    if not name:
        name = papers.applicant_of(request.officer, one, reason=_("制作答复书、答辩状"))
    serial = numbering.answer_serial(request.officer, one.pk, given["on"])
    facts = papers.ResponseFacts(given["on"], name, serial)
    letter = papers.response(one, list(one.evidence.all()), facts)
    kind = request.POST.get("format", "docx")
    return _paper(letter, kind if kind in papers.FORMATS else "docx", f"{letter.title}-{one.number}")


def _paper(letter: Letter, kind: str, name: str) -> HttpResponse:
    media_type, render_letter = papers.FORMATS[kind]
    response = HttpResponse(render_letter(letter), content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
