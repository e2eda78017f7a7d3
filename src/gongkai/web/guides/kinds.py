"""Which records there are, and their fields: from these come the forms, lists, sheets and what is released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from gongkai.documents.workbook.shape import Column
from gongkai.ledger.codes import PROJECT_KINDS, PROPOSAL_KINDS, PROPOSAL_RESULTS, PROPOSERS, SERVICE_KINDS
from gongkai.statute.systems import system_kinds
from gongkai.web.guides.models import DirectoryEntry, Kept, Power, Proposal, ServiceGuide, SystemDocument

SYSTEM_KINDS: Mapping[str, str] = {one.code: one.label for one in system_kinds().values()}
YES_NO: Mapping[str, str] = {"1": "是", "0": "否"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. kind: "line", "text", "date", "choice", "yes_no" or "number". is_ahead: it may lie ahead.

    note: what to type. is_listed: shown in the list. is_public: released with the record. is_set: filled by an action,
    not by the form of the record. may_be_empty is not is_required.
    """

    name: str
    kind: str = "line"
    note: Any = ""
    is_required: bool = False
    choices: Mapping[str, str] | None = None
    aliases: tuple[str, ...] = ()
    is_listed: bool = False
    is_public: bool = True
    is_ahead: bool = False
    is_set: bool = False


