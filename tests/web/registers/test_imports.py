"""Sheets come into the registers and go out: dry run, one batch, undone, the same again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope

from gongkai.documents.tables import read_tables
from gongkai.errors import BadUpload, OfficeError
from gongkai.ledger.registers import Registers
from gongkai.web.entries.chain import verify
from gongkai.web.entries.models import Entry
from gongkai.web.entries.record import ledger_of
from gongkai.web.registers import imports
from gongkai.web.registers.actions import void
from gongkai.web.registers.kinds import REGISTERS
from gongkai.web.registers.models import Upload
from gongkai.web.registers.queries import ledger_of_register
from gongkai.web.sheets import store
from tests.web.registers.samples import DECISIONS, put
from tests.web.sheets.samples import xlsx

REGISTER = REGISTERS["decisions"]


@pytest.fixture
def officer(staff):
    return staff.officer("officer")


def decided(office, kind="penalty", year=2025):
    return Registers(ledger_of(office).register_entries).decisions(kind, year).value


def address(office, name, *args):
    return reverse(f"desk:registers:{name}", args=[office.code, *args])


def test_headings_of_others_are_known_and_one_batch_is_recorded(officer, in_office, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = imports.bring_in(officer, put(in_office), without_errors=False, seen=2)
    assert (row.state, row.entries, row.left_out) == ("imported", 2, 0)
    assert (decided(in_office), decided(in_office, "licensing")) == (12, 8)
    assert set(Entry.objects.filter(kind="ledger").values_list("batch", flat=True)) == {row.batch}
    assert not store.path_of(row).exists()
    assert verify(in_office).is_good


def test_rows_with_errors_are_told_and_left_out_only_on_word(officer, in_office):
    rows = (
        *DECISIONS,
        ("2025-2-30", "行政处罚", 1, "", ""),
        ("2025-4-1", "行政罚款", 1, "", ""),
        ("2025-4-1", "行政处罚", -1, "", ""),
        ("2026-12-1", "行政处罚", 1, "", ""),
        ("2025-4-1", "行政处罚", 1, 2, ""),
    )
    row = put(in_office, rows)
    plan = imports.make_plan(row)
    assert (plan.good_rows, plan.bad_rows) == (2, 5)
    assert sorted({one.cell.lstrip("ABCDE") for one in plan.errors}) == ["4", "5", "6", "7", "8"]
    with pytest.raises(OfficeError):
        imports.bring_in(officer, row, without_errors=False)
    with pytest.raises(OfficeError):
        imports.bring_in(officer, row, without_errors=True, seen=7)
    assert imports.bring_in(officer, row, without_errors=True, seen=2).left_out == 5
    assert decided(in_office) == 12


def test_undone_as_a_whole_and_imported_again(officer, in_office):
    row = imports.bring_in(officer, put(in_office), without_errors=False)
    with pytest.raises(OfficeError):
        imports.undo(officer, row, " ")
    imports.undo(officer, row, "导错文件")
    assert decided(in_office) == 0
    with pytest.raises(OfficeError):
        imports.undo(officer, row, "再撤销一次")
    imports.bring_in(officer, put(in_office), without_errors=False)
    assert decided(in_office) == 12


def test_not_undone_below_a_single_correction(officer, in_office):
    row = imports.bring_in(officer, put(in_office), without_errors=False)
    first = Entry.objects.filter(batch=row.batch).order_by("sequence").first()
    void(officer, in_office, REGISTER, first.sequence, "重复登记")
    with pytest.raises(OfficeError):
        imports.undo(officer, row, "导错文件")


def test_a_row_void_in_the_sheet_comes_in_void(officer, in_office):
    rows = ((*DECISIONS[0], "作废原因"), (*DECISIONS[1], "重复登记"), (*DECISIONS[2], ""))
    imports.bring_in(officer, put(in_office, rows), without_errors=False)
    assert (decided(in_office), decided(in_office, "licensing")) == (0, 8)


def test_what_stands_already_is_a_remark(officer, in_office):
    imports.bring_in(officer, put(in_office), without_errors=False)
    plan = imports.make_plan(put(in_office))
    assert [one.code for one in plan.warnings] == ["repeated", "repeated"]


def test_documents_are_judged_with_those_that_stand(officer, in_office):
    head = ("文号", "标题", "类别", "印发日期", "有效期至", "废止日期")
    good = ("1号", "办法（示例）", "规范性文件", "2025-1-5", "", "2025-6-1")
    bad = ("2号", "办法（示例）", "规范性文件", "2025-1-5", "", "2024-6-1")
    row = put(in_office, (head, good, bad), "documents", "规范性文件")
    assert (imports.make_plan(row).good_rows, imports.make_plan(row).bad_rows) == (1, 1)
    imports.bring_in(officer, row, without_errors=True)
    again = imports.make_plan(put(in_office, (head, good), "documents", "规范性文件"))
    assert (again.good_rows, again.bad_rows) == (0, 1)


@pytest.mark.parametrize(
    "rows",
    [
        (("一", "二"), (1, 2)),
        (("类别", "件数"), ("行政处罚", 3)),
        (("日期", "日期", "类别"), ("2025-1-1", "2025-1-1", "行政处罚")),
    ],
)
def test_a_sheet_without_the_columns_brings_nothing(officer, in_office, rows):
    row = put(in_office, rows)
    plan = imports.make_plan(row)
    assert plan.errors
    assert plan.good_rows == 0
    with pytest.raises(OfficeError):
        imports.bring_in(officer, row, without_errors=True)


def test_the_page_from_upload_to_undo(staff, office):
    client = staff.client("liaison")
    file = SimpleUploadedFile("决定.xlsx", xlsx(*DECISIONS, name="处理决定"))
    answer = client.post(address(office, "import", "decisions"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    here = answer["Location"]
    page = client.get(here)
    assert "到这一步还没有登记任何内容" in page.content.decode()
    assert client.get(f"{here}problems/?format=csv").status_code == 200
    assert client.post(here, {"seen": "2"}).status_code == 302
    with scope(office=office):
        assert decided(office) == 12
        assert Upload.objects.get().state == "imported"
    again = SimpleUploadedFile("决定.xlsx", xlsx(*DECISIONS, name="处理决定"))
    refused = client.post(address(office, "import", "decisions"), {"file": again})
    assert refused.status_code in (302, 422)
    assert client.post(f"{here}undo/", {"reason": ""}).status_code == 422
    assert client.post(f"{here}undo/", {"reason": "导错文件"}).status_code == 302
    with scope(office=office):
        assert decided(office) == 0


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"MZ\x90\x00", b"PK\x03\x04broken", b"\x00" * 100])
def test_what_is_no_table_is_refused_in_one_sentence(staff, office, data):
    client = staff.client("officer")
    answer = client.post(address(office, "import", "decisions"), {"file": SimpleUploadedFile("x.xlsx", data)})
    assert answer.status_code == 422
    with scope(office=office):
        assert not Upload.objects.exists()


def test_too_large(officer, in_office):
    with pytest.raises(BadUpload):
        imports.take_in(officer, in_office, REGISTER, "x.xlsx", b"0" * (imports.LARGEST + 1))


def test_an_export_comes_in_again_as_it_was(staff, office, other_office, officer):
    with scope(office=office):
        imports.bring_in(officer, put(office), without_errors=False)
        before = [one.event for one in ledger_of_register(office, REGISTER).standing]
    answer = staff.client("officer").post(address(office, "export", "decisions"), {"format": "xlsx"})
    assert answer.status_code == 200
    with scope(office=other_office):
        plan = imports.plan_of(read_tables(answer.content), REGISTER, other_office)
        assert [one.event for one in plan.entries] == before
        assert plan.problems == ()
    csv = staff.client("officer").post(address(office, "export", "decisions"), {"format": "csv"})
    assert "行政处罚" in csv.content.decode("utf-8-sig")


@pytest.mark.parametrize("kind", list(REGISTERS))
def test_a_template_has_the_columns(staff, office, kind):
    answer = staff.client("officer").get(address(office, "template", kind))
    head = read_tables(answer.content)[0].rows[0]
    assert list(head) == [column.label for column in REGISTERS[kind].columns]


def test_a_file_nobody_imports_goes_after_a_week(officer, in_office, today):
    row = put(in_office)
    path = store.path_of(row)
    assert imports.clean_up() == 0
    today(date(2026, 6, 10) + timedelta(days=imports.DAYS + 1))
    assert imports.clean_up() == 1
    row.refresh_from_db()
    assert (row.state, row.wrapped_key, path.exists()) == ("discarded", None, True)  # gone when the transaction ends
