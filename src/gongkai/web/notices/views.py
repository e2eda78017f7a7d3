"""Drafting a letter and deciding on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongkai.documents.letters.elements import Missing
from gongkai.errors import GongkaiError, NotPermitted, OfficeError
from gongkai.statute.letters import cite, letter_kind
from gongkai.web.accounts.models import User
from gongkai.web.applications.models import Application
from gongkai.web.applications.panels import open_page
from gongkai.web.challenges.models import Challenge
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags import words
from gongkai.web.notices import actions, models
from gongkai.web.notices.approval import APPROVERS, is_sole
from gongkai.web.notices.dispatch import answers_challenge, may_deliver_online
from gongkai.web.notices.facts import missing_of
from gongkai.web.notices.forms import MORE_ROWS, SPARE_ROWS, DraftForm
from gongkai.web.notices.forms_steps import DecideForm
from gongkai.web.notices.models import Letter
from gongkai.web.notices.panel import groups_of
from gongkai.web.notices.passages import mismatches
from gongkai.web.notices.service import EVIDENCE, WAYS
from gongkai.web.offices.policy import Officer
from gongkai.web.portal.models import CitizenRequest


def find(pk: UUID, letter: UUID) -> Letter:
    """A letter of something of this office; anything else is no page. pk: of what it belongs to."""
    row = get_object_or_404(actions.with_matter().select_related(*_FILES), pk=letter)
    if row.matter_id != pk:
        raise Http404
    return row


_FILES = ("pdf_file", "sealed_file", "pdf_paper", "sealed_paper")


def home_of(row: Letter) -> tuple[str, list[Any]]:
    """Name and parts of the page of what a letter belongs to."""
    if row.request is not None:
        return "desk:request", [row.office.code, row.request.pk]
    if row.challenge is not None:
        return "desk:challenges:page", [row.office.code, row.challenge.pk]
    return "desk:cases:case", [row.office.code, row.matter_id]


def crumbs_of(row: Letter) -> list[tuple[str, str]]:
    """Addresses and words of the pages above a letter."""
    lists = {"desk:request": "desk:requests", "desk:challenges:page": "desk:challenges:list"}
    names = {"desk:request": gettext("更正与建议"), "desk:challenges:page": gettext("复议诉讼")}
    home, parts = home_of(row)
    above = reverse(lists.get(home, "desk:cases:list"), args=parts[:1])
    number = row.challenge.number if row.challenge is not None else row.subject
    return [(above, names.get(home, gettext("案件"))), (reverse(home, args=parts), number)]


@desk_view("draft_letter")
@require_POST
def draft(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Open a letter: one that fits now, or that of an act recorded without one."""
    case = get_object_or_404(Application.objects.select_related("office", "person"), pk=pk)
    try:
        made = _draft(request, case)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:cases:case", case.office.code, case.pk)
    return redirect("desk:letters:edit", case.office.code, case.pk, made.pk)