@dataclass(frozen=True)
class Kind:
    """One register of records. slug: its part of an address. same: fields that tell two records apart.

    has_release: whether the public sees it; title: the field a record is called by; sheet: name of its sheet.
    """

    slug: str
    label: Any
    feeds: Any
    model: type[Kept]
    fields: tuple[Field, ...]
    same: tuple[str, ...]
    title: str = "name"
    has_release: bool = True

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}

    @property
    def typed(self) -> tuple[Field, ...]:
        """The fields of the form and of the sheet that is imported."""
        return tuple(field for field in self.fields if not field.is_set)

    @property
    def listed(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.is_listed)

    @property
    def sheet(self) -> str:
        """The Chinese name, as the tab of a sheet: statutory labels stay Chinese."""
        return SHEETS[self.slug]

    def label_of(self, name: str) -> Any:
        """What a field is called."""
        return self.model._meta.get_field(name).verbose_name

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The fields as columns of a sheet; headings are Chinese, whatever the language of the screen."""
        kinds = {"date": "date", "number": "count"}
        with override("zh-hans"):
            return tuple(
                Column(
                    one.name,
                    str(self.label_of(one.name)),
                    kinds.get(one.kind, "text"),
                    _note(one),
                    aliases=one.aliases,
                )
                for one in self.typed
            )

    @property
    def starred(self) -> frozenset[str]:
        return frozenset(field.name for field in self.typed if field.is_required)


def _note(field: Field) -> str:
    """What the template says of a column."""
    choices = "、".join(field.choices.values()) if field.choices else "是、否" if field.kind == "yes_no" else ""
    parts = ("必填。" if field.is_required else "", str(field.note), f"可选：{choices}。" if choices else "")
    return "".join(parts)


_LINK = _("以 https:// 或者 http:// 开头。")

KINDS: Mapping[str, Kind] = {
    one.slug: one
    for one in (
        Kind(
            "systems",
            _("政府信息公开制度"),
            _("公开专栏“政府信息公开制度”"),
            SystemDocument,
            (
                Field("kind", "choice", is_required=True, choices=SYSTEM_KINDS, aliases=("类别",), is_listed=True),
                Field("name", is_required=True, aliases=("制度名称", "标题"), is_listed=True),
                Field("number", is_listed=True),
                Field("edition", note=_("如“2025年修订”。"), is_listed=True),
                Field("in_force_from", "date", is_required=True, is_ahead=True, aliases=("实施日期",), is_listed=True),
                Field("valid_until", "date", _("没有规定有效期的留空。"), is_ahead=True, is_listed=True),
                Field("unit"),
                Field("summary", "text"),
                Field("link", note=_LINK),
            ),
            ("name", "in_force_from"),
        ),
        Kind(
            "services",
            _("办事指南"),
            _("公开门户的办事服务"),
            ServiceGuide,
            (
                Field("code", is_listed=True),
                Field("name", is_required=True, aliases=("名称",), is_listed=True),
                Field("kind", "choice", choices=SERVICE_KINDS, is_listed=True),
                Field("basis", "text", aliases=("法律依据", "依据")),
                Field("applicants", "text", aliases=("谁可以申请", "办理对象")),
                Field("conditions", "text", aliases=("受理条件", "办理条件")),
                Field("materials", "text", _("一行一项材料，写明原件、复印件和份数。"), aliases=("申请材料",)),
                Field("place"),
                Field("hours"),
                Field("phone", note=_("办公电话，不填个人手机号。"), aliases=("咨询电话",), is_listed=True),
                Field("flow", "text", aliases=("流程",)),
                Field("fee", note=_("不收费的写“不收费”。"), aliases=("收费情况",)),
                Field("limit", note=_("如“20个工作日”。"), aliases=("法定时限",)),
                Field("promised", aliases=("承诺时限",)),
                Field("link", note=_LINK),
                Field("unit", is_listed=True),
            ),
            ("name", "code"),
        ),
        Kind(
            "directory",
            _("机构人员名录"),
            _("公开门户的机构职能"),
            DirectoryEntry,
            (
                Field("section", is_required=True, aliases=("部门", "科室名称"), is_listed=True),
                Field("post", is_required=True, aliases=("岗位", "职务"), is_listed=True),
                Field("name", note=_("本人同意的才对外公开；不同意的只公开岗位。"), is_listed=True),
                Field("consents", "yes_no", is_listed=True, is_public=False),
                Field("duty"),
                Field("room", is_listed=True),
                Field("phone", note=_("办公电话，不填个人手机号。"), is_listed=True),
                Field("window", is_listed=True),
                Field("place", "number", _("数字小的排在前面。")),
            ),
            ("section", "post", "name"),
            title="post",
        ),
        Kind(
            "powers",
            _("权责事项清单"),
            _("公开门户；2019年格式表二：项目数量"),
            Power,
            (
                Field("code", is_listed=True),
                Field("name", is_required=True, aliases=("名称", "权力事项"), is_listed=True),
                Field("kind", "choice", is_required=True, choices=PROJECT_KINDS, aliases=("类别",), is_listed=True),
                Field("basis", "text", aliases=("依据",)),
                Field("unit", is_listed=True),
                Field("added_on", "date", is_required=True, is_listed=True),
                Field(
                    "in_opening",
                    "yes_no",
                    _("期初登记的项目数量里已经包括的选“是”，不再计为本年增加。"),
                    is_public=False,
                ),
            ),
            ("name", "code"),
        ),
        Kind(
            "motions",
            _("建议提案办理"),
            _("报告第一部分：建议提案办复率"),
            Proposal,
            (
                Field("number", is_required=True, is_listed=True),
                Field("title", is_required=True, aliases=("名称",), is_listed=True),
                Field("kind", "choice", is_required=True, choices=PROPOSAL_KINDS, is_listed=True),
                Field("proposer", "choice", _("只登记类别，不登记姓名。"), is_required=True, choices=PROPOSERS),
                Field("received_on", "date", is_required=True, aliases=("收到日期",), is_listed=True),
                Field("due_on", "date", _("交办通知要求的答复日期。"), is_ahead=True, is_listed=True),
                Field("handler", aliases=("承办单位",), is_listed=True),
                Field("answered_on", "date", is_listed=True, is_set=True),
                Field("result", "choice", choices=PROPOSAL_RESULTS, is_set=True, is_listed=True),
                Field("answer_public", "yes_no", is_set=True),
                Field("public_on", "date", is_set=True, is_listed=True),
                Field("link", is_set=True),
            ),
            ("number",),
            title="title",
            has_release=False,
        ),
    )
}
"""Every kind by its slug, in the order of the menu page."""

SHEETS: Mapping[str, str] = {
    "systems": "公开制度",
    "services": "办事指南",
    "directory": "人员名录",
    "powers": "权责事项",
    "motions": "建议提案办理",
}
