"""Small workbooks for tests, written as a clerk would type them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from gongkai.documents.workbook import Problem, read_ledger
from gongkai.documents.workbook.sheets import BODY, BODY_COLUMNS, OFFICE, SHEETS
from gongkai.errors import WorkbookError

COLUMNS = {sheet.name: [column.label for column in sheet.columns] for sheet in SHEETS}
COLUMNS[BODY] = [column.label for column in BODY_COLUMNS]
COLUMNS[OFFICE] = ["项目", "内容"]

FACTS = {"机关名称": "某某街道办事处", "机关类型": "街道办事处", "报告年度": 2021}
APPLICATION = {"申请编号": "2021-001", "到达日期": date(2021, 9, 14), "渠道": "当面提交", "申请人类型": "自然人"}
ANSWER = {"申请编号": "2021-001", "日期": date(2021, 10, 12), "办理动作": "答复", "办理结果": "予以公开"}

Row = Mapping[str, Any]


def grid(rows: Sequence[Row], labels: Sequence[str]) -> list[list[Any]]:
    """A heading row and a row an act, each cell under its label."""
    for row in rows:
        assert row.keys() <= set(labels), row.keys() - set(labels)
    return [list(labels), *([row.get(label, "") for label in labels] for row in rows)]


def a_book(
    sheets: Mapping[str, Sequence[Row] | list[list[Any]]] | None = None,
    *,
    facts: Row | None = None,
    is_1904: bool = False,
) -> bytes:
    """A workbook with 基本信息 and 申请登记, and the sheets given: as rows by label, or as a plain grid (lists)."""
    grids: dict[str, list[list[Any]]] = {
        OFFICE: [["项目", "内容"], *([label, value] for label, value in (FACTS if facts is None else facts).items())],
        "申请登记": [COLUMNS["申请登记"]],
    }
    for name, rows in (sheets or {}).items():
        is_grid = bool(rows) and isinstance(rows[0], list)
        grids[name] = rows if is_grid else grid(rows, COLUMNS[name])  # type: ignore[arg-type, assignment]
    return written(grids, is_1904=is_1904)


def written(grids: Mapping[str, list[list[Any]]], *, is_1904: bool = False) -> bytes:
    target = BytesIO()
    with Workbook(target, {"in_memory": True, "date_1904": is_1904, "strings_to_formulas": False}) as workbook:
        style = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in grids.items():
            worksheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for index, value in enumerate(row):
                    if isinstance(value, date):
                        worksheet.write_datetime(number, index, value, style)
                    elif isinstance(value, str) and value.startswith("=#"):
                        worksheet.write_formula(number, index, "=A1", None, value[1:])
                    elif value != "" or isinstance(value, bool):
                        worksheet.write(number, index, value)
    return target.getvalue()


def problems_of(data: bytes) -> tuple[Problem, ...]:
    """What `read_ledger` finds wrong; fails when it finds nothing."""
    try:
        read_ledger(data)
    except WorkbookError as error:
        return error.problems  # type: ignore[return-value]
    raise AssertionError("the book was read without an error")
