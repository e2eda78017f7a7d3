"""How the workbook looks: colours, cell formats, the drop-downs and the cells that turn yellow or grey."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongkai.documents.extent import column_letters
from gongkai.documents.numbers import FIRST_YEAR, LAST_YEAR
from gongkai.documents.workbook.shape import ROWS, Column, Sheet
from gongkai.documents.workbook.sheets import APPLICATIONS, DICTIONARY
from gongkai.documents.workbook.steps import choice_lists

INK, FAINT, LINE = "#1F2D3D", "#5B6B7B", "#C9D3DD"
PAPER, HEAD, STAR, NEEDED, UNUSED = "#F4F7FA", "#DCE6F0", "#FCE8C8", "#FFF3B8", "#ECEFF2"
TABS = {"explain": "#9AA7B4", "office": "#2F6F9F", "application": "#2F6F9F", "register": "#5B9A8B", "report": "#B07A3C"}

TITLE_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2
"""Rows of a sheet, from 0: what it is for, the headings, the first act."""

_NUMBER_FORMATS = {"date": "yyyy-mm-dd", "count": "0", "integer": "0", "money": "#,##0.00", "year": "0"}


class Look:
    """The formats of one workbook, made once each."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **properties: Any) -> Any:
        """A cell format; every text is 宋体 11 in one ink unless said otherwise."""
        given = {"font_name": "宋体", "font_size": 11, "font_color": INK, "valign": "vcenter"} | properties
        key = tuple(sorted(given.items()))
        if key not in self.made:
            self.made[key] = self.workbook.add_format(given)
        return self.made[key]

    def title(self) -> Any:
        return self.format(font_color=FAINT, font_size=10, text_wrap=True, bg_color=PAPER)

    def head(self, *, is_starred: bool) -> Any:
        return self.format(
            bold=True,
            text_wrap=True,
            align="center",
            bg_color=STAR if is_starred else HEAD,
            border=1,
            border_color=LINE,
        )

    def body(self, column: Column) -> Any:
        """The format of a column's cells: text as text, dates as dates, long texts wrapped."""
        shown = _NUMBER_FORMATS.get(column.kind, "@")
        align = {"date": "center", "count": "right", "integer": "right", "money": "right"}.get(column.kind, "left")
        return self.format(num_format=shown, align=align, text_wrap=wraps(column))


def wraps(column: Column) -> bool:
    """Whether long content goes on below in its cell."""
    return column.kind in ("text", "choices", "choice") and column.width >= 16


