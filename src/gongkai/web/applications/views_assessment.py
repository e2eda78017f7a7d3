"""The assessment of a case, tasks to sections, what the applicant sent in, merging, voiding, notes; their panels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from gongkai.errors import GongkaiError, NotPermitted, OfficeError
from gongkai.statute.outcomes import outcomes
from gongkai.statute.receipt import sent_online
from gongkai.web.accounts.models import User
from gongkai.web.applications import tasks
from gongkai.web.applications.actions import void_step
from gongkai.web.applications.assessment import (
    BY_CODE,
    STEPS,
    Step,
    assess,
    basis,
    evidence,
    panel,
    record_search,
)
from gongkai.web.applications.forms import NO_NAMES, DayField, DeskForm, ground_choices, line, text, yes_or_no
from gongkai.web.applications.models import Application, AssessmentStep, Submission, Task
from gongkai.web.applications.panels import DESK_ACTS, CasePage, Panel, add
from gongkai.web.applications.reading import read_case
from gongkai.web.applications.views_steps import due_sentence, entry_line
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.guard import desk_view
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags.words import act as act_word
from gongkai.web.desk.templatetags.words import outcome as outcome_word
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.offices.models import Membership, Section, standing
from gongkai.web.offices.policy import PERMISSIONS

# --- the seven steps ----------------------------------------------------------------------------------------------


class AssessForm(DeskForm):
    """One question. grounds and earlier are asked only where an answer may need them."""

    answer = forms.ChoiceField(label=_("结论"), widget=forms.RadioSelect)
    grounds = forms.MultipleChoiceField(
        label=_("不予公开的依据"), choices=ground_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    earlier = line(_("已答复的申请编号"), 40)
    note = text(_("理由"), lines=3, required=False, hint=_("写入答复理由的初稿；不写申请人的个人信息。"))

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, prefix=step.code, **kwargs)
        self.fields["answer"].choices = [(code, label) for code, (label, _to) in step.answers.items()]
        if step.code != "exempt":
            del self.fields["grounds"]
        if step.code != "is_application":
            del self.fields["earlier"]


class SearchForm(DeskForm):
    on = DayField(label=_("检索日期"), initial=local_today)
    place = line(_("检索的科室、档案室"), 200, required=True)
    system = line(_("检索的系统、目录"), 200)
    words = line(_("检索词"), 300, required=True)
    searched_by = line(_("检索人"), 100, required=True)
    result = text(_("检索结果"), lines=2)


@desk_view("see_cases")
def assessment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The seven questions with their evidence; each answer is saved by itself."""
    case = _case(pk)
    may_assess = request.officer.may("assess") and case.is_open
    asked, search = request.POST.get("step", ""), SearchForm()
    bound: AssessForm | None = None
    if request.method == "POST":
        if not request.officer.may("assess"):
            raise PermissionDenied
        if asked == "search":
            search = SearchForm(request.POST)
            if search.is_valid() and _tried(
                search, lambda: record_search(request.officer, case, **search.cleaned_data)
            ):
                return _to(request, case, gettext("已登记检索记录。"), "assessment", "#search")
        elif asked in BY_CODE:
            bound = AssessForm(request.POST, step=BY_CODE[asked])
            form = bound
            if form.is_valid() and _tried(form, lambda: assess(request.officer, case, asked, **form.cleaned_data)):
                return _to(
                    request,
                    case,
                    gettext("已保存：%(step)s") % {"step": BY_CODE[asked].word},
                    "assessment",
                    f"#{asked}",
                )
        else:
            raise Http404
    values = {
        "case": case,
        "steps": _steps(case, asked, bound),
        "search": search,
        "evidence": evidence(case),
        "may_assess": may_assess,
        "points_to": _points_to(case),
    }
    is_wrong = bool(search.errors or (bound is not None and bound.errors))
    return render(request, "applications/assessment.html", values | panel(case), status=422 if is_wrong else 200)


