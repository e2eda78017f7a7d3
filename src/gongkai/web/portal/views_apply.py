"""Applying: the kind of applicant, the form, the check before sending, the receipt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from gongkai.errors import OfficeError
from gongkai.statute.guide import statements
from gongkai.statute.outcomes import APPLICANTS
from gongkai.statute.periods import period
from gongkai.statute.receipt import channels
from gongkai.web.applications.files import CaseFile
from gongkai.web.applications.models import DELIVERIES, FORMS, Application
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.offices.models import Office
from gongkai.web.people.models import ID_KINDS
from gongkai.web.portal import intake as intakes
from gongkai.web.portal import limits
from gongkai.web.portal.actions import send_application
from gongkai.web.portal.door import office_view, say
from gongkai.web.portal.forms import NATURAL, ApplicationForm, PersonForm
from gongkai.web.portal.models import CitizenRequest, Intake
from gongkai.web.portal.tickets import LEAST_SECONDS, Stamp, new_stamp, read_stamp

TRAP = "homepage"
"""A field nobody sees; a script fills it in."""
CALL_AFTER = 3
"""Working days after which an applicant who was not contacted should call: our advice, no limit of the law."""


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


@office_view(methods=("GET", "POST"))
def edit(request: HttpRequest, office: Office, pk: UUID) -> HttpResponse:
    """The form again, with what was filled in."""
    intake = intakes.opened(request, office, "application", pk)
    if intake is None:
        return expired(request, office)
    if intake.sent_at is not None:
        return redirect("portal:receipt", office.code, pk)
    content = intake.content
    kind = content.get("kind", NATURAL)
    if request.method == "POST":
        return _take_in(request, office, kind)
    return _form(request, office, ApplicationForm(initial=content, kind=kind), new_stamp(pk, ago=LEAST_SECONDS), intake)


def _take_in(request: HttpRequest, office: Office, kind: str) -> HttpResponse:
    """Keep what was filled in and go on to the check; or show the form again with what is wrong, files kept."""
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
            return intakes.let_in(redirect("portal:intake", office.code, intake.pk), intake)
    response = _form(request, office, form, stamp, intake, wrong=wrong, status=status)
    return intakes.let_in(response, intake) if intake is not None else response


def guard(request: HttpRequest) -> tuple[Stamp, list[str], int]:
    """What holds scripts off: a trap, a least time, a limit an address. Returns the form's stamp and what is wrong."""
    stamp = read_stamp(request.POST.get("stamp", ""))
    if stamp is None:
        return new_stamp(), [_("页面打开的时间太久，请核对内容后再次提交；填写的内容没有丢失。")], 422
    if request.POST.get(TRAP):
        return stamp, [_("请把“请勿填写”一栏留空，再次提交。")], 422
    if stamp.age < LEAST_SECONDS:
        return stamp, [_("提交得太快，请核对内容后再次提交。")], 422
    if not limits.hit(limits.FILING, limits.address_of(request)):
        return stamp, [_("这个网络地址提交的次数过多，请一小时后再试，或者通过电话、邮寄等其他渠道提出。")], 429
    return stamp, [], 422


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


@office_view(methods=("GET", "POST"))
def check(request: HttpRequest, office: Office, pk: UUID) -> HttpResponse:
    """Everything as it will be sent; from here it is sent, changed or thrown away."""
    intake = intakes.opened(request, office, "application", pk)
    if intake is None:
        return expired(request, office)
    if intake.sent_at is not None:
        return redirect("portal:receipt", office.code, pk)
    act, wrong = request.POST.get("act", ""), ""
    if act == "send":
        try:
            send_application(office, pk)
            return redirect("portal:receipt", office.code, pk)
        except OfficeError as error:
            wrong = say(error)
    elif act == "erase":
        response = intakes.shut_out(redirect("portal:office", office.code), intake)
        intake.delete()
        return response
    elif act == "remove":
        intake.files.filter(pk=_uuid(request.POST.get("file", ""))).delete()
        return redirect("portal:intake", office.code, pk)
    if not intake.content:
        return redirect("portal:apply", office.code)
    context = {
        "office": office,
        "here": "apply",
        "intake": intake,
        "lines": list(_lines(intake.content)),
        "files": [(file, CaseFile.KINDS[file.kind]) for file in intake.files.defer("sealed")],
        "wrong": wrong,
        "reply": period("reply", local_today()),
    }
    return render(request, "portal/check.html", context, status=422 if wrong else 200)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _lines(content: dict[str, Any]) -> Any:
    """Label and value of everything that was filled in."""
    form = ApplicationForm(kind=content["kind"])
    words = {"id_kind": ID_KINDS, "form_wanted": FORMS, "delivery": DELIVERIES}
    for name in (*PersonForm.person_fields, "content", "form_wanted", "delivery", "help_wanted"):
        value = content.get(name, "")
        if name in form.fields and value:
            yield form.fields[name].label, words.get(name, {}).get(value, value)


@office_view(methods=("GET", "POST"))
def receipt(request: HttpRequest, office: Office, pk: UUID) -> HttpResponse:
    """Number, query code and what comes next. It can be loaded again while the cookie lasts, then never more."""
    intake = next(filter(None, (intakes.opened(request, office, kind, pk) for kind in Intake.KINDS)), None)
    if intake is None:
        return expired(request, office)
    if intake.sent_at is None:
        return redirect("portal:intake", office.code, pk)
    if request.method == "POST":  # the row stays, emptied, so that the form sent again files nothing
        intakes.fill(intake, {})
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
