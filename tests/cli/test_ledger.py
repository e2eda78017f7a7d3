"""`gongkai ledger`, `compile`, `explain`, `check`: from an empty workbook to a checked report, and bad input."""

import json
from datetime import date

import openpyxl
import pytest

from gongkai.cli import main
from gongkai.documents.workbook import LedgerBook, write_ledger
from gongkai.ledger.entries import Ledger, OfficeFacts, numbered
from gongkai.ledger.events import Answered, ChargeCollected, Received

OFFICE = OfficeFacts("青石街道办事处")


def book(tmp_path, *events, year=2025, name="ledger.xlsx"):
    path = tmp_path / name
    path.write_bytes(write_ledger(LedgerBook(Ledger(OFFICE, tuple(numbered(events))), year)))
    return path


def simple(tmp_path):
    return book(
        tmp_path,
        ("2025-001", Received(on=date(2025, 3, 3))),
        ("2025-001", Answered(on=date(2025, 3, 10), outcome="granted", reason="随函提供")),
        ("2025-002", Received(on=date(2025, 12, 22), applicant="commercial_enterprise")),
        ("", ChargeCollected(on=date(2025, 5, 5), item="占道费", amount_yuan=39800)),
    )


def row_of(path, sheet):
    """The first row of data of a sheet, and its columns by heading."""
    workbook = openpyxl.load_workbook(path)
    cells = workbook[sheet]
    for row in cells.iter_rows():
        heads = {str(cell.value).strip(" ＊*"): cell.column for cell in row if cell.value}
        if len(heads) > 2:
            return workbook, cells, heads, row[0].row + 1
    raise AssertionError(f"no heading row in {sheet}")


def typed(path, sheet, heading, value, *, below=0):
    """Type a value into a column of a sheet, as a clerk would."""
    workbook, cells, heads, first = row_of(path, sheet)
    column = next(column for head, column in heads.items() if head.startswith(heading))
    cells.cell(first + below, column).value = value
    workbook.save(path)


def complaints(capsys, *words):
    status = main([*words])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return status, captured.err


def test_a_new_workbook_checks_clean_and_compiles_to_zeros(tmp_path, capsys):
    path = tmp_path / "台账.xlsx"

    assert main(["ledger", "new", str(path), "--office", "青石街道办事处", "--year", "2025"]) == 0
    assert main(["ledger", "check", str(path)]) == 0
    assert main(["compile", str(path), "--out", str(tmp_path / "out"), "--format", "json"]) == 0

    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["office"] == "青石街道办事处"
    assert {cell["value"] for cell in report["cells"]} == {0}
    capsys.readouterr()


def test_an_existing_file_is_not_written_over(tmp_path, capsys):
    path = simple(tmp_path)
    before = path.read_bytes()

    status, said = complaints(capsys, "ledger", "new", str(path), "--office", "甲", "--year", "2025")

    assert status == 2
    assert said.count("\n") == 1
    assert path.read_bytes() == before


