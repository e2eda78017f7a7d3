"""`gongkai check`: findings by severity with the words they rest on; every report of every file; last year's beside it."""

import json
from datetime import date

import pytest

from gongkai.cli import main
from gongkai.documents.write import render
from gongkai.report.model import Cell, Paragraph
from tests.documents import reports
from tests.samples.layouts import LAYOUTS, document

TEXT = "全年新收政府信息公开申请9件，均已依法办理。"


def told(year=2021, cells=None, text=""):
    """A report of zeros that was read: no entry of a ledger stands behind it."""
    full = reports.full_report("fmt2021")
    zero = reports.cells_of("fmt2021", lambda figure, index: 0)
    return reports.replace(
        full,
        year=year,
        title=f"西工区汉屯路街道办事处{year}年政府信息公开工作年度报告",
        cells={key: Cell(0, "0") for key in zero} | (cells or {}),
        sections={"overview": (Paragraph(text),)} if text else {},
        published_on=date(year + 1, 1, 24),
        as_of=None,
        evidence={},
    )


def saved(path, report, format="json"):
    path.write_bytes(render(report, format))
    return str(path)


def test_findings_are_grouped_errors_first_with_the_words_they_rest_on(tmp_path, capsys):
    report = told(cells={("t3", "granted", "total"): Cell(3, "３", "第2表第7行第10列")}, text=TEXT)
    path = saved(tmp_path / "a.json", report)

    assert main(["check", path]) == 1

    shown = capsys.readouterr().out
    assert shown.index("  错误 ") < shown.index("  提醒 ")
    assert "原文“３” 第2表第7行第10列" in shown
    assert "申请9件" in shown


def test_every_report_of_a_file_is_checked(tmp_path, capsys):
    wrong = told(2022, {("t3", "granted", "total"): Cell(3, "3")})
    text = "\n\n".join(document(one, LAYOUTS["tabs"]) for one in (told(), wrong))
    (tmp_path / "two.txt").write_text(text, encoding="utf-8")

    assert main(["check", str(tmp_path / "two.txt"), "--json"]) == 1

    found = json.loads(capsys.readouterr().out)
    assert [one["part"] for one in found] == [1, 2]
    assert ["R02" in {finding["rule"] for finding in one["findings"]} for one in found] == [False, True]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_one_bad_file_stops_nothing(tmp_path, capsys, jobs):
    saved(tmp_path / "a.json", told())
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04")
    saved(tmp_path / "c.json", told())

    assert main(["check", str(tmp_path), "--json", "--jobs", jobs]) == 2

    captured = capsys.readouterr()
    assert ["error" in one for one in json.loads(captured.out)] == [False, True, False]
    assert captured.err.count("\n") == 1


def test_last_years_text_and_figures_stand_beside_this_years(tmp_path, capsys):
    text = "主动公开政府信息十条，内容及时准确。" * 20
    old = saved(tmp_path / "old.json", told(2021, {("t3", "carried_out", "total"): Cell(2, "2")}, text))
    new = saved(tmp_path / "new.json", told(2022, text=text))

    main(["check", new, "--previous", old, "--json"])

    (found,) = json.loads(capsys.readouterr().out)
    assert {"R08", "A10"} <= {finding["rule"] for finding in found["findings"]}


def test_a_report_of_another_year_is_refused_as_last_years(tmp_path, capsys):
    path = saved(tmp_path / "a.json", told())

    assert main(["check", path, "--previous", path]) == 2
    assert "--previous" in capsys.readouterr().err


def test_a_compiled_report_is_not_judged_by_its_words(tmp_path, capsys):
    compiled = reports.replace(told(), as_of=7)

    assert main(["check", saved(tmp_path / "a.json", compiled)]) == 0
    assert "全部通过" in capsys.readouterr().out
