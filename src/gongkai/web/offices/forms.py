"""Forms of an office's own settings and of its members. They check shape; the actions check the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.errors import GongkaiError
from gongkai.statute.calendar import load_calendar
from gongkai.statute.organs import organs
from gongkai.web.accounts.models import User
from gongkai.web.applications.forms import DayField, DeskForm, line, text
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.offices.actions import LAYOUTS, Seat
from gongkai.web.offices.models import ROLES, Office, Section, check_credit_code
from gongkai.web.offices.regions import is_region_code

LAYOUT_NAMES = {"letter": _("信函格式（GB/T 9704）"), "plain": _("普通格式")}
USERNAME = RegexValidator(r"^[A-Za-z0-9._-]{2,60}$", _("登录名用2至60个字母、数字、点、横线或下划线。"))
CODE = RegexValidator(r"^[a-z0-9][a-z0-9-]{1,39}$", _("代码用2至40个小写字母、数字或横线，以字母或数字开头。"))


def kinds() -> list[tuple[str, str]]:
    """Kinds of organ in the language of the screen."""
    return [(code, organ.gloss if is_english() else organ.label) for code, organ in organs().items()]


class ParticularsForm(DeskForm):
    """Everything an office says of itself, except its name."""

    kind = forms.ChoiceField(label=_("机关类别"), help_text=_("决定年度报告的报送时间和复议机关的默认写法。"))
    word = line(_("单位代字"), 20, hint=_("文书字号用，例如“白云街”。"))
    credit_code = line(_("统一社会信用代码"), 18, hint=_("18位，末位是校验位（GB 32100）。"))
    region_code = line(_("行政区划代码"), 12, hint=_("6位（GB/T 2260）；街道、乡镇9位，社区、村12位。"))
    calendar_region = line(
        _("地方放假安排"),
        6,
        hint=_("所在省、市、县的6位区划代码；只在地方另有放假安排时填写。修改后，未办结案件的期限立即重新计算。"),
    )
    from_on = DayField(label=_("设立日期"), help_text=_("机关存续的第一天；从前的名称从这一天算起。"))
    address = line(_("办公地址"), 200, hint=_("印在文书、回执和公开指南上。"))
    hours = line(_("办公时间"), 200)
    phone = line(_("联系电话"), 60)
    fax = line(_("传真号码"), 60)
    postcode = line(_("邮政编码"), 10)
    email = forms.EmailField(label=_("电子邮箱"), required=False)
    website = line(_("网站地址"), 200)
    ogi_office = line(_("政府信息公开工作机构"), 120, hint=_("条例第四条：指定机构负责本机关政府信息公开的日常工作。"))
    reviewing_authority = line(
        _("复议机关"), 120, hint=_("写进每份答复的救济告知；留空时按机关类别写（《行政复议法》第二十四条）。")
    )
    court = line(_("管辖法院"), 120, hint=_("写进每份答复的救济告知。"))
    online_reconsideration = line(_("网上申请复议的途径"), 200)
    letter_layout = forms.ChoiceField(
        label=_("文书版式"), choices=[(code, LAYOUT_NAMES[code]) for code in LAYOUTS], required=False
    )
    mfa_roles = forms.MultipleChoiceField(
        label=_("登录须用验证器的岗位"),
        choices=list(ROLES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("这些岗位的人没有设置验证器之前不能进入工作台。"),
    )
    retention_years = forms.IntegerField(
        label=_("归档后保存个人信息的年数"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("申请人的全部案件归档满此年数后，其个人信息自动销毁，台账记录保留。留空则不销毁。"),
    )
    grouping = (
        (_("机关"), ("kind", "word", "credit_code", "region_code", "calendar_region", "ogi_office", "from_on")),
        (_("联系方式"), ("address", "hours", "phone", "fax", "postcode", "email", "website")),
        (_("救济途径"), ("reviewing_authority", "court", "online_reconsideration")),
        (_("文书、登录和保存"), ("letter_layout", "mfa_roles", "retention_years")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds()

    def clean_credit_code(self) -> str:
        value: str = self.cleaned_data["credit_code"].strip().upper()
        check_credit_code(value)
        return value

    def clean_region_code(self) -> str:
        value: str = self.cleaned_data["region_code"].strip()
        if value and not is_region_code(value):
            raise forms.ValidationError(_("行政区划代码应为6、9或12位数字，前两位是省级代码（GB/T 2260）。"))
        return value

    def clean_calendar_region(self) -> str:
        value: str = self.cleaned_data["calendar_region"].strip()
        if value:
            try:
                load_calendar(value)
            except GongkaiError:
                raise forms.ValidationError(_("应为6位行政区划代码。")) from None
        return value

    def clean_letter_layout(self) -> str:
        return self.cleaned_data["letter_layout"] or LAYOUTS[0]


class ReasonForm(DeskForm):
    """Why, and by which document."""

    reason = line(_("原因"), 200, required=True, hint=_("例如：机构改革、区划调整。"))
    document = line(_("依据文号"), 120)


class RenameForm(ReasonForm):
    name = line(_("新名称"), 120, required=True, hint=_("与印章一致的全称。"))
    on = DayField(label=_("启用日期"))
    field_order = ("name", "on", "reason", "document")


class OfficeChoice(forms.ModelChoiceField):
    def __init__(self, offices: Iterable[Office], **kwargs: Any) -> None:
        super().__init__(Office.objects.filter(pk__in=[one.pk for one in offices]), empty_label=_("请选择"), **kwargs)


class MoveForm(ReasonForm):
    field_order = ("parent", "reason", "document")

    def __init__(self, *args: Any, offices: Iterable[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = OfficeChoice(offices, label=_("新的上级机关"))
        self.order_fields(self.field_order)


class MergeForm(ReasonForm):
    on = DayField(label=_("合并日期"), help_text=_("本机关存续的最后一天。"))

    def __init__(self, *args: Any, offices: Iterable[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"] = OfficeChoice(offices, label=_("并入的机关"))
        self.order_fields(("successor", "on", "reason", "document"))


class SectionForm(DeskForm):
    name = line(_("名称"), 80, required=True)
    kind = forms.ChoiceField(label=_("类别"), choices=list(Section.KINDS.items()))
    is_ogi_office = forms.BooleanField(label=_("这是政府信息公开工作机构"), required=False)
    phone = line(_("电话"), 60)
    place = forms.IntegerField(
        label=_("排序"), min_value=0, max_value=999, required=False, help_text=_("小的排在前面。")
    )
    from_on = DayField(label=_("自"))
    to_on = DayField(label=_("至"), required=False, is_past=False, help_text=_("撤销时填写最后一天；存续的留空。"))

    def clean_place(self) -> int:
        return self.cleaned_data["place"] or 0


class LeadingGroupForm(DeskForm):
    """The whole group, one member a line: role, name, post."""

    on = DayField(label=_("成立或调整日期"))
    document = line(_("成立或调整的文号"), 120, required=True)
    members = text(
        _("成员"),
        lines=8,
        hint=_("每行一人，依次写组内职务、姓名、职务，用空格或顿号隔开。例如：组长 张某某 办事处主任"),
    )

    def clean_members(self) -> list[Seat]:
        seats = []
        for row in self.cleaned_data["members"].splitlines():
            parts = re.split(r"[\s、，,|]+", row.strip(), maxsplit=2)
            if parts == [""]:
                continue
            if len(parts) < 2 or len(parts[0]) > 40 or len(parts[1]) > 60 or len("".join(parts[2:])) > 120:
                raise forms.ValidationError(_("请按“组内职务 姓名 职务”填写：%(row)s") % {"row": row[:60]})
            seats.append(Seat(*parts))
        return seats


class BelowForm(DeskForm):
    name = line(_("机关名称"), 120, required=True)
    code = forms.CharField(label=_("代码"), max_length=40, validators=[CODE], help_text=_("网址中的部分，定了不再改。"))
    kind = forms.ChoiceField(label=_("机关类别"))
    username = forms.CharField(
        label=_("管理员登录名"), max_length=60, validators=[USERNAME], help_text=_("新账号；或者本机关成员的登录名。")
    )
    admin_name = line(_("管理员姓名"), 60, hint=_("开设新账号时填写。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds()


# --- members ----------------------------------------------------------------------------------------------------------


class RoleForm(DeskForm):
    """A role with its days."""

    role = forms.ChoiceField(label=_("岗位"), choices=list(ROLES.items()))
    section = forms.ModelChoiceField(None, label=_("科室"), required=False)
    post = line(_("职务"), 60)
    from_on = DayField(label=_("自"), is_past=False)
    to_on = DayField(label=_("至"), required=False, is_past=False, help_text=_("没有期限的留空。"))

    def __init__(self, *args: Any, sections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections
        self.fields["section"].empty_label = _("不指定")


class OpenForm(RoleForm):
    username = forms.CharField(label=_("登录名"), max_length=60, validators=[USERNAME])
    name = line(_("姓名"), 60, hint=_("文书和台账上的署名。"))
    phone = line(_("办公电话"), 30)
    is_known = forms.BooleanField(label=_("此人在其他机关已有账号，只增加在本机关的岗位"), required=False)
    field_order = ("username", "is_known", "name", "phone")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("is_known") and not data.get("name", "").strip():
            self.add_error("name", _("请填写姓名。"))
        return data


class AccountForm(DeskForm):
    name = line(_("姓名"), 60, required=True)
    phone = line(_("办公电话"), 30)


class EndForm(DeskForm):
    last_on = DayField(label=_("最后一天"), is_past=False, help_text=_("当天仍可工作；要立即停止，填写昨天。"))


class MemberChoice(forms.ModelChoiceField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, empty_label=_("请选择"), **kwargs)

    def label_from_instance(self, user: User) -> str:
        return gettext("%(name)s（%(username)s）") % {"name": user, "username": user.username}


class DeputyForm(DeskForm):
    from_on = DayField(label=_("自"), is_past=False)
    to_on = DayField(label=_("至"), is_past=False)

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"] = MemberChoice(members, label=_("代理人"), help_text=_("代理期间有同样的岗位。"))
        self.order_fields(("user", "from_on", "to_on"))


class HandOverForm(DeskForm):
    reason = line(_("原因"), 200, required=True, hint=_("例如：调离、退休、长期休假。"))

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = MemberChoice(members, label=_("接收人"))
        self.order_fields(("to", "reason"))
