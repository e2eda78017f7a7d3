"""Making an item public: now or on a day, where it stands, taking it down; several at once; drafts for a platform."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError, OfficeError
from gongkai.ledger.clock import days_left
from gongkai.ledger.codes import ITEM_CHANNELS, TAKE_DOWN_CAUSES
from gongkai.ledger.item_acts import allowed_for_item
from gongkai.web.archive.vault import load
from gongkai.web.archive.views import download
from gongkai.web.channels import drafts
from gongkai.web.channels.boards import add_proof, read
from gongkai.web.channels.forms import ProofForm, ReleaseForm, ScheduleForm, TakeDownForm, WhereForm, place_name
from gongkai.web.channels.models import Proof, PutDraft
from gongkai.web.channels.releasing import OWN, Posting, put_up, ready, release_many, targets, where
from gongkai.web.channels.views import as_file
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.links import url_or_empty
from gongkai.web.desk.months import months
from gongkai.web.desk.saying import say
from gongkai.web.publishing.models import Item, Publication
from gongkai.web.publishing.reading import Reading, read_item
from gongkai.web.publishing.release import schedule, take_down, unschedule
from gongkai.web.publishing.rules import policy_of

RELEASE = "item_released"


@desk_view("see_items")
@require_http_methods(["GET", "POST"])
def publish(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Where an item stands and stood, its limit, and what may be done now."""
    item = _item(pk)
    reading = read_item(item)
    rows = list(item.publications.select_related("version").prefetch_related("proofs"))
    forms = _forms(request, item, reading, rows)
    if request.method == "POST":
        if not request.officer.may(RELEASE):
            raise PermissionDenied
        if _did(request, item, forms):
            return redirect("desk:channels:publish", request.office.code, item.pk)
    is_wrong = any(form.errors for form in forms.values())
    context = {"item": item, **forms, **_facts(request, item, reading, rows)}
    return render(request, "channels/publish.html", context, status=422 if is_wrong else 200)


def _item(pk: UUID) -> Item:
    return get_object_or_404(Item.objects.select_related("office", "category"), pk=pk)


def _facts(request: DeskRequest, item: Item, reading: Reading, rows: list[Publication]) -> dict[str, Any]:
    """What the page shows beside its forms."""
    clock, today = reading.clock, local_today()
    calendar = calendar_of(item.office.calendar_region)
    due = clock.due
    left = days_left(today, due.on, calendar) if due and due.on and clock.published_on is None else None
    trace = due.trace if due else ()
    return {
        "standing": [(row, place_name(row)) for row in rows if row.ended_on is None],
        "ended": [(row, place_name(row), _cause(row)) for row in reversed(rows) if row.ended_on is not None],
        "schedules": [(one, _place(one.channel, one.place)) for one in reading.state.schedules],
        "clock": clock,
        "due": due,
        "left": left,
        "months": months(trace),
        "counted": max((day.ordinal or 0 for day in trace), default=0),
        "week_days": [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")],
        "drafts": PutDraft.objects.filter(item=item)[:5],
        "may": request.officer.may(RELEASE),
        "is_ready": reading.state.review_closed_on(policy_of(item.office)) is not None,
        "today": today,
        "item_page": url_or_empty("desk:items:item", item.office.code, item.pk),
    }


def _cause(row: Publication) -> str:
    return _("换为新版本") if row.cause == "superseded" else TAKE_DOWN_CAUSES.get(row.cause, "")


def _place(channel: str, place: str) -> str:
    return _("本机关门户") if (channel, place) == ("website", "") else f"{ITEM_CHANNELS[channel]} {place}".strip()


def _forms(request: DeskRequest, item: Item, reading: Reading, rows: list[Publication]) -> dict[str, Any]:
    """The forms of what may be done now; the one that was sent is bound."""
    today, officer = local_today(), request.officer
    if not officer.may(RELEASE):
        return {}
    allowed = allowed_for_item(reading.state, policy_of(item.office), today)
    kinds: dict[str, tuple[Any, dict[str, Any], dict[str, Any]]] = {}
    if "item_released" in allowed:
        places = {"targets": targets(item.office, today)}
        kinds["release_form"] = (ReleaseForm, places, {"on": today, "where": OWN})
        kinds["schedule_form"] = (ScheduleForm, places, {"where": OWN})
    standing = [row for row in rows if row.ended_on is None]
    if standing:
        kinds["down_form"] = (TakeDownForm, {"standing_at": standing}, {"on": today})
    if rows:
        kinds["proof_form"] = (ProofForm, {"publications": rows}, {})
    asked = f"{request.POST.get('do', '')}_form"
    found = {}
    for name, (kind, more, initial) in kinds.items():
        bound = (request.POST, request.FILES) if request.method == "POST" and name == asked else ()
        found[name] = kind(*bound, **more, initial=initial, prefix=name.removesuffix("_form"))
    return found


def _did(request: DeskRequest, item: Item, forms: dict[str, Any]) -> bool:
    """Do what was asked; True where the page is to be shown anew."""
    do = request.POST.get("do", "")
    if do == "unschedule":
        return _unscheduled(request, item)
    form: Form | None = forms.get(f"{do}_form")
    if form is None:
        messages.error(request, _("现在不能办理这一步，请看页面上的说明。"))
        return True
    if not form.is_valid():
        return False
    try:
        said = {"release": _release, "schedule": _schedule, "down": _down, "proof": _proof}[do](request, item, form)
    except GongkaiError as error:
        form.add_error(None, say(error))
        return False
    messages.success(request, said)
    return True


def _revision(request: DeskRequest) -> int | None:
    seen = request.POST.get("revision", "")
    return int(seen) if seen.isdecimal() and len(seen) < 9 else None


def _release(request: DeskRequest, item: Item, form: Any) -> str:
    given = form.cleaned_data
    channel, place = where(item.office, given["where"], given["place"], given["on"])
    photo = read(given["photo"]) if given["photo"] else None
    posting = Posting(given["on"], given["link"], given["remove_on"], photo)
    put_up(request.officer, item.pk, channel, place, posting, revision=_revision(request))
    return _("已发布。")


def _schedule(request: DeskRequest, item: Item, form: Any) -> str:
    given = form.cleaned_data
    channel, place = where(item.office, given["where"], given["place"], given["release_on"])
    schedule(request.officer, item.pk, given["release_on"], channel=channel, place=place, revision=_revision(request))
    return _("已设定，到时自动发布。")


def _down(request: DeskRequest, item: Item, form: Any) -> str:
    given = form.cleaned_data
    row = Publication.objects.get(item=item, pk=given["which"])
    take_down(
        request.officer,
        item.pk,
        channel=row.channel,
        place=row.place,
        cause=given["cause"],
        reason=given["reason"],
        on=given["on"],
        revision=_revision(request),
    )
    return _("已撤下，原位置留有说明。")


def _proof(request: DeskRequest, item: Item, form: Any) -> str:
    row = Publication.objects.select_related("office", "item").get(item=item, pk=form.cleaned_data["which"])
    add_proof(request.officer, row, *read(form.cleaned_data["photo"]))
    return _("照片已保存。")


def _unscheduled(request: DeskRequest, item: Item) -> bool:
    channel, _bar, place = request.POST.get("which", "").partition("|")
    reason = request.POST.get("reason", "")
    try:
        unschedule(request.officer, item.pk, channel=channel, place=place, reason=reason, revision=_revision(request))
    except GongkaiError as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("已取消定时发布。"))
    return True


