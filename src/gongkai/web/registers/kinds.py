"""Which registers there are: each is a sheet of the core's workbook, with its columns, choices and events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongkai.documents.workbook.shape import VOID, Column, Sheet, Slot
from gongkai.documents.workbook.sheets import SHEETS
from gongkai.ledger.events import EventTypes

_NAMES = {kind: name for name, kind in EventTypes.by_name.items()}
_SHEETS = {sheet.name: sheet for sheet in SHEETS}


@dataclass(frozen=True)
class Register:
    """One register. slug: its part of an address; sheet: of the workbook; feeds: what is compiled from it."""

    slug: str
    label: Any
    sheet: Sheet
    feeds: Any

    @cached_property
    def slots(self) -> Mapping[str, Slot]:
        """What may be recorded here, by the public name of the event; the first is the usual one."""
        return {_NAMES[slot.event]: slot for slot in self.sheet.slots}

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(self.slots)

    @property
    def is_of_documents(self) -> bool:
        return self.sheet.role == "documents"

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns a person fills; why a row is void is asked elsewhere."""
        return tuple(column for column in self.sheet.columns if column.key != VOID)

    def columns_of(self, slot: Slot) -> tuple[Column, ...]:
        """The columns one kind of entry takes, in the order of the sheet."""
        keys = {slot.on, "subject", *slot.fields.values()}
        return tuple(column for column in self.columns if column.key in keys)


def _register(slug: str, label: Any, sheet: str, feeds: Any) -> Register:
    return Register(slug, label, _SHEETS[sheet], feeds)


REGISTERS: Mapping[str, Register] = {
    one.slug: one
    for one in (
        _register("documents", _("规范性文件"), "规范性文件", _("表二：制发、废止、现行有效件数")),
        _register("decisions", _("行政处理决定"), "处理决定", _("表二：许可、处罚、强制处理决定数量")),
        _register("charges", _("行政事业性收费"), "行政收费", _("表二：本年收费金额")),
        _register("purchases", _("政府集中采购"), "集中采购", _("2019年格式表二，报告正文")),
        _register("projects", _("权力事项增减"), "事项增减", _("2019年格式表二：项目数量")),
        _register("items", _("主动公开条数"), "主动公开", _("报告第一部分：主动公开")),
        _register("channels", _("渠道数据"), "渠道数据", _("报告第一部分：公开平台")),
        _register("requests", _("公众留言办理"), "平台办件", _("报告第一部分：回应关切")),
        _register("proposals", _("建议提案"), "建议提案", _("报告第一部分：建议提案办理")),
        _register("facts", _("其他工作数据"), "工作数据", _("报告正文的数字")),
        _register("openings", _("期初数量"), "期初", _("表二：期初现行有效、上一年项目数量")),
    )
}
"""Every register by its slug, in the order of the menu page."""

BY_TYPE: Mapping[str, Register] = {name: register for register in REGISTERS.values() for name in register.types}

TYPES = tuple(BY_TYPE)
"""Public names of the events that stand in a register."""
