"""What the office sets for publishing: stages of the review, index numbers, lists of words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gongkai.errors import EntryError, GongkaiError
from gongkai.ledger.index_numbers import SERIAL, pattern_of, placeholders, seen_patterns
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.offices.models import Office
from gongkai.web.publishing import setup
from gongkai.web.publishing.models import Category
from gongkai.web.publishing.queries import index_gaps
from gongkai.web.publishing.rules import index_values, pattern_text, stages_of
from gongkai.web.publishing.setup import Stage

EMPTY_ROWS = 2


class StageForm(forms.Form):
    """One stage of the review; a row without a name is none."""

    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    place = forms.IntegerField(label=gettext_lazy("顺序"), min_value=1, max_value=99, required=False)
    name = forms.CharField(label=gettext_lazy("名称"), max_length=40, required=False)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("由谁办理"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = list(setup.reviewing_roles().items())


class EyesForm(forms.Form):
    is_four_eyes = forms.BooleanField(
        label=gettext_lazy("同一人不办理两个环节，也不审核自己起草的信息"), required=False
    )
    accepted = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PatternForm(forms.Form):
    pattern = forms.CharField(
        label=gettext_lazy("索引号规则"), max_length=100, widget=forms.TextInput(attrs={"list": "patterns"})
    )


class ListsForm(forms.Form):
    avoid = forms.CharField(
        label=gettext_lazy("不宜使用的词语"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    names = forms.CharField(
        label=gettext_lazy("有误或者已变更的名称、称谓"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


StageRows = forms.formset_factory(StageForm, extra=EMPTY_ROWS, max_num=setup.MOST_STAGES + EMPTY_ROWS)


@desk_view(setup.ACT)
@require_http_methods(["GET", "POST"])
def settings(request: DeskRequest) -> HttpResponse:
    """The settings; each part is saved by itself."""
    do = request.POST.get("do", "") if request.method == "POST" else ""
    office = request.office
    first = _initial(office)
    parts: dict[str, Any] = {
        "rows": StageRows(request.POST, prefix="stage")
        if do == "stages"
        else StageRows(initial=first["rows"], prefix="stage"),
        "eyes": EyesForm(request.POST if do == "stages" else None, initial=first["eyes"]),
        "pattern": PatternForm(request.POST if do in ("pattern", "preview") else None, initial=first["pattern"]),
        "lists": ListsForm(request.POST if do == "lists" else None, initial=first["lists"]),
    }
    saved = {"stages": _stages, "pattern": _pattern, "lists": _lists}.get(do)
    if saved is not None and saved(request, parts):
        messages.success(request, _("已保存。"))
        return redirect("desk:items:settings", office.code)
    today = local_today()
    used, missing, fault = _numbers(office, today.year)
    context = {
        **parts,
        "do": do,
        "seen": seen_patterns(),
        "placeholders": placeholders().values(),
        "preview": _preview(office, _typed(parts["pattern"], office)),
        "used": used,
        "missing": missing,
        "fault": fault,
        "year": today.year,
    }
    return render(request, "publishing/settings.html", context, status=422 if saved else 200)


def _initial(office: Office) -> dict[str, Any]:
    stages = stages_of(office)
    lists = setup.lists_of(office)
    rows = [
        {"code": one.code, "place": at, "name": one.name, "roles": one.roles.split()}
        for at, one in enumerate(stages, 1)
    ]
    return {
        "rows": rows,
        "eyes": {"is_four_eyes": office.settings.get("four_eyes", True)},
        "pattern": {"pattern": pattern_text(office)},
        "lists": {"avoid": setup.write_list(lists.avoid), "names": setup.write_list(lists.names)},
    }


def _stages(request: DeskRequest, parts: dict[str, Any]) -> bool:
    rows, eyes = parts["rows"], parts["eyes"]
    if not (rows.is_valid() and eyes.is_valid()):
        return False
    named = [row.cleaned_data for row in rows if row.cleaned_data.get("name", "").strip()]
    named.sort(key=lambda given: given.get("place") or 99)
    wanted = [Stage(given["code"], given["name"], tuple(given["roles"])) for given in named]
    try:
        touched = setup.affected_by(request.office, wanted)
        parts["touched"] = touched
        setup.set_stages(
            request.officer,
            request.office,
            wanted,
            is_four_eyes=eyes.cleaned_data["is_four_eyes"],
            accepted=eyes.cleaned_data["accepted"],
        )
    except GongkaiError as error:
        eyes.add_error(None, say(error))
        return False
    return True


def _pattern(request: DeskRequest, parts: dict[str, Any]) -> bool:
    form = parts["pattern"]
    if not form.is_valid():
        return False
    try:
        setup.set_pattern(request.officer, request.office, form.cleaned_data["pattern"])
    except GongkaiError as error:
        form.add_error("pattern", say(error))
        return False
    return True


def _lists(request: DeskRequest, parts: dict[str, Any]) -> bool:
    form = parts["lists"]
    if not form.is_valid():
        return False
    avoid, names = (setup.read_list(form.cleaned_data[name]) for name in ("avoid", "names"))
    try:
        setup.set_lists(request.officer, request.office, avoid, names)
    except GongkaiError as error:
        form.add_error(None, say(error))
        return False
    return True


def _typed(form: PatternForm, office: Office) -> str:
    return form.cleaned_data.get("pattern", "") if form.is_bound and form.is_valid() else pattern_text(office)


def _preview(office: Office, text: str) -> str:
    """The first index number of today under a pattern, or why there is none."""
    try:
        pattern = pattern_of(text)
        category = Category.objects.filter(office=office).first() or Category(office=office, code="XX")
        return pattern.format({**index_values(office, pattern, local_today(), category), SERIAL: 1})
    except EntryError as error:
        return say(error)


def _numbers(office: Office, year: int) -> tuple[int, tuple[int, ...], str]:
    try:
        used, missing = index_gaps(office, year)
    except EntryError as error:
        return 0, (), say(error)
    return used, missing, ""
