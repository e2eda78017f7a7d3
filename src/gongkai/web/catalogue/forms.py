"""Forms of the catalogue. They check shape; the actions check the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.ledger.coverage import COVERAGES, TO_MEND
from gongkai.statute.catalogue import carriers, choices, duty_codes
from gongkai.web.applications.forms import NO_NAMES, DayField, DeskForm, line
from gongkai.web.catalogue.saying import duty_name, field_choices, term_choices
from gongkai.web.catalogue.values import LONGEST, Values
from gongkai.web.desk.templatetags.words import is_english

ACCEPT = ".xlsx,.xls,.ods,.csv,.et"


def _lines(label: Any, hint: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, max_length=LONGEST["content"], required=False, help_text=hint, widget=widget)


def _ticks(label: Any, table: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple()
    return forms.MultipleChoiceField(label=label, choices=term_choices(table), required=False, widget=widget)


def _duties() -> list[tuple[str, str]]:
    return [("", _("（不指定）")), *((code, f"{code} {duty_name(code)}") for code in sorted(duty_codes()))]


class ItemForm(DeskForm):
    """The columns of an item. version: what the officer saw."""

    field = forms.ChoiceField(label=gettext_lazy("领域"))
    field_other = line(
        gettext_lazy("其他领域"),
        LONGEST["field"],
        hint=gettext_lazy("不在26个试点领域之内的，写领域名称，如“乡村振兴”。"),
    )
    level_1 = line(gettext_lazy("一级事项"), LONGEST["level_1"], required=True)
    level_2 = line(gettext_lazy("二级事项"), LONGEST["level_2"])
    level_3 = line(gettext_lazy("三级事项"), LONGEST["level_3"])
    content = _lines(gettext_lazy("公开内容（要素）"), gettext_lazy("一行写一个要素。"))
    basis = _lines(gettext_lazy("公开依据"), gettext_lazy("一行写一个依据，法律文件写全称和条款。"))
    limit = line(
        gettext_lazy("公开时限"),
        LONGEST["limit"],
        hint=gettext_lazy(
            "如“信息形成或者变更之日起20个工作日内”“实时公开”“每年1月31日前”“长期公开”；留空按条例第二十六条。"
        ),
    )
    body = line(gettext_lazy("公开主体"), LONGEST["body"])
    section = line(gettext_lazy("责任科室"), LONGEST["section"])
    channels = _ticks(gettext_lazy("公开渠道和载体"), carriers)
    channels_more = line(gettext_lazy("其他渠道"), LONGEST["channels_more"])
    object = _ticks(gettext_lazy("公开对象"), lambda: choices("object"))
    object_words = line(gettext_lazy("特定群体（写明）"), LONGEST["object_words"], hint=NO_NAMES)
    way = _ticks(gettext_lazy("公开方式"), lambda: choices("way"))
    tier = _ticks(gettext_lazy("公开层级"), lambda: choices("tier"))
    duty = forms.ChoiceField(
        label=gettext_lazy("对应条例条款"),
        choices=_duties,
        required=False,
        help_text=gettext_lazy("条例第二十条、第二十一条中的哪一项，统计用。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**9)

    def __init__(self, *args: Any, more: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("请选择")), *field_choices(more), ("-", _("其他领域（在下面写明）"))]
        self.fields["field"] = forms.ChoiceField(label=_("领域"), choices=every)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("field") == "-" and not data.get("field_other"):
            self.add_error("field_other", _("请写明领域名称。"))
        return data

    @property
    def values(self) -> Values:
        """What was typed, as values of an item."""
        data = dict(self.cleaned_data)
        version, other = data.pop("version", None), data.pop("field_other")
        del version
        if data["field"] == "-":
            data["field"] = other
        for name in ("content", "basis"):
            data[name] = "\n".join(filter(None, map(str.strip, data[name].splitlines())))
        return data


class EndForm(DeskForm):
    gone_on = DayField(label=gettext_lazy("从哪一天起不再列入"))
    reason = line(gettext_lazy("原因"), 200, required=True, hint=NO_NAMES)


class ReasonForm(DeskForm):
    reason = line(gettext_lazy("原因"), 200, required=True, hint=NO_NAMES)


class UploadForm(DeskForm):
    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy(
            "Excel（xlsx、xls）、WPS 表格、ods 或者 csv，不超过 10 MB、20000 行；一个领域一张工作表，或者多个领域在一张表内分组，都可以。"
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    field = forms.ChoiceField(
        label=gettext_lazy("领域"),
        required=False,
        help_text=gettext_lazy("文件的标题、工作表名称、分组行没有写明领域的，在这里选择。"),
    )

    def __init__(self, *args: Any, more: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", _("按文件中写的")), *field_choices(more)]


class Filter(forms.Form):
    """What is listed, as it stands in the address."""

    q = forms.CharField(label=gettext_lazy("词语"), max_length=80, required=False)
    field = forms.ChoiceField(label=gettext_lazy("领域"), required=False)

    def __init__(self, data: QueryDict, *, fields: Iterable[str]) -> None:
        super().__init__(data, auto_id="f_%s")
        used = set(fields)
        self.fields["field"].choices = [
            ("", _("全部领域")),
            *(pair for pair in field_choices(used) if pair[0] in used),
        ]

    @property
    def address(self) -> str:
        """The filters as the part of an address after the question mark."""
        return urlencode([(name, self.data[name]) for name in self.fields if self.data.get(name)])


class CoverageFilter(Filter):
    """The same with a status; without one, what wants an act."""

    status = forms.ChoiceField(label=gettext_lazy("情况"), required=False)

    def __init__(self, data: QueryDict, *, fields: Iterable[str]) -> None:
        super().__init__(data, fields=fields)
        words = [(code, pair[1].capitalize() if is_english() else pair[0]) for code, pair in COVERAGES.items()]
        self.fields["status"].choices = [("", _("需要处理的")), ("all", _("全部")), *words]

    @property
    def statuses(self) -> tuple[str, ...]:
        given = self.cleaned_data["status"]
        return tuple(COVERAGES) if given == "all" else (given,) if given else TO_MEND


class TakeForm(forms.Form):
    """Which fields are taken over, as it stands in the address.

    every: items of other tiers too. again: those this office ended itself too.
    """

    fields_ = forms.MultipleChoiceField(required=False)
    every = forms.BooleanField(required=False)
    again = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict, *, fields: Iterable[str]) -> None:
        super().__init__(data)
        self.fields["field"] = self.fields.pop("fields_")
        self.fields["field"].choices = [(code, code) for code in fields]

    def wishes(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.is_valid() and bool(self.cleaned_data[name])
