"""The forms of letters. The draft form is made from what its kind must hold (`statute.letters`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gongkai.documents.letters.model import LAYOUTS
from gongkai.documents.letters.number import PATTERN, check_pattern
from gongkai.errors import GongkaiError
from gongkai.ledger.codes import SERVICE_WAYS
from gongkai.statute.fees import TARIFFS
from gongkai.statute.letters import elements, letter_kind
from gongkai.web.applications.actions import work_out_fee
from gongkai.web.applications.forms import DayField, DeskForm, ground_choices, line, text, yes_or_no
from gongkai.web.applications.uploads import ACCEPT
from gongkai.web.config.clock import local_today
from gongkai.web.desk.templatetags.words import glossed
from gongkai.web.notices.actions import Written
from gongkai.web.notices.facts import details_of, facts_for
from gongkai.web.notices.models import Letter, SealUse
from gongkai.web.notices.service import EVIDENCE, WAYS
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
MOST_ROWS = 40


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

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
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
        if "attachments" not in wanted and self.kind.shape == "letter":
            self._attachments()

    def _put(self, name: str, field: forms.Field, initial: Any, element: str = "") -> None:
        field.initial = initial
        field.required = False
        self.fields[name] = field
        if element:
            self.anchors.setdefault(element, f"id_{name}")
            field.is_mandatory = element in (*self.kind.required, "addressee")  # type: ignore[attr-defined]

    def _text(self, code: str) -> None:
        label = element_name(code)
        field = line(label, 200) if code in SHORT else text(label, required=False)
        self._put(f"said_{code}", field, self.facts.text(code), code)

    def _party(self) -> None:
        if self.kind.to == "organ":
            self._put("organ", line(_("发往的机关"), 120), self.letter.fields.get("organ", ""), "addressee")
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

    def _withheld(self) -> None:
        rows = self.letter.fields.get("withheld", [])
        count = len(rows) + SPARE_ROWS
        if self.is_bound:
            count = max(count, sum(name.startswith("part_") for name in self.data))
        for at in range(min(count, MOST_ROWS)):
            row = rows[at] if at < len(rows) else {}
            element = "withheld" if at == 0 else ""  # the first must be there
            label = gettext("不予公开的部分之%(n)d") % {"n": at + 1}
            self._put(f"part_{at}", line(label, 300), row.get("part"), element)
            label = gettext("不予公开的部分之%(n)d：依据") % {"n": at + 1}
            choices = forms.ChoiceField(label=label, choices=[("", "—"), *ground_choices()])
            self._put(f"ground_{at}", choices, row.get("ground"), element)
            label = gettext("不予公开的部分之%(n)d：理由") % {"n": at + 1}
            self._put(f"reason_{at}", text(label, lines=2, required=False), row.get("reason"), element)

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

    def _rows(self) -> None:
        """Lists are made by the archive, not here."""

    # --- what was written ---

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("tariff") and self.letter.entry is None and not self.errors:
            pages, pieces = data.get("pages") or 0, data.get("pieces") or 1
            try:
                data["ordinal"] = work_out_fee(self.letter.application, pages, pieces).quote.ordinal
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
        for name in ("to", "organ", "given", "attachments", "challenge"):
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
        for name in ("replaces", "form"):
            yield name, self.letter.fields.get(name)

    def _rows_of(self, data: Mapping[str, Any]) -> Iterator[dict[str, str]]:
        at = 0
        while f"part_{at}" in self.fields:
            row = {name: (data.get(f"{name}_{at}") or "").strip() for name in ("part", "ground", "reason")}
            if any(row.values()):
                yield row
            at += 1

    def _group(self, group: str, data: Mapping[str, Any]) -> dict[str, str]:
        names = [name for name in self.fields if name.startswith(f"{group}_")]
        found = {name[len(group) + 1 :]: _iso(data.get(name)) for name in names}
        return found if any(found.values()) else {}


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else (value or "")


# --- approval, seal, dispatch, service ----------------------------------------------------------------------------


class DecideForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = text(_("意见"), lines=2, required=False, hint=_("退回、作废的必须写明原因。"))


class LetterForm(DeskForm):
    """A form about one letter as the officer saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def scan_field(*, required: bool = False) -> forms.FileField:
    return forms.FileField(
        label=_("扫描件"),
        required=required,
        allow_empty_file=True,
        help_text=_("PDF、OFD或者图片；加密保存。"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )


class SealForm(LetterForm):
    on = DayField(label=_("用印日期"), initial=local_today)
    copies = forms.IntegerField(label=_("份数"), min_value=1, max_value=999, initial=1)
    medium = forms.ChoiceField(
        label=_("印章"), choices=list(SealUse.MEDIA.items()), initial="paper", widget=forms.RadioSelect
    )
    scan = scan_field()


class ScanForm(LetterForm):
    scan = scan_field(required=True)


class DispatchForm(LetterForm):
    on = DayField(label=_("发出日期"), initial=local_today, help_text=_("邮寄的为交寄日期，当面的为签收日期。"))
    way = forms.ChoiceField(
        label=_("发出方式"), choices=glossed(SERVICE_WAYS), initial="post", widget=forms.RadioSelect
    )
    tracking = line(_("邮件号码"), 60)


class ServiceForm(LetterForm):
    """The proof of one way of service."""

    def __init__(self, *args: Any, way: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = WAYS[way]
        for name, label in known.dates.items():
            self.fields[name] = DayField(label=label)
        for name, label in known.texts.items():
            self.fields[name] = line(label, 200, required=True)
        if known.evidence:
            self.fields["evidence"] = forms.ChoiceField(
                label=_("拒绝签收的证明方式"), choices=list(EVIDENCE.items()), widget=forms.RadioSelect
            )
        if known.consent:
            self.fields["consent"] = forms.BooleanField(label=_("申请人同意以电子方式送达"))
        self.fields["scan"] = scan_field()
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.widget.attrs["max"] = local_today().isoformat()

    def proof(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "scan")}


# --- the office's settings ----------------------------------------------------------------------------------------

ORDERS = {
    "": _("按文书种类（告知、征求意见由工作机构负责人签发，答复由分管领导签发）"),
    "head": _("工作机构负责人"),
    "leader": _("分管领导"),
    "head,leader": _("工作机构负责人，然后分管领导"),
}


class SettingsForm(DeskForm):
    approval = forms.ChoiceField(
        label=_("审批顺序"), choices=list(ORDERS.items()), required=False, widget=forms.RadioSelect
    )
    layout = forms.ChoiceField(label=_("版式"), choices=list(LAYOUTS.items()), widget=forms.RadioSelect)
    pattern = line(
        _("文号格式"), 80, required=True, hint=_("{code}单位代字，{word}文种代字，{year}年份，{serial}序号，各写一次。")
    )
    contact_person = line(_("联系人"), 60)
    e_delivery = forms.BooleanField(label=_("开通网络送达：经申请人同意，可以在查询页下载文书"), required=False)

    def clean_pattern(self) -> str:
        try:
            return check_pattern(self.cleaned_data["pattern"])
        except ValueError:
            raise forms.ValidationError(
                gettext("格式须写明四个部分各一次，如%(usual)s。") % {"usual": PATTERN}
            ) from None


class WordingForm(DeskForm):
    """The office's own words in one kind of letter."""

    opening = text(_("称呼之后"), required=False, lines=3)
    closing = text(_("联系方式之前"), required=False, lines=3)
