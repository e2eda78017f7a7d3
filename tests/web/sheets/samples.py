"""Ledgers as offices keep them, made in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter

from gongkai.documents.tables import read_tables
from gongkai.web.config.clock import now
from gongkai.web.sheets import store
from gongkai.web.sheets.actions import first_decision
from gongkai.web.sheets.models import Sheet

HEAD = (
    "序号", "登记编号", "申请人", "申请人类型", "身份证号", "联系电话", "通信地址", "申请方式", "收到申请日期", "申请内容",
    "补正告知日期", "收到补正日期", "是否延期", "延期告知日期", "应答复日期", "答复日期", "办理结果", "备注", "送达日期", "送达方式", "复议结果", "复议日期",
)  # fmt: skip
"""Headings of an office that never heard of ours."""

ROWS: tuple[tuple[Any, ...], ...] = (
    (1, "2025-001", "王示例", "公民", "11010119900307003X", "13800005678", "示例路1号", "邮寄", date(2025, 3, 3), "某小区征收补偿方案",
     None, None, "否", None, "2025-3-31", date(2025, 3, 20), "予以公开", "随函提供复印件", "2025.3.24", "邮政EMS", "无", None),
    (2, "2025-002", "李示例", "个人", "", "13900001234", "示例路2号", "现场", "2025/3/10", "低保名单",
     None, None, "是", "2025/4/3", None, "2025年4月25日", "信息不存在", "经检索未查到", None, "当面送达", "维持", "2025-6-3"),
    (3, "2025-003", "某某公司", "企业", "", "", "", "网上", 20250401, "招标文件",
     "2025-4-8", "2025-4-15", "", None, None, "2025-5-9", "部分公开", "隐去联系方式", None, "", "", None),
    (4, "２０２５－００４", "赵示例", "公民", "", "", "", "快递", "2025-12-22", "停车位规划批复",
     None, None, "", None, None, None, "办理中", "", None, "", "", None),
)  # fmt: skip


def xlsx(
    *rows: Sequence[Any],
    name: str = "2025年台账",
    merges: Sequence[tuple[str, str]] = (),
    hidden: Sequence[Sequence[Any]] = (),
) -> bytes:
    """A workbook of one sheet; merges: ranges with their text; hidden: rows of a hidden sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(name)
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(y, x, value, day)
                elif value is not None and value != "":
                    sheet.write(y, x, value)
        for cells, text in merges:
            sheet.merge_range(cells, text)
        if hidden:
            other = book.add_worksheet("隐藏表")
            other.hide()
            for y, row in enumerate(hidden):
                other.write_row(y, 0, row)
    return buffer.getvalue()


def usual(*more: Sequence[Any]) -> bytes:
    """A title, a heading, four applications and the sum below them; more rows come before the sum."""
    return xlsx(("2025年度依申请公开台账",), HEAD, *ROWS, *more, ("合计", 4))


def csv_of(*rows: Sequence[Any], encoding: str = "utf-8-sig") -> bytes:
    lines = [",".join("" if value is None else str(value) for value in row) for row in rows]
    return "\r\n".join(lines).encode(encoding)


def ods_of(*rows: Sequence[Any], repeat: int = 1) -> bytes:
    """A small OpenDocument sheet; repeat: how many times it says its last row stands."""
    body = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>' for value in row
        )
        times = f' table:number-rows-repeated="{repeat}"' if number == len(rows) and repeat > 1 else ""
        body.append(f"<table:table-row{times}>{cells}</table:table-row>")
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="台账">{"".join(body)}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def put(office: Any, data: bytes = b"") -> Any:
    """A file brought in and not yet decided on; read in this process, which is quick."""
    row = Sheet(office=office, name="台账.xlsx", kind="xlsx", size=len(data), sha256="0" * 64, by="x", added_at=now())
    tables = read_tables(data or usual())
    row.decided = first_decision(office, tables).to_json()
    store.store(row, store.packed(tables))
    row.save(force_insert=True)
    return row
