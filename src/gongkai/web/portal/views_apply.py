"""Applying: the kind of applicant, then the form. What comes after stands in `views_check`."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongkai.statute.guide import statements
from gongkai.statute.outcomes import APPLICANTS
from gongkai.web.offices.models import Office
from gongkai.web.portal import intake as intakes
from gongkai.web.portal.actions import send_application
from gongkai.web.portal.door import office_view
from gongkai.web.portal.forms import NATURAL, ApplicationForm
from gongkai.web.portal.guard import guard, send_if_proved
from gongkai.web.portal.models import Intake
from gongkai.web.portal.tickets import LEAST_SECONDS, Stamp, new_stamp


@office_view(methods=("GET", "POST"))
def apply(request: HttpRequest, office: Office) -> HttpResponse:
    """First the kind of applicant, by a link; then the form that fits."""
    kind = request.GET.get("kind", "")
    if kind not in APPLICANTS:
        return render(
            request,
            "portal/apply.html",
            {"office": office, "here": "apply", "organizations": APPLICANTS[1:], "contents": statements()["contents"]},
        )
    if request.method == "POST":
        return _take_in(request, office, kind)
    return _form(request, office, ApplicationForm(kind=kind), new_stamp())


def edit_application(request: HttpRequest, office: Office, intake: Intake) -> HttpResponse:
    """The form again, with what was filled in."""
    content = intake.content
    kind = content.get("kind", NATURAL)
    if request.method == "POST":
        return _take_in(request, office, kind)
    stamp = new_stamp(intake.pk, ago=LEAST_SECONDS)
    return _form(request, office, ApplicationForm(initial=content, kind=kind), stamp, intake)


def _take_in(request: HttpRequest, office: Office, kind: str) -> HttpResponse:
    """Keep what was filled in and go on to the check; or show the form again with what is wrong, files kept.

    With a proof of work, and the button that sends at once, it is sent without the check.
    """
    form = ApplicationForm(request.POST, request.FILES, kind=kind)
    stamp, wrong, status = guard(request)
    is_good = form.is_valid()
    intake = None
    if not wrong:
        intake = intakes.begin(office, "application", stamp.id)
        if intake.sent_at is not None:
            return intakes.let_in(redirect("portal:receipt", office.code, intake.pk), intake)
        for name in form.file_fields:
            good, bad = intakes.read_uploads(request.FILES.getlist(name))
            wrong += bad + intakes.stage(intake, name, good)
        if is_good and not wrong:
            intakes.fill(intake, form.to_content())
            to, wrong = send_if_proved(request, partial(send_application, office, intake.pk))
            if not wrong:
                return intakes.let_in(redirect(to, office.code, intake.pk), intake)
    response = _form(request, office, form, stamp, intake, wrong=wrong, status=status)
    return intakes.let_in(response, intake) if intake is not None else response


def _form(
    request: HttpRequest,
    office: Office,
    form: ApplicationForm,
    stamp: Stamp,
    intake: Intake | None = None,
    *,
    wrong: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "office": office,
        "here": "apply",
        "form": form,
        "stamp": stamp.text(),
        "wrong": wrong or [],
        "staged": list(intake.files.defer("sealed")) if intake is not None else [],
        "said": statements(),
        "file_fields": [form[name] for name in form.file_fields],
    }
    return render(request, "portal/apply_form.html", context, status=status)
