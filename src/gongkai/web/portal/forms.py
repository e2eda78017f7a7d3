"""Forms of the public pages. They check shape; what the law says of it is asked elsewhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.cn import ric

from gongkai.statute.outcomes import APPLICANTS
from gongkai.web.applications.actions import Filing
from gongkai.web.applications.models import DELIVERIES, FORMS
from gongkai.web.applications.uploads import ACCEPT
from gongkai.web.offices.models import check_credit_code
from gongkai.web.people.models import ID_KINDS, Details
from gongkai.web.portal.models import CitizenRequest, Survey

LONGEST_TEXT = 2000
NATURAL = "natural_person"


class PlainText(forms.CharField):
    """Text as written, without the signs that are not seen: controls, direction marks, zero widths."""

    def __init__(self, *, lines: int = 1, **kwargs: Any) -> None:
        self.is_long = lines > 1
        if self.is_long:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": lines}))
            kwargs.setdefault("max_length", LONGEST_TEXT)
        kwargs.setdefault("max_length", 120)
        super().__init__(**kwargs)
        self.error_messages["max_length"] = gettext_lazy("请不要超过%(limit_value)d字，现为%(show_value)d字。")
        self.error_messages["required"] = gettext_lazy("请填写此项。")

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", str(value or "").replace("\r\n", "\n").replace("\r", "\n"))
        keep = "\n" if self.is_long else ""
        if not self.is_long:
            text = text.replace("\n", " ")
        text = "".join(sign for sign in text if sign in keep or unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
        return str(super().to_python(text))


class SignText(PlainText):
    """A number, code, telephone: full width folded to half, spaces gone."""

    def to_python(self, value: Any) -> str:
        return "".join(unicodedata.normalize("NFKC", super().to_python(value)).split())


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Any number of files; their content is checked where they are taken in."""

    def __init__(self, **kwargs: Any) -> None:
        widget = ManyFilesInput(attrs={"accept": ACCEPT, "multiple": True})
        super().__init__(required=False, widget=widget, allow_empty_file=True, max_length=200, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [one for one in given if one]


def _choice(label: Any, choices: Mapping[str, Any], **kwargs: Any) -> forms.ChoiceField:
    field = forms.ChoiceField(label=label, choices=list(choices.items()), widget=forms.RadioSelect, **kwargs)
    field.error_messages["required"] = gettext_lazy("请选择一项。")
    return field


class PersonForm(forms.Form):
    """Who sends it: the fields of a natural person or of an organization, and ways to be reached."""

    person_fields = [
        "name",
        "id_kind",
        "id_number",
        "credit_code",
        "representative",
        "contact",
        "phone",
        "address",
        "postcode",
        "email",
        "fax",
        "agent",
    ]
    text_fields: tuple[str, ...] = ()
    file_fields: tuple[str, ...] = ()

    name = PlainText(label=gettext_lazy("姓名"), max_length=120)
    id_kind = forms.ChoiceField(
        label=gettext_lazy("证件类型"), choices=[(k, v) for k, v in ID_KINDS.items() if k != "credit_code"]
    )
    id_number = SignText(label=gettext_lazy("证件号码"), max_length=40)
    credit_code = SignText(label=gettext_lazy("统一社会信用代码"), max_length=18)
    representative = PlainText(label=gettext_lazy("法定代表人或者负责人"), max_length=60)
    contact = PlainText(label=gettext_lazy("联系人"), max_length=60)
    phone = SignText(label=gettext_lazy("联系电话"), max_length=30, required=False)
    address = PlainText(label=gettext_lazy("通信地址"), max_length=200, required=False)
    postcode = SignText(label=gettext_lazy("邮政编码"), max_length=10, required=False)
    email = forms.EmailField(label=gettext_lazy("电子邮箱"), max_length=120, required=False)
    fax = SignText(label=gettext_lazy("传真"), max_length=30, required=False)
    agent = PlainText(label=gettext_lazy("代理人姓名"), max_length=60, required=False)

    def __init__(self, *args: Any, kind: str = NATURAL, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in ("credit_code", "representative", "contact") if kind == NATURAL else ("id_kind", "id_number"):
            del self.fields[name]
        if kind != NATURAL:
            self.fields["name"].label = _("单位名称")
        for name, hint in (
            ("name", "name" if kind == NATURAL else "organization"),
            ("phone", "tel"),
            ("email", "email"),
        ):
            self.fields[name].widget.attrs["autocomplete"] = hint
        self.fields["address"].widget.attrs["autocomplete"] = "street-address"
        self.fields["postcode"].widget.attrs["autocomplete"] = "postal-code"
        self.fields["phone"].widget.input_type = "tel"
        for name in ("id_number", "credit_code", "agent", "fax"):
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["phone"].help_text = _("电话、地址、邮箱至少填写一项；留下电话便于及时与您确认收到。")

    def clean_id_number(self) -> str:
        number: str = self.cleaned_data["id_number"].upper()
        if self.cleaned_data.get("id_kind") == "resident_id" and not ric.is_valid(number):
            raise ValidationError(_("身份证号码有误：应为18位，且校验位正确。"))
        return number

    def clean_credit_code(self) -> str:
        code: str = self.cleaned_data["credit_code"].upper()
        check_credit_code(code)
        return code

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and (sum(sign.isdigit() for sign in phone) < 7 or phone.strip("0123456789+-()#*转")):
            raise ValidationError(_("电话号码有误：请填写区号和号码，或手机号码。"))
        return phone

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("phone", "address", "email")) and not (
            {"phone", "address", "email"} & set(self.errors)
        ):
            self.add_error("phone", _("请至少留下一种联系方式：电话、通信地址或者电子邮箱。"))
        return data

    def details(self) -> Details:
        return details_of(self.cleaned_data)

    def group(self, names: list[str] | tuple[str, ...]) -> list[Any]:
        return [self[name] for name in names if name in self.fields]

    def to_content(self) -> dict[str, Any]:
        """What was filled in as plain JSON, without the files."""
        plain = {key: value for key, value in self.cleaned_data.items() if key not in self.file_fields}
        return {**plain, "kind": self.kind}


def details_of(content: Mapping[str, Any]) -> Details:
    """The details of a person from what was filled in."""
    given = {name: str(content.get(name, "")) for name in PersonForm.person_fields}
    if given.pop("credit_code"):
        given |= {"id_kind": "credit_code", "id_number": str(content["credit_code"])}
    return Details.of(given)


class ApplicationForm(PersonForm):
    """An application for disclosure: the three groups of art. 29. It never asks what for."""

    content = PlainText(
        label=gettext_lazy("所需信息的名称、文号或者其他特征描述"),
        lines=6,
        help_text=gettext_lazy("写得越具体越好找：文件名称或文号、年份、地点、事项。一件申请写一项内容。"),
    )
    form_wanted = _choice(gettext_lazy("获取信息的形式"), FORMS)
    delivery = _choice(gettext_lazy("获取信息的途径"), DELIVERIES)
    help_wanted = PlainText(
        label=gettext_lazy("需要的协助"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("如阅读困难或者视听障碍，请写明需要什么帮助，例如大字、朗读、手语。"),
    )
    identity = ManyFiles(label=gettext_lazy("身份证明的照片或者扫描件"))
    authorisation = ManyFiles(label=gettext_lazy("授权委托书"))
    application = ManyFiles(label=gettext_lazy("其他材料"))

    text_fields = ("content", "form_wanted", "delivery", "help_wanted")
    file_fields = ("identity", "authorisation", "application")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("content", "form_wanted", "delivery", "help_wanted"):
            self.fields[name].widget.attrs["data-draft"] = ""
        self.fields["agent"].help_text = _("由他人代办的填写，并在下面附授权委托书。")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        wants = {
            "post": ("address", _("选择邮寄的，请填写通信地址。")),
            "email": ("email", _("选择电子邮件的，请填写电子邮箱。")),
            "fax": ("fax", _("选择传真的，请填写传真号码。")),
        }
        name, sentence = wants.get(data.get("delivery", ""), ("", ""))
        if name and not data.get(name) and name not in self.errors:
            self.add_error(name, sentence)
        return data

    def groups(self) -> Iterator[tuple[str, str, list[Any]]]:
        """Heading, explanation and fields of each group; art. 29(1)-(3)."""
        yield _("一、申请人"), "person", self.group(self.person_fields)
        yield _("二、所需信息"), "content", self.group(["content"])
        yield _("三、形式要求"), "form", self.group(["form_wanted", "delivery", "help_wanted"])


def filing_of(content: Mapping[str, Any]) -> Filing:
    """What is filed, from the content of an intake."""
    kind = content["kind"]
    assert kind in APPLICANTS
    return Filing(
        kind,
        details_of(content),
        content["content"],
        content["form_wanted"],
        content["delivery"],
        content["help_wanted"],
    )


class CorrectionForm(PersonForm):
    """A request to correct what is recorded about oneself; art. 41."""

    record = PlainText(
        label=gettext_lazy("哪一条信息记录不准确"),
        lines=4,
        help_text=gettext_lazy("写明是哪份文件、哪个名单或者哪次答复，以及其中与您有关的内容。"),
    )
    right = PlainText(label=gettext_lazy("正确的内容是什么"), lines=4)
    evidence = PlainText(
        label=gettext_lazy("有什么证据"), lines=3, help_text=gettext_lazy("例如证件、合同、判决书；可在下面上传。")
    )
    files = ManyFiles(label=gettext_lazy("证据材料"))

    text_fields = ("record", "right", "evidence")
    file_fields = ("files",)


class SuggestionForm(PersonForm):
    """A suggestion to publish information that was given on application; art. 44. One need not say who one is."""

    record = PlainText(
        label=gettext_lazy("建议公开什么信息"),
        lines=4,
        help_text=gettext_lazy("如来自依申请公开的答复，请写明申请编号或答复文号。"),
    )
    reason = PlainText(
        label=gettext_lazy("为什么应当公开"),
        lines=3,
        help_text=gettext_lazy("例如涉及公众利益调整、需要公众广泛知晓或者需要公众参与决策。"),
    )

    text_fields = ("record", "reason")
    file_fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if name not in ("name", "phone", "email", *self.text_fields):
                del self.fields[name]
        self.fields["name"].required = False
        self.fields["phone"].help_text = _("愿意得到回复的，请留下电话或者邮箱；也可以凭编号和查询码自己查看。")

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


REQUEST_FORMS: Mapping[str, type[CorrectionForm] | type[SuggestionForm]] = {
    "correction": CorrectionForm,
    "suggestion": SuggestionForm,
}


class StatusForm(forms.Form):
    """Number and query code."""

    number = SignText(label=gettext_lazy("编号"), max_length=40, help_text=gettext_lazy("在回执上，例如 2026-0012。"))
    code = SignText(
        label=gettext_lazy("查询码"),
        max_length=40,
        help_text=gettext_lazy("在回执上，由10个字母和数字组成，不分大小写。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", "code"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "autocapitalize": "characters", "class": "short"}

    def clean_number(self) -> str:
        return str(self.cleaned_data["number"]).upper()

    def clean_code(self) -> str:
        """In capitals, without the hyphen it is printed with."""
        return str(self.cleaned_data["code"]).upper().replace("-", "")


class SubmissionForm(forms.Form):
    """A supplement, a proof of payment or a withdrawal, sent to an open case."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "supplement": _("补正的内容"),
            "reasons": _("申请数量、频次较多的理由"),
            "payment": _("缴费说明"),
            "withdrawal": _("撤回的原因"),
        }
        self.fields["text"] = PlainText(label=labels[kind], lines=5, required=kind in ("supplement", "reasons"))
        if kind == "payment":
            self.fields["text"].help_text = _("例如缴款日期、金额、票据号码。")
        if kind != "withdrawal":
            self.fields["files"] = ManyFiles(label=_("缴费凭证") if kind == "payment" else _("材料"))
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.kind == "payment" and not data.get("text") and not data.get("files"):
            self.add_error("files", _("请上传缴费凭证，或者写明缴款日期和票据号码。"))
        return data


class SurveyForm(forms.Form):
    score = _choice(gettext_lazy("您对这次办理是否满意"), {str(score): label for score, label in Survey.SCORES.items()})
    text = PlainText(
        label=gettext_lazy("意见和建议"), lines=3, max_length=500, required=False,
        help_text=gettext_lazy("请不要填写姓名、电话等个人信息。"),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """An officer's answer to a request."""

    text = PlainText(label=gettext_lazy("答复内容"), lines=5)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"] = _choice(_("处理结果"), CitizenRequest.RESULTS[kind])
        self.order_fields(["result", "text"])


class GuideForm(forms.Form):
    """The guide's texts, the office's contact data it states, and the channels with their usage notes."""

    office_fields = ("ogi_office", "address", "postcode", "hours", "phone", "fax", "website", "email")

    classification = PlainText(label=gettext_lazy("政府信息的分类"), lines=4, required=False)
    arrangement = PlainText(label=gettext_lazy("政府信息的编排体系"), lines=4, required=False)
    access = PlainText(label=gettext_lazy("政府信息的获取方式"), lines=4, required=False)
    ogi_office = PlainText(label=gettext_lazy("政府信息公开工作机构的名称"), required=False)
    address = PlainText(label=gettext_lazy("办公地址"), max_length=200, required=False)
    postcode = SignText(label=gettext_lazy("邮政编码"), max_length=10, required=False)
    hours = PlainText(label=gettext_lazy("办公时间"), max_length=200, required=False)
    phone = PlainText(label=gettext_lazy("联系电话"), max_length=60, required=False)
    fax = PlainText(
        label=gettext_lazy("传真号码"), max_length=60, required=False, help_text=gettext_lazy("没有传真的写“无”。")
    )
    website = PlainText(label=gettext_lazy("网站地址"), max_length=200, required=False)
    email = forms.EmailField(label=gettext_lazy("电子邮箱"), max_length=120, required=False)

    def __init__(self, *args: Any, channels: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = tuple(channels)
        for code, label in channels.items():
            self.fields[f"open_{code}"] = forms.BooleanField(
                label=_("开通：%(channel)s") % {"channel": label}, required=False
            )
            self.fields[f"note_{code}"] = PlainText(
                label=_("%(channel)s的使用说明") % {"channel": label}, lines=2, max_length=500, required=False
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for code in self.channels:
            if data.get(f"open_{code}") and not data.get(f"note_{code}") and f"note_{code}" not in self.errors:
                self.add_error(f"note_{code}", _("开通的渠道应有使用说明；说明公布后，机关应当遵守。"))
        return data

    def notes(self) -> dict[str, str]:
        """The notes of the channels that are open."""
        data = self.cleaned_data
        return {code: data[f"note_{code}"] for code in self.channels if data[f"open_{code}"]}
