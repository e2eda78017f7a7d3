"""A catalogue as a workbook in the verbatim columns: one sheet a field, headings of two rows, ticks. It comes in again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongkai.statute.catalogue import carriers, choices, columns
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.catalogue.values import field_label

TICK, EMPTY_TICK = "■", "□"
_WIDTHS: Mapping[str, int] = {
    "serial": 5, "level_1": 12, "level_2": 16, "level_3": 14, "content": 34, "basis": 30, "limit": 16, "body": 12, "section": 12,
    "channels": 22, "object": 7, "way": 7, "tier": 7,
}  # fmt: skip
_SHEET = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Head:
    """A column of the sheet. upper: the heading over several of them; choice: what a tick in it means."""

    name: str
    label: str
    upper: str = ""
    choice: str = ""


def heads(items: Iterable[StandardItem] = ()) -> list[Head]:
    """The columns in their verbatim order; a third level, the section and the village only where some item has them."""
    rows = list(items)
    label = {code: column.label for code, column in columns().items()}
    found = [Head("serial", label["serial"])]
    levels = ("level_1", "level_2", *(("level_3",) if any(one.level_3 for one in rows) else ()))
    found += [Head(level, label[level], "公开事项") for level in levels]
    found += [Head(name, label[name]) for name in ("content", "basis", "limit")]
    found.append(Head("body", label["subject"]))
    if any(one.section for one in rows):
        found.append(Head("section", label["unit"]))
    found.append(Head("channels", label["channels"]))
    for name in ("object", "way", "tier"):
        for code, one in choices(name).items():
            if code != "village" or any("village" in item.tier for item in rows):
                found.append(Head(name, one.label, label[name], code))
    return found


def cell(item: StandardItem, head: Head, number: int) -> str | int:
    """What an item says in a column."""
    if head.name == "serial":
        return number
    if head.name == "channels":
        return channel_list(item)
    if head.choice:
        if head.choice not in getattr(item, head.name):
            return ""
        return f"√ {item.object_words}".strip() if head.choice == "specific" else "√"
    return str(getattr(item, head.name))


def channel_list(item: StandardItem) -> str:
    """The tick-list of carriers: every one, with what is ticked; a line each."""
    return "\n".join(f"{mark}{word}" for mark, word in channels(item))


def channels(item: StandardItem) -> list[tuple[str, str]]:
    """Every carrier with its tick, and what the office named besides."""
    found = [(TICK if code in item.channels else EMPTY_TICK, one.label) for code, one in carriers().items()]
    return [*found, *((TICK, word) for word in item.channels_more.split("、") if word)]


def to_book(office: str, groups: Sequence[tuple[str, Sequence[StandardItem]]]) -> bytes:
    """A workbook with a sheet for each field and its items."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": f"{office}基层政务公开标准目录"[:255]})
        base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, "text_wrap": True}
        formats = {
            "title": book.add_format({"font_name": "宋体", "font_size": 16, "bold": True, "align": "center"}),
            "head": book.add_format(base | {"bold": True, "align": "center", "bg_color": "#F2F2F2"}),
            "text": book.add_format(base | {"valign": "top"}),
            "tick": book.add_format(base | {"align": "center"}),
        }
        names: set[str] = set()
        for field, items in groups:
            sheet = book.add_worksheet(_sheet_name(field_label(field), names))
            _fill(sheet, f"{office}{field_label(field)}领域基层政务公开标准目录", items, formats)
    return buffer.getvalue()


def _sheet_name(label: str, names: set[str]) -> str:
    name, number = _SHEET.sub(" ", label)[:28].strip() or "目录", 1
    while name.lower() in names:
        number += 1
        name = f"{name[:28]}{number}"
    names.add(name.lower())
    return name


def _fill(sheet: Any, title: str, items: Sequence[StandardItem], formats: Mapping[str, Any]) -> None:
    columns_here = heads(items)
    last = len(columns_here) - 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1, 2)
    sheet.freeze_panes(3, 0)
    sheet.merge_range(0, 0, 0, last, title, formats["title"])
    for x, head in enumerate(columns_here):
        sheet.set_column(x, x, _WIDTHS[head.name])
        if not head.upper:
            sheet.merge_range(1, x, 2, x, head.label, formats["head"])
            continue
        sheet.write_string(2, x, head.label, formats["head"])
        if x == 0 or columns_here[x - 1].upper != head.upper:
            end = max(at for at, one in enumerate(columns_here) if one.upper == head.upper)
            _merged(sheet, 1, x, 1, end, head.upper, formats["head"])
    for y, item in enumerate(items):
        for x, head in enumerate(columns_here):
            value = cell(item, head, y + 1)
            form = formats["tick" if head.choice or head.name == "serial" else "text"]
            if head.name == "level_1":
                _level(sheet, items, y, x, form)
            elif isinstance(value, int):
                sheet.write_number(y + 3, x, value, form)
            else:
                sheet.write_string(y + 3, x, value, form)


def _level(sheet: Any, items: Sequence[StandardItem], y: int, x: int, form: Any) -> None:
    """The first level once for the items below each other that share it."""
    name = items[y].level_1
    if y and items[y - 1].level_1 == name:
        return
    end = y
    while end + 1 < len(items) and items[end + 1].level_1 == name:
        end += 1
    _merged(sheet, y + 3, x, end + 3, x, name, form)


def _merged(sheet: Any, top: int, left: int, bottom: int, right: int, text: str, form: Any) -> None:
    if (top, left) == (bottom, right):
        sheet.write_string(top, left, text, form)
    else:
        sheet.merge_range(top, left, bottom, right, "", form)
        sheet.write_string(top, left, text, form)