def lines(content: str, width: int) -> int:
    """How many lines a text takes in a column of this width."""
    return sum(max(1, -(-width_of(line) // max(width - 1, 1))) for line in content.splitlines()) or 1


def write_lists(worksheet: Any, look: Look) -> Mapping[str, str]:
    """Write every list of choices on the sheet 字典 and return the range of each, for the drop-downs."""
    ranges = {}
    for index, (name, choices) in enumerate(choice_lists().items()):
        labels = list(choices.labels.values())
        worksheet.write_string(0, index, choices.name, look.head(is_starred=False))
        worksheet.write_column(1, index, labels, look.format(num_format="@"))
        worksheet.set_column(index, index, min(44, max(10, 2 + max(width_of(label) for label in labels))))
        letters = column_letters(index + 1)
        ranges[name] = f"='{DICTIONARY}'!${letters}$2:${letters}${len(labels) + 1}"
    worksheet.freeze_panes(1, 0)
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    return ranges


def validate(worksheet: Any, sheet_columns: tuple[Column, ...], ranges: Mapping[str, str], last_row: int) -> None:
    """Put drop-downs, checks and the note of each column on its cells, from the first row to `last_row`."""
    for index, column in enumerate(sheet_columns):
        rule = _rule(column, ranges) | {
            "input_title": column.label[:32],
            "input_message": column.note[:255],
            "ignore_blank": True,
            "error_title": "请核对",
        }
        worksheet.data_validation(FIRST_ROW, index, last_row, index, rule)


def _rule(column: Column, ranges: Mapping[str, str]) -> dict[str, Any]:
    match column.kind:
        case "choice":
            message = "不在下拉列表中。请从列表选择。"
            return {
                "validate": "list",
                "source": ranges[column.choices],
                "error_type": "stop",
                "error_message": message,
            }
        case "choices":
            return {"validate": "list", "source": ranges[column.choices], "show_error": False}
        case "date":
            return {
                "validate": "date",
                "criteria": "between",
                "minimum": date(FIRST_YEAR, 1, 1),
                "maximum": date(LAST_YEAR, 12, 31),
                "error_type": "warning",
                "error_message": "这不像是日期。请写成 2021-9-14 的样式。",
            }
        case "count" | "integer" | "money":
            return {
                "validate": "integer" if column.kind != "money" else "decimal",
                "criteria": "between",
                "minimum": -(10**9) if column.kind == "integer" else 0,
                "maximum": 10**12,
                "error_type": "warning",
                "error_message": "这里应当填数字" + ("，不带负号。" if column.kind != "integer" else "。"),
            }
        case _:
            return {"validate": "any"}


def colour(worksheet: Any, sheet: Sheet, look: Look, last_row: int) -> None:
    """Turn needed blank cells yellow, cells the act does not use grey, and rule a line under each row in use."""
    last = column_letters(len(sheet.columns))
    row = FIRST_ROW + 1
    used = f"COUNTA($A{row}:${last}{row})>0"
    letters = {column.key: column_letters(index) for index, column in enumerate(sheet.columns, 1)}
    place = {column.key: index for index, column in enumerate(sheet.columns)}

    def rule(key: str, criteria: str, **properties: Any) -> None:
        index = place[key]
        shown = {"type": "formula", "criteria": f"={criteria}", "format": look.workbook.add_format(properties)}
        worksheet.conditional_format(FIRST_ROW, index, last_row, index, shown)

    for key in sheet.starred:
        if sheet.role not in ("cases", "documents") or key == "subject":
            rule(key, f'AND({used},{letters[key]}{row}="")', bg_color=NEEDED)
    if sheet.role == "acts":
        act = f"${letters['act']}{row}"
        for key in place.keys() - {"subject", "on", "act", "void"}:
            needed = _one_of(act, [slot.label for slot in sheet.slots if key in slot.needs])
            uses = _one_of(act, [slot.label for slot in sheet.slots if key in slot.fields.values()])
            if needed:
                rule(key, f'AND({needed},{letters[key]}{row}="")', bg_color=NEEDED)
            rule(key, f'AND({act}<>"",NOT({uses}))', bg_color=UNUSED)
        numbers = f"'{APPLICATIONS.name}'!$A${row}:$A${last_row + 1}"
        if last_row <= 2 * ROWS:
            rule("subject", f'AND($A{row}<>"",COUNTIF({numbers},$A{row})=0)', font_color="#B3261E", bold=True)
    if sheet.role == "applications" and last_row <= 2 * ROWS:
        rule(
            "subject",
            f'AND($A{row}<>"",COUNTIF($A${row}:$A${last_row + 1},$A{row})>1)',
            font_color="#B3261E",
            bold=True,
        )
    line = {
        "type": "formula",
        "criteria": f"={used}",
        "format": look.workbook.add_format({"bottom": 4, "bottom_color": LINE}),
    }
    worksheet.conditional_format(FIRST_ROW, 0, last_row, len(sheet.columns) - 1, line)


def print_setup(worksheet: Any, *, landscape: bool = True) -> None:
    """A4, one page wide, headings on every page, page numbers below."""
    if landscape:
        worksheet.set_landscape()
        worksheet.repeat_rows(TITLE_ROW, HEAD_ROW)
    worksheet.set_paper(9)
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    worksheet.fit_to_pages(1, 0)
    worksheet.set_footer("&L&9&A&C&9第 &P 页，共 &N 页")


def _one_of(cell: str, labels: list[str]) -> str:
    tests = ",".join(f'{cell}="{label}"' for label in labels)
    return f"OR({tests})" if labels else ""


def width_of(label: str) -> int:
    """Width in columns: a Chinese character takes two."""
    return sum(1 if character.isascii() else 2 for character in label)
