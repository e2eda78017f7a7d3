"""Drafting a letter and deciding on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongkai.documents.letters.elements import Missing
from gongkai.errors import GongkaiError, NotPermitted, OfficeError
from gongkai.statute.letters import cite, letter_kind
from gongkai.web.accounts.models import User
from gongkai.web.applications.models import Application
from gongkai.web.applications.panels import open_page
from gongkai.web.applications.views_steps import say
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.notices import actions, models
from gongkai.web.notices.approval import APPROVERS, is_sole
from gongkai.web.notices.dispatch import may_deliver_online
from gongkai.web.notices.facts import missing_of
from gongkai.web.notices.forms import DecideForm, DraftForm
from gongkai.web.notices.models import Letter
from gongkai.web.notices.panel import groups_of
from gongkai.web.notices.service import EVIDENCE, WAYS


def find(pk: UUID, letter: UUID) -> Letter:
    """A letter of a case of this office; anything else is no page."""
    rows = Letter.objects.select_related(
        "office", "application__office", "application__person", "application__handler", "addressee", "pdf_file"
    ).select_related("sealed_file")
    return get_object_or_404(rows, pk=letter, application=pk)


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
    try:
        form = DraftForm(request.POST or None, letter=row)
    except LookupError:  # the receipt of the case does not stand
        messages.error(request, gettext("本件的收件记录已作废，不能起草文书。"))
        return redirect("desk:cases:case", row.office.code, pk)
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
    values = {"case": row.application, "letter": row, "form": form, "kind": form.kind, "given": given_by_case(form)}
    return render(request, "notices/edit.html", values | lacking(row, form.anchors), status=status)


def _after_writing(request: DeskRequest, row: Letter) -> HttpResponse:
    """Stay on the form while something is missing, else go on to the letter."""
    page = "letter" if "done" in request.POST else "edit"
    messages.success(request, gettext("已保存。"))
    return redirect(f"desk:letters:{page}", row.office.code, row.application_id, row.pk)


def given_by_case(form: DraftForm) -> list[tuple[str, str]]:
    """What the letter takes from the case by itself, with names masked."""
    facts = form.facts
    found = [
        (gettext("申请编号"), facts.application),
        (gettext("收到日期"), facts.received_on),
        (gettext("所需信息"), facts.request),
        (gettext("收到补正的日期"), facts.supplemented_on),
        (gettext("原答复期限"), facts.original_due_on),
        (gettext("截止日期"), facts.due_on if "due_on" not in form.fields else None),
        (gettext("征求意见"), "、".join(one.to for one in facts.consulted)),
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
    seals, services = list(row.seals.all()), list(row.services.select_related("file"))
    names = _names(row, opinions, seals, services)
    may_read = officer.may("reveal") or (row.next_role and officer.may(APPROVERS[row.next_role]))
    values = {
        "case": row.application,
        "letter": row,
        "kind": kind,
        "basis": cite(kind.articles),
        "form": form or DecideForm(initial={"version": row.version}, auto_id="decide_%s"),
        "opinions": [(one, names.get(one.who, one.who)) for one in opinions],
        "seals": [(one, names.get(one.by, one.by)) for one in seals],
        "services": [(one, WAYS[one.way].label, _proof(one.way, one.proof)) for one in services],
        "drafter": names.get(row.drafter, row.drafter),
        "order": [(role, at < row.place) for at, role in enumerate(row.order)],
        "may_read": may_read,
        "can": _can(request, row, kind.shape == "form"),
        "is_form": kind.shape == "form",
        "e_delivery": may_deliver_online(row.office),
        "changes_clock": bool(row.act) and row.entry is None,
    }
    if row.status in models.EDITABLE + models.IN_APPROVAL:
        values |= lacking(row)
    return render(request, "notices/letter.html", values, status=status)


def _names(row: Letter, opinions: list[Any], seals: list[Any], services: list[Any]) -> dict[str, str]:
    wanted = {row.drafter, *(one.who for one in opinions), *(one.by for one in (*seals, *services))}
    return {user.username: str(user) for user in User.objects.filter(username__in=wanted)}


def _proof(way: str, proof: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    known = WAYS[way]
    found = [(label, proof.get(name, "")) for name, label in {**known.dates, **known.texts}.items()]
    if proof.get("evidence"):
        found.append((gettext("拒绝签收的证明方式"), EVIDENCE[proof["evidence"]]))
    return found


def _can(request: DeskRequest, row: Letter, is_form: bool) -> dict[str, bool]:
    """What the officer may do with the letter as it stands."""
    officer, status = request.officer, row.status
    drafts, turn = officer.may("draft_letter"), row.next_role
    is_mine = officer.username in row.authors
    my_turn = bool(turn) and officer.may(APPROVERS[turn])
    return {
        "edit": drafts and status in models.EDITABLE,
        "submit": drafts and status in models.EDITABLE,
        "decide": my_turn,
        "own": my_turn and is_mine,
        "own_blocked": my_turn and is_mine and not is_sole(row.office_id, turn, officer.username),
        "withdraw": drafts and status in models.IN_APPROVAL,
        "void": officer.may("void" if row.number else "draft_letter") and status in models.ON_THE_WAY,
        "seal": officer.may("seal") and status == models.APPROVED and not is_form,
        "scan": officer.may("seal") and status in (models.SEALED, *models.SENT) and not row.sealed_file_id,
        "dispatch": officer.may(row.act or "seal") and status == models.SEALED,
        "serve": officer.may("served") and status == models.DISPATCHED,
    }


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
