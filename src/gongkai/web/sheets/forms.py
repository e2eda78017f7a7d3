"""Forms of an import: the file, its heading, its columns, its words, and saying yes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.documents.extent import column_letters
from gongkai.documents.tables import Table
from gongkai.statute.fees import TARIFFS
from gongkai.web.applications.forms import DeskForm, line
from gongkai.web.desk.templatetags.words import applicant, channel, gloss, outcome
from gongkai.web.sheets.columns import labels_of
from gongkai.web.sheets.fields import FIELDS, GROUPS, codes_of
from gongkai.web.sheets.mapping import BLANK, Decided, digest
from gongkai.web.sheets.plan import Wording

ACCEPT = ".xlsx,.xls,.ods,.csv,.et"
TARIFF_NAMES = {"per_piece": _("按件"), "per_page": _("按量")}


class UploadForm(DeskForm):
    file = forms.FileField(
        label=_("台账文件"),
        help_text=_("Excel（xlsx、xls）、WPS 表格、ods 或者 csv，不超过 10 MB、20000 行。"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


class ReasonForm(DeskForm):
    reason = line(_("撤销的原因"), 200, required=True, hint=_("不写个人姓名、证件号码等个人信息：台账长期保存。"))


class HeadingForm(DeskForm):
    """Which sheet, and where its heading stands."""

    sheet = forms.TypedChoiceField(label=_("工作表"), coerce=int)
    header = forms.IntegerField(label=_("标题在第几行"), min_value=1, max_value=200)
    depth = forms.TypedChoiceField(
        label=_("标题占几行"), coerce=int, choices=[(1, _("一行")), (2, _("两行（上下两行合起来是列名）"))]
    )

    def __init__(self, *args: Any, tables: Sequence[Table], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tables = tables
        self.fields["sheet"].choices = [(i, one.name) for i, one in enumerate(tables) if not one.is_hidden]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"sheet", "header", "depth"} <= set(data):
            rows = len(self.tables[data["sheet"]].rows)
            if data["header"] + data["depth"] - 1 > rows:
                self.add_error("header", gettext("这张表只有 %(rows)d 行。") % {"rows": rows})
        return data


def _column(letters: str, label: str) -> str:
    return gettext("%(letters)s 列 %(label)s") % {"letters": letters, "label": label}


class ColumnsForm(DeskForm):
    """Which column holds which field; and what holds for all rows."""

    grouping = tuple(
        (label, tuple(key for key, one in FIELDS.items() if one.group == name)) for name, label in GROUPS.items()
    )

    def __init__(self, *args: Any, table: Table, decided: Decided, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decided = decided
        labels = labels_of(table, decided.header, decided.depth)
        columns = [(str(x), _column(column_letters(x + 1), label)) for x, label in enumerate(labels) if label]
        choices = [("", gettext("没有这一列")), *columns]
        for key, one in FIELDS.items():
            self.fields[key] = forms.ChoiceField(
                label=one.label, choices=choices, required=False, help_text=one.hint, initial=_told(decided, key)
            )
        given = decided.constants
        self.fields["all_applicant"] = _constant(
            _("没有类别一列或者没填的，申请人类别都按"), "applicant", applicant, given
        )
        self.fields["all_channel"] = _constant(_("没有渠道一列或者没填的，渠道都按"), "channel", channel, given)
        self.fields["all_extension_by"] = forms.CharField(
            label=_("没写延期批准人的，批准人都按"),
            max_length=60,
            required=False,
            initial=given.get("extension_by", ""),
            help_text=_("延期须经政府信息公开工作机构负责人同意（条例第三十三条）。写职务，不写姓名。"),
        )
        self.fields["all_tariff"] = forms.ChoiceField(
            label=_("收费方式"),
            required=False,
            initial=given.get("tariff", "per_piece"),
            choices=[(code, TARIFF_NAMES.get(code, code)) for code in TARIFFS],
        )

    def constants(self) -> list[forms.BoundField]:
        """The fields that hold for all rows."""
        return [self[name] for name in self.fields if name.startswith("all_")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("received_on") and not data.get("arrived_on"):
            self.add_error("received_on", gettext("请选择收到之日或者来件日期所在的列。"))
        for key in ("applicant", "channel"):
            if not data.get(key) and not data.get(f"all_{key}"):
                self.add_error(f"all_{key}", gettext("没有选择列的，请统一指定。"))
        return data

    def decision(self) -> Decided:
        """What was decided, with the words decided before."""
        data, old = self.cleaned_data, self.decided
        columns = {key: int(data[key]) for key in FIELDS if data.get(key)}
        constants = {name.removeprefix("all_"): data[name].strip() for name in data if name.startswith("all_")}
        kept = {key: text for key, text in constants.items() if text}
        return Decided(old.sheet, old.header, old.depth, columns, kept, old.values)


def _told(decided: Decided, key: str) -> str:
    column = decided.columns.get(key)
    return "" if column is None else str(column)


def _constant(label: Any, key: str, word: Any, given: Mapping[str, str]) -> forms.ChoiceField:
    choices = [("", gettext("请选择")), *((code, word(code)) for code in codes_of(key))]
    return forms.ChoiceField(label=label, choices=choices, required=False, initial=given.get(key, ""))


class WordsForm(DeskForm):
    """What the words of the choice columns mean, one field a word."""

    def __init__(
        self, *args: Any, office: int, words: Mapping[str, Sequence[Wording]], decided: Decided, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.office, self.words, self.decided = office, words, decided
        for key, found in words.items():
            choices = [("", gettext("请选择")), (BLANK, gettext("不登记这一项")), *named(key)]
            for number, word in enumerate(found):
                self.fields[f"{key}-{number}"] = forms.ChoiceField(
                    label=word.text[:80], choices=choices, required=False, initial=word.code
                )

    def sections(self) -> Iterator[tuple[Any, list[tuple[forms.BoundField, Wording]]]]:
        """The fields by column, those nobody knows first."""
        for key, found in self.words.items():
            pairs = [(self[f"{key}-{number}"], word) for number, word in enumerate(found)]
            yield FIELDS[key].label, sorted(pairs, key=lambda pair: bool(pair[1].code))

    def decision(self) -> Decided:
        old = self.decided
        values = {key: dict(words) for key, words in old.values.items()}
        for key, found in self.words.items():
            for number, word in enumerate(found):
                mark = digest(self.office, key, word.text)
                if code := self.cleaned_data[f"{key}-{number}"]:
                    values.setdefault(key, {})[mark] = code
                else:
                    values.get(key, {}).pop(mark, None)
        return Decided(old.sheet, old.header, old.depth, old.columns, old.constants, values)


_NAMES = {"applicant": applicant, "channel": channel}


def named(key: str) -> list[tuple[str, str]]:
    """The codes of a choice field in the language of the screen."""
    if key == "outcome":
        return [
            (code, outcome(code) if outcome(code) != code else gloss(str(label)))
            for code, label in codes_of(key).items()
        ]
    word = _NAMES.get(key)
    return [(code, word(code) if word else gloss(str(label))) for code, label in codes_of(key).items()]
