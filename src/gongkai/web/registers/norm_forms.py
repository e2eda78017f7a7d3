"""The forms of a normative document: one a step, made of what the core's step states; the office's policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.ledger import norm_steps as n
from gongkai.ledger.codes import DELIBERATIONS, DOCUMENT_KINDS, EVALUATION_VERDICTS, LEGALITY_VERDICTS
from gongkai.ledger.events import DocumentIssued, DocumentLapsed, DocumentRepealed
from gongkai.ledger.norms import Norm, NormStep, comments_needed_until
from gongkai.ledger.steps import snake
from gongkai.web.applications.forms import NO_NAMES, DayField, DeskForm, line
from gongkai.web.config.clock import local_today
from gongkai.web.desk.templatetags.words import day, glossed


@dataclass(frozen=True, slots=True)
class Asked:
    """A field a step asks for. kind: "line", "text", "ahead" (a day that may lie ahead), "past", "choice", "count", "tick"."""

    label: Any
    kind: str = "line"
    note: Any = ""
    is_required: bool = False
    choices: Mapping[str, str] | None = None


_ITEM = gettext_lazy("公开信息的编号或者索引号，可留空。")

ASKED: Mapping[type, Mapping[str, Asked]] = {
    n.NormDrafted: {
        "title": Asked(gettext_lazy("文件名称"), is_required=True),
        "kind": Asked(gettext_lazy("类别"), "choice", is_required=True, choices=DOCUMENT_KINDS),
        "is_major": Asked(
            gettext_lazy("属于重大行政决策"),
            "tick",
            gettext_lazy("属于的，应当先公开征求意见（重大行政决策程序暂行条例第十四条、第十五条）。"),
        ),
        "unit": Asked(gettext_lazy("起草科室"), note=gettext_lazy("谁起草、谁解读。")),
    },
    n.CommentsOpened: {
        "until": Asked(gettext_lazy("征求意见截止"), "ahead", is_required=True),
        "reason": Asked(gettext_lazy("缩短期限的理由"), "text"),
        "item": Asked(gettext_lazy("征求意见公告"), note=_ITEM),
    },
    n.CommentsClosed: {
        "comments": Asked(gettext_lazy("收到意见数"), "count", is_required=True),
        "adopted": Asked(gettext_lazy("采纳意见数"), "count", is_required=True),
        "explanation": Asked(gettext_lazy("采纳情况说明"), "text"),
    },
    n.LegalityReviewed: {
        "verdict": Asked(gettext_lazy("审核结论"), "choice", is_required=True, choices=LEGALITY_VERDICTS),
        "by": Asked(gettext_lazy("审核机构")),
        "opinion": Asked(gettext_lazy("审核意见"), "text"),
    },
    n.NormDeliberated: {
        "decision": Asked(gettext_lazy("审议结果"), "choice", is_required=True, choices=DELIBERATIONS),
        "meeting": Asked(gettext_lazy("会议")),
    },
    n.NormSigned: {"by": Asked(gettext_lazy("签发人职务"), note=NO_NAMES)},
    n.NormNumbered: {"number": Asked(gettext_lazy("文号"), is_required=True)},
    DocumentIssued: {
        "title": Asked(gettext_lazy("文件名称"), is_required=True),
        "kind": Asked(gettext_lazy("类别"), "choice", is_required=True, choices=DOCUMENT_KINDS),
        "in_force_from": Asked(gettext_lazy("施行日期"), "ahead", gettext_lazy("留空的自印发之日起施行。")),
        "valid_until": Asked(gettext_lazy("有效期至"), "ahead", gettext_lazy("没有规定有效期的留空。")),
    },
    n.NormPublished: {
        "item": Asked(gettext_lazy("公开信息"), note=_ITEM),
        "link": Asked(gettext_lazy("链接")),
    },
    n.NormInterpreted: {
        "form": Asked(gettext_lazy("解读形式"), note=gettext_lazy("如图解、问答、视频。")),
        "item": Asked(gettext_lazy("解读信息"), note=_ITEM),
    },
    n.NormFiled: {
        "authority": Asked(gettext_lazy("备案机关")),
        "receipt": Asked(gettext_lazy("备案登记编号")),
    },
    n.NormEvaluated: {
        "verdict": Asked(gettext_lazy("评估结论"), "choice", is_required=True, choices=EVALUATION_VERDICTS),
        "reason": Asked(gettext_lazy("理由"), "text"),
    },
    n.NormAmended: {"document": Asked(gettext_lazy("作出修改的文件文号"))},
    n.NormRenewed: {
        "valid_until": Asked(gettext_lazy("新的有效期至"), "ahead", gettext_lazy("不再规定有效期的留空。")),
        "document": Asked(gettext_lazy("延续有效期的文件文号")),
    },
    DocumentRepealed: {},
    DocumentLapsed: {},
}
"""What each step asks for beside its day."""

STEPS: Mapping[str, type] = {snake(step.__name__): step for step in ASKED}
"""Every step by its public name."""


class StepForm(DeskForm):
    """One step. norm: the document so far, None for a draft that is to be registered."""

    def __init__(self, *args: Any, step: type, norm: Norm | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        if norm is None:
            note = _("文号未定的，由本机关编一个起草编号，如“草2026-3”；以后登记文号，编号不变。")
            self.fields["subject"] = line(_("编号"), 120, required=True, hint=note)
        self.fields["on"] = DayField(label=_("日期"), initial=local_today())
        for name, asked in ASKED[step].items():
            self.fields[name] = _field(asked)
        for field in self.fields.values():
            if isinstance(field, DayField) and field.is_past:
                field.widget.attrs["max"] = local_today().isoformat()
        if norm is not None:
            self._fit(norm)

    def _fit(self, norm: Norm) -> None:
        """What is known of the document already, and what the law asks of a major decision."""
        if self.step is DocumentIssued:
            self.fields["title"].initial, self.fields["kind"].initial = norm.title, norm.kind
        if self.step is n.CommentsOpened:
            needed = comments_needed_until(local_today()) if norm.is_major else None
            until = needed or local_today() + timedelta(days=30)
            self.fields["until"].initial = until
            if needed is not None:
                said = _(
                    "重大行政决策一般不少于30日：今天开始的，至少到%(day)s；缩短的应当说明理由（重大行政决策程序暂行条例第十五条）。"
                )
                self.fields["until"].help_text = said % {"day": day(needed)}

    def event(self) -> NormStep:
        """The step the fields state."""
        known = {field.name for field in fields(self.step)}
        given = {name: value for name, value in self.cleaned_data.items() if name in known and value not in (None, "")}
        return self.step(**given)

    @property
    def number(self) -> str:
        return str(self.cleaned_data.get("subject", "")).strip()


def _field(asked: Asked) -> forms.Field:
    given: dict[str, Any] = {"label": asked.label, "help_text": asked.note, "required": asked.is_required}
    if asked.kind in ("ahead", "past"):
        return DayField(is_past=asked.kind == "past", **given)
    if asked.kind == "choice":
        return forms.ChoiceField(choices=glossed(asked.choices or {}), **given)
    if asked.kind == "count":
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})
        return forms.IntegerField(min_value=0, max_value=1_000_000, initial=0, widget=widget, **given)
    if asked.kind == "tick":
        return forms.BooleanField(**given)
    if asked.kind == "text":
        return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **given)
    return forms.CharField(max_length=200, **given)


class PolicyForm(DeskForm):
    """Which steps an office demands before an issue."""

    needs_legality = forms.BooleanField(
        label=gettext_lazy("印发前应当经过合法性审核"), help_text="国办发〔2018〕115号", required=False
    )
    needs_deliberation = forms.BooleanField(
        label=gettext_lazy("印发前应当经过集体审议"), help_text="国办发〔2018〕37号", required=False
    )
    basis = line(
        gettext_lazy("不要求的，依据什么规定"),
        200,
        hint=gettext_lazy("写明地方规定的名称、文号和条款；两项都要求的留空。"),
    )


class InForceFilter(forms.Form):
    """The day documents are in force on."""

    on = DayField(label=gettext_lazy("哪一天现行有效"), required=False, is_past=False)
    q = forms.CharField(label=gettext_lazy("词语、文号"), max_length=80, required=False)
