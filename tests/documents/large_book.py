"""A large workbook for measuring: as many applications as asked, each received, confirmed, answered and served."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO

from xlsxwriter import Workbook

from tests.documents.books import COLUMNS, FACTS


def large_book(applications: int) -> bytes:
    """Return an xlsx with one row an application in 申请登记 and two in 办理经过: four entries each, the same each time."""
    target = BytesIO()
    workbook = Workbook(target, {"in_memory": True})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    office, received, acts = (workbook.add_worksheet(name) for name in ("基本信息", "申请登记", "办理经过"))
    office.write_row(0, 0, ["项目", "内容"])
    for number, fact in enumerate(FACTS.items(), 1):
        office.write_row(number, 0, fact)
    received.write_row(0, 0, COLUMNS["申请登记"])
    acts.write_row(0, 0, COLUMNS["办理经过"])
    for number in range(1, applications + 1):
        on = datetime.combine(date(2021, 1, 1) + timedelta(days=number * 7 % 300), datetime.min.time())
        name = f"2021-{number:06d}"
        received.write_string(number, 0, name)
        received.write_datetime(number, 1, on, day)
        received.write_string(number, 2, "互联网渠道" if number % 2 else "当面提交")
        received.write_datetime(number, 3, on, day)
        received.write_string(number, 4, "自然人" if number % 3 else "商业企业")
        received.write_string(number, 5, f"P{number % 5000:05d}")
        received.write_string(number, 6, f"申请公开第{number}号地块的征收补偿安置方案及其批复文件")
        for row, (after, act) in enumerate(((10, "答复"), (11, "答复送达")), 2 * number - 1):
            acts.write_string(row, 0, name)
            acts.write_datetime(row, 1, on + timedelta(days=after), day)
            acts.write_string(row, 2, act)
        acts.write_string(2 * number - 1, 3, "予以公开")
        acts.write_string(2 * number - 1, 6, "随函提供复印件")
    workbook.close()
    return target.getvalue()
