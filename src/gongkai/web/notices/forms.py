"""The forms of letters. The draft form is made from what its kind must hold (`statute.letters`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gongkai.documents.letters.forms import LISTS
from gongkai.errors import GongkaiError
from gongkai.statute.fees import TARIFFS
from gongkai.statute.letters import elements, letter_kind
from gongkai.web.applications.actions import work_out_fee
from gongkai.web.applications.forms import DayField, DeskForm, ground_choices, line, text, yes_or_no
from gongkai.web.desk.templatetags.words import glossed
from gongkai.web.notices.actions import Written
from gongkai.web.notices.facts import details_of, facts_for
from gongkai.web.notices.models import Letter
from gongkai.web.people.models import Details

FROM_THE_CASE = frozenset(
    {
        "application",
        "received",
        "channel",
        "request",
        "original_due",
        "supplemented",
        "consultation",
        "applicant",
        "handler",
        "papers_received",
    }
)
"""Elements the ledger and the register of persons state; the draft shows them and asks for none."""
STRUCTURED = frozenset(
    {"due", "fee", "given", "withheld", "search", "responsible", "earlier", "notice", "attachments", "rows"}
)
RECKONED = frozenset({"extension_notice", "abandonment_notice", "lapse_notice"})
"""Letters whose last day the law reckons."""
MORE: Mapping[str, tuple[str, ...]] = {
    "reply_granted": ("consultation_result",),
    "reply_partial": ("provision", "consultation_result"),
    "reply_not_exist": ("reason",),
    "reply_duplicate": ("reason",),
    "reply_publication": ("reason",),
}
"""Texts a letter may hold beside those it must."""
SHORT = frozenset({"approver", "case_number", "apply_at", "case_file", "information_kind"})
SEARCH = {
    "places": _("检索的场所"),
    "systems": _("检索的系统"),
    "words": _("检索词"),
    "period": _("信息的时间范围"),
    "by": _("检索人"),
    "result": _("检索结果"),
}
SPARE_ROWS = 2
MORE_ROWS = 10
"""Empty rows when more are asked for."""
MOST_ROWS = 40
MOST_LINES = 200
"""Rows of a list, as a catalogue."""
CELL = 200
COLUMNS = {
    "材料名称": _("材料名称"),
    "文号": _("文号"),
    "日期": _("日期"),
    "页次": _("页次"),
    "备注": _("备注"),
}
"""Columns of the catalogue in the language of the screen."""
OF_FORM: Mapping[str, Mapping[str, Any]] = {
    "application_form": {"authorisation": _("授权委托书")},
    "registration_form": {
        "confirmed_on": _("确认日期"),
        "materials": _("所附材料"),
        "unit": _("承办单位"),
        "note": _("备注"),
    },
    "receipt_confirmation": {"content": _("确认的内容"), "note": _("备注")},
    "third_party_answer_form": {"letter_number": _("征求意见书文号")},
    "withdrawal_record": {"closing": _("终止方式"), "note": _("备注")},
    "review_slip": {
        "origin": _("信息来源"),
        "made_on": _("生成日期"),
        "way": _("拟公开方式"),
        "unit": _("承办单位"),
        "secrecy_review": _("保密审查意见"),
        "head_opinion": _("工作机构负责人意见"),
        "leader_opinion": _("分管领导审批意见"),
        "published_on": _("公开日期"),
        "channel": _("公开渠道"),
    },
}
"""Fields of a form of the file beside its elements; what is left empty is written by hand."""
LONG = frozenset({"materials", "secrecy_review", "head_opinion", "leader_opinion"})
CHOSEN: Mapping[str, Mapping[str, Any]] = {
    "closing": {"withdrawn": _("申请人撤回"), "merged": _("并案处理"), "other": _("其他终止")},
    "way": {"proactive": _("主动公开"), "application": _("依申请公开"), "withheld": _("不予公开")},
}


def element_name(code: str) -> str:
    """An element in the language of the screen."""
    found = elements()[code]
    return found.gloss if (get_language() or "").startswith("en") else found.label


def any_day(label: Any, *, required: bool = False, is_past: bool = True) -> DayField:
    return DayField(label=label, required=required, is_past=is_past)


class DraftForm(DeskForm):
    """What an officer writes of a letter. Nothing is mandatory here: what is missing is told, and a draft is kept."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    dated_on = DayField(label=_("成文日期"), is_past=False, help_text=_("签发时改为签发之日；补做的文书保持不变。"))

    def __init__(self, *args: Any, letter: Letter, spare: int = SPARE_ROWS, **kwargs: Any) -> None:
        self.spare = spare
        self.letter, self.kind = letter, letter_kind(letter.kind, letter.dated_on)
        self.facts = facts_for(letter, serial=1)
        self.anchors: dict[str, str] = {}
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = letter.version
        self.fields["dated_on"].initial = letter.dated_on
        self._party()
        wanted = self.kind.elements
        for code in (*wanted, *MORE.get(self.kind.code, ())):
            if code in STRUCTURED:
                getattr(self, f"_{code}")()
            elif code not in FROM_THE_CASE:
                self._text(code)
        if letter.act == "corrected":
            self._put("challenge", line(_("复议或者诉讼案号"), 80), letter.fields.get("challenge", ""))
            self._put("said_replaced_by", line(_("据以重新答复的决定、判决"), 120), letter.said.get("replaced_by", ""))
        if self.kind.remedy:
            tick = forms.BooleanField(label=_("以网络方式送达（救济告知中写明网上途径）"), required=False)
            self._put("is_online", tick, letter.fields.get("is_online", False))
        self._form_fields()
        if self.kind.shape == "letter":
            if "attachments" not in wanted:
                self._attachments()
            self._copies()

    def parts(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields as the page shows them: one alone under "", those of a row together under its name."""
        rows: dict[str, list[forms.BoundField]] = {}
        for bound in self:
            legend = getattr(bound.field, "row", "")
            if not legend:
                yield "", [bound]
            elif legend in rows:
                rows[legend].append(bound)
            else:
                rows[legend] = [bound]
                yield legend, rows[legend]

    @property
    def has_rows(self) -> bool:
        return bool(self.first_row)

    @property
    def first_row(self) -> str:
        """Legend of the first of the rows that can be added to."""
        field = self.fields.get("part_0") or self.fields.get("cell_0_0")
        return str(getattr(field, "row", ""))

    def _put(self, name: str, field: forms.Field, initial: Any, element: str = "", row: str = "") -> None:
        if row:
            field.row = row
        field.initial = initial
        field.required = False
        self.fields[name] = field
        if element:
            self.anchors.setdefault(element, f"id_{name}")
            field.is_mandatory = element in (*self.kind.required, "addressee")

    def _text(self, code: str) -> None:
        label = element_name(code)
        field = line(label, 200) if code in SHORT else text(label, required=False)
        self._put(f"said_{code}", field, self.facts.text(code), code)

    def _party(self) -> None:
        if self.kind.to == "organ" and self.letter.challenge is None:
            self._put("organ", line(_("发往的机关"), 120), self.letter.fields.get("organ", ""), "addressee")
        if self.letter.challenge is not None and self.letter.person is None:
            known = details_of(self.letter.addressee) or Details(name="")
            label = _("申请人、原告的姓名或者名称（加密保存）")
            self._put("party_name", line(label, 120), known.name, "applicant")
        if self.kind.to != "third_party":
            return
        known = details_of(self.letter.addressee) or Details(name="")
        organization = not self.letter.addressee or self.letter.addressee.kind != "natural_person"
        if self.letter.act == "consultation_sent" and self.letter.entry is None:
            hint = _("台账中用来区分的代称，如“第三方甲”；不写个人姓名。")
            self._put("to", line(_("对象代称"), 60, hint=hint), self.letter.fields.get("to", ""))
        self._put("party_name", line(_("第三方姓名或者名称（加密保存）"), 120), known.name, "addressee")
        kinds = yes_or_no(_("第三方是"), _("单位"), _("个人"))
        self._put("party_is_organization", kinds, "yes" if organization else "no")
        self._put("party_address", line(_("送达地址（加密保存）"), 200), known.address)

    def _due(self) -> None:
        if self.kind.code not in RECKONED:
            initial = self.letter.fields.get("due_on") or self.facts.due_on
            self._put("due_on", any_day(element_name("due"), is_past=False), initial, "due")

    def _fee(self) -> None:
        if self.letter.entry is not None:
            return
        kept = self.letter.fields
        choices = forms.ChoiceField(label=_("收费标准"), choices=[("", "—"), *glossed(TARIFFS)()])
        self._put("tariff", choices, kept.get("tariff", ""), "fee")
        pages = forms.IntegerField(label=_("页数"), min_value=0, max_value=1_000_000)
        pieces = forms.IntegerField(label=_("件数"), min_value=1, max_value=10_000)
        self._put("pages", pages, kept.get("pages", 0))
        self._put("pieces", pieces, kept.get("pieces", 1))

    def _given(self) -> None:
        field = text(element_name("given"), required=False, hint=_("一行一项。"))
        self._put("given", field, self.letter.fields.get("given", ""), "given")

    def _attachments(self) -> None:
        hint = _("一行一件，可以写明页数和份数，如“施工合同 5页 1份”。")
        field = text(element_name("attachments"), lines=2, required=False, hint=hint)
        self._put("attachments", field, self.letter.fields.get("attachments", ""), "attachments")

    def _count(self, known: int, first: str, most: int) -> int:
        """Rows to show: those there are and some empty ones, or as many as were sent."""
        count = known + self.spare
        if self.is_bound:
            count = max(count, sum(name.startswith(first) for name in self.data))
        return min(count, most)

    def _withheld(self) -> None:
        rows = self.letter.fields.get("withheld", [])
        for at in range(self._count(len(rows), "part_", MOST_ROWS)):
            row = rows[at] if at < len(rows) else {}
            element = "withheld" if at == 0 else ""  # the first must be there
            legend = gettext("第%(n)d处") % {"n": at + 1}
            label = gettext("不予公开的部分之%(n)d") % {"n": at + 1}
            self._put(f"part_{at}", line(label, 300), row.get("part"), element, legend)
            label = gettext("不予公开的部分之%(n)d：依据") % {"n": at + 1}
            choices = forms.ChoiceField(label=label, choices=[("", "—"), *ground_choices()])
            self._put(f"ground_{at}", choices, row.get("ground"), element, legend)
            label = gettext("不予公开的部分之%(n)d：理由") % {"n": at + 1}
            reason = text(label, lines=2, required=False)
            self._put(f"reason_{at}", reason, row.get("reason"), element, legend)

    def _rows(self) -> None:
        """The rows of a list; a row left empty is dropped."""
        rows = self.letter.fields.get("rows", [])
        columns = LISTS[self.kind.code]
        for at in range(self._count(len(rows), "cell_0_", MOST_LINES)):
            row = rows[at] if at < len(rows) else []
            legend = gettext("第%(n)d行") % {"n": at + 1}
            for place, (name, _width) in enumerate(columns):
                value = row[place] if place < len(row) else ""
                element = "rows" if at == 0 and place == 0 else ""
                label = COLUMNS.get(name, name)
                self._put(f"cell_{place}_{at}", line(label, CELL), value, element, legend)

    def _form_fields(self) -> None:
        kept = self.letter.fields.get("form", {})
        for name, label in OF_FORM.get(self.kind.code, {}).items():
            field: forms.Field
            if name in CHOSEN:
                field = forms.ChoiceField(label=label, choices=[("", "—"), *CHOSEN[name].items()])
            else:
                field = text(label, lines=2, required=False) if name in LONG else line(label, 300)
            self._put(f"form_{name}", field, kept.get(name, ""))

    def _copies(self) -> None:
        kept = self.letter.fields
        hint = _("一行一个机关，印在文书末尾；没有的不填。")
        legend = gettext("版记")
        self._put("cc", text(_("抄送"), lines=2, required=False, hint=hint), kept.get("cc", ""), row=legend)
        copies = forms.IntegerField(
            label=_("印发份数"), min_value=1, max_value=999, help_text=_("填写后印在文书末尾。")
        )
        self._put("copies", copies, kept.get("copies"), row=legend)

    def _search(self) -> None:
        kept = self.letter.fields.get("search", {})
        self._put("search_on", any_day(_("检索日期")), kept.get("on"), "search")
        for name, label in SEARCH.items():
            field = text(label, lines=2, required=False) if name == "result" else line(label, 500)
            self._put(f"search_{name}", field, kept.get(name, ""), "search")

    def _responsible(self) -> None:
        kept = self.letter.fields.get("responsible")
        field = line(_("负责公开该信息的机关"), 120)
        self._put("responsible_name", field, (kept or {}).get("name", ""), "responsible")
        self._put("responsible_contact", line(_("该机关的联系方式"), 200), (kept or {}).get("contact", ""))
        unknown = forms.BooleanField(label=_("负责公开的机关不能确定"), required=False)
        self._put("responsible_unknown", unknown, kept is not None and not kept.get("name"))

    def _earlier(self) -> None:
        kept = self.letter.fields.get("earlier", {})
        self._put("earlier_application", line(_("此前申请的编号"), 40), kept.get("application", ""), "earlier")
        self._put("earlier_number", line(_("此前答复的文号"), 80), kept.get("number", ""))
        self._put("earlier_on", any_day(_("此前答复的日期")), kept.get("on"))

    def _notice(self) -> None:
        known = self.facts.notice
        number, on, served = (known.number, known.on, known.served_on) if known else ("", None, None)
        self._put("notice_number", line(_("此前告知书的文号"), 80), number, "notice")
        self._put("notice_on", any_day(_("此前告知书的日期")), on)
        self._put("notice_served_on", any_day(_("此前告知书的送达日期")), served)

    # --- what was written ---

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("tariff") and self.letter.entry is None and not self.errors:
            pages, pieces = data.get("pages") or 0, data.get("pieces") or 1
            case = self.letter.application
            assert case is not None  # a fee is of a case
            try:
                data["ordinal"] = work_out_fee(case, pages, pieces).quote.ordinal
            except GongkaiError as error:
                self.add_error("tariff", error.zh)
            data["pages"], data["pieces"] = pages, pieces
        return data

    def written(self) -> Written:
        data = self.cleaned_data
        said = {name[5:]: data[name].strip() for name in self.fields if name.startswith("said_") and data.get(name)}
        kept = {name: value for name, value in self._kept(data) if value not in (None, "", [], {})}
        party = None
        if "party_name" in self.fields and data.get("party_name"):
            party = Details(name=data["party_name"], address=data.get("party_address") or "")
        kind = "natural_person" if data.get("party_is_organization") is False else "other_org"
        return Written(data["dated_on"], said, kept, party, kind)

    def _kept(self, data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name in ("to", "organ", "given", "attachments", "challenge", "cc", "copies"):
            yield name, data.get(name)
        yield "is_online", bool(data.get("is_online")) or None
        yield "due_on", _iso(data.get("due_on"))
        if data.get("tariff"):
            yield from ((name, data.get(name)) for name in ("tariff", "pages", "pieces", "ordinal"))
        yield "withheld", list(self._rows_of(data))
        for group in ("search", "earlier", "notice"):
            yield group, self._group(group, data)
        if data.get("responsible_name") or data.get("responsible_unknown"):
            found = {name: data.get(f"responsible_{name}") or "" for name in ("name", "contact")}
            yield "responsible", found if found["name"] else {"name": "", "contact": ""}
        yield "replaces", self.letter.fields.get("replaces")
        yield "rows", list(self._cells_of(data))
        form = {name[5:]: data[name].strip() for name in self.fields if name.startswith("form_") and data.get(name)}
        yield "form", form

    def _rows_of(self, data: Mapping[str, Any]) -> Iterator[dict[str, str]]:
        at = 0
        while f"part_{at}" in self.fields:
            row = {name: (data.get(f"{name}_{at}") or "").strip() for name in ("part", "ground", "reason")}
            if any(row.values()):
                yield row
            at += 1

    def _cells_of(self, data: Mapping[str, Any]) -> Iterator[list[str]]:
        width, at = len(LISTS.get(self.kind.code, ())), 0
        while f"cell_0_{at}" in self.fields:
            row = [(data.get(f"cell_{place}_{at}") or "").strip() for place in range(width)]
            if any(row):
                yield row
            at += 1

    def _group(self, group: str, data: Mapping[str, Any]) -> dict[str, str]:
        names = [name for name in self.fields if name.startswith(f"{group}_")]
        found = {name[len(group) + 1 :]: _iso(data.get(name)) for name in names}
        return found if any(found.values()) else {}


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else (value or "")