@desk_view("see_items")
@require_GET
def proof(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Load the photo of a posting."""
    row = get_object_or_404(Proof.objects.select_related("publication"), pk=pk)
    try:
        return download(row, load(row))
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:channels:publish", request.office.code, row.publication.item_id)


# --- several at once --------------------------------------------------------------------------------------------------


@desk_view(RELEASE)
@require_http_methods(["GET", "POST"])
def batch(request: DeskRequest) -> HttpResponse:
    """The items whose review is closed; release those that are ticked."""
    form = WhereForm(request.POST or None, targets=targets(request.office, local_today()), initial={"where": OWN})
    failed: list[tuple[Item, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            failed = _released(request, form)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            if not failed:
                return redirect("desk:channels:batch", request.office.code)
    context = {
        "form": form,
        "items": ready(request.office),
        "failed": failed,
        "ticked": set(request.POST.getlist("item")),
        "today": local_today(),
    }
    return render(request, "channels/batch.html", context, status=422 if form.errors or failed else 200)


def _released(request: DeskRequest, form: WhereForm) -> list[tuple[Item, str]]:
    """Release what is ticked; return those that were refused with the sentence."""
    given = form.cleaned_data
    channel, place = where(request.office, given["where"], given["place"], local_today())
    wanted = [pair for value in request.POST.getlist("item") if (pair := _pair(value)) is not None]
    done = release_many(request.officer, request.office, wanted, channel, place)
    n = sum(1 for one in done if one.error is None)
    if n:
        messages.success(request, ngettext("已发布 %(n)d 条。", "已发布 %(n)d 条。", n) % {"n": n})
    return [(one.item, say(one.error)) for one in done if one.error is not None]


def _pair(value: str) -> tuple[UUID, int] | None:
    """An item and the revision the officer saw."""
    pk, _colon, revision = value.partition(":")
    try:
        return UUID(pk), int(revision[:9])
    except ValueError:
        return None


# --- drafts for a platform --------------------------------------------------------------------------------------------


@desk_view(RELEASE)
@require_POST
def put_draft(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Put the reviewed version out as a draft."""
    item = _item(pk)
    try:
        row = drafts.put(request.officer, item.pk)
    except GongkaiError as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("草稿已输出：%(reference)s。") % {"reference": row.reference})
    return redirect("desk:channels:publish", request.office.code, item.pk)


@desk_view("see_items")
@require_GET
def draft(request: DeskRequest, pk: int) -> HttpResponse:
    """Load a draft as a zip."""
    row = get_object_or_404(PutDraft, pk=pk)
    try:
        return as_file(drafts.as_zip(row), row.reference, "zip", "application/zip")
    except OfficeError as error:
        messages.error(request, say(error))
        return redirect("desk:channels:publish", request.office.code, row.item_id)
