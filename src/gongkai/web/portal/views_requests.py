"""Two requests beside applications: correct what is recorded about me (art. 41), publish this for all (art. 44)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from gongkai.statute.guide import statements
from gongkai.statute.outcomes import APPLICANTS
from gongkai.web.offices.models import Office
from gongkai.web.portal import intake as intakes
from gongkai.web.portal.actions import send_request
from gongkai.web.portal.door import office_view
from gongkai.web.portal.forms import NATURAL, REQUEST_FORMS, CorrectionForm, SuggestionForm
from gongkai.web.portal.guard import guard, send_if_proved
from gongkai.web.portal.models import CitizenRequest, Intake, StagedFile
from gongkai.web.portal.tickets import LEAST_SECONDS, Stamp, new_stamp

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
    if request.method == "POST":
        return _take_in(request, office, kind, applicant)
    return _form(request, office, kind, REQUEST_FORMS[kind](kind=applicant), new_stamp(), [], 200)


def edit_request(request: HttpRequest, office: Office, intake: Intake) -> HttpResponse:
    """The form again, with what was filled in."""
    content, kind = intake.content, intake.kind
    applicant = content.get("kind", NATURAL)
    if request.method == "POST":
        return _take_in(request, office, kind, applicant)
    form, stamp = REQUEST_FORMS[kind](initial=content, kind=applicant), new_stamp(intake.pk, ago=LEAST_SECONDS)
    return _form(request, office, kind, form, stamp, [], 200, list(intake.files.defer("sealed")))


def _take_in(request: HttpRequest, office: Office, kind: str, applicant: str) -> HttpResponse:
    """Keep what was filled in; with a proof of work it is sent, without one the check comes first."""
    form = REQUEST_FORMS[kind](request.POST, request.FILES, kind=applicant)
    stamp, wrong, status = guard(request)
    is_good = form.is_valid()
    staged: list[StagedFile] = []
    intake = None
    if not wrong:
        intake = intakes.begin(office, kind, stamp.id)
        if intake.sent_at is not None:
            return intakes.let_in(redirect("portal:receipt", office.code, intake.pk), intake)
        wrong = _keep(request, intake, form)
        if is_good and not wrong:
            intakes.fill(intake, form.to_content())
            to, wrong = send_if_proved(request, partial(send_request, office, intake.pk))
            if not wrong:
                return intakes.let_in(redirect(to, office.code, intake.pk), intake)
        staged = list(intake.files.defer("sealed"))
    response = _form(request, office, kind, form, stamp, wrong, status, staged)
    return intakes.let_in(response, intake) if intake is not None else response


def _keep(request: HttpRequest, intake: Intake, form: Form) -> list[str]:
    """Keep the files; returns what is wrong with them."""
    wrong: list[str] = []
    for name in form.file_fields:
        good, bad = intakes.read_uploads(request.FILES.getlist(name))
        wrong += bad + intakes.stage(intake, "application", good)
    return wrong


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
        "address": reverse("portal:new_request", args=[office.code, kind]),
    }
    return render(request, "portal/request_form.html", context, status=status)
