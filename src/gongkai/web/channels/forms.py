"""Forms of columns, publication, boards, figures and transfer. They check shape; the actions check the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.ledger.codes import KEEPERS, TAKE_DOWN_CAUSES
from gongkai.statute.catalogue import duty_codes
from gongkai.statute.columns import column_kinds, parts
from gongkai.web.applications.forms import NO_NAMES, DayField, DeskForm, line
from gongkai.web.catalogue.saying import duty_name
from gongkai.web.channels.boards import QUIET_DAYS
from gongkai.web.channels.models import Board, ChannelAccount
from gongkai.web.channels.releasing import Target
from gongkai.web.channels.tree import Node
from gongkai.web.config.clock import local_today
from gongkai.web.desk.templatetags.words import glossed
from gongkai.web.offices.models import Section, standing
from gongkai.web.publishing.models import Publication

PICTURES = ".jpg,.jpeg,.png,.webp,.pdf"
SHEETS = ".xlsx,.xls,.ods,.csv,.et"


def _part_choices() -> list[tuple[str, str]]:
    return glossed({code: part.label for code, part in parts().items()})()


def _kind_choices() -> list[tuple[str, str]]:
    return glossed({code: kind.label for code, kind in column_kinds().items()})()


def _duty_choices() -> list[tuple[str, str]]:
    return [("", _("（不指定）")), *((code, f"{code} {duty_name(code)}") for code in sorted(duty_codes()))]


# --- columns ----------------------------------------------------------------------------------------------------------


class ColumnForm(DeskForm):
    """A column. The choices of its place are those above which it can stand."""

    name = line(gettext_lazy("栏目名称"), 60, required=True)
    parent = forms.TypedChoiceField(label=gettext_lazy("上级栏目"), required=False, coerce=int, empty_value=None)
    part = forms.ChoiceField(
        label=gettext_lazy("所属部分"),
        choices=_part_choices,
        help_text=gettext_lazy("最上级栏目属于哪一部分；下级栏目随上级。"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("更新要求"),
        choices=_kind_choices,
        help_text=gettext_lazy("动态两周，通知公告、政策文件六个月；超过时限的在“更新检查”中列出。"),
    )
    longest_days = forms.IntegerField(
        label=gettext_lazy("本机关要求的更新天数"),
        min_value=0,
        max_value=3660,
        initial=0,
        help_text=gettext_lazy("比上面更严的，填自然日天数；0为不另外要求。"),
    )
    duty = forms.ChoiceField(label=gettext_lazy("对应条例事项"), choices=_duty_choices, required=False)
    about = line(gettext_lazy("说明"), 200)

    def __init__(self, *args: Any, nodes: Sequence[Node], own: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("（最上级）")), *_node_choices(nodes, own)]
        self.fields["parent"].choices = choices
        if own is None:
            code = line(_("代码"), 40, hint=_("网址的一部分，小写字母、数字和连字符；不填自动编号，以后不能改。"))
            self.fields["code"] = code

    @property
    def values(self) -> Mapping[str, Any]:
        names = ("name", "part", "kind", "longest_days", "duty", "about")
        found = {name: self.cleaned_data[name] for name in names}
        return found | {"name": " ".join(found["name"].split())}


def _node_choices(nodes: Sequence[Node], own: int | None) -> Iterable[tuple[str, str]]:
    for node in nodes:
        if node.column.pk != own:
            yield str(node.column.pk), "　" * node.depth + node.column.name


class EndColumnForm(DeskForm):
    on = DayField(label=gettext_lazy("从哪一天起停用"))
    move_to = forms.TypedChoiceField(
        label=gettext_lazy("信息转入"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("本栏目的信息一并转入，网址不变。"),
    )

    def __init__(self, *args: Any, nodes: Sequence[Node], own: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move_to"].choices = [("", _("（没有信息需要转入）")), *_node_choices(nodes, own)]


# --- publication ------------------------------------------------------------------------------------------------------


class WhereForm(DeskForm):
    """Where something goes: a target, or a channel with its place typed."""

    where = forms.ChoiceField(label=gettext_lazy("发布到"))
    place = line(
        gettext_lazy("名称、期号或者位置"),
        80,
        hint=gettext_lazy("报刊、公报、广播电视等填写，如“示例日报2026年6月10日第3版”。"),
    )

    def __init__(self, *args: Any, targets: Mapping[str, Sequence[Target]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "own": _("门户"),
            "accounts": _("政务新媒体和其他网站"),
            "boards": _("社区公开栏、电子屏、查阅点"),
            "typed": _("其他（写明名称）"),
        }
        groups = []
        for name, label in labels.items():
            of_group = [(one.code, glossed({"": one.label})()[0][1]) for one in targets[name]]
            if of_group:
                groups.append((label, of_group))
        self.fields["where"].choices = groups


class ReleaseForm(WhereForm):
    on = DayField(
        label=gettext_lazy("发布日期"), help_text=gettext_lazy("门户只能是今天；已经张贴、刊登的按实际日期补登。")
    )
    link = line(gettext_lazy("链接"), 300, hint=gettext_lazy("推文、报道的网址，公报的期号。"))
    remove_on = DayField(
        label=gettext_lazy("计划撤下日期"), required=False, is_past=False, help_text=gettext_lazy("有公示期的填写。")
    )
    photo = forms.FileField(
        label=gettext_lazy("照片或者扫描件"), required=False, widget=forms.FileInput(attrs={"accept": PICTURES})
    )
    field_order = ("where", "place", "on", "remove_on", "link", "photo")


class ScheduleForm(WhereForm):
    release_on = DayField(
        label=gettext_lazy("在哪一天发布"), is_past=False, help_text=gettext_lazy("到这一天自动发布。")
    )
    field_order = ("where", "place", "release_on")


class TakeDownForm(DeskForm):
    which = forms.ChoiceField(label=gettext_lazy("从哪里撤下"))
    cause = forms.ChoiceField(label=gettext_lazy("撤下原因"), choices=glossed(TAKE_DOWN_CAUSES))
    reason = line(
        gettext_lazy("说明"),
        300,
        hint=gettext_lazy("公示期满的可以不写；其他的必须写明，会在原页面向公众显示，不要写个人信息。"),
    )
    on = DayField(label=gettext_lazy("撤下日期"))

    def __init__(self, *args: Any, standing_at: Sequence[Publication], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = [(str(one.pk), place_name(one)) for one in standing_at]


class ProofForm(DeskForm):
    which = forms.ChoiceField(label=gettext_lazy("哪一次发布"))
    photo = forms.FileField(label=gettext_lazy("照片或者扫描件"), widget=forms.FileInput(attrs={"accept": PICTURES}))

    def __init__(self, *args: Any, publications: Sequence[Publication], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = [(str(one.pk), place_name(one)) for one in publications]


def place_name(row: Publication) -> str:
    """Where a publication is, in words."""
    if (row.channel, row.place) == ("website", ""):
        return _("本机关门户")
    name = glossed({"": row.channel_name})()[0][1]
    return f"{name} {row.place}".strip()


# --- boards and figures -----------------------------------------------------------------------------------------------


class BoardForm(DeskForm):
    section = forms.ModelChoiceField(Section.objects.none(), label=gettext_lazy("社区、村或者场所"))
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=list(Board.KINDS.items()))
    name = line(
        gettext_lazy("名称"), 60, required=True, hint=gettext_lazy("如“幸福社区公开栏”；有张贴记录以后不能改。")
    )
    place = line(gettext_lazy("设置地点"), 120)
    from_on = DayField(label=gettext_lazy("启用日期"))
    to_on = DayField(label=gettext_lazy("停用日期"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = Section.objects.filter(standing(local_today()), kind__in=("community", "venue"))
        self.fields["section"].queryset = sections


class BoardFilter(forms.Form):
    """How long a board may be bare, and whether ended ones are shown, as it stands in the address."""

    days = forms.IntegerField(
        label=gettext_lazy("多少天没有张贴的提示"), min_value=1, max_value=3660, required=False, initial=QUIET_DAYS
    )
    ended = forms.BooleanField(label=gettext_lazy("包括已停用的"), required=False)


class AccountForm(DeskForm):
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=list(ChannelAccount.KINDS.items()))
    name = line(gettext_lazy("名称"), 60, required=True, hint=gettext_lazy("年报中的叫法；有数据以后不能改。"))
    from_on = DayField(label=gettext_lazy("启用日期"))
    to_on = DayField(label=gettext_lazy("停用日期"), required=False)


class FiguresForm(DeskForm):
    """Figures of a month, or of a year of which no months are known."""

    account = forms.ModelChoiceField(ChannelAccount.objects.none(), label=gettext_lazy("账号"))
    year = forms.IntegerField(label=gettext_lazy("年"), min_value=2008, max_value=2100)
    month = forms.TypedChoiceField(label=gettext_lazy("月"), coerce=int, empty_value=None, required=False)
    posts = forms.IntegerField(label=gettext_lazy("发布条数"), min_value=0, max_value=10**9, required=False)
    reads = forms.IntegerField(label=gettext_lazy("阅读量"), min_value=0, max_value=10**12, required=False)
    followers = forms.IntegerField(
        label=gettext_lazy("关注数"),
        min_value=0,
        max_value=10**12,
        required=False,
        help_text=gettext_lazy("期末的累计数。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = ChannelAccount.objects.all()
        months = [(str(one), _("%(n)d月") % {"n": one}) for one in range(1, 13)]
        self.fields["month"].choices = [("", _("全年（没有分月数据的）")), *months]

    @property
    def first(self) -> date:
        return date(self.cleaned_data["year"], self.cleaned_data["month"] or 1, 1)


class SheetForm(DeskForm):
    file = forms.FileField(label=gettext_lazy("文件"), widget=forms.FileInput(attrs={"accept": SHEETS}))


# --- transfer ---------------------------------------------------------------------------------------------------------


class TransferForm(DeskForm):
    month = forms.CharField(
        label=gettext_lazy("发布月份"), widget=forms.TextInput(attrs={"type": "month"}), max_length=7
    )
    keeper = forms.ChoiceField(label=gettext_lazy("接收单位类别"), choices=glossed(KEEPERS))
    to = line(gettext_lazy("接收单位"), 120, required=True)
    handler = line(gettext_lazy("经办人"), 60, required=True)

    def clean_month(self) -> date:
        try:
            return date.fromisoformat(f"{self.cleaned_data['month']}-01")
        except ValueError:
            raise forms.ValidationError(_("请写成2026-05的样子。")) from None


class ReasonForm(DeskForm):
    reason = line(gettext_lazy("原因"), 200, hint=NO_NAMES)
