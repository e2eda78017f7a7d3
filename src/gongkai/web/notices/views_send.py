"""The seal, the dispatch, the service, and the letter as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gongkai.documents.letters import docx, pdf
from gongkai.errors import GongkaiError, LetterIncomplete, NotPermitted
from gongkai.ledger.codes import SERVICE_WAYS
from gongkai.statute.letters import cite
from gongkai.statute.service import service_ways
from gongkai.web.applications.uploads import LARGEST, too_large
from gongkai.web.applications.views_steps import due_sentence
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags.words import glossed
from gongkai.web.entries.record import record_disclosure
from gongkai.web.notices import dispatch as sending
from gongkai.web.notices import models
from gongkai.web.notices.approval import APPROVERS
from gongkai.web.notices.facts import composed
from gongkai.web.notices.forms_steps import DispatchForm, LetterForm, ReplaceScanForm, ScanForm, SealForm, ServiceForm
from gongkai.web.notices.models import Letter, LetterFile
from gongkai.web.notices.papers import open_paper
from gongkai.web.notices.service import WAYS
from gongkai.web.notices.views import crumbs_of, find, may_send, show

Act = Callable[[LetterForm], Letter]


def _form_page(
    request: DeskRequest, row: Letter, form: LetterForm, title: str, button: str, act: Act, done: str, **more: Any
) -> HttpResponse:
    """A form about a letter: shown, or done and back to the letter; what is refused loses nothing."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                after = act(form)
            except NotPermitted as error:
                raise PermissionDenied from error
            except GongkaiError as error:
                form.add_error(None, say(error))
            else:
                messages.success(request, f"{done}{_due(after)}")
                return redirect("desk:letters:letter", after.office.code, after.matter_id, after.pk)
    values = {"letter": row, "crumbs": crumbs_of(row), "form": form, "title": title, "button": button} | more
    return render(request, "notices/form.html", values, status=status)


def _due(letter: Letter) -> str:
    """What became of the limit of the case, where the letter goes with an act."""
    if letter.application is None or not letter.act:
        return ""
    letter.application.refresh_from_db()
    return due_sentence(letter.application, local_today(), calendar_of(letter.office.calendar_region))


def _upload(form: LetterForm) -> sending.Upload | None:
    file: UploadedFile | None = form.cleaned_data.get("scan")
    if file is None:
        return None
    if (file.size or 0) > LARGEST:
        raise too_large(file.name or "")
    return (file.name or "", file.read())


def _given(request: DeskRequest, form_type: type[LetterForm], row: Letter, **more: Any) -> LetterForm:
    if request.method == "POST":
        return form_type(request.POST, request.FILES, **more)
    return form_type(initial={"version": row.version}, **more)


@desk_view("seal")
@never_cache
def seal(request: DeskRequest, pk: UUID, letter: UUID) -> HttpResponse:
    """Enter the use of the seal."""
    row = find(pk, letter)
    if row.status != models.APPROVED:
        return redirect("desk:letters:letter", row.office.code, pk, row.pk)

    def act(form: LetterForm) -> Letter:
        names = ("version", "on", "copies", "medium")
        values = {name: form.cleaned_data[name] for name in names}
        return sending.seal(request.officer, row.pk, scan=_upload(form), **values)

    form = _given(request, SealForm, row)
    return _form_page(request, row, form, gettext("用印登记"), gettext("登记用印"), act, gettext("已登记用印。"))


@desk_view("seal")
@never_cache
def scan(request: DeskRequest, pk: UUID, letter: UUID) -> HttpResponse:
    """Keep the sealed scan as the original that is served."""
    row = find(pk, letter)
    if row.status not in (models.SEALED, *models.SENT) or row.original is not None:
        return redirect("desk:letters:letter", row.office.code, pk, row.pk)

    def act(form: LetterForm) -> Letter:
        upload = _upload(form)
        assert upload is not None  # the form wants one
        return sending.add_scan(request.officer, row.pk, version=form.cleaned_data["version"], scan=upload)

    form = _given(request, ScanForm, row)
    return _form_page(request, row, form, gettext("上传盖章件"), gettext("上传"), act, gettext("已保存盖章件。"))


@desk_view("seal")
@never_cache
def replace_scan(request: DeskRequest, pk: UUID, letter: UUID) -> HttpResponse:
    """Put another sealed scan in the place of a wrong one, before the letter goes out."""
    row = find(pk, letter)
    if row.status != models.SEALED or row.original is None:
        return redirect("desk:letters:letter", row.office.code, pk, row.pk)

    def act(form: LetterForm) -> Letter:
        upload = _upload(form)
        assert upload is not None  # the form wants one
        values = {name: form.cleaned_data[name] for name in ("version", "reason")}
        return sending.replace_scan(request.officer, row.pk, scan=upload, **values)

    form = _given(request, ReplaceScanForm, row)
    return _form_page(request, row, form, gettext("更换盖章件"), gettext("更换"), act, gettext("已更换盖章件。"))


@desk_view("see_cases")
@never_cache
def dispatch(request: DeskRequest, pk: UUID, letter: UUID) -> HttpResponse:
    """Send the letter out and record its act."""
    row = find(pk, letter)
    if not may_send(request.officer, row):
        raise PermissionDenied
    if row.status != models.SEALED:
        return redirect("desk:letters:letter", row.office.code, pk, row.pk)

    def act(form: LetterForm) -> Letter:
        return sending.dispatch(request.officer, row.pk, **form.cleaned_data)

    form = _given(request, DispatchForm, row)
    if not sending.may_deliver_online(row.office):
        form.fields["way"].choices = [one for one in glossed(SERVICE_WAYS)() if one[0] != "electronic"]
    if row.entry is not None and request.method == "GET":
        form.fields["on"].initial = row.event.get("on")
    title, button = gettext("发出文书"), gettext("登记发出")
    records = row.act if row.entry is None else ""
    answers = sending.answers_challenge(row)
    return _form_page(request, row, form, title, button, act, gettext("已登记发出。"), records=records, answers=answers)


