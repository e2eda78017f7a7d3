"""Files of a case: the list with its upload, loading one, sharing one with the applicant."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from gongkai.errors import GongkaiError, OfficeError
from gongkai.web.applications.files import attach, read_file, set_for_applicant
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.applications.uploads import (
    ACCEPT,
    ALLOWED_EN,
    ALLOWED_ZH,
    LARGEST,
    LARGEST_CASE,
    MEGABYTE,
    too_large,
)
from gongkai.web.desk.guard import desk_view
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags import words
from gongkai.web.desk.templatetags.words import is_english

MOST_AT_ONCE = 20


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One or more files chosen at once."""

    widget = SeveralFiles

    def clean(self, data: object, initial: object = None) -> list[UploadedFile]:
        chosen = data if isinstance(data, list | tuple) and data else [None]
        return [super(SeveralFilesField, self).clean(one, initial) for one in chosen]


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("材料类别"), choices=lambda: [("", "—"), *CaseFile.KINDS.items()])
    files = SeveralFilesField(
        label=_("文件"), allow_empty_file=True, widget=SeveralFiles(attrs={"accept": ACCEPT}), max_length=None
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = gettext(
            "可多选。%(types)s；每个文件不超过%(one)dMB，本件材料合计不超过%(all)dMB。文件加密保存。"
        ) % {
            "types": ALLOWED_EN if is_english() else ALLOWED_ZH,
            "one": LARGEST // MEGABYTE,
            "all": LARGEST_CASE // MEGABYTE,
        }


@desk_view("see_cases")
def files(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The files of a case, and more of them. Each is taken in by itself: one that is refused does not lose the others."""
    case = _case(pk)
    may_attach = request.officer.may("attach")
    form = UploadForm()
    if request.method == "POST":
        if not may_attach:
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid() and _take_in(request, case, form):
            return redirect("desk:cases:files", case.office.code, case.pk)
    values = {
        "case": case,
        "form": form if may_attach else None,
        "rows": CaseFile.objects.filter(application=case).defer("wrapped_key"),
        "may_reveal": request.officer.may("reveal"),
    }
    return render(request, "applications/files.html", values, status=422 if form.errors else 200)


def _take_in(request: HttpRequest, case: Application, form: UploadForm) -> bool:
    """Take each chosen file in; what was refused stands as an error of the form. True where none was."""
    kept = []
    for upload in form.cleaned_data["files"][:MOST_AT_ONCE]:
        name = upload.name or ""
        try:
            if (upload.size or 0) > LARGEST:
                raise too_large(name)
            made = attach(request.officer, case.office, case, form.cleaned_data["kind"], name, upload.read())
        except OfficeError as error:
            form.add_error("files", say(error))
        else:
            kept.append(made.name)
    if kept:
        messages.success(request, gettext("已保存：%(names)s。") % {"names": words.listed(kept)})
    return not form.errors


@desk_view("see_cases")
@require_GET
def file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """Load one file; it is never shown inside a page. What may hold personal data leaves an entry."""
    row = _file(pk, file)
    officer = request.officer
    if row.kind in CaseFile.REVEALING and not officer.may("reveal"):
        raise PermissionDenied
    try:
        data = read_file(row, by=officer.username, reason=gettext("下载%(kind)s") % {"kind": row.get_kind_display()})
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:cases:files", row.office.code, row.application_id)
    return download(row, data)


def download(file: CaseFile, data: bytes) -> HttpResponse:
    """The bytes of a file as a browser must save and never open in the page's name."""
    response = HttpResponse(data, content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response


@desk_view("attach")
@require_POST
def share(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """Let the applicant load a file from the status page, or no longer."""
    row = _file(pk, file)
    wanted = request.POST.get("shared") == "1"
    try:
        set_for_applicant(request.officer, row, is_for_applicant=wanted)
    except GongkaiError as error:
        messages.error(request, say(error))
    else:
        text = gettext("申请人可以下载“%(name)s”。") if wanted else gettext("“%(name)s”不再提供给申请人。")
        messages.success(request, text % {"name": row.name})
    return redirect("desk:cases:files", row.office.code, row.application_id)


def _case(pk: UUID) -> Application:
    return get_object_or_404(Application.objects.select_related("office"), pk=pk)


def _file(pk: UUID, file: UUID) -> CaseFile:
    return get_object_or_404(CaseFile.objects.select_related("office", "application"), pk=file, application=pk)
