"""Forms of reconsideration and litigation. They check shape; the actions judge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.ledger.challenges import KINDS, PROCEDURES, RESULTS, ROLES, usual_result
from gongkai.statute.letters import chinese_number
from gongkai.web.applications.forms import NO_NAMES, DayField, DeskForm, line, outcome_groups, text
from gongkai.web.applications.models import Application
from gongkai.web.challenges.actions import Decision, EvidenceLine, Papers
from gongkai.web.desk.templatetags.words import gloss, glossed, is_english, listed, outcome


class PapersForm(DeskForm):
    """Papers received."""

    kind = forms.ChoiceField(label=_("类别"), choices=glossed(KINDS), widget=forms.RadioSelect)
    procedure = forms.ChoiceField(
        label=_("复议程序"),
        choices=glossed(PROCEDURES),
        initial="ordinary",
        help_text=_("仅行政复议需要选择；简易程序自2024年1月1日起施行，答复期限较短。"),
    )
    role = forms.ChoiceField(
        label=_("本机关的地位"),
        choices=glossed(ROLES),
        initial="respondent",
        help_text=_("仅因复议维持而作共同被告的，不计入年度报告表四。"),
    )
    received_on = DayField(label=_("收到复议申请书副本、起诉状副本之日"), help_text=_("答复期限自此日的次日起算。"))
    application = line(_("关联的申请编号"), 40, hint=_("如 2026-0001；与依申请公开案件无关的留空。"))
    authority = line(_("复议机关或者法院"), 120, required=True)
    their_number = line(_("案号"), 80, hint=_("尚未编号的可以留空，以后补填。"))
    claim = text(_("请求事项"), lines=3, required=False, hint=NO_NAMES)

    def clean_application(self) -> Application | None:
        number = self.cleaned_data["application"].strip()
        if not number:
            return None
        case = Application.objects.filter(number=number).first()
        if case is None:
            raise forms.ValidationError(_("没有这个编号的案件，请核对。"))
        return case

    def papers(self) -> Papers:
        return Papers(**self.cleaned_data)


class DetailsForm(DeskForm):
    """What the entries do not say, and the draft of the answer."""

    authority = line(_("复议机关或者法院"), 120, required=True)
    their_number = line(_("案号"), 80)
    claim = text(_("请求事项"), lines=3, required=False, hint=NO_NAMES)


class DraftForm(DeskForm):
    """The three parts of the office's answer."""

    facts = text(
        _("一、事实经过"),
        required=False,
        hint=_("收到申请、补正、征求意见、延期、答复、送达的日期和文号。不写个人姓名，文书中的申请人名称生成时填入。"),
    )
    arguments = text(
        _("二、答复（答辩）意见"), lines=6, required=False, hint=_("职权、依据条款、检索和审查过程、程序。")
    )
    plea = text(_("三、请求事项"), lines=2, required=False, hint=_("如：请求维持本机关作出的答复。"))


class ResponseForm(DeskForm):
    """The answer went in."""

    on = DayField(label=_("提交答复、证据之日"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(DeskForm):
    """A decision or judgment."""

    on = DayField(label=_("决定、裁判之日"))
    basis = line(_("裁判依据的条款"), 40, hint=_("如“第六十八条”。系统按条款推断统计结果，以您的选择为准。"))
    result = forms.ChoiceField(label=_("统计结果"), required=False)
    is_effective = forms.TypedChoiceField(
        label=_("是否生效"),
        choices=[("yes", _("已经生效")), ("no", _("尚未生效（可以上诉或者已经上诉），仍按尚未审结统计"))],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )
    redo_due_on = DayField(
        label=_("责令重新处理的截止日期"),
        required=False,
        is_past=False,
        help_text=_("决定、裁判责令重新处理的填写；到期前列入待办。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext("按裁判依据的条款确定")), *glossed(RESULTS)()]
        self.fields["result"].choices = choices

    def decision(self) -> Decision:
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Decision(**given)


def usual_results(kind: str) -> Iterator[tuple[str, str]]:
    """Each result with the articles that usually mean it, as the core's table has them."""
    for code, label in RESULTS.items():
        articles = [number for number in range(1, 200) if usual_result(kind, str(number)) == code]
        if articles:
            yield gloss(label), listed(map(_article, articles))


def _article(number: int) -> str:
    return gettext("第%(number)s条") % {"number": number if is_english() else chinese_number(number)}


class RedoForm(DeskForm):
    """The case was answered anew."""

    on = DayField(label=_("重新答复之日"))
    outcome = forms.ChoiceField(label=_("重新答复的结果"))
    reason = text(_("重新答复的原因"), lines=3, hint=NO_NAMES)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [
            (label, [(one.code, outcome(one.code)) for one in members]) for label, members in outcome_groups()
        ]


class LetterForm(DeskForm):
    """What the answer needs beside the draft."""

    on = DayField(label=_("成文日期"), is_past=False)
    applicant = line(_("申请人（原告）名称"), 100, hint=_("留空时从关联案件取得并留下查看记录；此处填写的内容不保存。"))


class EvidenceForm(forms.Form):
    """A line of the list of evidence."""

    place = forms.IntegerField(label=_("序号"), min_value=1, max_value=999, required=False)
    name = forms.CharField(label=_("证据名称"), max_length=200, required=False)
    proves = forms.CharField(label=_("证明的事实"), max_length=500, required=False)
    source = forms.CharField(label=_("来源"), max_length=80, required=False)
    pages = forms.CharField(label=_("页次"), max_length=20, required=False)
    file = forms.UUIDField(required=False, widget=forms.HiddenInput)
    entry = forms.IntegerField(required=False, widget=forms.HiddenInput)


EvidenceForms = forms.formset_factory(EvidenceForm, extra=1, max_num=200, absolute_max=220)


def evidence_lines(forms_: Any) -> list[EvidenceLine]:
    """The lines of a valid set of forms, in the order of their numbers; a line without a name is left out."""
    rows = [form.cleaned_data for form in forms_ if form.cleaned_data.get("name", "").strip()]
    rows.sort(key=lambda row: row["place"] or 1000)
    return [
        EvidenceLine(
            row["name"].strip(),
            row["proves"].strip(),
            row["source"].strip(),
            row["pages"].strip(),
            row["file"],
            row["entry"],
        )
        for row in rows
    ]