@desk_view("draft_letter")
@require_POST
def draft_for_request(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Open a letter about a request to correct."""
    row = get_object_or_404(CitizenRequest.objects.select_related("office", "person"), pk=pk)
    try:
        made = actions.draft_for_request(request.officer, row, request.POST.get("kind", ""))
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:request", row.office.code, row.pk)
    return redirect("desk:letters:edit", row.office.code, made.matter_id, made.pk)


@desk_view("draft_letter")
@require_POST
def draft_for_challenge(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Open the office's answer in a reconsideration or suit."""
    row = get_object_or_404(Challenge.objects.select_related("office", "application__office"), pk=pk)
    try:
        made = actions.draft_for_challenge(request.officer, row)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:challenges:page", row.office.code, row.pk)
    return redirect("desk:letters:edit", row.office.code, made.matter_id, made.pk)


def _draft(request: DeskRequest, case: Application) -> Letter:
    sequence = request.POST.get("entry", "")
    if sequence.isdecimal() and len(sequence) < 18:
        return actions.draft_afterwards(request.officer, case, int(sequence))
    wanted = request.POST.get("choice", "")
    members = [one for _label, group in groups_of(open_page(case, request.officer)) for one in group]
    choice = next((one for one in members if one.code == wanted), None)
    if choice is None:
        raise OfficeError("Choose a letter that fits now.", zh="请选择目前可以起草的文书。")
    return actions.draft(request.officer, case, choice.kind, choice.event)


@desk_view("draft_letter")
@never_cache
def edit(request: DeskRequest, pk: UUID, letter: UUID) -> HttpResponse:
    """Write the letter. What is missing is told beside the form; a draft is kept however much is missing."""
    row = find(pk, letter)
    if row.status not in models.EDITABLE:
        return redirect("desk:letters:letter", row.office.code, pk, row.pk)
    home, parts = home_of(row)
    spare = MORE_ROWS if "more" in request.GET else SPARE_ROWS
    try:
        form = DraftForm(request.POST or None, letter=row, spare=spare)
    except LookupError:  # the receipt of the case does not stand
        messages.error(request, gettext("本件的收件记录已作废，不能起草文书。"))
        return redirect(home, *parts)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.write(request.officer, row.pk, form.written(), version=form.cleaned_data["version"])
            except GongkaiError as error:
                form.add_error(None, say(error))
            else:
                return _after_writing(request, row)
    values = {"letter": row, "crumbs": crumbs_of(row), "form": form, "kind": form.kind, "given": given_by_case(form)}
    values |= {"mismatches": mismatches(row), **lacking(row, form.anchors)}
    return render(request, "notices/edit.html", values, status=status)


def _after_writing(request: DeskRequest, row: Letter) -> HttpResponse:
    """Stay on the form while something is missing, else go on to the letter."""
    page = "letter" if "done" in request.POST else "edit"
    messages.success(request, gettext("已保存。"))
    address = reverse(f"desk:letters:{page}", args=[row.office.code, row.matter_id, row.pk])
    return redirect(f"{address}?more=1#rows" if "more" in request.POST else address)


def given_by_case(form: DraftForm) -> list[tuple[str, str]]:
    """What the letter takes from the case by itself, with names masked."""
    facts = form.facts
    found = [
        (gettext("申请编号"), facts.application),
        (gettext("收到日期"), facts.received_on),
        (gettext("要求更正的内容") if form.letter.request else gettext("所需信息"), facts.request),
        (gettext("收到补正的日期"), facts.supplemented_on),
        (gettext("原答复期限"), facts.original_due_on),
        (gettext("截止日期"), facts.due_on if "due_on" not in form.fields else None),
        (gettext("征求意见"), words.listed(one.to for one in facts.consulted)),
        (gettext("案号"), facts.text("case_number") if "said_case_number" not in form.fields else ""),
        (gettext("收到材料的日期"), facts.papers_received_on),
    ]
    return [(label, value) for label, value in found if value]


def lacking(row: Letter, anchors: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What a letter still lacks, each with the field that would say it."""
    try:
        found = missing_of(row)
    except GongkaiError as error:
        return {"lacking": [], "lacking_error": say(error)}
    except LookupError:
        return {"lacking": [], "lacking_error": gettext("本件的收件记录已作废，不能生成文书。")}
    return {"lacking": [(missing_name(one), (anchors or {}).get(one[0], "")) for one in found]}


def missing_name(one: Missing) -> str:
    return one[2] if (get_language() or "").startswith("en") else one[1]


@desk_view("see_cases")
@never_cache
def letter(request: DeskRequest, pk: UUID, letter: UUID) -> HttpResponse:
    """One letter: where it stands, what can be done with it now."""
    return show(request, find(pk, letter))


def show(request: DeskRequest, row: Letter, *, form: DecideForm | None = None, status: int = 200) -> HttpResponse:
    officer, kind = request.officer, letter_kind(row.kind, row.dated_on)
    opinions = list(row.opinions.all())
    seals, services = list(row.seals.all()), list(row.services.select_related("file", "paper"))
    replaced = list(row.replaced_scans.select_related("file", "paper"))
    names = _names(row, opinions, seals, services, replaced)
    may_read = officer.may("reveal") or (row.next_role and officer.may(APPROVERS[row.next_role]))
    struck = actions.is_struck(row)
    values = {
        "letter": row,
        "crumbs": crumbs_of(row),
        "is_struck": struck,
        "is_free": bool(row.act) and row.entry is None and row.status in models.SENT,
        "replaced": [(one, names.get(one.by, one.by)) for one in replaced],
        "answers": answers_challenge(row),
        "kind": kind,
        "basis": cite(kind.articles),
        "form": form or DecideForm(initial={"version": row.version}, auto_id="decide_%s"),
        "opinions": [(one, names.get(one.who, one.who)) for one in opinions],
        "seals": [(one, names.get(one.by, one.by)) for one in seals],
        "services": [(one, WAYS[one.way].label, _proof(one.way, one.proof)) for one in services],
        "drafter": names.get(row.drafter, row.drafter),
        "order": [(role, at < row.place) for at, role in enumerate(row.order)],
        "may_read": may_read,
        "can": _can(request, row, is_form=kind.shape == "form", is_struck=struck),
        "is_form": kind.shape == "form",
        "e_delivery": may_deliver_online(row.office),
        "changes_clock": bool(row.act) and row.entry is None,
    }
    if row.status in models.EDITABLE + models.IN_APPROVAL:
        values |= {"mismatches": mismatches(row), **lacking(row)}
    return render(request, "notices/letter.html", values, status=status)


def _names(row: Letter, opinions: list[Any], *others: list[Any]) -> dict[str, str]:
    wanted = {row.drafter, *(one.who for one in opinions), *(one.by for each in others for one in each)}
    return {user.username: str(user) for user in User.objects.filter(username__in=wanted)}


def _proof(way: str, proof: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    known = WAYS[way]
    found = [
        (label, words.day(date.fromisoformat(proof[name]))) for name, label in known.dates.items() if proof.get(name)
    ]
    found += [(label, proof.get(name, "")) for name, label in known.texts.items()]
    if proof.get("evidence"):
        found.append((gettext("拒绝签收的证明方式"), EVIDENCE[proof["evidence"]]))
    return found


def _can(request: DeskRequest, row: Letter, *, is_form: bool, is_struck: bool) -> dict[str, bool]:
    """What the officer may do with the letter as it stands; one whose act was struck out is released or voided."""
    officer, status = request.officer, row.status
    drafts, turn = officer.may("draft_letter"), row.next_role
    voids = officer.may("void" if row.number else "draft_letter")
    voidable = (*models.ON_THE_WAY, *(models.SENT if is_struck else ()))
    ends = {"void": voids and status in voidable, "release": drafts and is_struck and status != models.VOID}
    if is_struck:
        return ends
    is_mine = officer.username in row.authors
    my_turn = bool(turn) and officer.may(APPROVERS[turn])
    seals, has_scan = officer.may("seal"), row.original is not None
    return ends | {
        "edit": drafts and status in models.EDITABLE,
        "submit": drafts and status in models.EDITABLE,
        "decide": my_turn,
        "own": my_turn and is_mine,
        "own_blocked": my_turn and is_mine and not is_sole(row.office_id, turn, officer.username),
        "withdraw": drafts and status in models.IN_APPROVAL,
        "seal": seals and status == models.APPROVED and not is_form,
        "scan": seals and status in (models.SEALED, *models.SENT) and not has_scan,
        "replace": seals and status == models.SEALED and has_scan,
        "dispatch": may_send(officer, row) and status == models.SEALED,
        "serve": officer.may("served") and status == models.DISPATCHED,
    }


def may_send(officer: Officer, row: Letter) -> bool:
    return officer.may(row.act or ("challenge" if row.challenge is not None else "seal"))


_DECISIONS: Mapping[str, tuple[Callable[..., Letter], bool, Any]] = {
    # what is asked → the action, whether it takes a comment, what is said when it is done
    "submit": (actions.submit, False, lambda row: gettext("已送审。") if row.next_role else gettext("已完成。")),
    "withdraw": (actions.withdraw, False, lambda row: gettext("已撤回，可以修改。")),
    "approve": (
        actions.approve,
        True,
        lambda row: gettext("已签发，文号%(number)s。") % {"number": row.number} if row.number else gettext("已同意。"),
    ),
    "return": (actions.send_back, True, lambda row: gettext("已退回拟稿人修改。")),
    "void": (actions.void, True, lambda row: gettext("已作废。")),
    "release": (actions.release, False, lambda row: gettext("已解除与原步骤的关联。")),
}


@desk_view("see_cases")
@require_POST
def decide(request: DeskRequest, pk: UUID, letter: UUID) -> HttpResponse:
    """Submit, take back, approve, return or void, as the button says."""
    row = find(pk, letter)
    form = DecideForm(request.POST, auto_id="decide_%s")
    act, takes_comment, done = _DECISIONS.get(request.POST.get("do", ""), (None, False, None))
    if act is None or done is None or not form.is_valid():
        return show(request, row, form=form, status=422)
    comment = form.cleaned_data["comment"]
    more = {"reason" if act is actions.void else "comment": comment} if takes_comment else {}
    try:
        after = act(request.officer, row.pk, version=form.cleaned_data["version"], **more)
    except NotPermitted as error:
        raise PermissionDenied from error
    except GongkaiError as error:
        fresh = form.data.copy()
        now = find(pk, letter)
        fresh["version"] = str(now.version)
        form = DecideForm(fresh, auto_id="decide_%s")
        form.add_error(None, say(error))
        return show(request, now, form=form, status=422)
    messages.success(request, done(after))
    return redirect("desk:letters:letter", after.office.code, pk, after.pk)