def test_the_way_from_the_ledger_to_the_entries_behind_a_figure(tmp_path, capsys):
    path, out = simple(tmp_path), tmp_path / "out"

    assert main(["compile", str(path), "--out", str(out)]) == 0
    capsys.readouterr()
    assert main(["explain", str(out / "report.json"), "t3.granted.natural_person", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)

    assert found["value"] == 1
    (entry,) = found["entries"]
    assert entry["subject"] == "2025-001"
    assert entry["on"] == "2025-03-10"
    assert entry["where"].startswith("办理经过!")


def test_a_ledger_can_be_explained_without_compiling_first(tmp_path, capsys):
    assert main(["explain", str(simple(tmp_path)), "t2.admin_fees.amount_wan_yuan", "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["written"] == "3.98"


def test_a_figure_at_zero_says_why(tmp_path, capsys):
    main(["explain", str(simple(tmp_path)), "t4.recon_total"])

    assert "没有相关记录" in capsys.readouterr().out


def test_an_unknown_cell_lists_those_there_are(tmp_path, capsys):
    status, said = complaints(capsys, "explain", str(simple(tmp_path)), "t3.granted.person")

    assert status == 2
    assert "natural_person" in said


def test_last_years_report_is_checked_against(tmp_path, capsys):
    first = tmp_path / "2025"
    main(["compile", str(simple(tmp_path)), "--out", str(first), "--format", "json"])
    later = book(
        tmp_path,
        ("2025-002", Received(on=date(2025, 12, 22), applicant="commercial_enterprise")),
        ("2025-003", Received(on=date(2025, 12, 23))),
        year=2026,
        name="later.xlsx",
    )

    words = ["compile", str(later), "--out", str(tmp_path / "2026"), "--format", "json"]
    status = main([*words, "--previous", str(first / "report.json")])

    shown = capsys.readouterr().out
    assert status == 1
    assert "R08" in shown
    assert main(["check", str(tmp_path / "2026" / "report.json")]) == 0
    assert main(["check", str(tmp_path / "2026" / "report.json"), "--previous", str(first / "report.json")]) == 1


def test_a_report_of_another_year_is_no_previous_report(tmp_path, capsys):
    first = tmp_path / "2025"
    main(["compile", str(simple(tmp_path)), "--out", str(first), "--format", "json"])
    later = book(tmp_path, year=2026, name="later.xlsx")
    again = tmp_path / "2026"
    main(["compile", str(later), "--out", str(again), "--format", "json"])

    status, said = complaints(capsys, "check", str(first / "report.json"), "--previous", str(again / "report.json"))

    assert status == 2
    assert "2024" in said


def test_entries_recorded_after_signing_show_as_differences(tmp_path, capsys):
    out = tmp_path / "out"
    main(["compile", str(simple(tmp_path)), "--out", str(out), "--format", "json"])
    later = book(
        tmp_path,
        ("2025-001", Received(on=date(2025, 3, 3))),
        ("2025-002", Received(on=date(2025, 12, 22), applicant="commercial_enterprise")),
        name="later.xlsx",
    )
    capsys.readouterr()

    words = ["compile", str(later), "--out", str(tmp_path / "now"), "--format", "json"]
    main([*words, "--signed", str(out / "report.json")])

    assert "（一）予以公开 / 申请人情况 / 自然人" in capsys.readouterr().out


def test_the_2019_form_for_2021_is_a_warning(tmp_path, capsys):
    path = book(tmp_path, year=2021)

    status = main(["compile", str(path), "--form", "fmt2019", "--out", str(tmp_path / "out"), "--format", "json"])

    assert status == 0
    assert "应使用fmt2021" in capsys.readouterr().out


def test_a_summary_is_checked_against_its_filers(tmp_path, capsys):
    out = tmp_path / "out"
    main(["compile", str(simple(tmp_path)), "--out", str(out), "--format", "json"])
    report = str(out / "report.json")

    assert main(["check", report, "--filers", report]) == 0
    assert main(["check", report, "--filers", report, report]) == 1
    assert "R25" in capsys.readouterr().out


def test_one_unreadable_report_does_not_stop_the_rest(tmp_path, capsys):
    out = tmp_path / "out"
    main(["compile", str(simple(tmp_path)), "--out", str(out), "--format", "json"])
    bad = tmp_path / "bad.json"
    bad.write_text("{}", encoding="utf-8")
    capsys.readouterr()

    assert main(["check", str(bad), str(out / "report.json"), "--json"]) == 2

    objects = json.loads(capsys.readouterr().out)
    assert "error" in objects[0]
    assert objects[1]["findings"] == []


# --- bad input: one clear error each, nothing written ---------------------------------------------------------------


def not_a_workbook(path):
    path.write_text("这不是xlsx", encoding="utf-8")


def missing_sheet(path):
    workbook = openpyxl.load_workbook(path)
    del workbook["申请登记"]
    workbook.save(path)


def two_offices(path):
    workbook = openpyxl.load_workbook(path)
    cells = workbook["基本信息"]
    (row,) = (row for row in cells.iter_rows() if "机关名称" in str(row[0].value))
    last = cells.max_row + 1
    cells.cell(last, 1).value = row[0].value
    cells.cell(last, 2).value = "红岩街道办事处"
    workbook.save(path)


def answer_before_receipt(path):
    typed(path, "办理经过", "日期", date(2025, 3, 1))


def unknown_outcome(path):
    typed(path, "办理经过", "办理结果", "部分同意")


def year_without_calendar(path):
    typed(path, "申请登记", "到达日期", date(2027, 3, 3), below=1)


def negative_charge(path):
    typed(path, "行政收费", "金额", -398)


BAD = [
    (not_a_workbook, "xlsx"),
    (missing_sheet, "申请登记"),
    (two_offices, "红岩街道办事处"),
    (answer_before_receipt, "2025-001"),
    (unknown_outcome, "部分同意"),
    (year_without_calendar, "2027"),
    (negative_charge, "负数"),
]


@pytest.mark.parametrize(("spoil", "said"), BAD, ids=lambda value: getattr(value, "__name__", ""))
def test_bad_input_gets_one_clear_error_and_nothing_is_written(tmp_path, capsys, spoil, said):
    path, out = simple(tmp_path), tmp_path / "out"
    spoil(path)

    status, complaint = complaints(capsys, "compile", str(path), "--out", str(out))

    assert status == 2
    assert complaint.count("\n") == 1
    assert said in complaint
    assert not out.exists()


@pytest.mark.parametrize(("spoil", "said"), BAD[2:5] + BAD[6:], ids=lambda value: getattr(value, "__name__", ""))
def test_the_check_names_sheet_cell_and_what_to_do(tmp_path, capsys, spoil, said):
    path = simple(tmp_path)
    spoil(path)

    assert main(["ledger", "check", str(path), "--json"]) == 1

    problems = json.loads(capsys.readouterr().out)["problems"]
    errors = [one for one in problems if one["severity"] == "error"]
    assert any(said in one["what"] + one["todo"] for one in errors)
    assert all(one["sheet"] and one["todo"] for one in errors)


@pytest.mark.parametrize(
    "words",
    [
        ["compile", "none.xlsx", "--out", "out"],
        ["ledger", "check", "."],
        ["explain", "none.json", "t3.granted.total"],
        ["ledger", "new", "x.txt", "--office", "甲", "--year", "2025"],
        ["ledger", "new", "x.xlsx", "--office", " ", "--year", "2025"],
        ["ledger", "new", "x.xlsx", "--office", "甲", "--year", "二〇二五"],
        ["ledger"],
        ["compile"],
    ],
)
def test_wrong_usage_gets_one_line_and_status_2(tmp_path, monkeypatch, capsys, words):
    monkeypatch.chdir(tmp_path)

    status, said = complaints(capsys, *words)

    assert status == 2
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_report_goes_to_a_folder_of_its_own_unless_told_otherwise(tmp_path, monkeypatch, capsys):
    path = simple(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert main(["compile", str(path), "--format", "json"]) == 0
    assert main(["explain", "out/青石街道办事处-2025", "t3.granted.natural_person"]) == 0

    assert (tmp_path / "out" / "青石街道办事处-2025" / "report.json").exists()
    assert "2025-001" in capsys.readouterr().out


def test_a_workbook_without_a_name_is_named_for_office_and_year(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert main(["ledger", "new", "--office", "青石街道办事处", "--year", "2026"]) == 0

    assert (tmp_path / "青石街道办事处-2026-台账.xlsx").exists()
    capsys.readouterr()
