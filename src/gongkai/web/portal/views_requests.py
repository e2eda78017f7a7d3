"""Two requests beside applications: correct what is recorded about me (art. 41), publish this for all (art. 44)."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongkai.errors import OfficeError
from gongkai.statute.guide import statements
from gongkai.statute.outcomes import APPLICANTS
from gongkai.web.offices.models import Office
from gongkai.web.portal import intake as intakes
from gongkai.web.portal.actions import send_request
from gongkai.web.portal.door import office_view, say
from gongkai.web.portal.forms import NATURAL, REQUEST_FORMS, CorrectionForm, SuggestionForm
from gongkai.web.portal.models import CitizenRequest, Intake, StagedFile
from gongkai.web.portal.tickets import Stamp, new_stamp
from gongkai.web.portal.views_apply import guard

Form = CorrectionForm | SuggestionForm


@office_view()
def requests(request: HttpRequest, office: Office) -> HttpResponse:
    """Which of the two."""
    rules = [(kind, CitizenRequest.KINDS[kind], statements()[kind]) for kind in CitizenRequest.KINDS]
    return render(request, "portal/requests.html", {"office": office, "here": "requests", "rules": rules})


@office_view(methods=("GET", "POST"))
def new_request(request: HttpRequest, office: Office, kind: str) -> HttpResponse:
    """The form; sent twice, it makes one request and shows the same receipt."""
    if kind not in CitizenRequest.KINDS:
        raise Http404
    applicant = "other_org" if request.GET.get("by") == "organization" and kind == "correction" else NATURAL
    assert applicant in APPLICANTS
    maker = REQUEST_FORMS[kind]
    if request.method != "POST":
        return _form(request, office, kind, maker(kind=applicant), new_stamp(), [], 200)
    form = maker(request.POST, request.FILES, kind=applicant)
    stamp, wrong, status = guard(request)
    is_good, staged = form.is_valid(), []
    if not wrong:
        intake = intakes.begin(office, kind, stamp.id)
        if intake.sent_at is None:
            wrong = _keep(request, intake, form)
            if is_good and not wrong:
                wrong = _send(office, intake, form)
        if is_good and not wrong:
            return intakes.let_in(redirect("portal:receipt", office.code, intake.pk), intake)
        staged = list(intake.files.defer("sealed"))
    return _form(request, office, kind, form, stamp, wrong, status, staged)


def _keep(request: HttpRequest, intake: Intake, form: Form) -> list[str]:
    """Keep the files; returns what is wrong with them."""
    wrong: list[str] = []
    for name in form.file_fields:
        good, bad = intakes.read_uploads(request.FILES.getlist(name))
        wrong += bad + intakes.stage(intake, "application", good)
    return wrong


def _send(office: Office, intake: Intake, form: Form) -> list[str]:
    intakes.fill(intake, {key: value for key, value in form.cleaned_data.items() if key not in form.file_fields})
    try:
        send_request(office, intake.pk, form.text_fields)
    except OfficeError as error:
        return [say(error)]
    return []


def _form(
    request: HttpRequest,
    office: Office,
    kind: str,
    form: Form,
    stamp: Stamp,
    wrong: list[str],
    status: int,
    staged: Sequence[StagedFile] = (),
) -> HttpResponse:
    context = {
        "office": office,
        "here": "requests",
        "kind": kind,
        "label": CitizenRequest.KINDS[kind],
        "rule": statements()[kind],
        "form": form,
        "stamp": stamp.text(),
        "wrong": wrong,
        "staged": staged,
        "what": form.group([*form.text_fields, *form.file_fields]),
        "who": form.group(form.person_fields),
        "is_organization": form.kind != NATURAL,
    }
    return render(request, "portal/request_form.html", context, status=status)
