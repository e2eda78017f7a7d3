"""Sheets of records: the template of each kind is read back, wrong rows are named, the sound ones are added."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.urls import reverse

from gongkai.errors import OfficeError
from gongkai.web.guides import imports
from gongkai.web.guides.kinds import KINDS
from gongkai.web.guides.models import SystemDocument
from gongkai.web.guides.queries import export_rows
from tests.web.conftest import TODAY
from tests.web.guides.samples import VALUES, record
from tests.web.registers.samples import put

ROWS = (
    ("制度类别", "名称", "实施日期", "多余的列"),
    ("动态调整制度", "动态调整办法（示例）", "2025-1-1", ""),
    ("没有这一类", "某办法（示例）", "2025-1-1", ""),
    ("年度报告制度", "", "2025-13-1", ""),
    ("动态调整制度", "动态调整办法（示例）", "2025-1-1", "与上面重复"),
    ("投诉举报处理制度", "电话13800005678", "2025-1-1", ""),
)


def test_wrong_rows_are_named_by_their_cell_and_the_sound_ones_added(staff, in_office):
    officer = staff.officer("officer")
    upload = put(in_office, ROWS, "systems", "公开制度")
    plan = imports.make_plan(upload)
    assert [number for number, _values in plan.rows] == [2]
    assert [one.cell for one in plan.errors] == ["A3", "B4", "C4", "A5", "A6"]
    assert [one.cell for one in plan.warnings] == ["D1"]
    with pytest.raises(OfficeError):
        imports.bring_in(officer, upload.pk, without_errors=False)
    done = imports.bring_in(officer, upload.pk, without_errors=True)
    assert (done.state, done.entries, done.left_out) == ("imported", 1, 4)
    assert SystemDocument.objects.get().published_on is None
    with pytest.raises(OfficeError):
        imports.undo(officer, upload.pk, " ")
    assert imports.undo(officer, upload.pk, "传错了文件").state == "undone"
    assert SystemDocument.objects.get().ended_on == TODAY


@pytest.mark.parametrize("kind", list(KINDS))
def test_an_export_is_imported_again(staff, in_office, kind):
    """What stands already is named; once it is gone, the same file brings it back as it was."""
    officer = staff.officer("officer")
    row = record(officer, in_office, kind)
    table = export_rows(KINDS[kind], KINDS[kind].model.objects.all())
    cells = [[value.isoformat() if hasattr(value, "isoformat") else value for value in line] for line in table]
    plan = imports.make_plan(put(in_office, cells, kind, KINDS[kind].sheet))
    assert [one.what for one in plan.errors] == ["登记簿中已有同一条记录"]
    KINDS[kind].model.objects.filter(pk=row.pk).update(ended_on="2026-06-01")
    upload = put(in_office, cells, kind, KINDS[kind].sheet)
    imports.bring_in(officer, upload.pk, without_errors=False)
    again = KINDS[kind].model.objects.get(ended_on=None)
    assert {name: getattr(again, name) for name in VALUES[kind]} == dict(VALUES[kind])


@pytest.mark.parametrize("kind", list(KINDS))
def test_pages_of_an_import(staff, office, in_office, kind):
    client = staff.client("officer")
    template = client.get(reverse("desk:registers:records:template", args=[office.code, kind]))
    book = openpyxl.load_workbook(io.BytesIO(template.content))
    assert [cell.value for cell in book.worksheets[0][1]] == [column.label for column in KINDS[kind].columns]
    upload = put(in_office, [[column.label for column in KINDS[kind].columns]], kind, KINDS[kind].sheet)
    page = client.get(reverse("desk:registers:records:check", args=[office.code, upload.pk]))
    assert page.status_code == 200
    assert client.get(reverse("desk:registers:check", args=[office.code, upload.pk])).status_code == 404
    assert client.get(reverse("desk:registers:records:import", args=[office.code, kind])).status_code == 200
    assert client.get(reverse("desk:registers:records:undo", args=[office.code, upload.pk])).status_code == 200
    answer = client.post(reverse("desk:registers:records:discard", args=[office.code, upload.pk]))
    assert answer.status_code == 302
