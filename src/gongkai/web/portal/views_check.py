"""After a form: the check before sending, the form once more, the receipt. The same for applications and requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from gongkai.errors import OfficeError
from gongkai.statute.periods import period
from gongkai.statute.receipt import channels
from gongkai.web.applications.files import CaseFile
from gongkai.web.applications.models import DELIVERIES, FORMS, Application
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.saying import say
from gongkai.web.offices.models import Office
from gongkai.web.people.models import ID_KINDS
from gongkai.web.portal import intake as intakes
from gongkai.web.portal.actions import clear_receipt, send_application, send_request, take_out, throw_away
from gongkai.web.portal.door import office_view
from gongkai.web.portal.forms import REQUEST_FORMS, ApplicationForm, PersonForm
from gongkai.web.portal.models import CitizenRequest, Intake
from gongkai.web.portal.views_apply import edit_application
from gongkai.web.portal.views_requests import edit_request

CALL_AFTER = 3
"""Working days after which an applicant who was not contacted should call: our advice, no limit of the law."""


def _opened(request: HttpRequest, office: Office, pk: UUID) -> Intake | None:
    """The intake this browser may see, of whichever kind."""
    return next(filter(None, (intakes.opened(request, office, kind, pk) for kind in Intake.KINDS)), None)


@office_view(methods=("GET", "POST"))
def edit(request: HttpRequest, office: Office, pk: UUID) -> HttpResponse:
    """The form again, with what was filled in."""
    intake = _opened(request, office, pk)
    if intake is None:
        return expired(request, office)
    if intake.sent_at is not None:
        return redirect("portal:receipt", office.code, pk)
    change = edit_application if intake.kind == "application" else edit_request
    return change(request, office, intake)


@office_view(methods=("GET", "POST"))
def check(request: HttpRequest, office: Office, pk: UUID) -> HttpResponse:
    """Everything as it will be sent; from here it is sent, changed or thrown away."""
    intake = _opened(request, office, pk)
    if intake is None:
        return expired(request, office)
    if intake.sent_at is not None:
        return redirect("portal:receipt", office.code, pk)
    wrong = ""
    try:
        done = _act(request, office, intake)
    except OfficeError as error:
        done, wrong = None, say(error)
    if done is not None:
        return done
    content = intake.content
    if not content:
        return redirect("portal:apply", office.code)
    context = {
        "office": office,
        "here": "apply" if intake.kind == "application" else "requests",
        "intake": intake,
        "applicant": content["kind"],
        "is_application": intake.kind == "application",
        "label": CitizenRequest.KINDS.get(intake.kind, ""),
        "lines": list(_lines(intake.kind, content)),
        "files": [(file, CaseFile.KINDS[file.kind]) for file in intake.files.defer("sealed")],
        "wrong": wrong,
        "reply": period("reply", local_today()),
    }
    return render(request, "portal/check.html", context, status=422 if wrong else 200)


def _act(request: HttpRequest, office: Office, intake: Intake) -> HttpResponse | None:
    """Do what a button asks; None where none was pressed."""
    act = request.POST.get("act", "")
    if act == "send":
        (send_application if intake.kind == "application" else send_request)(office, intake.pk)
        return redirect("portal:receipt", office.code, intake.pk)
    if act == "erase":
        throw_away(intake)
        return intakes.shut_out(redirect("portal:office", office.code), intake)
    if act == "remove":
        take_out(intake, _uuid(request.POST.get("file", "")))
        return redirect("portal:intake", office.code, intake.pk)
    return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _lines(kind: str, content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Label and value of everything that was filled in."""
    maker: type[PersonForm] = ApplicationForm if kind == "application" else REQUEST_FORMS[kind]
    form = maker(kind=content["kind"])
    words = {"id_kind": ID_KINDS, "form_wanted": FORMS, "delivery": DELIVERIES}
    for name in (*PersonForm.person_fields, *form.text_fields):
        value = content.get(name, "")
        if name in form.fields and value and (name != "id_kind" or content.get("id_number")):
            yield form.fields[name].label, words.get(name, {}).get(value, value)


@office_view(methods=("GET", "POST"))
def receipt(request: HttpRequest, office: Office, pk: UUID) -> HttpResponse:
    """Number, query code and what comes next. It can be loaded again while the cookie lasts, then never more."""
    intake = _opened(request, office, pk)
    if intake is None:
        return expired(request, office)
    if intake.sent_at is None:
        return redirect("portal:intake", office.code, pk)
    if request.method == "POST":  # the row stays, emptied, so that the form sent again files nothing
        clear_receipt(intake)
        return intakes.shut_out(redirect("portal:office", office.code), intake)
    sent = intake.content
    if not sent:
        return expired(request, office)
    address = request.build_absolute_uri(reverse("portal:office_status", args=[office.code]))
    today = local_today()
    context = {
        "office": office,
        "number": sent["number"],
        "code": f"{sent['code'][:5]}-{sent['code'][5:]}",
        "address": address,
        "qr": _qr(f"{address}?number={sent['number']}"),
        "is_application": intake.kind == "application",
        "kind": CitizenRequest.KINDS.get(intake.kind, ""),
        "channel": channels()["internet"],
        "reply": period("reply", today),
        "call_on": calendar_of(office.calendar_region).nth_working_day_after(today, CALL_AFTER),
        "case": Application.objects.filter(number=sent["number"]).first() if intake.kind == "application" else None,
    }
    return render(request, "portal/receipt.html", context)


def _qr(address: str) -> str:
    """A QR code as inline SVG. It opens the status page with the number filled in; the code is never part of it.

    Who photographs the receipt's QR code in a hall, or finds the address in a browser's history, learns a number that
    opens nothing; the code must be typed by the one who holds the receipt.
    """
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(scale=4, title=_("查询页面的二维码"), svgclass="qr", lineclass=None))


def expired(request: HttpRequest, office: Office) -> HttpResponse:
    return render(request, "portal/expired.html", {"office": office}, status=410)