def _steps(case: Application, asked: str, bound: AssessForm | None) -> list[dict[str, Any]]:
    rows = {row.step: row for row in AssessmentStep.objects.filter(application=case)}
    found = []
    for step in STEPS:
        row = rows.get(step.code)
        given = {"answer": row.answer, "grounds": row.grounds, "earlier": row.earlier, "note": row.note} if row else {}
        form = bound if bound is not None and step.code == asked else AssessForm(step=step, initial=given)
        found.append({"step": step, "row": row, "form": form, "basis": basis(step.articles)})
    return found


def _points_to(case: Application) -> str:
    """The outcome or the act the answers point to, in words."""
    return _in_words(panel(case)["suggested"])


def _in_words(code: str) -> str:
    return outcome_word(code) if code in outcomes() else act_word(code) if code else ""


# --- tasks --------------------------------------------------------------------------------------------------------


class TaskForm(DeskForm):
    section = forms.ModelChoiceField(Section.objects.none(), label=_("承办科室"), empty_label=_("请选择"))
    assignee = forms.ModelChoiceField(
        User.objects.none(),
        label=_("具体承办人"),
        required=False,
        help_text=_("该科室的人员；不填则由科室联络员承接。到期前会提醒此人。"),
    )
    due_on = DayField(label=_("内部时限"), is_past=False)
    text = text(_("交办事项"), lines=3, hint=_("如提供信息、核实是否存在、提出是否公开的意见；不写申请人的个人信息。"))

    def __init__(self, *args: Any, case: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = Section.objects.filter(standing(local_today()), office=case.office)
        posts = Membership.objects.filter(
            standing(local_today()), section__in=sections, role__in=PERMISSIONS["attach"], user__is_active=True
        )
        self.fields["section"].queryset = sections
        people = User.objects.filter(pk__in=posts.values("user_id")).order_by("name", "pk")
        self.fields["assignee"].queryset = people
        names: dict[str, dict[int, str]] = {}
        for post in posts.select_related("user", "section").order_by("section__place", "section__name", "user__name"):
            names.setdefault(post.section.name, {})[post.user_id] = str(post.user)
        choices = [("", _("不指定")), *((section, list(found.items())) for section, found in names.items())]
        self.fields["assignee"].choices = choices


@desk_view("see_cases")
def task_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The tasks of a case, and a further one."""
    case, officer = _case(pk), request.officer
    form = TaskForm(request.POST or None, case=case)
    if request.method == "POST":
        if not officer.may("assign"):
            raise PermissionDenied
        if form.is_valid() and _tried(form, lambda: tasks.give_task(officer, case, **form.cleaned_data)):
            return _to(request, case, gettext("已交办。"), "tasks")
    values = {
        "case": case,
        "form": form if officer.may("assign") and case.is_open else None,
        "rows": Task.objects.filter(application=case).select_related("section", "assignee"),
        "may_assign": officer.may("assign"),
        "section": officer.section_id if officer.may("attach") else None,
        "me": officer.user_id if officer.may("attach") else None,
    }
    return render(request, "applications/task.html", values, status=422 if form.errors else 200)


@desk_view("see_cases")
@require_POST
def task_done(request: HttpRequest, pk: UUID, task: int) -> HttpResponse:
    """Chase a task, or close it."""
    row = get_object_or_404(Task.objects.select_related("office", "application"), pk=task, application=pk)
    officer = request.officer
    try:
        if request.POST.get("do") == "chase":
            tasks.chase_task(officer, row)
            said = gettext("已登记催办。")
        else:
            tasks.finish_task(officer, row, request.POST.get("note", "")[:5000].replace("\0", ""))
            said = gettext("交办事项已办结。")
    except NotPermitted as error:
        raise PermissionDenied from error
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:cases:tasks", row.office.code, pk)
    return _to(request, row.application, said, "tasks")


# --- what the applicant sent in -----------------------------------------------------------------------------------


class SubmissionForm(DeskForm):
    """What the officer adds to what was sent; the date of a payment is on its receipt, every other is derived."""

    are_reasonable = yes_or_no(_("理由是否合理"), _("合理"), _("不合理"))
    paid_on = DayField(label=_("缴费之日"))
    amount_yuan = forms.DecimalField(label=_("金额（元）"), max_digits=10, decimal_places=2)
    receipt = line(_("财政票据号码"), 60)
    version = forms.IntegerField(widget=forms.HiddenInput)

    WANTED = {"reasons": {"are_reasonable"}, "payment": {"paid_on", "amount_yuan", "receipt"}}

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - self.WANTED.get(kind, set()) - {"version"}:
            del self.fields[name]


@desk_view("see_cases")
def submission(request: HttpRequest, pk: UUID, submission: UUID) -> HttpResponse:
    """Take what the applicant sent online: as a step of the case, or only into its file."""
    rows = Submission.objects.select_related("office", "application", "application__office")
    row, officer = get_object_or_404(rows, pk=submission, application=pk), request.officer
    case = row.application
    if not officer.may("register"):
        raise PermissionDenied
    form = SubmissionForm(request.POST or None, kind=row.kind, initial=_of_submission(row))
    if request.method == "POST" and request.POST.get("do") == "file":
        if _tried(form, lambda: tasks.only_file(officer, row)):
            return _to(request, case, gettext("已归入案卷，没有登记步骤。"))
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if _tried(form, lambda: tasks.take_submission(officer, row, data, version=data["version"])):
            case = _case(pk)
            due = due_sentence(case, local_today(), calendar_of(case.office.calendar_region))
            return _to(request, case, gettext("已登记“%(kind)s”。") % {"kind": row.get_kind_display()} + due)
    values = {"case": case, "row": row, "form": form, "rule": sent_online(), "sent_on": _sent_on(row)}
    try:
        values["on"] = tasks.date_of(row, read_case(case).state)
    except OfficeError as error:
        values["wrong"] = say(error)
    return render(request, "applications/submission.html", values, status=422 if form.errors else 200)


def _sent_on(row: Submission) -> date:
    return timezone.localtime(row.sent_at).date()


def _of_submission(row: Submission) -> dict[str, Any]:
    state = read_case(row.application).state
    owed = state.fee_yuan - state.fee_paid_yuan if state.fee_yuan is not None else None
    return {"paid_on": _sent_on(row), "amount_yuan": owed, "version": row.application.version}


# --- merging, voiding, notes --------------------------------------------------------------------------------------


class MergeForm(DeskForm):
    into = line(_("并入哪一件"), 40, required=True, hint=_("填写继续办理的申请编号；本件以“其他处理”办结。"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class VoidForm(DeskForm):
    reason = text(_("作废的原因"), lines=2, hint=_("原记录保留，作废后不再计入期限和统计。"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(DeskForm):
    text = text(_("工作记录"), lines=3, hint=NO_NAMES)


@desk_view("closed_otherwise")
def merge_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a case that repeats another one."""
    case = _case(pk)
    given = {"into": request.GET.get("into", "")[:40], "version": case.version}
    form = MergeForm(request.POST or None, initial=given)
    officer = request.officer
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if _tried(form, lambda: tasks.merge(officer, case.pk, data["into"], version=data["version"])):
            return _to(request, case, gettext("%(number)s已并入%(into)s。") % {"number": case.number, **data})
    return _ask(request, case, form, gettext("合并办理"), gettext("并案并办结"))


@desk_view("void")
def void(request: HttpRequest, pk: UUID, sequence: int) -> HttpResponse:
    """Strike out a slip."""
    case = _case(pk)
    entry = get_object_or_404(Entry, office=case.office, subject=case.number, kind=LEDGER, sequence=sequence)
    form = VoidForm(request.POST or None, initial={"version": case.version})
    officer = request.officer
    if _is_sent(request, form) and _tried(form, lambda: void_step(officer, case.pk, sequence, **form.cleaned_data)):
        return _to(request, case, gettext("已作废“%(entry)s”。") % {"entry": entry_line(entry)})
    title = gettext("作废“%(entry)s”") % {"entry": entry_line(entry)}
    return _ask(request, case, form, title, gettext("作废"), entry=entry)


@desk_view("attach")
def note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave a note in the record."""
    case, form = _case(pk), NoteForm(request.POST or None)
    officer = request.officer
    if _is_sent(request, form) and _tried(form, lambda: tasks.add_note(officer, case, form.cleaned_data["text"])):
        return _to(request, case, gettext("已记录。"))
    return _ask(request, case, form, gettext("工作记录"), gettext("记录"))


def _ask(request: HttpRequest, case: Application, form: DeskForm, title: str, button: str, **more: Any) -> HttpResponse:
    values = {"case": case, "form": form, "title": title, "button": button, **more}
    return render(request, "applications/step_ask.html", values, status=422 if form.errors else 200)


def _is_sent(request: HttpRequest, form: forms.Form) -> bool:
    return request.method == "POST" and form.is_valid()


def _tried(form: forms.Form, do: Callable[[], object]) -> bool:
    """Do it; what refuses it becomes an error of the form."""
    try:
        do()
    except NotPermitted as error:
        raise PermissionDenied from error
    except GongkaiError as error:
        form.is_valid()
        form.add_error(None, say(error))
        return False
    return True


def _to(request: HttpRequest, case: Application, said: str, name: str = "case", at: str = "") -> HttpResponse:
    messages.success(request, said)
    response = redirect(f"desk:cases:{name}", case.office.code, case.pk)
    response["Location"] += at
    return response


def _case(pk: UUID) -> Application:
    return get_object_or_404(Application.objects.select_related("office", "person"), pk=pk)


# --- panels of the case page --------------------------------------------------------------------------------------


def _assessment_panel(page: CasePage) -> dict[str, Any]:
    found = panel(page.case)
    return found | {"may": page.officer.may("assess"), "points_to": _in_words(found["suggested"])}


def _tasks_panel(page: CasePage) -> dict[str, Any] | None:
    rows = list(Task.objects.filter(application=page.case).select_related("section", "assignee"))
    may = page.officer.may("assign") and page.case.is_open
    return {"rows": rows, "may": may, "today": page.today} if rows or may else None


def _submissions_panel(page: CasePage) -> dict[str, Any] | None:
    rows = list(Submission.objects.filter(application=page.case))
    return {"rows": rows, "may": page.officer.may("register")} if rows else None


LINKS: tuple[tuple[str, str, Any, bool], ...] = (
    ("note", "attach", _("记工作记录"), False),
    ("receipt", "register", _("登记回执、查询码"), False),
    ("again", "register", _("同一来件再登记一件"), False),
    ("co_applicants", "register", _("共同申请人"), False),
    ("merge", "closed_otherwise", _("并入其他申请"), True),
)
"""Pages of a case that are no step: name, act, label, and whether the case must be open."""


def _links_panel(page: CasePage) -> list[tuple[str, Any]] | None:
    case = page.case
    found = [
        (reverse(f"desk:cases:{name}", args=[case.office.code, case.pk]), label)
        for name, act, label, is_for_open in LINKS
        if page.officer.may(act) and (case.is_open or not is_for_open)
    ]
    return found or None


for _panel in (
    Panel("links", "applications/task_links.html", _links_panel, "side", 40),
    Panel("submissions", "applications/case/submissions.html", _submissions_panel, "top", 20),
    Panel("assessment", "applications/case/assessment.html", _assessment_panel, "main", 30),
    Panel("tasks", "applications/case/tasks.html", _tasks_panel, "main", 40),
):
    add(_panel)

DESK_ACTS.update(
    {
        "receipt_means": _("记录确认收到的方式"),
        "transcribed": _("代为填写口头申请"),
        "split": _("从同一来件分出"),
        "co_applicant_added": _("登记共同申请人"),
        "code_reissued": _("重新生成查询码"),
        "file_shared": _("调整材料是否提供给申请人"),
        "assessed": _("填写审核意见"),
        "searched": _("登记检索记录"),
        "task_given": _("交办科室"),
        "task_chased": _("催办"),
        "task_done": _("交办事项办结"),
        "fee_decided": _("核定信息处理费"),
        "merged": _("合并办理"),
        "note": _("工作记录"),
        "file_opened": _("下载含个人信息的材料"),
    }
)
