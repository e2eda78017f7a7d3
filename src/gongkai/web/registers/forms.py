"""Forms of the registers, made from the columns of the core's sheets; its own cell readers read what is typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.documents.workbook.shape import Column, Slot
from gongkai.documents.workbook.single import read_cell
from gongkai.documents.workbook.steps import choice_lists
from gongkai.ledger.codes import EFFECTS
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.events import Event
from gongkai.web.applications.forms import NO_NAMES, DayField, DeskForm, line
from gongkai.web.config.clock import local_today
from gongkai.web.desk.templatetags.words import gloss, glossed, is_english, zh
from gongkai.web.registers.kinds import Register

FIRST_YEAR = 2008
ACCEPT = ".xlsx,.xls,.ods,.csv,.et"
_AHEAD = ("valid_until", "in_force_from")
"""Days that may lie ahead."""
_NUMERIC = {"count": "numeric", "integer": "text", "money": "decimal"}
_LONGEST = {"text": 200, "number": 120}


class EntryForm(DeskForm):
    """One entry: the columns its event takes. slot: which event; is_sure: shown once the same was found."""

    def __init__(self, *args: Any, register: Register, slot: Slot, may_repeat: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register, self.slot = register, slot
        for column in register.columns_of(slot):
            self.fields[column.key] = _field(column, is_required=_is_required(register, slot, column))
        for field in self.fields.values():
            if isinstance(field, DayField) and field.is_past:
                field.widget.attrs["max"] = local_today().isoformat()
        if may_repeat:
            self.fields["is_sure"] = forms.BooleanField(label=gettext_lazy("不是重复登记"), required=False)

    def clean(self) -> dict[str, Any]:
        """Read every cell as the workbook would."""
        data = self.cleaned_data
        for column in self.register.columns_of(self.slot):
            if column.key not in data:
                continue
            raw = data[column.key]
            place = (self.register.sheet.name, "")
            value, problem = read_cell(column.kind, raw, column.label, place, choices=column.choices)
            if problem is not None:
                self.add_error(column.key, f"{problem.en}." if is_english() else problem.zh)
            data[column.key] = value
        return data

    def event(self) -> Event:
        """What was typed as the event of the core; blank cells take its defaults."""
        values = {name: self.cleaned_data.get(key) for name, key in self.slot.fields.items()}
        given = {name: value for name, value in values.items() if value is not None}
        return self.slot.event(on=self.cleaned_data[self.slot.on], **given, **dict(self.slot.fixed))

    @property
    def subject(self) -> str:
        return self.cleaned_data.get("subject") or ""

    @property
    def is_sure(self) -> bool:
        return bool(self.cleaned_data.get("is_sure"))


class CorrectionForm(EntryForm):
    """An entry recorded rightly, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"] = line(gettext_lazy("更正的原因"), 200, required=True, hint=NO_NAMES)


class ReasonForm(DeskForm):
    reason = line(gettext_lazy("原因"), 200, required=True, hint=NO_NAMES)


class UploadForm(DeskForm):
    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy("Excel（xlsx、xls）、WPS 表格、ods 或者 csv，不超过 10 MB、20000 行。"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


def _is_required(register: Register, slot: Slot, column: Column) -> bool:
    if column.key == "subject":
        return register.sheet.is_subject_required
    return column.key == slot.on or column.key in slot.needs


def _field(column: Column, *, is_required: bool) -> forms.Field:
    label, note = gloss(column.label), zh(column.note)
    if column.kind == "date":
        return DayField(label=label, help_text=note, required=is_required, is_past=column.key not in _AHEAD)
    if column.choices:
        found = glossed({str(code): text for code, text in choice_lists()[column.choices].labels.items()})()
        choices = [("", _("请选择") if is_required else _("（留空）")), *found]
        return forms.ChoiceField(label=label, help_text=note, required=is_required, choices=choices)
    widget = forms.TextInput(
        attrs={"inputmode": _NUMERIC[column.kind], "class": "short"} if column.kind in _NUMERIC else {}
    )
    longest = _LONGEST.get(column.kind, 30)
    return forms.CharField(label=label, help_text=note, required=is_required, max_length=longest, widget=widget)


def typed(register: Register, slot: Slot, entry: LedgerEntry) -> Mapping[str, Any]:
    """An entry as its form would hold it."""
    found: dict[str, Any] = {"subject": entry.subject, slot.on: entry.event.on}
    for name, key in slot.fields.items():
        value = getattr(entry.event, name)
        found[key] = str(value) if isinstance(value, bool) else value
    return found


# --- filters, as they stand in the address --------------------------------------------------------------------------


class RegisterFilter(forms.Form):
    """The filters of a list."""

    q = forms.CharField(label=gettext_lazy("词语、编号"), max_length=80, required=False)
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=FIRST_YEAR, max_value=2100, required=False)

    def __init__(self, data: QueryDict, *, register: Register) -> None:
        super().__init__(data, auto_id="f_%s")
        if register.is_of_documents:
            every = [("", _("全部")), *glossed(EFFECTS)()]
            self.fields["effect"] = forms.ChoiceField(label=gettext_lazy("有效性"), choices=every, required=False)
            self.fields["on"] = DayField(label=gettext_lazy("截至哪一天"), required=False, is_past=False)

    @property
    def address(self) -> str:
        """The filters as the part of an address after the question mark."""
        return urlencode([(name, self.data[name]) for name in self.fields if self.data.get(name)])

    @property
    def day(self) -> date:
        return self.cleaned_data.get("on") or local_today()


class YearForm(forms.Form):
    """The year whose figures are shown."""

    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=FIRST_YEAR, max_value=2100)

    def __init__(self, data: QueryDict, *, usual: int) -> None:
        super().__init__({"year": data.get("year") or str(usual)}, auto_id="f_%s")