@desk_view("served")
@never_cache
def service(request: DeskRequest, pk: UUID, letter: UUID) -> HttpResponse:
    """Enter the proof of service; first the way, then what proves it."""
    row = find(pk, letter)
    if row.status != models.DISPATCHED:
        return redirect("desk:letters:letter", row.office.code, pk, row.pk)
    way = request.POST.get("way") or request.GET.get("way", "")
    if way not in WAYS:
        usual = {known.ledger: code for code, known in reversed(WAYS.items())}.get(row.sent_by, "post")
        ways = [(code, known.label) for code, known in WAYS.items()]
        values = {"letter": row, "crumbs": crumbs_of(row), "ways": ways, "usual": usual}
        return render(request, "notices/service.html", values)

    def act(form: LetterForm) -> Letter:
        assert isinstance(form, ServiceForm)
        version = form.cleaned_data["version"]
        return sending.serve(request.officer, row.pk, version=version, way=way, proof=form.proof(), scan=_upload(form))

    form = _given(request, ServiceForm, row, way=way)
    if "tracking" in form.fields:
        form.fields["tracking"].initial = row.tracking
    if "posted_on" in form.fields:
        form.fields["posted_on"].initial = row.sent_on
    title = gettext("登记送达：%(way)s") % {"way": WAYS[way].label}
    legal = service_ways()[way]
    more = {"way": way, "article": cite([f"civil_procedure:{legal.article}"]), "days": legal.days}
    return _form_page(request, row, form, title, gettext("登记送达"), act, gettext("已登记送达。"), **more)


# --- the letter as a file -----------------------------------------------------------------------------------------

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _may_read(request: DeskRequest, row: Letter) -> None:
    """A letter bears the applicant's name: for those who may see it, and those whose turn it is to approve."""
    turn = row.next_role
    if not request.officer.may("reveal") and not (turn and request.officer.may(APPROVERS[turn])):
        raise PermissionDenied


@desk_view("see_cases")
@never_cache
@require_GET
def as_pdf(request: DeskRequest, pk: UUID, letter: UUID) -> HttpResponse:
    """The letter in the browser: as it would be now, or as it was issued."""
    row = find(pk, letter)
    _may_read(request, row)

    def data() -> bytes:
        if row.issued is not None:
            return open_paper(row.issued)
        return pdf.render(composed(row))

    return _file(request, row, data, PDF, "pdf", gettext("查看文书"))


@desk_view("see_cases")
@never_cache
@require_GET
def as_docx(request: DeskRequest, pk: UUID, letter: UUID) -> HttpResponse:
    """The letter to load as DOCX."""
    row = find(pk, letter)
    _may_read(request, row)
    return _file(request, row, lambda: docx.render(composed(row)), DOCX, "docx", gettext("下载文书"))


@desk_view("see_cases")
@never_cache
@require_GET
def proof(request: DeskRequest, pk: UUID, letter: UUID) -> HttpResponse:
    """The proof of service (送达回证) to print and have signed."""
    row = find(pk, letter)
    _may_read(request, row)
    make = lambda: sending.service_proof(row, on=row.sent_on or local_today())  # noqa: E731
    return _file(request, row, make, PDF, "pdf", gettext("打印送达回证"), gettext("送达回证"))


def _file(
    request: DeskRequest,
    row: Letter,
    make: Callable[[], bytes],
    media_type: str,
    ending: str,
    why: str,
    title: str = "",
) -> HttpResponse:
    """A file with personal data: that it was shown is recorded. One that cannot be made says why on the letter's page."""
    try:
        data = make()
    except GongkaiError as error:
        if not isinstance(error, LetterIncomplete):
            messages.error(request, say(error))
        return show(request, row, status=422)
    with transaction.atomic():
        record_disclosure(row.office, "letter_shown", row.subject, by=request.officer.username, reason=why)
    return _answer(data, media_type, f"{title}{row.title}{row.number or row.subject}.{ending}")


@desk_view("reveal")
@never_cache
@require_GET
def paper(request: DeskRequest, pk: UUID, letter: UUID, paper: UUID) -> HttpResponse:
    """A sealed scan or a proof of service of a letter that belongs to no case."""
    row = find(pk, letter)
    found = get_object_or_404(LetterFile, letter=row, pk=paper)
    try:
        data = open_paper(found)
    except GongkaiError as error:
        messages.error(request, say(error))
        return show(request, row, status=422)
    with transaction.atomic():
        record_disclosure(row.office, "file_opened", row.subject, by=request.officer.username, reason=found.name)
    return _answer(data, found.media_type, found.name)


def _answer(data: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to look at where it is a PDF, else to load; kept by nobody on the way."""
    response = HttpResponse(data, content_type=media_type)
    header = content_disposition_header(as_attachment=media_type != PDF, filename=name)
    response["Content-Disposition"] = header or ""
    response["X-Content-Type-Options"] = "nosniff"
    # "sandbox" keeps Chromium from showing a PDF at all; the file is ours and holds no script
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    response["Cache-Control"] = "no-store"
    return response
