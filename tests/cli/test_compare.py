"""`gongkai compare`: figures that changed, carry-over, repeated text."""

import json

from gongkai.cli import main
from gongkai.documents.write import render
from gongkai.report.model import Cell, Paragraph
from tests.documents import reports

OLD_TEXT = "主动公开政府信息十条，内容及时准确。加强业务培训，规范办理流程。"


def saved(tmp_path, name, year, cells, text):
    told = reports.full_report("fmt2021")
    zero = reports.cells_of("fmt2021", lambda figure, index: 0)
    report = reports.replace(
        told,
        year=year,
        title=f"西工区汉屯路街道办事处{year}年政府信息公开工作年度报告",
        cells={**zero, **{key: Cell(value, str(value)) for key, value in cells.items()}},
        sections={"overview": (Paragraph(text),)},
    )
    path = tmp_path / name
    path.write_bytes(render(report, "json"))
    return str(path)


def compared(tmp_path, capsys, old_cells, new_cells, text):
    old = saved(tmp_path, "old.json", 2021, old_cells, OLD_TEXT)
    new = saved(tmp_path, "new.json", 2022, new_cells, text)
    assert main(["compare", old, new, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_figures_that_differ_are_listed_with_their_change(tmp_path, capsys):
    key = ("t2", "penalty", "decisions_this_year")

    found = compared(tmp_path, capsys, {key: 483}, {key: 480}, OLD_TEXT)

    assert found["cells"] == [{"path": "t2.penalty.decisions_this_year", "old": "483", "new": "480", "change": "-3"}]


def test_the_carry_over_is_judged_for_the_year_after(tmp_path, capsys):
    found = compared(tmp_path, capsys, {("t3", "carried_out", "total"): 2}, {}, OLD_TEXT)

    assert len(found["carry_over"]) == 1


def test_the_share_of_repeated_text_counts_sentences_word_for_word(tmp_path, capsys):
    same = compared(tmp_path, capsys, {}, {}, "2022年" + OLD_TEXT)
    other = compared(tmp_path, capsys, {}, {}, "全年开展三次检查，整改两项问题。")
    half = compared(tmp_path, capsys, {}, {}, "主动公开政府信息十条，内容及时准确。全年开展检查并整改问题两项。")

    assert same["repeated_text"] == {"overview": 1.0}
    assert other["repeated_text"] == {"overview": 0.0}
    assert 0.3 < half["repeated_text"]["overview"] < 0.7


def test_the_table_shows_old_new_and_change(tmp_path, capsys):
    key = ("t3", "new_received", "total")
    old = saved(tmp_path, "old.json", 2021, {key: 3}, OLD_TEXT)
    new = saved(tmp_path, "new.json", 2022, {key: 5}, OLD_TEXT)

    main(["compare", old, new])

    shown = capsys.readouterr().out
    assert "+2" in shown
    assert "100%" in shown


def test_a_report_equals_itself(tmp_path, capsys):
    path = saved(tmp_path, "a.json", 2021, {}, OLD_TEXT)

    main(["compare", path, path])

    assert "数字全部相同" in capsys.readouterr().out
