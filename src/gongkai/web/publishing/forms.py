"""Forms of papers and items: a new paper, its words, where it belongs, files, tasks of sections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.ledger.codes import ATTRIBUTES
from gongkai.statute.outcomes import grounds
from gongkai.web.applications.forms import DayField, DeskForm, line, text
from gongkai.web.applications.uploads import ACCEPT, ALLOWED_EN, ALLOWED_ZH, LARGEST, LARGEST_CASE, MEGABYTE
from gongkai.web.applications.views_files import SeveralFiles, SeveralFilesField
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.config.clock import local_today
from gongkai.web.desk.templatetags.words import beside, gloss, glossed, is_english
from gongkai.web.offices.models import Office, Section, standing
from gongkai.web.publishing import content
from gongkai.web.publishing.actions import Draft, Words
from gongkai.web.publishing.filing import limit_of
from gongkai.web.publishing.importing import ACCEPT as IMPORTED
from gongkai.web.publishing.models import Category, Item

GENRES = ("通知", "公告", "通告", "意见", "决定", "通报", "函", "批复", "方案", "规划", "工作总结", "其他")


def ground_choices() -> list[tuple[str, str]]:
    """Grounds of arts. 13-16; those of severance concern applications."""
    known = [(code, one) for code, one in grounds().items() if one.article != "37"]
    return [("", "—"), *((code, beside(gloss(one.label), article(one.article))) for code, one in known)]


def article(number: str) -> str:
    from gongkai.statute.letters import article_text

    return f"art. {number}" if is_english() else f"条例{article_text(number)}"


class AttributeFields(DeskForm):
    """The disclosure attribute with its ground and reason."""

    attribute = forms.ChoiceField(
        label=_("公开属性"),
        choices=glossed(ATTRIBUTES),
        widget=forms.RadioSelect,
        initial="publish",
        help_text=_("拟制公文时确定；不主动公开的说明理由，每年评估一次（条例第十八条）。"),
    )
    ground = forms.ChoiceField(label=_("不予公开的依据"), choices=ground_choices, required=False)
    reason = text(_("不主动公开的理由"), lines=2, required=False, hint=_("选择依申请公开、不予公开的必须填写。"))


class PlaceFields(DeskForm):
    """Where an item belongs. Choices are those of the office today and what the item has."""

    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("所属栏目"),
        required=False,
        empty_label="—",
        help_text=_("在门户发布前必须选定。"),
    )
    section = forms.ModelChoiceField(Section.objects.none(), label=_("科室"), required=False, empty_label="—")
    standard = forms.ModelChoiceField(
        StandardItem.objects.none(),
        label=_("标准目录事项"),
        required=False,
        empty_label="—",
        help_text=_("选定后按目录规定的公开时限计算；没有选定的，自形成或者变更之日起20个工作日（条例第二十六条）。"),
    )
    interprets = line(_("解读的文件"), 40, hint=_("本条是政策解读的，填写被解读信息的编号，如 GK2026-00001。"))

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office, today = office, local_today()
        self.fields["category"].queryset = Category.objects.filter(standing(today), office=office)
        self.fields["section"].queryset = Section.objects.filter(standing(today), office=office)
        self.fields["standard"].queryset = StandardItem.objects.filter(standing(today), office=office)

    def clean_interprets(self) -> Item | None:
        number = self.cleaned_data["interprets"].strip()
        found = Item.objects.filter(office=self.office, number=number).first() if number else None
        if number and found is None:
            raise forms.ValidationError(gettext("没有编号为%(number)s的信息。") % {"number": number})
        return found


class WordsFields(DeskForm):
    """The words of a version. The body is HTML from the editor, or plain text where a blank line parts paragraphs."""

    title = line(_("信息名称"), 300, required=True)
    body = forms.CharField(
        label=_("正文"),
        required=False,
        max_length=content.LONGEST,
        widget=forms.Textarea(attrs={"rows": 16, "data-prose": ""}),
        help_text=_("直接输入时，换行即分段。"),
    )
    summary = text(_("内容概述"), lines=2, required=False, hint=_("一两句话说明内容，显示在目录和搜索结果中。"))
    keywords = line(_("主题词"), 200, hint=_("用空格隔开。"))
    genre = forms.CharField(
        label=_("体裁分类"), max_length=40, required=False, widget=forms.TextInput(attrs={"list": "genres"})
    )
    theme = line(_("主题分类"), 60)
    issuer = line(_("发文机关"), 120)
    source = line(_("来源"), 120, hint=_("转载的，写明原发布机关。"))
    in_force_on = DayField(label=_("实施日期"), is_past=False, required=False)

    def words(self) -> Words:
        return Words(**{name: self.cleaned_data[name] for name in (*WORDS, "in_force_on")})


WORDS = ("title", "body", "summary", "keywords", "genre", "theme", "issuer", "source")


class NewForm(AttributeFields, PlaceFields, WordsFields):
    """A new paper."""

    document_number = line(_("文号"), 120)
    formed_on = DayField(
        label=_("成文日期"), required=False, help_text=_("公开时限自形成之日起计算；尚未签发的留空，签发后登记“成文”。")
    )
    field_order = (
        *("title", "document_number", "formed_on", "attribute", "ground", "reason", "body", "summary"),
        *("category", "section", "standard", "issuer", "source", "genre", "theme", "keywords"),
        *("in_force_on", "interprets"),
    )
    grouping = (
        ("", ("title", "document_number", "formed_on")),
        ("", ("attribute", "ground", "reason")),
        (_("内容"), ("body", "summary")),
        (_("归属"), ("category", "section", "standard")),
    )
    more = ("issuer", "source", "genre", "theme", "keywords", "in_force_on", "interprets")

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, office=office, **kwargs)
        self.fields["issuer"].initial = office.name

    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.more]

    @property
    def is_more_open(self) -> bool:
        return any(self[name].errors for name in self.more)

    def paper(self) -> Draft:
        given = self.cleaned_data
        standard = given["standard"]
        limit, source = limit_of(standard)
        names = ("attribute", "ground", "reason", "category", "section", "standard", "interprets", "document_number")
        is_open = given["attribute"] == "publish"
        kept = {name: given[name] for name in (*names, "formed_on")}
        kept |= {"ground": "", "reason": ""} if is_open else {}
        duty = standard.duty if standard else ""
        return Draft(self.words(), **kept, limit=limit, limit_source=source, duty=duty)


class WordsForm(WordsFields):
    """The words of an item that exists. revision: of the item the page was opened on; kind: of a new version."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    changed = line(_("改动说明"), 300, hint=_("与上一版相比改了什么；会显示在版本记录中。"))
    is_new_information = forms.BooleanField(label=_("信息本身发生了变更（公开时限自今天重新计算）"), required=False)

    def __init__(self, *args: Any, is_new_version: bool, is_correction: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new_version:
            del self.fields["changed"], self.fields["is_new_information"]
        elif is_correction:
            del self.fields["is_new_information"]
            self.fields["changed"].label = _("更正了什么")
        if "changed" in self.fields:
            self.fields["changed"].required = True


class PlaceForm(PlaceFields):
    revision = forms.IntegerField(widget=forms.HiddenInput)


class FilesForm(forms.Form):
    """Files for an item."""

    files = SeveralFilesField(
        label=_("文件"), allow_empty_file=True, widget=SeveralFiles(attrs={"accept": ACCEPT}), max_length=None
    )
    alt = line(_("图片的文字说明"), 200, hint=_("说明图片上是什么，供读屏软件使用；图片必须填写。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = gettext(
            "可多选。%(types)s；每个文件不超过%(one)dMB，一条信息合计不超过%(all)dMB。"
        ) % {
            "types": ALLOWED_EN if is_english() else ALLOWED_ZH,
            "one": LARGEST // MEGABYTE,
            "all": LARGEST_CASE // MEGABYTE,
        }


class ImportForm(AttributeFields):
    """A file to read as the draft of a paper, and the attribute of that paper."""

    file = forms.FileField(
        label=_("文件"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": IMPORTED}),
        help_text=_("Word、WPS文字、PDF、OFD、网页、文本或者表格；读出段落和表格作为正文草稿，请核对。"),
    )
    keep = forms.BooleanField(label=_("原件作为附件一并公开"), required=False)
    field_order = ("file", "keep", "attribute", "ground", "reason")

    def paper(self, words: Words) -> Draft:
        given = self.cleaned_data
        is_open = given["attribute"] == "publish"
        return Draft(
            words,
            given["attribute"],
            ground="" if is_open else given["ground"],
            reason="" if is_open else given["reason"],
        )


class TaskForm(DeskForm):
    """Material asked of a section."""

    section = forms.ModelChoiceField(Section.objects.none(), label=_("科室"), empty_label="—")
    text = line(_("需要报送的材料"), 300, required=True)
    due_on = DayField(label=_("报送期限"), is_past=False)

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = Section.objects.filter(standing(local_today()), office=office)


class DoneForm(DeskForm):
    """How a task ended."""

    item = line(_("信息编号"), 40, hint=_("报送的材料已登记为哪一条，如 GK2026-00001。"))
    note = line(_("说明"), 300, hint=_("没有信息的，说明原因。"))
