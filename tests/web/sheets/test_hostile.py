"""Files that lie, burst, or are merely odd."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope

from gongkai.documents.limits import MIB
from gongkai.documents.tables import ERROR, kind_of, read_tables
from gongkai.errors import DocumentError, GongkaiError
from gongkai.web.applications.models import Application
from gongkai.web.sheets.actions import bring_in, decide, tables_of, take_in
from gongkai.web.sheets.mapping import Decided
from gongkai.web.sheets.models import Sheet
from gongkai.web.sheets.plan import make_plan
from tests.documents import test_read_xls as old
from tests.web.conftest import Staff
from tests.web.sheets.samples import HEAD, ROWS, csv_of, ods_of, usual, xlsx

pytestmark = pytest.mark.one_engine


def bomb() -> bytes:
    """A workbook whose sheet says that it is small and is not."""
    source = zipfile.ZipFile(io.BytesIO(usual()))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            data = source.read(name)
            out.writestr(name, data + b" " * (300 * MIB) if name.endswith("sheet1.xml") else data)
    return buffer.getvalue()


def with_macros() -> bytes:
    buffer = io.BytesIO(usual())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 100)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("程序.xlsx", b"MZ\x90\0" + b"\0" * 400),
        ("网页.xls", "<html><table><tr><td>编号</td></tr></table></html>".encode("gb18030")),
        ("图片.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
        ("文稿.xlsx", b"%PDF-1.7\n"),
        ("空.xlsx", b""),
        ("坏.xlsx", usual()[:2000]),
        ("宏.xlsx", with_macros()),
        ("炸弹.xlsx", bomb()),
        ("零.csv", b"a,b\0c\n"),
        ("压缩.xlsx", b"PK\x05\x06" + b"\0" * 18),
        ("没有内容.xlsx", xlsx()),
        ("太宽.csv", csv_of(range(300))),
        ("太长.csv", b"1,2\n" * 20_200),
        ("重复.ods", ods_of(("编号",), ("1",), repeat=1_000_000)),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(staff, office, name, data):
    answer = staff.client("head").post(
        reverse("desk:sheets:list", args=[office.code]), {"file": SimpleUploadedFile(name, data)}
    )
    assert answer.status_code == 422
    (sentence,) = answer.context["form"].errors["file"]
    assert sentence.endswith("。")
    with scope(office=office):
        assert not Sheet.objects.exists()


def test_a_file_that_is_too_large_is_refused(staff, in_office):
    with pytest.raises(GongkaiError, match="10 MB"):
        take_in(staff.officer("head"), in_office, "台账.csv", b"1" * (10 * MIB + 1))


def test_kinds_are_told_by_content():
    assert [kind_of(one) for one in (usual(), ods_of(("a",)), csv_of(("a", "b")), b"MZ")] == ["xlsx", "ods", "csv", ""]


def test_an_old_workbook_is_read():
    data = old.workbook(
        old.label(0, 0, 0),
        old.label(0, 1, 1),
        old.number(1, 0, 12),
        old.number(1, 1, 45717),
        more=old.strings("编号", "收到日期"),
    )
    (table,) = read_tables(data)
    assert (kind_of(data), table.rows) == ("xls", (("编号", "收到日期"), (12.0, 45717.0)))


def taken(staff, office, *rows, name="台账.xlsx", **options):
    """The plan of a sheet after its words were decided as proposed."""
    head = staff.officer("head")
    row = take_in(head, office, name, xlsx(*rows, **options))
    return row, make_plan(tables_of(row), Decided.of(row.decided), office)


SMALL = ("编号", "收到日期", "申请方式", "申请人类型", "答复日期", "办理结果", "答复内容")


def one(number, on="2025-3-3", answered="2025-3-10", outcome="予以公开"):
    return (number, on, "当面", "公民", answered, outcome, "随函提供")


def test_two_hundred_columns_are_only_wide(staff, in_office):
    extra = tuple(f"无关{n}" for n in range(193))
    row, plan = taken(staff, in_office, SMALL + extra, one("1") + extra)
    assert [one.number for one in plan.good] == ["1"]
    assert staff.client("head").get(reverse("desk:sheets:columns", args=[in_office.code, row.pk])).status_code == 200


def test_empty_rows_sums_and_repeated_headings_are_left_out(staff, in_office):
    _row, plan = taken(staff, in_office, SMALL, one("1"), (), (None, " "), SMALL, one("2"), ("3",), ("合计：", 2))
    assert [one.number for one in plan.good] == ["1", "2"]
    assert (plan.blank, plan.repeated, plan.totals) == (3, [5], [8])


def test_text_numbers_and_full_width_digits_are_one_number(staff, in_office):
    _row, plan = taken(staff, in_office, SMALL, one("２０２５－００１"), one(2025002), one("2025-001"), one("2025002"))
    assert [one.number for one in plan.rows] == ["2025-001", "2025002", "2025-001", "2025002"]
    assert [one.code for one in plan.errors] == ["duplicate", "duplicate"]


def test_a_number_that_became_a_date_is_refused(staff, in_office):
    from datetime import date

    _row, plan = taken(staff, in_office, SMALL, one(date(2025, 3, 1)))
    assert [one.sentence for one in plan.errors] == [
        "第 2 行 A 列：“编号”被表格软件变成了日期；请把单元格设为文本后重新输入。"
    ]


def test_a_number_that_lost_its_digits_is_refused(staff, in_office):
    head = (*SMALL, "身份证号")
    _row, plan = taken(staff, in_office, head, (*one("1"), 110101199003070031))
    assert "超过15位" in plan.errors[0].sentence


def test_an_error_cell_is_no_empty_one(staff, in_office):
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, SMALL)
        sheet.write_row(1, 0, one("1"))
        sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")
    assert read_tables(buffer.getvalue())[0].rows[1][4] == ERROR
    row = take_in(staff.officer("head"), in_office, "台账.xlsx", buffer.getvalue())
    plan = make_plan(tables_of(row), Decided.of(row.decided), in_office)
    assert [one.code for one in plan.errors] == ["error_cell"]


def test_a_formula_is_text_or_its_value_and_goes_out_harmless(staff, in_office):
    head = (*SMALL, "申请内容")
    row, _plan = taken(staff, in_office, head, (*one("1"), '=HYPERLINK("http://evil")'))
    bring_in(staff.officer("head"), row, without_errors=False)
    assert Application.objects.get().content == '=HYPERLINK("http://evil")'
    client = staff.client("head")
    data = client.post(reverse("desk:cases:export", args=[in_office.code, "csv"])).content.decode("utf-8-sig")
    assert "'=HYPERLINK" in data


def test_rows_of_other_years_and_of_days_to_come(staff, in_office):
    row, plan = taken(
        staff, in_office, SMALL, one("a", "2019-12-20", "2020-1-6"), one("b"), one("c", "2026-6-1", "2026-6-30")
    )
    assert [one.sentence for one in plan.errors] == ["第 4 行 E 列：日期 2026-06-30 尚未到来。"]
    page = staff.client("head").get(reverse("desk:sheets:check", args=[in_office.code, row.pk]))
    figures = page.context["figures"]
    assert figures.years == (2019, 2020, 2025)
    assert dict(figures.lines)["（一）予以公开"] == (0, 1, 1)
    assert dict(figures.lines)["四、结转下年度继续办理"] == (1, 0, 0)


def test_personal_data_does_not_reach_the_ledger(staff, in_office):
    _row, plan = taken(staff, in_office, SMALL, (*one("1")[:6], "已电告张某13800001111"))
    assert [one.code for one in plan.errors] == ["personal_data"]


def test_a_column_of_names_is_not_taken_for_words(staff, office):
    with scope(office=office):
        head = staff.officer("head")
        rows = [(*one(str(n))[:3], f"示例{n}", *one("1")[4:]) for n in range(70)]
        row = take_in(head, office, "台账.xlsx", xlsx(SMALL, *rows))
    page = staff.client("head").get(reverse("desk:sheets:words", args=[office.code, row.pk]))
    assert "超过 60 种写法" in page.content.decode()
    assert "示例33" not in page.content.decode()


def test_a_decision_that_fits_no_sheet_is_refused(staff, in_office):
    row, _plan = taken(staff, in_office, SMALL, one("1"))
    with pytest.raises(GongkaiError):
        decide(staff.officer("head"), row, Decided(sheet=7), tables_of(row))
    client = staff.client("head")
    address = reverse("desk:sheets:columns", args=[in_office.code, row.pk])
    for given in (
        {"reread": "1", "sheet": "9", "header": "1", "depth": "1"},
        {"reread": "1", "sheet": "0", "header": "150", "depth": "2"},
        {"received_on": "99"},
    ):
        assert client.post(address, given).status_code == 422


def test_another_office_sees_nothing_of_a_file(staff, office, other_office):
    with scope(office=office):
        row = take_in(staff.officer("head"), office, "台账.xlsx", usual())
    client = Staff(other_office).client("head")
    for name in ("columns", "words", "check", "undo"):
        assert client.get(reverse(f"desk:sheets:{name}", args=[other_office.code, row.pk])).status_code == 404
    assert client.post(reverse("desk:sheets:discard", args=[other_office.code, row.pk])).status_code == 404
    assert client.get(reverse("desk:sheets:check", args=[office.code, row.pk])).status_code == 404


def test_a_csv_of_the_usual_kind_comes_in(staff, in_office):
    head = staff.officer("head")
    row = take_in(head, in_office, "台账.csv", csv_of(HEAD, ROWS[1], encoding="gb18030"))
    decided = Decided.of(row.decided)
    decide(
        head,
        row,
        Decided(0, decided.header, decided.depth, decided.columns, {"extension_by": "负责人"}),
        tables_of(row),
    )
    assert bring_in(head, row, without_errors=False).cases == 1


def test_what_cannot_be_read_says_so():
    with pytest.raises(DocumentError):
        read_tables(b"\xff\xfe\0")
