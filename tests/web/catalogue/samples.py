"""Standard catalogues as offices keep them, made in memory. Titles and texts are ours."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import xlsxwriter

from gongkai.documents.tables import Table, read_tables
from gongkai.web.catalogue import actions
from gongkai.web.catalogue.models import CatalogueUpload
from gongkai.web.config.clock import now
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer
from gongkai.web.sheets import store

UPPER = (
    "序号", "公开事项", None, "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体",
    "公开对象", None, "公开方式", None, "公开层级", None,
)  # fmt: skip
LOWER = (
    None, "一级事项", "二级事项", None, None, None, None, None,
    "全社会", "特定群体（请写明）", "主动", "依申请公开", "县级", "乡级",
)  # fmt: skip
OVER = ("B2:C2", "I2:J2", "K2:L2", "M2:N2", "A2:A3", "D2:D3", "E2:E3", "F2:F3", "G2:G3", "H2:H3")
"""What is merged in the heading, in the second and third row."""

TICKS = "■政府网站 □政府公报 □两微一端\n□发布会/听证会 ■社区/企事业单位/村公示栏（电子屏） ■某某小程序"
DAYS = "信息形成或者变更之日起20个工作日内"
TEN = "制定或获取信息之日起10个工作日内"

ROWS: tuple[tuple[Any, ...], ...] = (
    (1, "最低生活保障", "办事指南（示例）", "条件\n材料", "条例第二十条", "长期公开", "示例街道", TICKS, "√", None, "√", None, None, "√"),
    (2, None, "审核信息（示例）", "姓名", "条例第二十一条", TEN, "示例街道", TICKS, None, "√（低保对象）", "√", None, "√", "√"),
    (3, "临时救助", "给付信息（示例）", "金额", "条例第二十一条", "按规定时间", "", "政府网站、公示栏", "■", "—", "", "√", "", "√"),
)  # fmt: skip


def book(*sheets: tuple[str, Sequence[Sequence[Any]], Sequence[str]]) -> bytes:
    """A workbook. Of each sheet: its name, rows, and what is merged."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as made:
        for name, rows, merges in sheets:
            sheet = made.add_worksheet(name)
            for cells in merges:
                sheet.merge_range(cells, "")
            for y, row in enumerate(rows):
                for x, value in enumerate(row):
                    if value is not None and value != "":
                        sheet.write(y, x, value)
    return buffer.getvalue()


def usual(
    rows: Sequence[Sequence[Any]] = ROWS, title: str = "示例街道社会救助领域基层政务公开标准目录", merge: bool = True
) -> bytes:
    """The verbatim columns in two heading rows under a title."""
    merges = [*OVER, "A1:N1", *(("B4:B5",) if merge and len(rows) > 1 else ())]
    return book(("Sheet1", [(title,), UPPER, LOWER, *rows], merges))


def tables(*sheets: tuple[str, Sequence[Sequence[Any]], Sequence[str]]) -> tuple[Table, ...]:
    return read_tables(book(*sheets))


@dataclass(frozen=True)
class Standards:
    """What the addresses of the catalogue name."""

    item: int
    upload: UUID


def build(officer: Officer, office: Office) -> Standards:
    """An item, and a file that was brought in."""
    item = actions.add(officer, office, {"field": "health", "level_1": "接种（示例）"})
    return Standards(item.pk, put(office).pk)


def put(office: Office, data: bytes = b"", field: str = "") -> CatalogueUpload:
    """A file brought in and not yet decided on; read in this process, which is quick."""
    row = CatalogueUpload(office=office, name="目录.xlsx", field=field, sha256="0" * 64, by="x", added_at=now())
    store.store(row, store.packed(read_tables(data or usual())))  # type: ignore[arg-type]
    row.save(force_insert=True)
    return row
